"""Obligations (报送义务): the duties of all departments, judged by what they filed (R083, R084)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, Row, select

from portal.domain.catalogue import Catalogue
from portal.domain.content import Kind
from portal.domain.errors import NotFound
from portal.domain.obligations import Duty, Filing, Key, Summary, judge, judge_task, summarise
from portal.domain.periods import end_of_local_day, month_after, month_before, month_end, month_of
from portal.domain.permissions import PERMISSION_MAP, Actor, Permission, Scope
from portal.domain.plan import Deadline
from portal.domain.scoring_input import Mark
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.departments import Department
from portal.models.submissions import SERVES_A_DUTY, Submission
from portal.services import clock, plans
from portal.services.visibility import is_restricted, visible_to

TABLE = Submission.__table__
MONTHLY, YEARLY = TABLE.c.task.is_(None), TABLE.c.task.is_not(None)
# How long before its due moment a once-a-year duty stands on the workbench.
TASK_HORIZON = timedelta(days=45)


@dataclass(frozen=True)
class Month:
    """One column of the grid: the month served, its due day, and whether it is the one due next."""

    first: date
    due_on: date
    is_current: bool


@dataclass(frozen=True)
class DepartmentRow:
    """One department's row: a summary for each month of the grid, None where it owes nothing."""

    department: Department
    cells: tuple[Summary | None, ...]


def list_duties(
    year: int, *, department_ids: Iterable[int] | None = None, through: date | None = None
) -> tuple[Duty, ...]:
    """Every monthly duty of the campaign year, by department, then month, then kind.

    Without `through`: all months that have begun, as they stand now. With it: the duties due by the end of that
    local day, judged by what had been reported by then (D13).
    """
    catalogue = plans.get_catalogue(year)
    cut_off = end_of_local_day(through) if through else None
    departments = list_departments(department_ids)
    filings = gather(list_filings(year, cut_off, departments, MONTHLY))
    moment = cut_off or clock.now()
    months = [
        month
        for month in list_months(catalogue)
        if (due_moment(catalogue, month) <= moment if cut_off else month <= clock.today())
    ]
    return tuple(
        judge(filings, department.id, kind, month, due_moment(catalogue, month), moment)
        for department in departments
        for month in months
        if is_open(department, month)
        for kind in owed_kinds(department)
    )


def list_task_duties(
    year: int, *, department_ids: Iterable[int] | None = None, through: date | None = None
) -> tuple[Duty, ...]:
    """What every department files once in the year (D1), by department, then due day; `through` as in list_duties."""
    catalogue = plans.get_catalogue(year)
    cut_off = end_of_local_day(through) if through else None
    departments = list_departments(department_ids)
    filings = gather(list_filings(year, cut_off, departments, YEARLY))
    moment = cut_off or clock.now()
    return tuple(
        judge_task(filings, department.id, task, end_of_local_day(task.due_on), moment)
        for department in departments
        for task in sorted(catalogue.tasks, key=lambda task: task.due_on or date.max)
        if task.due_on
        and is_open(department, month_of(task.due_on))
        and not (cut_off and end_of_local_day(task.due_on) > cut_off)
    )


def gather(filings: Iterable[Filing]) -> dict[Key, list[Filing]]:
    """The filings by department, kind and the month or task they serve."""
    found: dict[Key, list[Filing]] = {}
    for filing in filings:
        found.setdefault(filing.key, []).append(filing)
    return found


def list_filings(
    year: int, cut_off: datetime | None, departments: Iterable[Department], served: ColumnElement[bool]
) -> Iterable[Filing]:
    """What may meet or waive the year's duties, of what was reported by `cut_off` where one is given.

    `served` is MONTHLY or YEARLY. Which of them do, `judge` says.
    """
    statement = select(
        TABLE.c.id,
        TABLE.c.department_id,
        TABLE.c.kind,
        TABLE.c.status,
        TABLE.c.reported_at,
        TABLE.c.accepted_at,
        TABLE.c.closed_on,
        TABLE.c.is_typical,
        TABLE.c.serves_month,
        TABLE.c.claims_importance,
        TABLE.c.month,
        TABLE.c.task,
        TABLE.c.waives_case,
        TABLE.c.waives_lead,
        is_restricted().label("is_restricted"),
    ).where(
        TABLE.c.year == year,
        TABLE.c.department_id.in_([each.id for each in departments]),
        TABLE.c.status != Status.REVOKED,
        SERVES_A_DUTY,
        served,
    )
    if cut_off is not None:
        statement = statement.where(TABLE.c.reported_at <= cut_off)
    statement = statement.order_by(TABLE.c.id)
    return [read_filing(row) for row in db.session.execute(statement)]


def read_filing(row: Row) -> Filing:
    """A case serves the month it closed in and meets the duty when marked; a lead when its importance is claimed."""
    month = row.closed_on or row.serves_month or row.month
    meets = {Kind.CASE: row.is_typical, Kind.LEAD: row.claims_importance}.get(row.kind, True)
    granted = {Kind.CASE: row.waives_case, Kind.LEAD: row.waives_lead}
    return Filing(
        id=row.id,
        department_id=row.department_id,
        kind=row.kind,
        month=month_of(month) if month else None,
        status=row.status,
        reported_at=row.reported_at,
        accepted_at=row.accepted_at,
        meets=bool(meets),
        waives=frozenset(kind for kind, given in granted.items() if given),
        is_restricted=row.is_restricted,
        task=row.task or "",
    )


def list_months(catalogue: Catalogue) -> list[date]:
    """The first days of the months owed this year: due from `first_owed` to `last_owed` (D6)."""
    settings = catalogue.settings
    month, last = month_before(settings.first_owed), month_before(settings.last_owed)
    months = []
    while month <= last:
        months.append(month)
        month = month_after(month)
    return months


