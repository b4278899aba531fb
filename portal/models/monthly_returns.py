"""Monthly returns (月报): one a department and month; persons sent and businesses checked, by category."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.models.submissions import Kind, Submission


class MonthlyReturn(Submission):
    """`no_case_reason` asks for a waiver (免报) of the month's typical case, decided with acceptance (D5); leads alike."""

    __mapper_args__ = {"polymorphic_identity": Kind.MONTHLY_RETURN}  # noqa: RUF012

    month: Mapped[date | None]
    no_case_reason: Mapped[str | None] = mapped_column(Text)
    no_lead_reason: Mapped[str | None] = mapped_column(Text)
    waives_case: Mapped[bool | None]
    waives_lead: Mapped[bool | None]
    # The department's word that its cumulative Annex 2, drawn beside the form, is complete.
    affirms_statistics: Mapped[bool | None]

    lines: Mapped[list["ReturnLine"]] = relationship(
        cascade="all, delete-orphan", order_by="ReturnLine.category_code"
    )


WAS_ACCEPTED = text("accepted_at IS NOT NULL AND month IS NOT NULL")
Index(
    "ix_submissions_returns",
    MonthlyReturn.__table__.c.month,
    MonthlyReturn.__table__.c.department_id,
    MonthlyReturn.__table__.c.accepted_at,
    MonthlyReturn.__table__.c.ended_at,
    sqlite_where=WAS_ACCEPTED,
    postgresql_where=WAS_ACCEPTED,
)


class ReturnLine(db.Model):
    """What one category saw in that month. Null is blank, which is not zero (R113)."""

    __tablename__ = "return_lines"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    category_code: Mapped[str] = mapped_column(String(30), primary_key=True)
    persons_sent: Mapped[int | None]
    businesses_checked: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("persons_sent IS NULL OR persons_sent >= 0", name="persons_sent"),
        CheckConstraint("businesses_checked IS NULL OR businesses_checked >= 0", name="businesses_checked"),
    )
