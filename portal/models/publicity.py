"""Publicity (宣传信息): what was published about the campaign (R048)."""

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.publicity import Level
from portal.models.columns import word
from portal.models.submissions import Kind, Submission


class Publicity(Submission):
    """`medium` is a code of the plan's list of media; `link` is kept as typed and never fetched."""

    __mapper_args__ = {"polymorphic_identity": Kind.PUBLICITY}  # noqa: RUF012

    medium: Mapped[str | None] = mapped_column(String(30))
    outlet: Mapped[str | None] = mapped_column(String(100))
    outlet_level: Mapped[Level | None] = mapped_column(word(Level, "outlet_level"))
    appeared_on: Mapped[date | None]
    link: Mapped[str | None] = mapped_column(String(500))
    account_given: Mapped[str | None] = mapped_column(Text)
