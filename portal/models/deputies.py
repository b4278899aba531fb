"""Deputies (代理): who stands in for a leader, from one local date to another."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.models.accounts import Account
from portal.models.columns import Moment
from portal.models.departments import Department


class Deputy(db.Model):
    """One person of a department stands in for its leader, both dates inclusive (D12). Never deleted.

    `ended_at` is when it was ended before its time; from that moment it is not in force.
    """

    __tablename__ = "deputies"

    id: Mapped[int] = mapped_column(primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    named_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    named_at: Mapped[datetime] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    leader: Mapped[Account] = relationship(foreign_keys=[leader_id], lazy="joined", innerjoin=True)
    deputy: Mapped[Account] = relationship(foreign_keys=[deputy_id], lazy="joined", innerjoin=True)
    named_by: Mapped[Account] = relationship(foreign_keys=[named_by_id])
    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="span"),
        CheckConstraint("deputy_id <> leader_id", name="another"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended"),
    )
