"""Reminders (催办): supervision to a department that lacks something, a liaison to the leader for what waits.

One for each department, local day and side; recorded, and told to those who can act.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select

from portal.domain.errors import Forbidden, Invalid, NotFound, TransitionNotAllowed
from portal.domain.obligations import Duty, Mark
from portal.domain.periods import month_before
from portal.domain.permissions import RECEIVING_ROLES, Actor, Role
from portal.domain.reminders import Lack, write_paragraph
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.departments import Department
from portal.models.notices import Notice, Reminder
from portal.models.submissions import Submission
from portal.services import clock, notices, obligations, plans, trail
from portal.services.visibility import is_restricted
from portal.store import deed

TABLE = Notice.__table__
# Asked in every deed at gate one: written once.
STANDING = (
    select(TABLE.c.subject)
    .where(
        TABLE.c.subject.in_(("reminder", "waiting")),
        TABLE.c.subject_id == bindparam("department_id"),
        TABLE.c.done_at.is_(None),
    )
    .distinct()
)


@dataclass(frozen=True)
class Line:
    """One department that lacks something, and whether it was reminded today."""

    department: Department
    lack: Lack
    is_reminded: bool


@dataclass(frozen=True)
class Desk:
    """What the calendar offers to remind of. `paragraph` is ready for the bureau's messenger; `month` is due next."""

    month: date
    lines: Sequence[Line]
    paragraph: str

    @property
    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if not line.is_reminded]


@dataclass(frozen=True)
class OwnDesk:
    """What a liaison may remind their leader of."""

    department: Department
    month: date
    waiting: int
    is_reminded: bool


def find_desk(actor: Actor) -> Desk | None:
    """For supervision: who lacks what for the month due next. None for everybody else, and when nothing is due."""
    month = obligations.current_month(plans.get_current(), clock.now())
    if month is None or not actor.roles & RECEIVING_ROLES:
        return None
    reminded = list_reminded(is_own=False)
    lines = [
        Line(department, lack, department.id in reminded) for department, lack in list_lacks(actor, month)
    ]
    return Desk(month, lines, describe(month, [line.lack for line in lines]))


def list_lacks(actor: Actor, month: date) -> Iterable[tuple[Department, Lack]]:
    """The departments that have not reported all they owe for the month, or once a year, in the order of the plan."""
    departments = obligations.readable_departments(actor, owes_monthly=False)
    open_duties = list_open([department.id for department in departments], plans.current_year(), month)
    for department in departments:
        missing = [duty for duty in open_duties if duty.department_id == department.id]
        if missing:
            yield department, Lack(department.short_name, tuple(name_item(duty, month) for duty in missing))


def list_open(department_ids: Sequence[int], year: int, month: date) -> list[Duty]:
    """What the departments still owe for the month, what they missed of the one before, and of what is filed once a
    year what is soon due or was missed.
    """
    monthly = obligations.list_duties(year, department_ids=department_ids)
    yearly = obligations.list_task_duties(year, department_ids=department_ids)
    soon = clock.now() + obligations.TASK_HORIZON
    missed = [duty for duty in monthly if duty.month == month_before(month) and duty.mark is Mark.MISSING]
    asked = [*(duty for duty in monthly if duty.month == month), *missed]
    asked += [duty for duty in yearly if duty.due_at <= soon]
    # A waiver was reported too.
    return [duty for duty in asked if duty.reported_at is None]


def name_item(duty: Duty, month: date) -> str:
    """The kind of what is owed for the month; what was missed before, has a due day of its own or waits for the leader
    says so.
    """
    name, notes = duty.kind.label, []
    if duty.task:
        name = duty.task.short_title or duty.task.title
        notes.append(f"{duty.due_on.month} 月 {duty.due_on.day} 日前")
    elif duty.month != month:
        name = f"{duty.month.month} 月{name}"
    if duty.due_at <= clock.now():
        notes.append("已过期")
    if duty.filing and duty.filing.status is Status.SUBMITTED:
        notes.append("待分管领导审批")
    return f"{name}（{'，'.join(notes)}）" if notes else name


def describe(month: date, lacking: Sequence[Lack]) -> str:
    due_at = obligations.due_moment(plans.get_current(), month)
    hours = int((due_at - clock.now()) / timedelta(hours=1))
    return write_paragraph(month, obligations.due_day(plans.get_current(), month), hours, lacking)


def find_own_desks(actor: Actor) -> list[OwnDesk]:
    """For a liaison: how many wait for the leader, a desk for each department where any does."""
    month = obligations.current_month(plans.get_current(), clock.now()) or clock.today().replace(day=1)
    reminded = list_reminded(is_own=True)
    departments = obligations.list_departments(actor.departments.get(Role.LIAISON, ()))
    desks = [OwnDesk(each, month, count_waiting(each.id), each.id in reminded) for each in departments]
    return [desk for desk in desks if desk.waiting]


