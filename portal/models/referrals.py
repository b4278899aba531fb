"""Referrals (移送): for now to the credit section, for the list of seriously dishonest parties (严重违法失信名单)."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, exists, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal.domain.workflow import Action, ReferralStatus
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.columns import Moment, word
from portal.models.submissions import Dossier, Submission


class Referral(db.Model):
    """A handshake over one dossier. `articles` are the circumstances ticked, `factors` those of Order 44 art. 12.

    The judgement is written by a person; no amount decides it (art. 2, 12).
    """

    __tablename__ = "referrals"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    status: Mapped[ReferralStatus] = mapped_column(
        word(ReferralStatus, "status"), default=ReferralStatus.SENT, index=True
    )
    version: Mapped[int] = mapped_column(default=1)
    # The rule set that applied on the day of decision: the plan file's name for it.
    regime: Mapped[str] = mapped_column(String(40))
    articles: Mapped[list[str]] = mapped_column(JSON, default=list)
    factors: Mapped[list[str]] = mapped_column(JSON, default=list)
    judgement: Mapped[str] = mapped_column(Text)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    returned_at: Mapped[datetime | None] = mapped_column(Moment)
    concluded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    concluded_at: Mapped[datetime | None] = mapped_column(Moment)
    # Consent of the upper level (Order 44 art. 22) and the decision itself, as the credit section records them.
    consent_asked_on: Mapped[date | None]
    consent_given_on: Mapped[date | None]
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decided_on: Mapped[date | None]
    due_at: Mapped[datetime] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(String(400), default="")

    dossier: Mapped[Dossier] = relationship()
    submission: Mapped[Submission] = relationship()
    steps: Mapped[list["ReferralStep"]] = relationship(order_by="ReferralStep.id")

    __table_args__ = (
        CheckConstraint("(status IN ('sent')) = (acknowledged_by_id IS NULL)", name="acknowledged"),
        CheckConstraint(
            "(status IN ('taken', 'listed', 'not_listed')) = (taken_by_id IS NOT NULL)", name="taken"
        ),
        CheckConstraint("(status = 'returned') = (returned_by_id IS NOT NULL)", name="returned"),
        CheckConstraint(
            "(status IN ('listed', 'not_listed')) = (concluded_by_id IS NOT NULL)", name="concluded"
        ),
        CheckConstraint("judgement <> ''", name="judgement"),
        # One open referral a dossier; a concluded one is not reopened, a later one starts anew.
        Index(
            "uq_referrals_open",
            "dossier_id",
            unique=True,
            sqlite_where=text("concluded_by_id IS NULL"),
            postgresql_where=text("concluded_by_id IS NULL"),
        ),
    )


class ReferralStep(db.Model):
    """One dated step of a referral, with its words."""

    __tablename__ = "referral_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"), index=True)
    action: Mapped[Action] = mapped_column(word(Action, "action"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    moment: Mapped[datetime] = mapped_column(Moment)
    comment: Mapped[str] = mapped_column(Text, default="")

    actor: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


# Said of a submission here, where the thing it asks about is known.
Submission.is_referred = column_property(
    exists(select(Referral.id).where(Referral.dossier_id == Submission.dossier_id)).correlate_except(
        Referral
    ),
    deferred=True,
)
