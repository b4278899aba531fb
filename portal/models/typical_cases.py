"""Typical cases (典型案例): what becomes of a dossier that a department nominated by its accepted mark."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, exists, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal.domain.scoring_input import Level
from portal.domain.workflow import Action, SelectionStatus
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.columns import Moment, word
from portal.models.submissions import Dossier, Submission


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

    dossier: Mapped[Dossier] = relationship()
    submission: Mapped[Submission] = relationship()
    steps: Mapped[list["TypicalCaseStep"]] = relationship(order_by="TypicalCaseStep.id")

    __table_args__ = (
        CheckConstraint(
            "(status IN ('shortlisted', 'selected')) = (shortlisted_by_id IS NOT NULL)", name="shortlisted"
        ),
        CheckConstraint("(status = 'selected') = (selected_by_id IS NOT NULL)", name="selected"),
        CheckConstraint("(status = 'selected') = (level IS NOT NULL)", name="level_of_selected"),
        # Whoever shortlisted does not select: two persons (四眼).
        CheckConstraint("selected_by_id <> shortlisted_by_id", name="four_eyes"),
    )


class TypicalCaseStep(db.Model):
    """One dated step of a typical case, its nomination first, with who took it and why."""

    __tablename__ = "typical_case_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    typical_case_id: Mapped[int] = mapped_column(ForeignKey("typical_cases.id"), index=True)
    action: Mapped[Action] = mapped_column(word(Action, "action"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    moment: Mapped[datetime] = mapped_column(Moment)
    comment: Mapped[str] = mapped_column(Text, default="")

    actor: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


# Said of a submission here, where the thing it asks about is known.
Submission.is_selected = column_property(
    exists(
        select(TypicalCase.id).where(
            TypicalCase.dossier_id == Submission.dossier_id, TypicalCase.status == "selected"
        )
    ).correlate_except(TypicalCase),
    deferred=True,
)
