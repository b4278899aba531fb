"""Scores (考核得分): computed for a cut-off, or as a round confirmed them, and what may be seen of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from sqlalchemy import select

from portal.domain import scoring_input
from portal.domain.catalogue import Catalogue
from portal.domain.errors import NotFound
from portal.domain.evaluations import Group, Result, Sheet, list_groups
from portal.domain.permissions import Actor, Permission, can
from portal.domain.plain import from_plain
from portal.domain.scoring import score
from portal.domain.scoring_lines import ScoreLine
from portal.domain.workflow import RoundStatus
from portal.extensions import db
from portal.models.departments import Department
from portal.models.evaluations import EvaluationRound, ManualEntry, RegisterEntry
from portal.models.submissions import Dossier, Submission
from portal.services import clock, obligations, plans, scoring_inputs
from portal.services.scoring_inputs import NOTHING_ENTERED, Entered, Unjudged
from portal.services.visibility import visible_to

# Databases take some ten thousands of parameters in one statement.
AT_ONCE = 5000


@dataclass(frozen=True)
class Everybody:
    """What only a permission without bounds reaches: the ranking of all departments."""

    department_id: None = None


def list_participants(catalogue: Catalogue, through: date) -> list[Department]:
    """The departments that are scored: of a series of the rubric, not excluded by it, open by the cut-off."""
    rubric = catalogue.rubric
    series = {each.code for each in rubric.series}
    return [
        each
        for each in obligations.list_departments()
        if each.series in series
        and each.code not in rubric.excluded
        and (each.open_from is None or each.open_from <= through)
        and (each.open_to is None or each.open_to >= date(catalogue.year, 1, 1))
    ]


def get_participant(year: int, through: date, code: str) -> Department:
    """One of them by code; NotFound (404) for any other."""
    for each in list_participants(plans.get_catalogue(year), through):
        if each.code == code:
            return each
    raise NotFound


def compute(
    year: int,
    through: date,
    evaluation: EvaluationRound | None = None,
    department_ids: Iterable[int] | None = None,
) -> Result:
    """The scores of the year up to a cut-off as they stand now, with what was entered for `evaluation`."""
    catalogue = plans.get_catalogue(year)
    chosen = None if department_ids is None else frozenset(department_ids)
    departments = [
        each for each in list_participants(catalogue, through) if chosen is None or each.id in chosen
    ]
    entered = NOTHING_ENTERED if evaluation is None else read_entered(evaluation)
    inputs = scoring_inputs.draw_inputs(catalogue, through, departments, entered)
    sheets = (
        Sheet(each.id, each.name, each.short_name, score(catalogue.rubric, given))
        for each, given in zip(departments, inputs, strict=True)
    )
    return Result(year, through, catalogue.rubric, tuple(sheets))


def read_entered(evaluation: EvaluationRound) -> Entered:
    manual: dict[int, dict[str, scoring_input.ManualEntry]] = defaultdict(dict)
    for row in db.session.execute(select(ManualEntry).filter_by(round_id=evaluation.id)).scalars():
        manual[row.department_id][row.indicator] = scoring_input.ManualEntry(
            row.points, row.reason, applicable=row.points is not None
        )
    register: dict[int, list[scoring_input.RegisterEntry]] = defaultdict(list)
    for entry in list_register(evaluation):
        register[entry.department_id].append(
            scoring_input.RegisterEntry(entry.code, entry.proof, entry.count, entry.indicator)
        )
    return Entered(manual, register)


def list_register(evaluation: EvaluationRound) -> list[RegisterEntry]:
    """Bonuses and deductions of the round, in the order they were entered."""
    statement = select(RegisterEntry).filter_by(round_id=evaluation.id).order_by(RegisterEntry.id)
    return list(db.session.execute(statement).scalars())


def get_result(actor: Actor, evaluation: EvaluationRound) -> Result:
    """The round's result, only the sheets that the actor may see: as confirmed, or as it stands now.

    A department sees its own score as it builds; others' from 公示 on.
    """
    if evaluation.status is RoundStatus.CONFIRMED:
        result = from_plain(Result, evaluation.confirmed_scores)
    else:
        result = compute(evaluation.year, evaluation.through, evaluation, scored_departments(actor))
    visible = (each for each in result.sheets if can(actor, Permission.EVALUATION_READ, each))
    return replace(result, sheets=tuple(visible))


def sees_all(actor: Actor) -> bool:
    return can(actor, Permission.EVALUATION_READ, Everybody())


def scored_departments(actor: Actor) -> frozenset[int] | None:
    """The departments whose score the actor may see; None: all."""
    return None if sees_all(actor) else actor.own_departments


def list_unjudged(evaluation: EvaluationRound) -> list[Unjudged]:
    """What was reported by the round's cut-off and is not judged yet (D13)."""
    participants = list_participants(plans.get_catalogue(evaluation.year), evaluation.through)
    return scoring_inputs.list_unjudged(evaluation.year, evaluation.through, participants)


@dataclass(frozen=True)
class Proof:
    """One piece of evidence as a page shows it; `submission_id` only where the reader may open it."""

    text: str
    number: str = ""
    title: str = ""
    submission_id: int | None = None


def list_proofs(actor: Actor, line: ScoreLine) -> list[Proof]:
    """What a line rests on, with the number and title of each filing that the actor may see."""
    ids = [each.submission_id for each in line.evidence if each.submission_id is not None]
    known = {}
    for part in batches(ids):
        statement = (
            select(Submission.id, Submission.title, Dossier.number)
            .join(Dossier, Dossier.id == Submission.dossier_id)
            .where(Submission.id.in_(part), visible_to(actor))
        )
        known.update({row.id: row for row in db.session.execute(statement)})
    return [
        Proof(each.text, row.number, row.title, row.id)
        if (row := known.get(each.submission_id)) is not None
        else Proof(each.text)
        for each in line.evidence
    ]


def batches(ids: Iterable[int]) -> Iterable[list[int]]:
    rest = iter(sorted(set(ids)))
    while part := list(islice(rest, AT_ONCE)):
        yield part


def find_round(year: int, through: date) -> EvaluationRound | None:
    return db.session.execute(
        select(EvaluationRound).filter_by(year=year, through=through)
    ).scalar_one_or_none()


@dataclass(frozen=True)
class OwnScore:
    """A department's own score for its workbench. `round_id` is the round it belongs to, None before one is open."""

    sheet: Sheet
    groups: tuple[Group, ...]
    through: date
    round_id: int | None
    state: str


def find_own(actor: Actor) -> OwnScore | None:
    """The actor's department's score in the latest round of this year, or up to today; None if it is not scored."""
    year = plans.current_year()
    latest = db.session.execute(
        select(EvaluationRound).filter_by(year=year).order_by(EvaluationRound.through.desc()).limit(1)
    ).scalar_one_or_none()
    if latest is not None:
        result = get_result(actor, latest)
    else:
        result = compute(year, clock.today(), department_ids=scored_departments(actor))
    sheet = next((each for each in result.sheets if each.department_id == actor.department_id), None)
    if sheet is None or not can(actor, Permission.EVALUATION_READ, sheet):
        return None
    state = latest.status.label if latest else RoundStatus.SCORING.label
    groups = list_groups(result.rubric, sheet.score)
    return OwnScore(sheet, groups, result.through, latest.id if latest else None, state)
