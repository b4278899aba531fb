"""Co-handling (协办, D10): which departments a case names, and the word of each one's own leader that it took part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from portal.domain.errors import Forbidden, Stale, TransitionNotAllowed
from portal.domain.permissions import Actor, Permission, Role, can
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.co_handlers import CoHandler, CoHandlerConfirmation
from portal.models.departments import Department
from portal.models.submissions import Submission
from portal.services import notices, trail
from portal.store import deed

NAMED, SAID = CoHandler.__table__, CoHandlerConfirmation.__table__
# The co-handlers of a submission that have not confirmed, asked in every approval: written once.
WAITING = (
    select(NAMED.c.department_id)
    .where(
        NAMED.c.submission_id == bindparam("submission_id"),
        NAMED.c.department_id.not_in(
            select(SAID.c.department_id).where(SAID.c.dossier_id == bindparam("dossier_id"))
        ),
    )
    .order_by(NAMED.c.department_id)
)


@dataclass(frozen=True)
class Part:
    """One co-handling department; who confirmed it and when, None while nobody has. The reader `may_confirm` it."""

    department: str
    confirmed_by: str | None
    confirmed_at: datetime | None
    may_confirm: bool


def read(actor: Actor, submission: Submission) -> tuple[Part, ...]:
    """The co-handlers that the submission names, in the order of the departments."""
    if not submission.co_handler_ids:
        return ()
    said = CoHandlerConfirmation
    rows = db.session.execute(
        select(Department.id, Department.name.label("department"), Account.name, said.confirmed_at)
        .join(CoHandler, CoHandler.department_id == Department.id)
        .outerjoin(said, (said.department_id == Department.id) & (said.dossier_id == submission.dossier_id))
        .outerjoin(Account, Account.id == said.confirmed_by_id)
        .where(CoHandler.submission_id == submission.id)
        .order_by(Department.position)
    ).all()
    mine = list_unconfirmed(actor, submission)
    return tuple(Part(row.department, row.name, row.confirmed_at, row.id in mine) for row in rows)


def list_unconfirmed(actor: Actor, submission: Submission) -> Sequence[int]:
    """The co-handling departments for which the actor may still confirm this submission."""
    if not can(actor, Permission.CO_HANDLING_CONFIRM, submission):
        return ()
    confirmed = set(
        db.session.execute(
            select(CoHandlerConfirmation.department_id).where(
                CoHandlerConfirmation.dossier_id == submission.dossier_id
            )
        ).scalars()
    )
    return [
        department_id
        for department_id in sorted(submission.co_handler_ids - confirmed)
        if actor.covers(Role.LEADER, department_id)
    ]


def confirm(actor: Actor, submission: Submission, version: int) -> None:
    """Say for the actor's department that it took part. Raises Forbidden (403), TransitionNotAllowed or Stale (409)."""
    with deed():
        moment = trail.lock()
        if not can(actor, Permission.CO_HANDLING_CONFIRM, submission):
            raise Forbidden("由协办部门的分管领导确认。")
        departments = list_unconfirmed(actor, submission)
        if not departments:
            raise TransitionNotAllowed("本部门的协办已经确认过。")
        if submission.version != version:
            raise Stale
        rows = [
            {
                "dossier_id": submission.dossier_id,
                "department_id": department_id,
                "submission_id": submission.id,
                "confirmed_by_id": actor.account_id,
                "confirmed_at": moment,
            }
            for department_id in departments
        ]
        db.session.execute(insert(CoHandlerConfirmation), rows)
        trail.record(
            actor,
            "confirm_co_handling",
            "submission",
            submission.id,
            reference=submission.dossier.trail_reference,
            fields=["co_handlers"],
            content=departments,
        )


def tell(actor: Actor, submission: Submission, moment: datetime) -> None:
    """Tell the leaders of co-handlers that have not confirmed yet. Inside the deed that approved the case."""
    asked = {"submission_id": submission.id, "dossier_id": submission.dossier_id}
    leaders = {
        holder.account_id: "本部门是这个案件的协办部门"
        for department_id in db.session.execute(WAITING, asked).scalars()
        for holder in notices.list_holders({Role.LEADER}, department_id).get(Role.LEADER, ())
    }
    text = f"请确认协办：{notices.name_in_notice(submission)}（{submission.department.short_name}）"
    calls_for = Permission.CO_HANDLING_CONFIRM
    notices.send(actor, moment, "submission", submission.id, text, leaders, calls_for=calls_for)
