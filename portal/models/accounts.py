"""Accounts (账号), what their owners are appointed to, and their sign-ins."""

from datetime import date, datetime
from typing import ClassVar

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.accounts import SignInEnd
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
    # Where the daily mail goes; "" leaves it to the username at the settings' domain.
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    is_sample: Mapped[bool] = mapped_column(default=False)
    must_change_password: Mapped[bool] = mapped_column(default=True)
    # Real time, as all that concerns signing in. Null, not known, is never too old.
    password_changed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # One-time codes (TOTP): the shared secret, null until one is bound, and the last time step that was used.
    code_secret: Mapped[str | None] = mapped_column(String(64))
    code_step: Mapped[int] = mapped_column(default=0, server_default="0")

    department: Mapped[Department | None] = relationship(lazy="joined")
    appointments: Mapped[list["Appointment"]] = relationship(back_populates="account")

    # The sign-in under which this request came; set by the account loader, never stored here.
    sign_in_token: ClassVar[str | None] = None
    signed_in_at: ClassVar[datetime | None] = None
    needs_code: ClassVar[bool] = False

    def get_id(self) -> str:
        return self.sign_in_token or ""


# The three administrators (三员) exclude one another: of these roles an account has one open-ended tenure at most.
# The rest of the rule (domain.accounts.find_conflict) is kept by the only service that appoints.
OPEN_ADMINISTRATOR = text(
    "role IN ('system_admin', 'security_admin', 'auditor') AND ends_on IS NULL AND ended_at IS NULL"
)


class Appointment(db.Model):
    """A role held from one local date to another, both inclusive, over one department or (null) over none.

    `ended_at` is when it was ended before its time; from that moment it is not in force.
    """

    __tablename__ = "appointments"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[Role] = mapped_column(word(Role, "role"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship(back_populates="appointments")

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="span"),
        Index(
            "uq_appointments_open_administrator",
            "account_id",
            unique=True,
            sqlite_where=OPEN_ADMINISTRATOR,
            postgresql_where=OPEN_ADMINISTRATOR,
        ),
    )


class FormerPassword(db.Model):
    """The hash of a password that its owner has used and may not use again soon."""

    __tablename__ = "former_passwords"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    replaced_at: Mapped[datetime] = mapped_column(Moment)


class SignIn(db.Model):
    """One sign-in, kept on the server so that it can be ended. Only the token's digest is stored; times are real."""

    __tablename__ = "sign_ins"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_for: Mapped[SignInEnd | None] = mapped_column(word(SignInEnd, "ended_for"))
    address: Mapped[str] = mapped_column(String(45), default="")
    # What the browser calls itself (User-Agent), for its owner to recognise it by.
    agent: Mapped[str] = mapped_column(String(200), default="", server_default="")
    # The password was right, the one-time code is still to come: nothing is open yet.
    needs_code: Mapped[bool] = mapped_column(default=False, server_default=false())


class SignInFailure(db.Model):
    """A refused sign-in, counted in the database so that all workers throttle together (real time).

    Pending until the password was compared: so that tries at the same moment are counted before any is judged.
    """

    __tablename__ = "sign_in_failures"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), index=True)
    address: Mapped[str] = mapped_column(String(45), index=True)
    failed_at: Mapped[datetime] = mapped_column(Moment, index=True)
    is_pending: Mapped[bool] = mapped_column(default=False, server_default=false())
