"""Notices (通知) in the portal: told in the deed they are about, and gone from every list once that is done.

Nobody is shown one, nor counted or mailed it, about what they may no longer read or are no longer to do.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Date, and_, bindparam, delete, exists, func, insert, or_, select, update

from portal.domain.accounts import DEPARTMENTAL
from portal.domain.drawings import Page
from portal.domain.errors import NotFound
from portal.domain.notices import CALLED_FOR, GATE_ONE, GATE_TWO, HAND_OVER, Audience, Telling, find_telling
from portal.domain.permissions import Actor, Permission, Role, can
from portal.domain.workflow import Action, Transition
from portal.extensions import db
from portal.models.accounts import Account, Appointment
from portal.models.notices import Notice
from portal.models.referrals import Referral
from portal.models.submissions import Submission
from portal.models.typical_cases import TypicalCase
from portal.services import acting, clock
from portal.services.visibility import Condition, visible_to, within_scope
from portal.store import deed

SHOWN = 50
LONGEST = 300
TABLE = Notice.__table__
# Who is told because of a role they hold today.
ROLES = {
    Role.LEADER: Audience.LEADERS,
    Role.LIAISON: Audience.LIAISONS,
    Role.SUPERVISION: Audience.SUPERVISION,
    Role.SUPERVISION_HEAD: Audience.HEADS,
    Role.CREDIT: Audience.CREDIT,
    Role.PUBLICITY: Audience.PUBLICITY,
}
# Asked in every deed that moves something on: written once.
HELD, PERSON = Appointment.__table__, Account.__table__
HOLDERS = (
    select(HELD.c.role, PERSON.c.id, PERSON.c.department_id)
    .join_from(HELD, PERSON, PERSON.c.id == HELD.c.account_id)
    .where(
        HELD.c.role.in_(bindparam("roles", expanding=True)),
        or_(
            HELD.c.role.not_in(sorted(DEPARTMENTAL)),
            HELD.c.department_id == bindparam("department_id"),
        ),
        acting.held_on(bindparam("day", type_=Date())),
        PERSON.c.disabled_at.is_(None),
    )
    .order_by(PERSON.c.id)
)
SETTLE = (
    update(TABLE)
    .where(
        TABLE.c.subject == bindparam("about"),
        TABLE.c.subject_id == bindparam("about_id"),
        TABLE.c.done_at.is_(None),
        TABLE.c.is_comment.is_(False),
    )
    .values(done_at=bindparam("moment"))
)
# What a notice is about, as far as it rests on a submission → its table, the submission, the permission to read it.
THINGS: dict[str, tuple[Any, Any, Permission]] = {
    "submission": (Submission, Submission.id, Permission.SUBMISSION_READ),
    "typical_case": (TypicalCase, TypicalCase.submission_id, Permission.TYPICAL_CASE_READ),
    "referral": (Referral, Referral.submission_id, Permission.REFERRAL_READ),
}


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a role today, and the department they belong to."""

    account_id: int
    home_id: int | None


def list_holders(roles: Collection[Role], department_id: int) -> dict[Role, list[Holder]]:
    """Who holds each role today; liaisons and leaders over that department only. Disabled accounts hold nothing."""
    asked = {"roles": sorted(roles), "department_id": department_id, "day": clock.today()}
    rows = db.session.execute(HOLDERS, asked)
    found: dict[Role, list[Holder]] = {}
    for row in rows:
        found.setdefault(row.role, []).append(Holder(row.id, row.department_id))
    return found


def follow(actor: Actor, workflow: str, subject: Any, row: Transition, moment: datetime) -> None:
    """Inside the deed that took `row`: what was told about the subject is done; tell what comes next.

    `subject` still carries the stamps from before the step.
    """
    settle(workflow, subject.id, moment)
    telling = find_telling(workflow, row.action, row.source)
    if telling is not None:
        announce(actor, workflow, subject, telling, moment)
    if workflow == "submission" and row.action is Action.ACCEPT and subject.addressee_id:
        announce(actor, workflow, subject, HAND_OVER, moment)


