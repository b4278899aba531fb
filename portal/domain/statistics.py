"""What is asked of the statistics table (案件统计表): the period's end, whose filings, and as of which moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from portal.domain.errors import Finding, Invalid
from portal.domain.periods import SHANGHAI, is_month_end, month_end
from portal.domain.records import Basis

# The rows of the categories that a section leads (牵头负责部门), from all departments.
LED_CATEGORIES = "categories"


@dataclass(frozen=True, slots=True)
class Question:
    """One table of Annex 2. What is left out is chosen by who asks, and when.

    `through` is a month's end, `department` a code, `as_of` a moment in UTC, `scope` "" or LED_CATEGORIES.
    """

    through: date | None = None
    department: str = ""
    as_of: datetime | None = None
    basis: Basis = Basis.FILED
    scope: str = ""

    def as_arguments(self) -> dict[str, str]:
        """The question as the query of an address, the moment exact, defaults left out."""
        told = {
            "through": self.through.isoformat() if self.through else "",
            "department": self.department,
            "as_of": self.as_of.astimezone(SHANGHAI).isoformat() if self.as_of else "",
            "basis": "" if self.basis is Basis.FILED else self.basis.value,
            "scope": self.scope,
        }
        return {name: text for name, text in told.items() if text}


def read_question(arguments: Mapping[str, str]) -> Question:
    """The question an address asks. Raises Invalid (422) with a sentence for the part that cannot be read."""
    basis, scope = arguments.get("basis", "").strip(), arguments.get("scope", "").strip()
    if basis not in ("", *Basis):
        raise refuse("basis", "统计口径只有两种：filed（按立案时间）、closed（按结案时间）。")
    if scope not in ("", LED_CATEGORIES):
        raise refuse("scope", f"统计范围只能留空，或写 {LED_CATEGORIES}（本科室牵头的类别）。")
    return Question(
        read_through(arguments.get("through", "")),
        arguments.get("department", "").strip(),
        read_as_of(arguments.get("as_of", "")),
        Basis(basis or Basis.FILED),
        scope,
    )


def read_through(text: str) -> date | None:
    """The last day of a month, typed as 2021-04-30; None for nothing typed. Raises Invalid (422)."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise refuse("through", "统计截止日写成 2021-04-30 的样子。") from None
    if not is_month_end(day):
        raise refuse(
            "through", f"统计表只统计到月末；{day.year} 年 {day.month} 月的月末是 {month_end(day)}。"
        )
    return day


def read_as_of(text: str) -> datetime | None:
    """A moment in ISO 8601 as UTC, Shanghai's time where no zone is given; None for nothing typed.

    Raises Invalid (422).
    """
    if not text.strip():
        return None
    # A plus sign that nobody escaped arrives as a space: 2021-05-02T10:00 08:00.
    plain = re.sub(r"(T\S+) (\d\d:?\d\d)$", r"\1+\2", text.strip())
    try:
        moment = datetime.fromisoformat(plain)
        return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise refuse("as_of", "数据时点写成 2021-05-02T10:30 的样子（北京时间），或带上时区。") from None


def refuse(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, (Finding(field, sentence),))
