"""Accounts (账号), what their owners are appointed to, and their sign-ins."""

from datetime import date, datetime
from typing import ClassVar

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.permissions import Role
from portal.extensions import db
from portal.models.columns import Moment, word
from portal.models.departments import Department


class Account(UserMixin, db.Model):
    """One person, one account. Never deleted: a disabled one still stands behind what it did."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    # The name of a role (食品生产科联络员) for samples; the owner's name in a live portal.
    name: Mapped[str] = mapped_column(String(60))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    is_sample: Mapped[bool] = mapped_column(default=False)
    must_change_password: Mapped[bool] = mapped_column(default=True)

    department: Mapped[Department | None] = relationship(lazy="joined")
    appointments: Mapped[list["Appointment"]] = relationship(back_populates="account", lazy="selectin")

    # The sign-in under which this request came; set by the account loader, never stored here.
    sign_in_token: ClassVar[str | None] = None

    def get_id(self) -> str:
        return self.sign_in_token or ""


class Appointment(db.Model):
    """A role held from one local date to another, both inclusive, over one department or (null) over none."""

    __tablename__ = "appointments"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[Role] = mapped_column(word(Role, "role"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    account: Mapped[Account] = relationship(back_populates="appointments")

    __table_args__ = (
        UniqueConstraint("account_id", "role", "department_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="span"),
    )


class SignIn(db.Model):
    """One sign-in, kept on the server so that it can be ended. Only the token's digest is stored; times are real."""

    __tablename__ = "sign_ins"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(45), default="")


class SignInFailure(db.Model):
    """A refused sign-in, counted in the database so that all workers throttle together (real time)."""

    __tablename__ = "sign_in_failures"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), index=True)
    address: Mapped[str] = mapped_column(String(45), index=True)
    failed_at: Mapped[datetime] = mapped_column(Moment, index=True)