def announce(actor: Actor, workflow: str, subject: Any, telling: Telling, moment: datetime) -> None:
    """Tell each audience of `telling`; whoever is in two reads the first reason."""
    submission = subject if isinstance(subject, Submission) else subject.submission
    department = submission.department.short_name
    text = telling.text.format(title=name_in_notice(submission), department=department)
    whys: dict[int, str] = {}
    for audience, account_ids in list_audiences(telling, subject, submission):
        for account_id in account_ids:
            whys.setdefault(account_id, audience.label.format(department=department))
    told_to = keep_to_readers(submission, whys)
    send(actor, moment, workflow, subject.id, text, told_to, calls_for=telling.calls_for)


def name_in_notice(submission: Submission) -> str:
    """What a notice calls it. Notices are mailed: of a restricted one (限阅) nothing leaves the portal."""
    return "限阅线索" if submission.is_restricted else submission.title or "（未填名称）"


def keep_to_readers(submission: Submission, whys: Mapping[int, str]) -> Mapping[int, str]:
    """Of a restricted submission (限阅) nobody is told who is not named in it."""
    if not submission.is_restricted:
        return whys
    return {account_id: why for account_id, why in whys.items() if account_id in submission.reader_ids}


def list_audiences(
    telling: Telling, subject: Any, submission: Submission
) -> Iterable[tuple[Audience, Collection[int]]]:
    wanted = {role for role, audience in ROLES.items() if audience in telling.audiences}
    holders = list_holders(wanted, submission.department_id) if wanted else {}
    found: dict[Audience, Collection[int]] = {
        ROLES[role]: [each.account_id for each in persons] for role, persons in holders.items()
    }
    found[Audience.AUTHOR] = [submission.submitted_by_id or submission.created_by_id]
    found[Audience.APPROVER] = [submission.approved_by_id] if submission.approved_by_id else []
    found[Audience.SENDER] = [getattr(subject, "sent_by_id", None) or submission.created_by_id]
    if Audience.ADDRESSEES in telling.audiences:
        persons = list_holders({Role.LIAISON, Role.LEADER}, submission.addressee_id or 0)
        found[Audience.ADDRESSEES] = [each.account_id for those in persons.values() for each in those]
    if Audience.DEPUTIES in telling.audiences:
        found[Audience.DEPUTIES] = list_deputies(submission.department_id)
    if telling.audiences == GATE_TWO:
        # 执法监管科 does not accept its own filings (D11).
        found[Audience.SUPERVISION] = [
            each.account_id
            for each in holders.get(Role.SUPERVISION, ())
            if each.home_id != submission.department_id
        ]
    barred = {submission.submitted_by_id} if telling.audiences in (GATE_ONE, GATE_TWO) else set()
    for audience in telling.audiences:
        yield audience, [each for each in found.get(audience, ()) if each not in barred]


def list_deputies(department_id: int) -> list[int]:
    """The accounts that stand in for the department's leader today."""
    return [person for _, home_id, person in acting.list_in_force(clock.today()) if home_id == department_id]


def send(
    actor: Actor | None,
    moment: datetime,
    subject: str,
    subject_id: int,
    text: str,
    whys: Mapping[int, str],
    *,
    is_comment: bool = False,
    calls_for: Permission | None = None,
) -> None:
    """Inside the caller's deed: one notice for each account of `whys`, but never to the actor."""
    rows = [
        {
            "account_id": account_id,
            "subject": subject,
            "subject_id": subject_id,
            "text": text[:LONGEST],
            "why": why,
            "sent_at": moment,
            "is_comment": is_comment,
            "calls_for": calls_for,
        }
        for account_id, why in whys.items()
        if actor is None or account_id != actor.account_id
    ]
    if rows:
        db.session.execute(insert(TABLE), rows)


def settle(subject: str, subject_id: int, moment: datetime) -> None:
    """Inside the caller's deed: what was told about this is done, for everybody; comments stay until read."""
    db.session.execute(SETTLE, {"about": subject, "about_id": subject_id, "moment": moment})


