"""The inbox (待办): what waits for a person, what they decided, what they sent on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_

from portal.domain.bulk import Question
from portal.domain.content import Kind
from portal.domain.periods import local_date
from portal.domain.permissions import Actor, Permission, Role, can
from portal.domain.workflow import Action, Status
from portal.extensions import db
from portal.models.accounts import Account, Appointment
from portal.models.departments import Department
from portal.models.submissions import Dossier, Step, Submission
from portal.services import acting, bulk, clock, decisions, transitions
from portal.services.changes import Changes, list_changes
from portal.services.visibility import visible_to

SHOWN = 100
# Named once: an alias is as many new columns as the table has, each time it is made.
FORMER = Submission.__table__.alias("former")
# The gate that waits in a status: the permission to open it, and the stamps whose persons may not (four eyes).
GATES = (
    (Status.SUBMITTED, Permission.SUBMISSION_APPROVE, ("submitted",)),
    (Status.LEADER_APPROVED, Permission.SUBMISSION_ACCEPT, ("submitted", "approved")),
)

FORWARD = {Status.SUBMITTED: Action.APPROVE, Status.LEADER_APPROVED: Action.ACCEPT}


@dataclass(frozen=True)
class Waiting:
    """One row of the inbox. `days` are whole local days left, negative when past; None where nothing is due.

    `gate` is the step forward that waits for this person, "" for none; `questions` are what it must answer.
    """

    submission_id: int
    version: int
    title: str
    number: str
    kind: Kind
    department: str
    revision: int
    status: Status
    is_returned: bool
    was_returned: bool
    reason: str
    due_at: datetime
    days: int | None
    since: datetime
    gate: str = ""
    changes: Changes | None = None
    questions: tuple[Question, ...] = ()

    @property
    def occasion(self) -> str:
        """首次报送, or which trip of the dossier this is."""
        return "首次报送" if self.revision == 1 else f"第 {self.revision} 次报送"


@dataclass(frozen=True)
class Group:
    """Rows under one heading; those of a ticked one are chosen for bulk until the person takes the tick away."""

    label: str
    rows: tuple[Waiting, ...]
    is_ticked: bool = False


@dataclass(frozen=True)
class Tab:
    """One tab of the inbox. `word` names what waits, `total` counts it; `barred` wait too, but not for this person.

    `gates` are the steps forward that rows of it wait for.
    """

    name: str
    word: str
    groups: tuple[Group, ...]
    total: int
    barred: int

    @property
    def rows(self) -> tuple[Waiting, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def gates(self) -> tuple[str, ...]:
        return tuple(sorted({row.gate for row in self.rows if row.gate}))


def waits_for(actor: Actor) -> ColumnElement[bool]:
    """The condition on Submission: it waits for this person to write, approve or accept it; only for who may one of these."""
    gates = [
        at_gate(actor, *gate[:2]) & ~transitions.handled_by(actor, gate[2]) for gate in open_gates(actor)
    ]
    drafts = [own_drafts(actor)] if can(actor, Permission.SUBMISSION_WRITE) else []
    return or_(false(), *drafts, *gates)


def open_gates(actor: Actor) -> list[tuple[Status, Permission, tuple[str, ...]]]:
    """The gates that this person may open at all."""
    return [gate for gate in GATES if can(actor, gate[1])]


def own_drafts(actor: Actor) -> ColumnElement[bool]:
    """The drafts the person began, and their department's that wait for anybody: what was returned or revoked, and
    what was begun by somebody who writes for the department no more (R104).
    """
    was_revoked = (
        select(FORMER.c.id)
        .where(FORMER.c.dossier_id == Submission.dossier_id, FORMER.c.status == Status.REVOKED)
        .exists()
    )
    author_writes = (
        select(Appointment.id)
        .join(Account, Account.id == Appointment.account_id)
        .where(
            Appointment.account_id == Submission.created_by_id,
            Appointment.role == Role.LIAISON,
            Appointment.department_id == Submission.department_id,
            acting.held_on(clock.today()),
            Account.disabled_at.is_(None),
        )
        .exists()
    )
    return and_(
        Submission.status == Status.DRAFT,
        visible_to(actor, Permission.SUBMISSION_WRITE),
        or_(
            Submission.created_by_id == actor.account_id,
            Submission.returned_at.is_not(None),
            was_revoked,
            ~author_writes,
        ),
    )


def at_gate(actor: Actor, status: Status, permission: Permission) -> ColumnElement[bool]:
    return and_(Submission.status == status, visible_to(actor, permission))


def count(actor: Actor) -> int:
    """How many wait for this person: the badge of every page."""
    permissions = (
        Permission.SUBMISSION_WRITE,
        Permission.SUBMISSION_APPROVE,
        Permission.SUBMISSION_ACCEPT,
    )
    if not any(can(actor, permission) for permission in permissions):
        return 0
    return db.session.execute(select(func.count(Submission.id)).where(waits_for(actor))).scalar_one()


def count_barred(actor: Actor) -> int:
    """How many wait at a gate this person opens for others, but had a hand in themself."""
    barred = [
        at_gate(actor, *gate[:2]) & transitions.handled_by(actor, gate[2]) for gate in open_gates(actor)
    ]
    if not barred:
        return 0
    return db.session.execute(select(func.count(Submission.id)).where(or_(*barred))).scalar_one()


def list_tab(actor: Actor, name: str, is_grouped: bool = False) -> Tab:
    """The rows of one tab (an unknown name is 待办): waiting ones by due moment, the others newest first.

    Grouped, what only moves dates stands first and the rest by department, the one with the nearest deadline first.
    """
    if name == "done":
        statement = done_by(actor)
    elif name == "sent":
        statement = sent_by(actor)
    else:
        name, statement = "waiting", waiting(actor)
    rows = describe(db.session.execute(statement.limit(SHOWN)).all(), is_due=name == "waiting")
    groups = group(rows) if is_grouped and may_group(actor) and name == "waiting" else (Group("", rows),)
    return Tab(name, name_waiting(actor), groups, count(actor), count_barred(actor))


def may_group(actor: Actor) -> bool:
    """Only who accepts has several departments before them."""
    return can(actor, Permission.SUBMISSION_ACCEPT)


def group(rows: Sequence[Waiting]) -> tuple[Group, ...]:
    dates = tuple(
        row for row in rows if row.gate == Action.ACCEPT and row.changes and row.changes.is_date_only
    )
    departments: dict[str, list[Waiting]] = {}
    for row in rows:
        if row not in dates:
            departments.setdefault(row.department, []).append(row)
    first = (Group("只有日期变动", dates, is_ticked=True),) if dates else ()
    return (*first, *(Group(name, tuple(found)) for name, found in departments.items()))


def name_waiting(actor: Actor) -> str:
    """待审批 or 待接收 for who only opens one gate, 待办 for everybody else."""
    words = {
        Permission.SUBMISSION_WRITE: "待办",
        Permission.SUBMISSION_APPROVE: "待审批",
        Permission.SUBMISSION_ACCEPT: "待接收",
    }
    held = [word for permission, word in words.items() if can(actor, permission)]
    return held[0] if len(held) == 1 else "待办"


ROW: Any = (
    select(
        Submission.id,
        Submission.version,
        Submission.title,
        Submission.kind,
        Submission.revision,
        Submission.status,
        Submission.returned_at,
        Submission.return_code,
        Submission.due_at,
        Submission.changed_at,
        Dossier.number,
        Department.short_name,
    )
    .join(Dossier, Dossier.id == Submission.dossier_id)
    .join(Department, Department.id == Submission.department_id)
)


def waiting(actor: Actor) -> Select[Any]:
    return ROW.where(waits_for(actor)).order_by(Submission.due_at, Submission.id)


def done_by(actor: Actor) -> Select[Any]:
    """What the person decided at a gate, the latest decision first."""
    latest = (
        select(Step.submission_id, func.max(Step.id).label("step_id"))
        .where(Step.actor_id == actor.account_id, Step.action.in_(decisions.GATES))
        .group_by(Step.submission_id)
        .subquery()
    )
    return (
        ROW.join(latest, latest.c.submission_id == Submission.id)
        .where(visible_to(actor))
        .order_by(latest.c.step_id.desc())
    )


def sent_by(actor: Actor) -> Select[Any]:
    """What the person began or submitted and is no draft of theirs any more, the latest change first."""
    begun = or_(Submission.created_by_id == actor.account_id, Submission.submitted_by_id == actor.account_id)
    return ROW.where(begun, Submission.status != Status.DRAFT, visible_to(actor)).order_by(
        Submission.changed_at.desc(), Submission.id.desc()
    )


def describe(found: Sequence[Any], is_due: bool) -> tuple[Waiting, ...]:
    returns = latest_returns([row.id for row in found])
    changes = list_changes([row.id for row in found if is_due and row.revision > 1])
    questions = bulk.list_questions([row.id for row in found]) if is_due else {}
    return tuple(
        Waiting(
            submission_id=row.id,
            version=row.version,
            title=row.title or "（未填名称）",
            number=row.number,
            kind=row.kind,
            department=row.short_name,
            revision=row.revision,
            status=row.status,
            is_returned=row.returned_at is not None,
            was_returned=row.id in returns and row.returned_at is None,
            reason=f"{row.return_code.label}：{returns.get(row.id, '')}" if row.return_code else "",
            due_at=row.due_at,
            days=days_left(row.due_at) if is_due else None,
            since=row.changed_at,
            gate=FORWARD.get(row.status, "") if is_due else "",
            changes=changes.get(row.id),
            questions=questions.get(row.id, ()),
        )
        for row in found
    )


def latest_returns(submission_ids: Sequence[int]) -> dict[int, str]:
    """The words of the last return of each submission that was ever returned."""
    steps = db.session.execute(
        select(Step.submission_id, Step.comment)
        .where(Step.submission_id.in_(submission_ids), Step.action == Action.RETURN)
        .order_by(Step.id)
    )
    return {step.submission_id: step.comment for step in steps}


def days_left(due_at: datetime) -> int:
    """Whole local days until the day that ends at `due_at`; 0 is today, negative is past."""
    return (local_date(due_at - timedelta(microseconds=1)) - clock.today()).days


def find_next(actor: Actor, submission: Submission, is_grouped: bool = False) -> int | None:
    """The id of the one that follows in the inbox, from the first again after the last; None when it is the only one."""
    if is_grouped:
        ids = [row.submission_id for row in list_tab(actor, "waiting", is_grouped).rows]
        place = ids.index(submission.id) + 1 if submission.id in ids else 0
        return next((each for each in ids[place:] + ids if each != submission.id), None)
    others = select(Submission.id).where(waits_for(actor), Submission.id != submission.id)
    ordered = others.order_by(Submission.due_at, Submission.id).limit(1)
    here = tuple_(submission.due_at, submission.id)
    after = db.session.execute(ordered.where(tuple_(Submission.due_at, Submission.id) > here)).scalar()
    return after or db.session.execute(ordered).scalar()
