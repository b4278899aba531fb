"""本月报送 of one department: all that leaves it for the month due next, what is missing, and how long there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from portal.domain.errors import NotFound
from portal.domain.permissions import Actor, Permission
from portal.domain.workflow import OPEN, Status
from portal.extensions import db
from portal.models.departments import Department
from portal.models.submissions import Submission
from portal.services import clock, inbox, obligations, plans, statistics, workbench
from portal.services.visibility import visible_to


@dataclass(frozen=True)
class MonthPage:
    """`hours` are whole hours until the due moment, None when nothing is due any more.

    `decidable` are the ids of `waiting` that this person may approve; a liaison has none.
    """

    department: Department
    departments: tuple[Department, ...]
    owed: workbench.MonthPanel
    hours: int | None
    waiting: tuple[inbox.Waiting, ...]
    decidable: frozenset[int]
    unsent: tuple[inbox.Waiting, ...]
    sent: tuple[inbox.Waiting, ...]
    drawing: statistics.Drawing


def get_page(actor: Actor, code: str = "") -> MonthPage:
    """The page of one of the person's departments, the first without a `code`. NotFound (404) for any other."""
    ids = actor.own_departments
    departments = obligations.list_departments(ids)
    department = next((each for each in departments if code in ("", each.code)), None)
    if department is None:
        raise NotFound
    owed = workbench.draw_month(actor, department)
    rows = list_open(actor, department.id)
    return MonthPage(
        department=department,
        departments=tuple(departments),
        owed=owed,
        hours=count_hours(owed),
        waiting=pick(rows, Status.SUBMITTED),
        decidable=list_decidable(actor, department.id),
        unsent=pick(rows, Status.DRAFT),
        sent=pick(rows, Status.LEADER_APPROVED),
        drawing=statistics.draw_beside(actor, owed.month, department.code),
    )


def count_hours(owed: workbench.MonthPanel) -> int | None:
    if owed.month is None:
        return None
    left = obligations.due_moment(plans.get_current(), owed.month) - clock.now()
    return left // timedelta(hours=1)


def list_open(actor: Actor, department_id: int) -> tuple[inbox.Waiting, ...]:
    """What is on its way in the department, by due moment; other people's drafts too."""
    rows = db.session.execute(
        inbox.ROW.where(
            Submission.department_id == department_id,
            Submission.status.in_(OPEN),
            visible_to(actor),
        )
        .order_by(Submission.due_at, Submission.id)
        .limit(inbox.SHOWN)
    )
    return inbox.describe(rows.all(), is_due=True)


def list_decidable(actor: Actor, department_id: int) -> frozenset[int]:
    statement = select(Submission.id).where(
        Submission.department_id == department_id,
        Submission.status == Status.SUBMITTED,
        visible_to(actor, Permission.SUBMISSION_APPROVE),
        inbox.waits_for(actor),
    )
    return frozenset(db.session.execute(statement).scalars())


def pick(rows: Sequence[inbox.Waiting], status: Status) -> tuple[inbox.Waiting, ...]:
    return tuple(row for row in rows if row.status is status)