def count_waiting(department_id: int) -> int:
    """How many wait for the department's leader; a restricted one (限阅) is told to its named readers only."""
    return db.session.execute(
        select(func.count(Submission.id)).where(
            Submission.department_id == department_id,
            Submission.status == Status.SUBMITTED,
            ~is_restricted(),
        )
    ).scalar_one()


def list_reminded(*, is_own: bool) -> set[int]:
    """The departments reminded today from that side."""
    return set(
        db.session.execute(
            select(Reminder.department_id).where(Reminder.day == clock.today(), Reminder.is_own == is_own)
        ).scalars()
    )


def remind(actor: Actor, codes: Sequence[str], month: date) -> list[str]:
    """Remind each department of `codes` about a month, and return the short names of those reminded.

    Supervision reminds the department, its liaison the leader. NotFound (404) for a department the actor may not
    read, Invalid (422) for a month that nobody owes or where nothing is lacking, TransitionNotAllowed (409) when all
    were reminded today.
    """
    by_code = {each.code: each for each in obligations.readable_departments(actor, owes_monthly=False)}
    if not codes or not set(codes) <= by_code.keys():
        raise NotFound
    is_own = not actor.roles & RECEIVING_ROLES
    asked = [by_code[code] for code in dict.fromkeys(codes)]
    if is_own and not all(actor.covers(Role.LIAISON, each.id) for each in asked):
        raise Forbidden("联络员催办本部门的分管领导，执法监管科催办各部门。")
    # Each step at gate one looks again at the month that was reminded of.
    if month not in (clock.today().replace(day=1), *obligations.list_months(plans.get_current())):
        raise Invalid(f"{month.year} 年 {month.month} 月不用报送，不能催办。")
    with deed():
        moment = trail.lock()
        texts = (
            {each.id: tell_leader(each.id) for each in asked} if is_own else tell_departments(actor, month)
        )
        reminded = list_reminded(is_own=is_own)
        for each in asked:
            if not texts.get(each.id):
                raise Invalid(f"{each.short_name}没有需要催办的事项。")
        fresh = [each for each in asked if each.id not in reminded]
        for each in fresh:
            remind_one(actor, each, month, moment, is_own=is_own, text=texts[each.id])
    if not fresh:
        raise TransitionNotAllowed("今天已经催办过，同一部门一天催办一次。")
    return [each.short_name for each in fresh]


def remind_one(
    actor: Actor, department: Department, month: date, moment: datetime, *, is_own: bool, text: str
) -> None:
    """Inside the caller's deed: note the reminder and tell who can act."""
    department_id = department.id
    db.session.add(
        Reminder(
            department_id=department_id,
            month=month,
            day=clock.today(),
            is_own=is_own,
            sent_by_id=actor.account_id,
            sent_at=moment,
        )
    )
    trail.record(
        actor, "remind", "department", department_id, reference=f"{month:%Y-%m}", target=department.code
    )
    notices.settle("waiting" if is_own else "reminder", department_id, moment)
    whys = list_people(department, is_own=is_own)
    notices.send(actor, moment, "waiting" if is_own else "reminder", department_id, text, whys)


def tell_leader(department_id: int) -> str:
    waiting = count_waiting(department_id)
    return f"联络员催办：有 {waiting} 条报送等您审批" if waiting else ""


def tell_departments(actor: Actor, month: date) -> dict[int, str]:
    """Department → what it is told to still owe for the month; nothing for one that lacks nothing."""
    due_on = obligations.due_day(plans.get_current(), month)
    by = f"{due_on.month} 月 {due_on.day} 日 24:00 截止"
    return {
        department.id: f"执法监督管理科催办：{month.month} 月还缺{'、'.join(lack.items)}，{by}"
        for department, lack in list_lacks(actor, month)
    }


def list_people(department: Department, *, is_own: bool) -> dict[int, str]:
    """Who can act on it, and why they are told."""
    roles = {Role.LEADER} if is_own else {Role.LEADER, Role.LIAISON}
    holders = notices.list_holders(roles, department.id)
    whys = {
        each.account_id: f"因为您是{department.short_name}{role.label}"
        for role, persons in holders.items()
        for each in persons
    }
    acting = {
        person: f"因为您正代理{department.short_name}分管领导"
        for person in notices.list_deputies(department.id)
    }
    return acting | whys


def follow_gate(actor: Actor, submission: Submission, moment: datetime) -> None:
    """Inside the deed at gate one: a reminder whose ground is gone is gone too."""
    department_id = submission.department_id
    told = db.session.execute(STANDING, {"department_id": department_id}).scalars().all()
    if "waiting" in told and not count_waiting(department_id):
        notices.settle("waiting", department_id, moment)
    if "reminder" in told and not any_lack(actor, department_id):
        notices.settle("reminder", department_id, moment)


def any_lack(actor: Actor, department_id: int) -> bool:
    """Whether the month that the department was last reminded of still lacks something."""
    month = db.session.execute(
        select(Reminder.month)
        .where(Reminder.department_id == department_id, Reminder.is_own.is_(False))
        .order_by(Reminder.id.desc())
        .limit(1)
    ).scalar()
    if month is None:
        return False
    return bool(list_open([department_id], month.year, month))