def due_day(catalogue: Catalogue, month: date) -> date:
    """The due day of the month after; a holiday does not move it (A2)."""
    return month_after(month).replace(day=catalogue.settings.due_day)


def due_moment(catalogue: Catalogue, month: date) -> datetime:
    """24:00 local of the due day, as a UTC moment (A1)."""
    return end_of_local_day(due_day(catalogue, month))


def list_departments(department_ids: Iterable[int] | None = None) -> list[Department]:
    """Departments in the order of the plan, all or those named."""
    statement = select(Department).order_by(Department.position)
    if department_ids is not None:
        statement = statement.where(Department.id.in_(sorted(department_ids)))
    return list(db.session.execute(statement).scalars())


def owed_kinds(department: Department) -> list[Kind]:
    """What it owes every month (D1)."""
    owed = {
        Kind.CASE: department.owes_case,
        Kind.LEAD: department.owes_lead,
        Kind.MONTHLY_RETURN: department.owes_return,
    }
    return [kind for kind, is_owed in owed.items() if is_owed]


def is_open(department: Department, month: date) -> bool:
    """Whether the department existed in that month (D9)."""
    opened = department.open_from is None or department.open_from <= month_end(month)
    return opened and (department.open_to is None or department.open_to >= month)


def readable_departments(actor: Actor, *, owes_monthly: bool = True) -> list[Department]:
    """The departments whose calendar the actor may read, in the order of the plan: those that owe anything every
    month, or all.
    """
    granted = {
        role: scopes
        for role, scopes in PERMISSION_MAP[Permission.OBLIGATION_READ].items()
        if role in actor.departments
    }
    everywhere = any(Scope.ANY in scopes for scopes in granted.values())
    own = frozenset().union(*(actor.departments[role] for role in granted))
    found = list_departments(None if everywhere else own)
    return [each for each in found if owed_kinds(each)] if owes_monthly else found


@dataclass(frozen=True)
class TaskRow:
    """One department's row of what is filed once in the year, a duty a task, None where it owes none."""

    department: Department
    duties: tuple[Duty | None, ...]


def draw_tasks(actor: Actor) -> tuple[tuple[Deadline, ...], list[TaskRow]]:
    """Departments × once-a-year tasks (联络员表, 各期报告), as the calendar shows them below its months."""
    year = plans.current_year()
    tasks = tuple(sorted(plans.get_catalogue(year).tasks, key=lambda task: task.due_on or date.max))
    departments = readable_departments(actor, owes_monthly=False)
    duties = mark_open(actor, list_task_duties(year, department_ids=[each.id for each in departments]))
    by_cell = {(duty.department_id, duty.task): duty for duty in duties}
    rows = [TaskRow(each, tuple(by_cell.get((each.id, task)) for task in tasks)) for each in departments]
    return tasks, rows


def draw_grid(actor: Actor) -> tuple[list[Month], list[DepartmentRow]]:
    """Departments × months as supervision's front page shows them; a department sees its own row."""
    year = plans.current_year()
    catalogue = plans.get_catalogue(year)
    departments = readable_departments(actor)
    duties = list_duties(year, department_ids=[each.id for each in departments])
    by_cell = {
        key: summarise(list(cell))
        for key, cell in groupby(duties, key=lambda duty: (duty.department_id, duty.month))
    }
    current = current_month(catalogue, clock.now())
    months = [Month(first, due_day(catalogue, first), first == current) for first in list_months(catalogue)]
    rows = [
        DepartmentRow(each, tuple(by_cell.get((each.id, month.first)) for month in months))
        for each in departments
    ]
    return months, rows


def current_month(catalogue: Catalogue, moment: datetime) -> date | None:
    """The month whose due moment comes next."""
    return next((month for month in list_months(catalogue) if due_moment(catalogue, month) > moment), None)


def list_cell(actor: Actor, department_code: str, month: date) -> tuple[Department, list[Duty]]:
    """What stands behind one cell of the grid. NotFound (404) for a department the actor may not read."""
    department = next((each for each in readable_departments(actor) if each.code == department_code), None)
    if department is None:
        raise NotFound
    duties = list_duties(plans.current_year(), department_ids=[department.id])
    return department, mark_open(actor, [duty for duty in duties if duty.month == month_of(month)])


def mark_open(actor: Actor, duties: Iterable[Duty]) -> list[Duty]:
    """The duties, each with whether the actor may open what it rests on."""
    duties = list(duties)
    ids = [duty.filing.id for duty in duties if duty.filing]
    statement = select(Submission.id).where(Submission.id.in_(ids), visible_to(actor))
    visible = set(db.session.execute(statement).scalars())
    return [replace(duty, may_open=duty.filing is not None and duty.filing.id in visible) for duty in duties]


def list_current_tasks(actor: Actor, department_id: int) -> list[Duty]:
    """The department's once-a-year duties that fall due within TASK_HORIZON, or were missed."""
    duties = list_task_duties(plans.current_year(), department_ids=[department_id])
    until = clock.now() + TASK_HORIZON
    return mark_open(
        actor, [duty for duty in duties if duty.mark in (None, Mark.MISSING) and duty.due_at <= until]
    )


def list_current(actor: Actor, department_id: int) -> tuple[date | None, list[Duty]]:
    """还差什么: the month that is due next, and the department's duties for it after those already missed."""
    catalogue = plans.get_current()
    month = current_month(catalogue, clock.now())
    duties = list_duties(catalogue.year, department_ids=[department_id])
    asked = [duty for duty in duties if duty.mark is Mark.MISSING or duty.month == month]
    return month, mark_open(actor, asked)
