"""What had read something that was revoked or changed, and still waits for somebody's answer (待核对)."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.domain.periods import end_of_local_day
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import RoundStatus, Status
from portal.extensions import db
from portal.models.evaluations import EvaluationRound
from portal.models.referrals import Referral
from portal.models.submissions import Submission
from portal.models.typical_cases import TypicalCase

SHOWN = 20
TABLE = Submission.__table__


@dataclass(frozen=True)
class Open:
    """One thing that waits for an answer. `subject` is the word of what it is: typical_case, referral, round."""

    subject: str
    subject_id: int
    title: str
    note: str


def list_open(actor: Actor) -> tuple[Open, ...]:
    """What this person could answer: the oldest first, typical cases, then referrals, then confirmed rounds."""
    found: list[Open] = []
    if can(actor, Permission.TYPICAL_CASE_SHORTLIST):
        found += list_notes(TypicalCase, "typical_case")
    if can(actor, Permission.REFERRAL_WORK):
        found += list_notes(Referral, "referral")
    if can(actor, Permission.EVALUATION_SCORE):
        found += list_rounds()
    return tuple(found)


def list_notes(model: type[TypicalCase] | type[Referral], subject: str) -> Iterator[Open]:
    rows = db.session.execute(
        select(model.id, TABLE.c.title, model.note)
        .join(TABLE, TABLE.c.id == model.submission_id)
        .where(model.note != "")
        .order_by(model.id)
        .limit(SHOWN)
    )
    for row in rows:
        yield Open(subject, row.id, row.title, row.note)


def list_rounds() -> Iterator[Open]:
    """Confirmed rounds that counted what was revoked since: answered by scoring and confirming anew."""
    rounds = db.session.execute(
        select(EvaluationRound)
        .where(EvaluationRound.status == RoundStatus.CONFIRMED)
        .order_by(EvaluationRound.through)
    ).scalars()
    for each in rounds:
        revoked = db.session.execute(
            select(func.count(TABLE.c.id)).where(
                TABLE.c.status == Status.REVOKED,
                TABLE.c.year == each.year,
                TABLE.c.reported_at <= end_of_local_day(each.through),
                TABLE.c.accepted_at <= each.confirmed_at,
                TABLE.c.ended_at > each.confirmed_at,
            )
        ).scalar_one()
        if revoked:
            note = f"确认后有 {revoked} 件所依据的报送被撤销，请核对是否重新计分。"
            yield Open("round", each.id, f"截至 {each.through} 的考核得分", note)
