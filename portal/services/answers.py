"""What had read something that was revoked or changed, and still waits for somebody's answer (待核对)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import exists, func, or_, select

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
    """Confirmed rounds that counted a dossier that was revoked since: answered by scoring and confirming anew."""
    rounds, revoked, counting = EvaluationRound.__table__.c, TABLE.alias("revoked"), TABLE.alias("counted")
    # What the round counted may have been superseded, and only its successor revoked.
    counted, stood = counting.c, TABLE.alias("stood").c
    rows = db.session.execute(
        select(rounds.id, rounds.through, func.min(counted.reported_at).label("reported_at"))
        # Revocations are few, and whatever else is asked is asked of their dossiers alone.
        .join_from(EvaluationRound.__table__, revoked, revoked.c.ended_at > rounds.confirmed_at)
        .join(counting, counted.dossier_id == revoked.c.dossier_id)
        .where(
            rounds.status == RoundStatus.CONFIRMED,
            revoked.c.status == Status.REVOKED,
            counted.year == rounds.year,
            counted.accepted_at <= rounds.confirmed_at,
            or_(counted.status == Status.SUPERSEDED, counted.ended_at > rounds.confirmed_at),
            exists().where(
                stood.dossier_id == counted.dossier_id,
                stood.accepted_at <= rounds.confirmed_at,
                stood.ended_at > rounds.confirmed_at,
            ),
        )
        .group_by(rounds.id, rounds.through, counted.dossier_id)
        .order_by(rounds.through, rounds.id)
    )
    for (round_id, through), dossiers in groupby(rows, key=lambda row: (row.id, row.through)):
        count = sum(each.reported_at <= end_of_local_day(through) for each in dossiers)
        if count:
            note = f"确认后有 {count} 件所依据的报送被撤销，请核对是否重新计分。"
            yield Open("round", round_id, f"截至 {through} 的考核得分", note)