def told(actor: Actor) -> Condition:
    """The condition on Notice: told to this person, not done, and still theirs to know.

    Whoever told chose by the roles of that day; this asks again by those of today.
    """
    led = actor.departments.get(Role.LEADER, frozenset())
    covered = actor.own_departments
    return and_(
        Notice.account_id == actor.account_id,
        Notice.done_at.is_(None),
        or_(
            Notice.subject.in_(
                ("deputy", "own_account", *(["account"] if can(actor, Permission.ROLE_MANAGE) else ()))
            ),
            (Notice.subject == "waiting") & Notice.subject_id.in_(sorted(led)),
            (Notice.subject == "reminder") & Notice.subject_id.in_(sorted(covered)),
            *(
                (Notice.subject == subject)
                & exists().where(
                    thing.id == Notice.subject_id,
                    submission_id == Submission.id,
                    visible_to(actor, permission),
                    is_called(actor, subject),
                )
                for subject, (thing, submission_id, permission) in THINGS.items()
                if can(actor, permission)
            ),
        ),
    )


def is_called(actor: Actor, subject: str) -> Condition:
    """The condition on Notice and Submission that it calls for nothing, or for what is this person's to do."""
    return or_(
        Notice.calls_for.is_(None),
        *(
            (Notice.calls_for == permission) & within_scope(actor, permission)
            for permission in CALLED_FOR.get(subject, ())
        ),
    )


def unread(actor: Actor) -> Condition:
    """The condition on Notice: `told` to this person and not read."""
    return told(actor) & Notice.read_at.is_(None)


def count(actor: Actor) -> int:
    """How many unread: the figure at the bell of every page."""
    waiting = select(Notice.id).where(
        Notice.account_id == actor.account_id, Notice.done_at.is_(None), Notice.read_at.is_(None)
    )
    # What is still theirs to know is asked only where there is anything: asking it is most of what the bell costs.
    if db.session.execute(waiting.limit(1)).first() is None:
        return 0
    return db.session.execute(select(func.count(Notice.id)).where(unread(actor))).scalar_one()


def list_page(actor: Actor, is_all: bool = False, before: int | None = None) -> Page:
    """The actor's notices, the latest first: the unread ones, or all that are not done. `before` is a key of a page."""
    statement = select(Notice).where(told(actor) if is_all else unread(actor))
    if before:
        statement = statement.where(Notice.id < before)
    found = list(db.session.execute(statement.order_by(Notice.id.desc()).limit(SHOWN + 1)).scalars())
    next_key = str(found[SHOWN - 1].id) if len(found) > SHOWN else None
    return Page(tuple(found[:SHOWN]), "" if before else None, next_key, count(actor))


def read(actor: Actor, notice_id: int) -> Notice:
    """Mark one's own notice as read, and return it. NotFound (404) for anybody else's."""
    with deed():
        notice = db.session.get(Notice, notice_id)
        if notice is None or notice.account_id != actor.account_id:
            raise NotFound
        notice.read_at = notice.read_at or clock.now()
    return notice


def read_all(actor: Actor) -> int:
    """Mark all of one's own as read; returns how many."""
    with deed():
        done = db.session.connection().execute(update(TABLE).where(unread(actor)).values(read_at=clock.now()))
    return done.rowcount


def read_before(moment: datetime) -> None:
    """Samples only: what was told before `moment` was read when it was told."""
    with deed():
        db.session.execute(
            update(TABLE)
            .where(TABLE.c.sent_at < moment, TABLE.c.read_at.is_(None))
            .values(read_at=TABLE.c.sent_at)
        )


def leave(account_id: int, moment: datetime) -> None:
    """Inside the deed that moves a person or disables an account: what they were told before concerns them no more."""
    db.session.execute(
        update(TABLE)
        .where(TABLE.c.account_id == account_id, TABLE.c.done_at.is_(None))
        .values(done_at=moment)
    )


def withdraw(subject: str, subject_id: int) -> None:
    """Inside the caller's deed: what was told about something that is deleted is deleted too."""
    db.session.execute(delete(TABLE).where(TABLE.c.subject == subject, TABLE.c.subject_id == subject_id))
