"""The result of an evaluation round (考核结果): every department's sheet, ranked within its series. No money.

Kept as it is when a round is confirmed, with the rubric and the names of that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.rubric import Rubric, Series
from portal.domain.scoring import Score, rank
from portal.domain.scoring_lines import ZERO, ScoreLine

NO_MONEY = "罚没款数额不参与评分，也不参与任何排序（行政处罚法第七十四条）"

# The letter of an indicator's code says which part of the plan it assesses; sections' lines stand alone.
GROUPS = {
    "T": "典型案件和案例",
    "L": "重要线索",
    "C": "案件查办",
    "F": "案卷质量与程序",
    "R": "报表与配合",
}


@dataclass(frozen=True)
class Sheet:
    """One department's score under the name it had. What a permission's scope is judged on."""

    department_id: int
    name: str
    short_name: str
    score: Score

    @property
    def code(self) -> str:
        return self.score.department


@dataclass(frozen=True)
class Placed:
    """A sheet in its series; `rank` is None where nobody is ranked, or nothing can be."""

    rank: int | None
    sheet: Sheet


@dataclass(frozen=True)
class Result:
    """All sheets of the year up to the cut-off (截止日), in the plan's order of departments."""

    year: int
    through: date
    rubric: Rubric
    sheets: tuple[Sheet, ...]

    @property
    def is_provisional(self) -> bool:
        return any(sheet.score.is_provisional for sheet in self.sheets)

    def find(self, code: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.code == code), None)

    def list_placed(self, series: Series) -> tuple[Placed, ...]:
        """The sheets of one series, best first; see `scoring.rank`."""
        by_code = {sheet.code: sheet for sheet in self.sheets if sheet.score.series == series.code}
        placings = rank(self.rubric, (sheet.score for sheet in by_code.values()))
        return tuple(Placed(each.rank, by_code[each.score.department]) for each in placings)

    def list_series(self) -> tuple[Series, ...]:
        """The series that have members, in the rubric's order."""
        present = {sheet.score.series for sheet in self.sheets}
        return tuple(series for series in self.rubric.series if series.code in present)


@dataclass(frozen=True)
class Group:
    """A part of the sheet: points earned of those that could be."""

    title: str
    points: Decimal
    maximum: Decimal


def list_groups(rubric: Rubric, score: Score) -> tuple[Group, ...]:
    """The sheet in a few bars. Lines without points yet, or not applicable, are on neither side."""
    lines: dict[str, list[ScoreLine]] = {}
    for each in score.lines:
        lines.setdefault(GROUPS.get(each.code[:1], each.title), []).append(each)
    groups = [add_up(title, members) for title, members in lines.items()]
    groups.append(Group("加分", score.bonus, rubric.bonus_cap))
    return tuple(group for group in groups if group.maximum)


def add_up(title: str, lines: Iterable[ScoreLine]) -> Group:
    counted = [(each.points, each.maximum) for each in lines if each.points is not None]
    return Group(
        title,
        sum((points for points, _ in counted), ZERO),
        sum((maximum for _, maximum in counted), ZERO),
    )
