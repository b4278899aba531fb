"""Obligations (报送义务): the duties of all departments, judged by what they filed (R083, R084)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Row, select

from portal.domain.catalogue import Catalogue
from portal.domain.content import Kind
from portal.domain.errors import NotFound
from portal.domain.obligations import Duty, Filing, Summary, judge, summarise
from portal.domain.periods import end_of_local_day, month_after, month_before, month_end, month_of
from portal.domain.permissions import PERMISSION_MAP, Actor, Permission, Scope
from portal.domain.scoring_input import Mark
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.departments import Department
from portal.models.submissions import Submission
from portal.services import clock, plans
from portal.services.visibility import is_restricted, visible_to

TABLE = Submission.__table__


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
    filings: dict[tuple[int, Kind, date], list[Filing]] = {}
    for filing in list_filings(year, cut_off):
        filings.setdefault((filing.department_id, filing.kind, filing.month), []).append(filing)
    moment = cut_off or clock.now()
    months = [
        month
        for month in list_months(catalogue)
        if (due_moment(catalogue, month) <= moment if cut_off else month <= clock.today())
    ]
    return tuple(
        judge(filings, department.id, kind, month, due_moment(catalogue, month), moment)
        for department in list_departments(department_ids)
        for month in months
        if is_open(department, month)
        for kind in owed_kinds(department)
    )


def list_filings(year: int, cut_off: datetime | None) -> Iterable[Filing]:
    """What was filed for the year's duties, of what was reported by `cut_off` where one is given."""
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
        TABLE.c.waives_case,
        TABLE.c.waives_lead,
        is_restricted().label("is_restricted"),
    ).where(TABLE.c.year == year, TABLE.c.status != Status.REVOKED)
    statement = statement.where(
        (TABLE.c.closed_on.is_not(None)) | (TABLE.c.serves_month.is_not(None)) | (TABLE.c.month.is_not(None))
    )
    if cut_off is not None:
        statement = statement.where(TABLE.c.reported_at <= cut_off)
    statement = statement.order_by(TABLE.c.id)
    return [read_filing(row) for row in db.session.execute(statement)]


def read_filing(row: Row) -> Filing:
    """A case serves the month it closed in and meets the duty when marked; a lead when its importance is claimed."""
    month = {Kind.CASE: row.closed_on, Kind.LEAD: row.serves_month, Kind.MONTHLY_RETURN: row.month}[row.kind]
    meets = {Kind.CASE: row.is_typical, Kind.LEAD: row.claims_importance, Kind.MONTHLY_RETURN: True}[row.kind]
    granted = {Kind.CASE: row.waives_case, Kind.LEAD: row.waives_lead}
    return Filing(
        id=row.id,
        department_id=row.department_id,
        kind=row.kind,
        month=month_of(month),
        status=row.status,
        reported_at=row.reported_at,
        accepted_at=row.accepted_at,
        meets=bool(meets),
        waives=frozenset(kind for kind, given in granted.items() if given),
        is_restricted=row.is_restricted,
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


def readable_departments(actor: Actor) -> list[Department]:
    """The departments whose calendar the actor may read and that owe anything, in the order of the plan."""
    granted = {
        role: scopes
        for role, scopes in PERMISSION_MAP[Permission.OBLIGATION_READ].items()
        if role in actor.departments
    }
    everywhere = any(Scope.ANY in scopes for scopes in granted.values())
    own = frozenset().union(*(actor.departments[role] for role in granted))
    return [each for each in list_departments(None if everywhere else own) if owed_kinds(each)]


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


def list_current(actor: Actor, department_id: int) -> tuple[date | None, list[Duty]]:
    """还差什么: the month that is due next, and the department's duties for it after those already missed."""
    catalogue = plans.get_current()
    month = current_month(catalogue, clock.now())
    duties = list_duties(catalogue.year, department_ids=[department_id])
    asked = [duty for duty in duties if duty.mark is Mark.MISSING or duty.month == month]
    return month, mark_open(actor, asked)
