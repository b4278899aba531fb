"""The workbench (工作台): what waits, what is still owed, what falls due, each person's own part of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select

from portal.domain.duty_words import DutyState, describe_duty
from portal.domain.obligations import Duty
from portal.domain.periods import local_date
from portal.domain.permissions import Actor, Permission, Role, can
from portal.domain.workflow import OPEN, ReferralStatus, SelectionStatus, Status
from portal.extensions import db
from portal.models.departments import Department
from portal.models.leads import Lead
from portal.models.referrals import Referral
from portal.models.submissions import Submission
from portal.models.typical_cases import TypicalCase
from portal.services import clock, inbox, obligations, plans, working_days
from portal.services.visibility import visible_to

# How far ahead 近期截止 looks.
HORIZON = timedelta(days=45)
SHOWN = 8


@dataclass(frozen=True)
class MonthPanel:
    """还差什么 of one department: the month due next, what was missed before, and the once-a-year `tasks` near their
    due day. `due_on` None: no month is due.
    """

    department: Department
    month: date | None
    due_on: date | None
    days: int | None
    duties: tuple[tuple[Duty, DutyState], ...]
    missed: tuple[tuple[Duty, DutyState], ...]
    tasks: tuple[tuple[Duty, DutyState], ...] = ()

    @property
    def lacking(self) -> int:
        return sum(not state.is_done for _, state in self.duties)


@dataclass(frozen=True)
class Due:
    """One line of 近期截止."""

    day: date
    words: str
    days: int
    submission_id: int | None = None


@dataclass(frozen=True)
class LongWaiting:
    """One that waits at the second gate, and for how many working days."""

    submission_id: int
    title: str
    department: str
    waited: int


@dataclass(frozen=True)
class Counts:
    """The figures of offices: by status, 0 where there is none."""

    referrals: dict[ReferralStatus, int]
    typical_cases: dict[SelectionStatus, int]


def list_months(actor: Actor) -> tuple[MonthPanel, ...]:
    """One panel for each department the actor files or answers for that owes anything now."""
    ids = actor.own_departments
    found = (draw_month(actor, each) for each in obligations.list_departments(ids))
    return tuple(panel for panel in found if panel.duties or panel.missed or panel.tasks)


def draw_month(actor: Actor, department: Department) -> MonthPanel:
    month, duties = obligations.list_current(actor, department.id)
    described = [(duty, describe_duty(duty)) for duty in duties]
    due_on = obligations.due_day(plans.get_current(), month) if month else None
    return MonthPanel(
        department=department,
        month=month,
        due_on=due_on,
        days=(due_on - clock.today()).days if due_on else None,
        duties=tuple(each for each in described if each[0].month == month),
        missed=tuple(each for each in described if each[0].month != month),
        tasks=tuple(
            (duty, describe_duty(duty)) for duty in obligations.list_current_tasks(actor, department.id)
        ),
    )


def list_due(actor: Actor, months: tuple[MonthPanel, ...]) -> tuple[Due, ...]:
    """What falls due for the actor's departments within HORIZON, the nearest first."""
    today = clock.today()
    found = [*due_by_plan(today), *due_months(months), *due_leads(actor, today)]
    return tuple(sorted(found, key=lambda due: (due.day, due.words))[:SHOWN])


def due_by_plan(today: date) -> Iterator[Due]:
    for deadline in plans.get_current().calendar:
        if deadline.rule == "once" and deadline.due_on and today <= deadline.due_on <= today + HORIZON:
            yield Due(deadline.due_on, deadline.title, (deadline.due_on - today).days)


def due_months(months: tuple[MonthPanel, ...]) -> Iterator[Due]:
    for panel in months:
        if panel.month and panel.due_on and panel.days is not None:
            name = f"（{panel.department.short_name}）" if len(months) > 1 else ""
            yield Due(panel.due_on, f"{panel.month.month} 月典型案件、线索、月报{name}", panel.days)


def due_leads(actor: Actor, today: date) -> Iterator[Due]:
    """Leads in force or on their first way to it that are not verified yet, the longest due first (程序规定 §18)."""
    rows = db.session.execute(
        select(Lead.id, Lead.title, Lead.verification_due_on)
        .where(
            visible_to(actor, Permission.SUBMISSION_WRITE),
            or_(Lead.status == Status.ACCEPTED, and_(Lead.status.in_(OPEN), Lead.revision == 1)),
            Lead.verified_on.is_(None),
            Lead.verification_due_on <= today + HORIZON,
        )
        .order_by(Lead.verification_due_on, Lead.id)
        .limit(SHOWN // 2)
    )
    for row in rows:
        days = (row.verification_due_on - today).days
        yield Due(row.verification_due_on, f"线索核查期满：{row.title}", days, row.id)


@dataclass(frozen=True)
class Progress:
    """已报齐 of the month due next: how many of the departments that owe it."""

    month: date
    due_on: date
    days: int
    complete: int
    owing: int


def find_progress(months: list[obligations.Month], rows: list[obligations.DepartmentRow]) -> Progress | None:
    """Read off the grid; None when no month is due any more."""
    place = next((index for index, month in enumerate(months) if month.is_current), None)
    if place is None:
        return None
    cells = [row.cells[place] for row in rows]
    due_on = months[place].due_on
    return Progress(
        months[place].first,
        due_on,
        (due_on - clock.today()).days,
        complete=sum(cell.is_complete for cell in cells if cell),
        owing=sum(cell is not None for cell in cells),
    )


def list_longest(actor: Actor) -> tuple[LongWaiting, ...]:
    """What has waited longest for the actor's acceptance."""
    today = clock.today()
    rows = db.session.execute(
        select(Submission.id, Submission.title, Submission.approved_at, Department.short_name)
        .join(Department, Department.id == Submission.department_id)
        .where(Submission.status == Status.LEADER_APPROVED, inbox.waits_for(actor))
        .order_by(Submission.approved_at, Submission.id)
        .limit(SHOWN)
    )
    return tuple(
        LongWaiting(
            row.id,
            row.title,
            row.short_name,
            working_days.count_between(local_date(row.approved_at), today),
        )
        for row in rows
    )


def get_counts() -> Counts:
    """How many referrals and typical cases stand in each status."""
    referrals = db.session.execute(select(Referral.status, func.count()).group_by(Referral.status))
    chosen = db.session.execute(select(TypicalCase.status, func.count()).group_by(TypicalCase.status))
    sent: dict[ReferralStatus, int] = {status: 0 for status in ReferralStatus}
    nominated: dict[SelectionStatus, int] = {status: 0 for status in SelectionStatus}
    sent.update({status: number for status, number in referrals})
    nominated.update({status: number for status, number in chosen})
    return Counts(sent, nominated)


def describe_duty_of_office(actor: Actor) -> str:
    """For the three administrators (三员), who see no content: what their account is for."""
    duties = {
        Role.SYSTEM_ADMIN: "系统管理员管理账号和部门，保障门户运行。",
        Role.SECURITY_ADMIN: "安全管理员管理角色和权限。",
        Role.AUDITOR: "审计员查阅操作留痕，核对留痕是否完整。",
    }
    sentences = "".join(sentence for role, sentence in duties.items() if role in actor.roles)
    return "" if can(actor, Permission.SUBMISSION_READ) else sentences
