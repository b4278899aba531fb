"""Rubric × ScoringInput → Score (考核评分): points, their arithmetic in words, and what they rest on.

Money never counts and orders nothing (行政处罚法 §74): the input has none, and ranks read points only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from portal.domain.errors import Invalid
from portal.domain.rubric import Adjustment, Band, Indicator, Rubric, Series
from portal.domain.scoring_input import (
    Adoption,
    CaseClock,
    Evidence,
    GradedCase,
    LeadOutcome,
    Level,
    ManualEntry,
    Mark,
    MonthMark,
    RegisterEntry,
    ReportCounts,
    ScoringInput,
)
from portal.domain.scoring_lines import ZERO, LineState, ScoreLine, figure, round_points
from portal.domain.scoring_methods import draw_line

__all__ = [
    "Adjustment",
    "AdjustmentLine",
    "Adoption",
    "Band",
    "CaseClock",
    "Evidence",
    "GradedCase",
    "Indicator",
    "LeadOutcome",
    "Level",
    "LineState",
    "ManualEntry",
    "Mark",
    "MonthMark",
    "Placing",
    "RegisterEntry",
    "ReportCounts",
    "Rubric",
    "Score",
    "ScoreLine",
    "ScoringInput",
    "Series",
    "rank",
    "score",
]

NOT_ASSESSED = "不参评"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class AdjustmentLine:
    """All entries of one bonus or deduction item. `points` is positive in both."""

    code: str
    title: str
    points: Decimal
    sentence: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Score:
    """A department's sheet. `total` is None when 不参评, or when no indicator has points yet.

    `base` weighs only lines that have points; `awaiting` (codes) are left out on both sides of the division,
    `pending` (codes) rest partly on filings still to be judged. With either the total is provisional (暂定).
    """

    department: str
    series: str
    lines: tuple[ScoreLine, ...]
    bonus_lines: tuple[AdjustmentLine, ...]
    deduction_lines: tuple[AdjustmentLine, ...]
    applicable: Decimal
    base: Decimal | None
    bonus: Decimal
    deductions: Decimal
    total: Decimal | None
    band: str
    sentence: str
    awaiting: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()

    @property
    def is_assessed(self) -> bool:
        return self.band != NOT_ASSESSED

    @property
    def is_provisional(self) -> bool:
        return bool(self.awaiting or self.pending)


@dataclass(frozen=True)
class Placing:
    """A score in its series. `rank` is None for a series that is only banded, 不参评, or no total yet."""

    rank: int | None
    score: Score


def score(rubric: Rubric, given: ScoringInput) -> Score:
    """The sheet of one department. Raises Invalid when an entry does not fit the rubric.

    Whether an excluded department takes part is for the caller to decide.
    """
    series = rubric.get_series(given.series)
    indicators = rubric.list_indicators(series.sheet)
    _refuse_unknown(given.manual, (each.code for each in indicators), "指标")
    bonus_lines = _adjust(rubric.bonuses, given.bonuses)
    deduction_lines = _adjust(rubric.deductions, given.deductions)
    zeroed = _list_zeroed(rubric, given, indicators)
    lines = tuple(_zero(draw_line(each, series, given), each.code in zeroed) for each in indicators)
    return _total(rubric, given, lines, bonus_lines, deduction_lines)


def rank(rubric: Rubric, scores: Iterable[Score]) -> tuple[Placing, ...]:
    """Series in the rubric's order, best total first within each; equal totals share a rank (1, 2, 2, 4).

    Departments without a total come last, by code.
    """
    given = tuple(scores)
    placings: list[Placing] = []
    for series in rubric.series:
        members = sorted((each for each in given if each.series == series.code), key=_place)
        placings += [Placing(_rank_of(each, members, series), each) for each in members]
    return tuple(placings)


def _place(each: Score) -> tuple[bool, Decimal, str]:
    return (each.total is None, -(each.total or ZERO), each.department)


def _rank_of(each: Score, members: Sequence[Score], series: Series) -> int | None:
    total = each.total
    if not series.is_ranked or total is None:
        return None
    return 1 + sum(other.total is not None and other.total > total for other in members)


def _refuse_unknown(codes: Iterable[str], known: Iterable[str], what: str) -> None:
    unknown = sorted(set(codes) - set(known))
    if unknown:
        raise Invalid(f"评分规则里没有这些{what}：{'、'.join(unknown)}。")


def _adjust(rules: Sequence[Adjustment], entries: Sequence[RegisterEntry]) -> tuple[AdjustmentLine, ...]:
    _refuse_unknown((each.code for each in entries), (each.code for each in rules), "加分扣分项")
    lines = []
    for rule in rules:
        mine = [each for each in entries if each.code == rule.code]
        if any(each.count < 1 or not each.note.strip() for each in mine):
            raise Invalid(f"“{rule.title}”应当写明次数和依据。")
        if mine:
            lines.append(_adjustment_line(rule, mine))
    return tuple(lines)


def _adjustment_line(rule: Adjustment, entries: Sequence[RegisterEntry]) -> AdjustmentLine:
    count = sum(each.count for each in entries)
    notes = "；".join(sorted(each.note for each in entries))
    sentence = f"{rule.title} {count} × {figure(rule.points)}（{notes}）"
    evidence = sorted(
        (proof for each in entries for proof in each.evidence),
        key=lambda proof: (proof.text, proof.submission_id or 0, proof.url),
    )
    return AdjustmentLine(rule.code, rule.title, round_points(rule.points * count), sentence, tuple(evidence))


def _list_zeroed(rubric: Rubric, given: ScoringInput, indicators: Sequence[Indicator]) -> set[str]:
    """The indicators that false reporting concerns (瞒报、虚假): the item itself becomes zero."""
    zeroing = {rule.code: rule.title for rule in rubric.deductions if rule.zeroes_indicator}
    concerned = {each.indicator for each in given.deductions if each.code in zeroing}
    if "" in concerned:
        raise Invalid(f"“{'、'.join(zeroing.values())}”应当写明所涉指标。")
    _refuse_unknown(concerned, (each.code for each in indicators), "指标")
    return concerned


def _zero(line: ScoreLine, is_zeroed: bool) -> ScoreLine:
    if not is_zeroed:
        return line
    return replace(
        line,
        points=round_points(ZERO),
        sentence=f"瞒报或者虚假报送，本项记 0（原：{line.sentence}）",
        state=LineState.COMPUTED,
        is_provisional=False,
    )


def _total(
    rubric: Rubric,
    given: ScoringInput,
    lines: tuple[ScoreLine, ...],
    bonus_lines: tuple[AdjustmentLine, ...],
    deduction_lines: tuple[AdjustmentLine, ...],
) -> Score:
    applicable = sum((x.maximum for x in lines if x.state is not LineState.NOT_APPLICABLE), ZERO)
    counted = sum((each.maximum for each in lines if each.points is not None), ZERO)
    earned = sum((each.points for each in lines if each.points is not None), ZERO)
    bonus = min(sum((each.points for each in bonus_lines), ZERO), rubric.bonus_cap)
    deductions = sum((each.points for each in deduction_lines), ZERO)
    base, total, band = None, None, ""
    if applicable < rubric.minimum_applicable:
        band = NOT_ASSESSED
        sentence = f"适用分值 {figure(applicable)}，不足 {figure(rubric.minimum_applicable)}，不参评"
    elif not counted:
        sentence = "还没有可计的指标"
    else:
        base = round_points(earned * HUNDRED / counted)
        total = round_points(max(base + bonus - deductions, ZERO))
        band = rubric.band(total).label
        sentence = f"{figure(earned)} ÷ {figure(counted)} × 100 = {base}"
        sentence += f"，加分 {figure(bonus)}，扣分 {figure(deductions)}"
    return Score(
        department=given.department,
        series=given.series,
        lines=lines,
        bonus_lines=bonus_lines,
        deduction_lines=deduction_lines,
        applicable=applicable,
        base=base,
        bonus=bonus,
        deductions=deductions,
        total=total,
        band=band,
        sentence=sentence,
        awaiting=tuple(each.code for each in lines if each.state is LineState.AWAITING),
        pending=tuple(each.code for each in lines if each.is_provisional),
    )
