"""Parties (当事人): one row a business or person, so that a repeat offender shows at once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.models.accounts import Account
from portal.models.columns import Moment


class Party(db.Model):
    """Known by its 统一社会信用代码 where one is given, else by its normalised name.

    A duplicate points to the party it was joined into and keeps its own submissions, which are frozen;
    what others were joined into points nowhere itself.
    """

    __tablename__ = "parties"

    id: Mapped[int] = mapped_column(primary_key=True)
    normalised_name: Mapped[str] = mapped_column(String(200), index=True)
    credit_code: Mapped[str | None] = mapped_column(String(18))
    is_person: Mapped[bool] = mapped_column(default=False)
    joined_into_id: Mapped[int | None] = mapped_column(ForeignKey("parties.id"), index=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __table_args__ = (
        CheckConstraint("joined_into_id <> id", name="joined_elsewhere"),
        Index("uq_parties_credit_code", "credit_code", unique=True),
        Index(
            "uq_parties_name_without_code",
            "normalised_name",
            "is_person",
            unique=True,
            sqlite_where=text("credit_code IS NULL"),
            postgresql_where=text("credit_code IS NULL"),
        ),
    )


class PartyJoin(db.Model):
    """That a duplicate was joined into another party, by whom and why, and when it was split off again."""

    __tablename__ = "party_joins"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("parties.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("parties.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    joined_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    joined_at: Mapped[datetime] = mapped_column(Moment)
    split_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    split_at: Mapped[datetime | None] = mapped_column(Moment)

    party: Mapped[Party] = relationship(foreign_keys=[party_id])
    joined_by: Mapped[Account] = relationship(foreign_keys=[joined_by_id])
    split_by: Mapped[Account | None] = relationship(foreign_keys=[split_by_id])

    __table_args__ = (
        CheckConstraint("party_id <> into_id", name="two_parties"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("(split_by_id IS NULL) = (split_at IS NULL)", name="split_by"),
        CheckConstraint("split_at > joined_at", name="split_after"),
        # Joined into one party at a time.
        Index(
            "uq_party_joins_standing",
            "party_id",
            unique=True,
            sqlite_where=text("split_at IS NULL"),
            postgresql_where=text("split_at IS NULL"),
        ),
    )
