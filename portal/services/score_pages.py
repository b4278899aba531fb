"""What the page of a round shows: ranking on the left, one department's sheet on the right, evidence of one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.domain.errors import NotFound
from portal.domain.evaluations import Placed, Result, Sheet
from portal.domain.permissions import Actor, Permission, can
from portal.domain.rubric import Adjustment
from portal.domain.scoring_lines import ScoreLine
from portal.domain.workflow import RoundStatus, Transition
from portal.models.evaluations import EvaluationRound, RegisterEntry
from portal.services import evaluations, scores, transitions
from portal.services.scores import Proof
from portal.services.scoring_inputs import Unjudged


@dataclass(frozen=True)
class Tab:
    """One series above the ranking; it opens at its first department."""

    title: str
    count: int
    first_code: str
    is_current: bool


@dataclass(frozen=True)
class Registered:
    """One bonus or deduction of the sheet. `points` is negative for a deduction."""

    entry: RegisterEntry
    title: str
    points: Decimal


@dataclass(frozen=True)
class Obstacles:
    """What keeps a round from being confirmed: filings not judged (D13), lines not entered."""

    unjudged: Sequence[Unjudged]
    awaiting: Sequence[Sheet]

    def __bool__(self) -> bool:
        return bool(self.unjudged or self.awaiting)


@dataclass(frozen=True)
class View:
    """`sheet` is None when the reader has no department that is scored; `ranking` is empty for who may see only one."""

    evaluation: EvaluationRound
    result: Result
    sees_all: bool
    tabs: tuple[Tab, ...]
    ranking: tuple[Placed, ...]
    is_ranked: bool
    sheet: Sheet | None
    line: ScoreLine | None
    proofs: list[Proof]
    registered: list[Registered]
    may_enter: bool
    enterable: frozenset[str]
    zeroed_by: str
    transitions: tuple[Transition, ...]
    obstacles: Obstacles

    def tone(self, sheet: Sheet) -> str:
        """The tone of the sheet's band; mute without one."""
        return next(
            (band.tone for band in self.result.rubric.bands if band.label == sheet.score.band), "mute"
        )


def find_own(actor: Actor) -> scores.OwnScore | None:
    """The score of the actor's department, for who does not see the ranking of all."""
    return None if scores.sees_all(actor) else scores.find_own(actor)


def view(actor: Actor, evaluation: EvaluationRound, department: str = "", code: str = "") -> View:
    """The page of a round. NotFound (404) for a department the actor may not see or that is not scored."""
    result = scores.get_result(actor, evaluation)
    sees_all = scores.sees_all(actor)
    sheet = choose(result, department)
    line = next((each for each in sheet.score.lines if each.code == code), None) if sheet else None
    scoring = can(actor, Permission.EVALUATION_SCORE)
    series = result.rubric.get_series(sheet.score.series) if sheet else None
    return View(
        evaluation=evaluation,
        result=result,
        sees_all=sees_all,
        tabs=list_tabs(result, sheet) if sees_all else (),
        ranking=list_ranking(result, sheet, sees_all),
        is_ranked=bool(sees_all and series and series.is_ranked),
        sheet=sheet,
        line=line,
        proofs=scores.list_proofs(actor, line) if line else [],
        registered=list_registered(evaluation, result, sheet) if sheet else [],
        may_enter=scoring and evaluation.status is RoundStatus.SCORING,
        enterable=list_enterable(result, sheet),
        zeroed_by=next((each.code for each in result.rubric.deductions if each.zeroes_indicator), ""),
        transitions=transitions.list_available(actor, evaluation),
        obstacles=list_obstacles(evaluation, result) if scoring else Obstacles((), ()),
    )


def choose(result: Result, code: str) -> Sheet | None:
    if code:
        found = result.find(code)
        if found is None:
            raise NotFound
        return found
    first = next((placed for series in result.list_series() for placed in result.list_placed(series)), None)
    return first.sheet if first else None


def list_tabs(result: Result, chosen: Sheet | None) -> tuple[Tab, ...]:
    tabs = []
    for series in result.list_series():
        placed = result.list_placed(series)
        is_current = chosen is not None and chosen.score.series == series.code
        tabs.append(Tab(series.title, len(placed), placed[0].sheet.code, is_current))
    return tuple(tabs)


def list_ranking(result: Result, chosen: Sheet | None, sees_all: bool) -> tuple[Placed, ...]:
    """The series of the chosen sheet; without ranks, and only with more than one to choose from, for departments."""
    if chosen is None:
        return ()
    if sees_all:
        return result.list_placed(result.rubric.get_series(chosen.score.series))
    return tuple(Placed(None, each) for each in result.sheets) if len(result.sheets) > 1 else ()


def list_enterable(result: Result, sheet: Sheet | None) -> frozenset[str]:
    if sheet is None:
        return frozenset()
    kind = result.rubric.get_series(sheet.score.series).sheet
    return frozenset(
        each.code
        for each in result.rubric.list_indicators(kind)
        if each.method in evaluations.ENTERED_BY_HAND
    )


def list_registered(evaluation: EvaluationRound, result: Result, sheet: Sheet) -> list[Registered]:
    bonuses = {each.code: each for each in result.rubric.bonuses}
    rules: dict[str, Adjustment] = {each.code: each for each in result.rubric.deductions} | bonuses
    return [
        Registered(
            entry,
            rules[entry.code].title,
            rules[entry.code].points * entry.count * (1 if entry.code in bonuses else -1),
        )
        for entry in scores.list_register(evaluation)
        if entry.department_id == sheet.department_id and entry.code in rules
    ]


def list_obstacles(evaluation: EvaluationRound, result: Result) -> Obstacles:
    if evaluation.status is not RoundStatus.SCORING:
        return Obstacles((), ())
    return Obstacles(
        scores.list_unjudged(evaluation),
        tuple(sheet for sheet in result.sheets if sheet.score.awaiting),
    )
