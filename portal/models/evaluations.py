"""Evaluation rounds (考核轮次), what is entered by hand for them, bonuses and deductions, and the confirmed scores. No money."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.workflow import RoundStatus
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.columns import Moment, word


class EvaluationRound(db.Model):
    """One evaluation up to a cut-off (截止日): it reads revisions reported by then (D13)."""

    __tablename__ = "evaluation_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("plans.year"))
    through: Mapped[date]
    status: Mapped[RoundStatus] = mapped_column(word(RoundStatus, "status"), default=RoundStatus.SCORING)
    version: Mapped[int] = mapped_column(default=1)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    # The `domain.evaluations.Result` that was confirmed, rubric and names with it; null while scoring.
    confirmed_scores: Mapped[dict | None] = mapped_column(JSON(none_as_null=True), deferred=True)

    opened_by: Mapped[Account] = relationship(foreign_keys=[opened_by_id], lazy="joined", innerjoin=True)
    confirmed_by: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by_id], lazy="joined")

    __table_args__ = (
        UniqueConstraint("year", "through"),
        CheckConstraint("(status = 'confirmed') = (confirmed_by_id IS NOT NULL)", name="confirmed"),
    )


class ManualEntry(db.Model):
    """What a person entered for one indicator of one department, with the reason. `points` null = not applicable."""

    __tablename__ = "manual_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("evaluation_rounds.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    indicator: Mapped[str] = mapped_column(String(30))
    points: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    reason: Mapped[str] = mapped_column(String(400))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("round_id", "department_id", "indicator"),)


class RegisterEntry(db.Model):
    """A bonus (加分) or deduction (扣分) with its proof, `count` times.

    `indicator` is the one that false reporting sets to zero, empty for every other rule.
    """

    __tablename__ = "register_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("evaluation_rounds.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    code: Mapped[str] = mapped_column(String(30))
    count: Mapped[int] = mapped_column(default=1)
    proof: Mapped[str] = mapped_column(String(400))
    indicator: Mapped[str] = mapped_column(String(30), default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("count >= 1", name="count"),
        CheckConstraint("proof <> ''", name="proof"),
    )
