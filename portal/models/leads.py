"""Leads (线索): where they came from, whom they concern, what became of them (A10, R031–R035, R159)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Moment
from portal.models.submissions import Dossier, Kind, Submission


class Lead(Submission):
    """`serves_month` is the first day of the month whose duty it meets; its importance is claimed, then judged."""

    __mapper_args__ = {"polymorphic_identity": Kind.LEAD}  # noqa: RUF012

    found_on: Mapped[date | None]
    serves_month: Mapped[date | None]
    origin: Mapped[str | None] = mapped_column(String(30))
    source_activity: Mapped[str | None] = mapped_column(String(30))
    source_data: Mapped[str | None] = mapped_column(String(30))
    source_external: Mapped[str | None] = mapped_column(String(100))
    content: Mapped[str | None] = mapped_column(Text)
    handed_to_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    # Says that the term was extended by the plan's 15 working days, and why; null is not extended.
    extension_reason: Mapped[str | None] = mapped_column(String(300))
    # 15 working days from finding, 30 when extended, as counted when it was saved (程序规定 §18).
    verification_due_on: Mapped[date | None]
    verified_on: Mapped[date | None]
    verification_result: Mapped[str | None] = mapped_column(Text)
    resulting_dossier_id: Mapped[int | None] = mapped_column(ForeignKey(Dossier.id))
    claims_importance: Mapped[bool | None]
    confirms_importance: Mapped[bool | None]


# What was handed over to a department is its to read.
WAS_HANDED_OVER = text("handed_to_id IS NOT NULL")
Index(
    "ix_submissions_handed_to_id",
    Lead.__table__.c.handed_to_id,
    sqlite_where=WAS_HANDED_OVER,
    postgresql_where=WAS_HANDED_OVER,
)

# What of its category was found about the same day is asked while a lead is written.
HAS_DAY = text("found_on IS NOT NULL")
Index(
    "ix_submissions_lead_day",
    Lead.__table__.c.category_code,
    Lead.__table__.c.found_on,
    sqlite_where=HAS_DAY,
    postgresql_where=HAS_DAY,
)


class CaseOrigin(db.Model):
    """That a case was opened from a lead (转立案件): of dossiers, so that it outlives their revisions."""

    __tablename__ = "case_origins"

    case_dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), primary_key=True)
    lead_dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), unique=True)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
