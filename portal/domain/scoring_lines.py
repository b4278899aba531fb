"""A line of the score sheet (评分行), and how its numbers are rounded and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from portal.domain.rubric import Indicator
from portal.domain.scoring_input import Evidence

ZERO = Decimal(0)


class LineState(StrEnum):
    COMPUTED = "computed"
    MANUAL = "manual"
    NOT_APPLICABLE = "not_applicable"
    AWAITING = "awaiting"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    LineState.COMPUTED: "系统计算",
    LineState.MANUAL: "人工录入",
    LineState.NOT_APPLICABLE: "不适用",
    LineState.AWAITING: "待录入",
}


@dataclass(frozen=True)
class ScoreLine:
    """One indicator's result. `points` is None when not applicable or awaiting, never a silent zero.

    `is_provisional`: something the line counts is still to be judged (待接收).
    """

    code: str
    title: str
    maximum: Decimal
    points: Decimal | None
    sentence: str
    state: LineState
    evidence: tuple[Evidence, ...] = ()
    is_provisional: bool = False


def round_points(number: Decimal) -> Decimal:
    """Half up to 0.01, as people round; the decimal module's own default would round halves to even."""
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def figure(number: Decimal | int) -> str:
    """A number without trailing zeros: 15, 4.5, 8.8."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def line(
    indicator: Indicator,
    points: Decimal | None,
    sentence: str,
    state: LineState = LineState.COMPUTED,
    evidence: Iterable[Evidence] = (),
    is_provisional: bool = False,
) -> ScoreLine:
    rounded = None if points is None else round_points(min(max(points, ZERO), indicator.points))
    # Sorted, so that the order in which records arrive cannot show.
    ordered = tuple(sorted(evidence, key=lambda each: (each.text, each.submission_id or 0, each.url)))
    return ScoreLine(
        indicator.code, indicator.title, indicator.points, rounded, sentence, state, ordered, is_provisional
    )


def no_occasion(indicator: Indicator, reason: str) -> ScoreLine:
    if indicator.always_applies:
        return line(indicator, ZERO, f"{reason}，得 0")
    return line(indicator, None, f"{reason}，不计入适用分值", LineState.NOT_APPLICABLE)
