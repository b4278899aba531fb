"""Typical cases (典型案例): what becomes of a dossier that a department nominated by its accepted mark."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.workflow import SelectionStatus
from portal.extensions import db
from portal.models.columns import Moment, word


class Level(StrEnum):
    """By whom a typical case was adopted; only the best level counts (T3)."""

    DISTRICT = "district"
    CITY = "city"
    NATIONAL = "national"

    @property
    def label(self) -> str:
        return {"district": "区", "city": "市", "national": "总局"}[self.value]


class TypicalCase(db.Model):
    """One row a dossier; names the submission that was read when the last step was taken.

    `note` is set when what was read no longer stands (revoked, or its mark taken back) and must be answered.
    """

    __tablename__ = "typical_cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    status: Mapped[SelectionStatus] = mapped_column(
        word(SelectionStatus, "status"), default=SelectionStatus.NOMINATED, index=True
    )
    version: Mapped[int] = mapped_column(default=1)
    level: Mapped[Level | None] = mapped_column(word(Level, "level"))
    shortlisted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    shortlisted_at: Mapped[datetime | None] = mapped_column(Moment)
    selected_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    selected_at: Mapped[datetime | None] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(String(400), default="")

    __table_args__ = (
        CheckConstraint(
            "(status IN ('shortlisted', 'selected')) = (shortlisted_by_id IS NOT NULL)", name="shortlisted"
        ),
        CheckConstraint("(status = 'selected') = (selected_by_id IS NOT NULL)", name="selected"),
        CheckConstraint("(status = 'selected') = (level IS NOT NULL)", name="level_of_selected"),
        # Whoever shortlisted does not select: two persons (四眼).
        CheckConstraint("selected_by_id <> shortlisted_by_id", name="four_eyes"),
    )
