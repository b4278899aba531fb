"""The results workbook (考核结果工作簿) of a round, or up to any cut-off. The trail records each that leaves."""

from datetime import date

from sqlalchemy import select

from portal.documents.excel import write_workbook
from portal.domain.evaluation_tables import draw_workbook
from portal.domain.evaluations import Result
from portal.domain.periods import screen_moment
from portal.domain.permissions import Actor, sign
from portal.domain.plain import from_plain
from portal.domain.workflow import RoundStatus
from portal.extensions import db
from portal.models.evaluations import EvaluationRound
from portal.models.submissions import Dossier, Submission
from portal.services import clock, scores, trail
from portal.services.scores import batches
from portal.store import deed


def list_numbers(result: Result) -> dict[int, str]:
    """The dossier number of every submission that is evidence, by submission id."""
    ids = {
        proof.submission_id
        for sheet in result.sheets
        for line in sheet.score.lines
        for proof in line.evidence
        if proof.submission_id is not None
    }
    numbers: dict[int, str] = {}
    for part in batches(ids):
        statement = select(Submission.id, Dossier.number).join(Dossier, Dossier.id == Submission.dossier_id)
        numbers |= {
            row.id: row.number for row in db.session.execute(statement.where(Submission.id.in_(part)))
        }
    return numbers


def write_round(actor: Actor, evaluation: EvaluationRound) -> bytes:
    """The results workbook (.xlsx) of a round, of the sheets that the actor may see; the trail records it."""
    result, state = scores.get_result(actor, evaluation), evaluation.status.label
    tables = draw_workbook(result, list_numbers(result), state)
    written = write_workbook(
        [each for each in tables if each[0] != "排名" or scores.sees_all(actor)],
        exported_by=sign(actor),
        moment=screen_moment(clock.now()),
    )
    with deed():
        trail.lock()
        trail.record(actor, "export", "evaluation_round", evaluation.id, reference=str(evaluation.through))
    return written


def write_through(through: date, year: int) -> tuple[Result, bytes]:
    """The result up to a cut-off, with its workbook, for an operator: what a round of that day holds, or computed.

    Lines to be entered by hand stay 待录入 unless such a round has them.
    """
    evaluation = scores.find_round(year, through)
    if evaluation is not None and evaluation.status is RoundStatus.CONFIRMED:
        result, state = from_plain(Result, evaluation.confirmed_scores), evaluation.status.label
    else:
        result, state = scores.compute(year, through, evaluation), RoundStatus.SCORING.label
    tables = draw_workbook(result, list_numbers(result), state)
    written = write_workbook(tables, exported_by=sign(None), moment=screen_moment(clock.now()))
    with deed():
        trail.lock()
        trail.record(
            None, "export", "evaluation_round", evaluation.id if evaluation else None, reference=str(through)
        )
    return result, written
