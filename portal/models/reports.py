"""Reports (工作情况报告): one a department and task of the calendar (R082, R086–R088)."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.submissions import Kind, Submission


class Report(Submission):
    """Its four texts; the figures it prints are drawn from the accepted set as of its submitting."""

    __mapper_args__ = {"polymorphic_identity": Kind.REPORT}  # noqa: RUF012

    report_cases: Mapped[str | None] = mapped_column(Text)
    report_publicity: Mapped[str | None] = mapped_column(Text)
    report_problems: Mapped[str | None] = mapped_column(Text)
    report_suggestions: Mapped[str | None] = mapped_column(Text)
