"""What a form offers: the plan's lists, months that may be filed, departments and cases to point to."""

from datetime import date
from typing import Any

from sqlalchemy import select

from portal.domain.catalogue import Catalogue
from portal.domain.content import Choices
from portal.domain.periods import month_before, month_of
from portal.domain.permissions import Actor
from portal.extensions import db
from portal.models.departments import Department
from portal.models.leads import Lead
from portal.models.monthly_returns import MonthlyReturn
from portal.models.submissions import Dossier, Kind, Submission
from portal.services import clock, plans, reports, restrictions

MONTHS_BACK = 12
CASES_OFFERED = 200


def list_choices(actor: Actor, kind: Kind, submission: Submission | None = None) -> Choices:
    """The choices for a new filing of the actor's department, or for `submission`, whose own answers stay among them."""
    department_id = submission.department_id if submission else actor.department_id
    catalogue = plans.get_catalogue(submission.year) if submission else plans.get_current()
    if kind is Kind.MONTHLY_RETURN:
        return Choices(catalogue, list_open_months(department_id, submission))
    if kind is Kind.REPORT:
        return Choices(catalogue, tasks=list_open_tasks(department_id, catalogue, submission))
    if kind is Kind.LEAD:
        return Choices(
            catalogue,
            list_months(submission),
            list_other_departments(department_id),
            list_cases(department_id),
            restrictions.offer_readership(actor, department_id, submission),
        )
    return Choices(catalogue, departments=list_other_departments(department_id))


def suggest_content(actor: Actor, kind: Kind, task: str = "") -> dict[str, Any]:
    """What a new form may fill in: the contact, as last given, the month that is due, the texts of a report.

    `task` is the report asked for; without it, or for one begun already, the first that is not.
    """
    phone = db.session.execute(
        select(Submission.contact_phone)
        .where(Submission.created_by_id == actor.account_id, Submission.contact_phone != "")
        .order_by(Submission.id.desc())
        .limit(1)
    ).scalar()
    content: dict[str, Any] = {"contact_name": actor.name, "contact_phone": phone or ""}
    last_month = month_before(clock.today())
    if kind is Kind.LEAD:
        content["serves_month"] = next((month for month in list_months() if month <= last_month), None)
    if kind is Kind.MONTHLY_RETURN:
        months = list_open_months(actor.department_id)
        content["month"] = last_month if last_month in months else None
    if kind is Kind.REPORT and actor.department_id:
        catalogue = plans.get_current()
        offered = [code for code, _ in list_open_tasks(actor.department_id, catalogue)]
        chosen = task if task in offered else next(iter(offered), None)
        if chosen:
            content |= {"task": chosen, **reports.suggest_texts(actor.department_id, catalogue, chosen)}
    return content


def list_open_tasks(
    department_id: int | None, catalogue: Catalogue, submission: Submission | None = None
) -> tuple[tuple[str, str], ...]:
    """The reports of the year that the department has not begun, nearest due first; of one that exists, its own."""
    tasks = [task for task in catalogue.tasks if task.kind == Kind.REPORT]
    if submission and submission.task:
        return tuple((task.code, task.title) for task in tasks if task.code == submission.task)
    begun = set(
        db.session.execute(
            select(Dossier.task).where(Dossier.department_id == department_id, Dossier.year == catalogue.year)
        ).scalars()
    )
    tasks.sort(key=lambda task: task.due_on or date.max)
    return tuple((task.code, task.title) for task in tasks if task.code not in begun)


def list_months(submission: Submission | None = None) -> tuple[date, ...]:
    """This month and those before it, newest first; after the last campaign year, the months of that year."""
    years = plans.list_years()
    months = [min(month_of(clock.today()), date(plans.current_year(), 12, 1))]
    while len(months) < MONTHS_BACK:
        months.append(month_before(months[-1]))
    kept = submission.serves_month if isinstance(submission, Lead) else None
    offered = {month for month in months if month.year in years} | ({kept} if kept else set())
    return tuple(sorted(offered, reverse=True))


def list_open_months(department_id: int | None, submission: Submission | None = None) -> tuple[date, ...]:
    """The months for which the department has no monthly return yet; of one that exists, its own."""
    if isinstance(submission, MonthlyReturn) and submission.month:
        return (submission.month,)
    filed = set(
        db.session.execute(
            select(Dossier.month).where(Dossier.department_id == department_id, Dossier.month.is_not(None))
        ).scalars()
    )
    return tuple(month for month in list_months() if month not in filed)


def list_other_departments(department_id: int | None) -> tuple[tuple[int, str], ...]:
    return tuple(
        (row.id, row.name)
        for row in db.session.execute(
            select(Department.id, Department.name)
            .where(Department.id != department_id)
            .order_by(Department.position)
        )
    )


def list_cases(department_id: int | None) -> tuple[tuple[int, str], ...]:
    """The department's latest cases, as (dossier, number and title of its last revision)."""
    columns = Submission.__table__.c
    rows = db.session.execute(
        select(columns.dossier_id, Dossier.number, columns.title)
        .join(Dossier, Dossier.id == columns.dossier_id)
        .where(columns.department_id == department_id, columns.kind == Kind.CASE)
        .order_by(columns.id.desc())
        .limit(CASES_OFFERED)
    )
    titles: dict[int, str] = {}
    for row in rows:
        titles.setdefault(row.dossier_id, f"{row.number} {row.title}")
    return tuple(titles.items())
