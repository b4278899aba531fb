"""The list of typical cases (典型案例): nominations narrowed by what is asked for and by who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from portal.domain.drawings import Page
from portal.domain.periods import month_after
from portal.domain.permissions import Actor, Permission
from portal.domain.workflow import SelectionStatus, Status
from portal.extensions import db
from portal.models.departments import Department
from portal.models.submissions import Submission
from portal.models.typical_cases import TypicalCase
from portal.services import typical_cases
from portal.services.visibility import visible_to

PAGE_SIZE = 50
# Asked by its table: by its class an index of kinds would lead through all cases to the few that were nominated.
TABLE = Submission.__table__


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; `month` is the month the case was closed in (办结月份), as its first day."""

    status: SelectionStatus = SelectionStatus.NOMINATED
    month: date | None = None
    department_id: int | None = None
    category_code: str = ""


def list_page(actor: Actor, filters: Filters, before: int | None = None) -> Page:
    """Nominations the actor may read, the latest first: never ordered by any amount. `before` is a key of a page."""
    rows = db.session.execute(
        select(TypicalCase)
        .join(TABLE, TABLE.c.id == TypicalCase.submission_id)
        .options(joinedload(TypicalCase.submission))
        .where(
            *conditions(actor, filters),
            TypicalCase.status == filters.status,
            TypicalCase.id < before if before else TypicalCase.id > 0,
        )
        .order_by(TypicalCase.id.desc())
        .limit(PAGE_SIZE + 1)
    ).scalars()
    found = list(rows)
    shown = found[:PAGE_SIZE]
    return Page(
        rows=tuple(typical_cases.read(actor, chosen) for chosen in shown),
        previous_key="" if before else None,
        next_key=str(shown[-1].id) if len(found) > PAGE_SIZE else None,
        total=count_by_status(actor, filters).get(filters.status, 0),
    )


def count_by_status(actor: Actor, filters: Filters) -> dict[SelectionStatus, int]:
    """How many of each status the actor may read under these filters, whatever status they name."""
    rows = db.session.execute(
        select(TypicalCase.status, func.count())
        .join(TABLE, TABLE.c.id == TypicalCase.submission_id)
        .where(*conditions(actor, filters))
        .group_by(TypicalCase.status)
    )
    return {row[0]: row[1] for row in rows}


def conditions(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    """What both the list and its counts are narrowed by.

    A nomination whose case is no longer in force is over, once its note is answered; a selection stays.
    """
    wanted: list[ColumnElement[bool]] = [
        visible_to(actor, Permission.TYPICAL_CASE_READ),
        or_(
            TypicalCase.status != SelectionStatus.NOMINATED,
            TABLE.c.status == Status.ACCEPTED,
            TypicalCase.note != "",
        ),
    ]
    if filters.month:
        wanted += [TABLE.c.closed_on >= filters.month, TABLE.c.closed_on < month_after(filters.month)]
    if filters.department_id:
        wanted.append(TABLE.c.department_id == filters.department_id)
    if filters.category_code:
        wanted.append(TABLE.c.category_code == filters.category_code)
    return wanted


def list_departments(actor: Actor) -> Sequence[Department]:
    """The departments whose nominations the actor may read, in the plan's order."""
    theirs = (
        select(TABLE.c.department_id)
        .join(TypicalCase, TypicalCase.submission_id == TABLE.c.id)
        .where(visible_to(actor, Permission.TYPICAL_CASE_READ))
    )
    return (
        db.session.execute(select(Department).where(Department.id.in_(theirs)).order_by(Department.position))
        .scalars()
        .all()
    )
