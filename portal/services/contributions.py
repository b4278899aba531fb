"""The submissions behind one figure of Annex 2, each with what it adds; made from the very lines the sums are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true, tuple_

from portal.domain.drawings import Page
from portal.domain.errors import NotFound
from portal.domain.permissions import Actor
from portal.domain.privacy import looks_like_person, mask_in
from portal.domain.records import Basis, Contribution
from portal.extensions import db
from portal.models.departments import Department
from portal.models.submissions import Dossier
from portal.services.accepted import (
    DATE_OF,
    MEASURES,
    RETURN_MEASURES,
    RETURNS_IN_PERIOD,
    Condition,
    column,
    in_period,
    lines,
    of_departments,
    parameters,
    submissions,
)
from portal.services.visibility import visible_to

PAGE_SIZE = 50


@dataclass(frozen=True)
class Behind:
    """Which cell: the figure's column key, the period's end, and the departments and categories it adds up."""

    figure: str
    through: date
    department_ids: Collection[int] | None = None
    category_codes: Collection[str] | None = None
    moment: datetime | None = None
    basis: Basis = Basis.FILED


def list_behind(
    actor: Actor | None, behind: Behind, *, after: str = "", before: str = "", size: int | None = PAGE_SIZE
) -> Page:
    """Contributions in order of date, a page from the key `after` or up to the key `before`; no size means all.

    `may_open` says whether the actor may read the submission itself; without an actor an operator asks.
    Raises NotFound for a figure the table does not have, or a key that is none.
    """
    is_return = behind.figure in RETURN_MEASURES
    if not is_return and behind.figure not in MEASURES[behind.basis]:
        raise NotFound
    day = column.month if is_return else DATE_OF[behind.basis]
    statement = (_list_returns(behind) if is_return else _list_cases(behind)).add_columns(
        (visible_to(actor) if actor else true()).label("may_open")
    )
    key = tuple_(day, column.id)
    if after:
        statement = statement.where(key > read_key(after))
    elif before:
        statement = statement.where(key < read_key(before))
    order = (day.desc(), column.id.desc()) if before and not after else (day, column.id)
    if size is not None:
        statement = statement.limit(size + 1)
    values = parameters(behind.through, behind.department_ids, behind.moment)
    found = [make(actor, row) for row in db.session.execute(statement.order_by(*order), values)]
    return cut(found, size, after, before)


def make(actor: Actor | None, row: Any) -> Contribution:
    is_person = looks_like_person(row.party_name) if row.party_is_person is None else row.party_is_person
    is_own = actor is not None and row.department_id in actor.own_departments
    return Contribution(
        submission_id=row.id,
        number=row.number,
        title=mask_in(row.title, row.party_name) if is_person and not is_own else row.title,
        department_name=row.name,
        category_code=row.category_code,
        day=row.day,
        value=int(row.value),
        may_open=bool(row.may_open),
    )


def cut(found: list[Contribution], size: int | None, after: str, before: str) -> Page:
    """The page out of one row more than it holds, which only says that there is more."""
    has_more = size is not None and len(found) > size
    rows = tuple(found[:size])
    is_backwards = bool(before) and not after
    if is_backwards:
        rows = rows[::-1]
    has_previous, has_next = (has_more, True) if is_backwards else (bool(after), has_more)
    return Page(
        rows,
        previous_key=rows[0].key if rows and has_previous else None,
        next_key=rows[-1].key if rows and has_next else None,
    )


def read_key(text: str) -> ColumnElement[Any]:
    day, _, number = text.partition(".")
    try:
        return tuple_(literal(date.fromisoformat(day)), literal(int(number)))
    except ValueError:
        raise NotFound from None


def _start(day: Any, value: Any, category: Any) -> Select[Any]:
    dossiers, departments = Dossier.__table__, Department.__table__
    return (
        select(
            column.id,
            dossiers.c.number,
            column.title,
            column.department_id,
            departments.c.name,
            category.label("category_code"),
            day.label("day"),
            value.label("value"),
            column.party_name,
            column.party_is_person,
        )
        .select_from(submissions)
        .join(dossiers, dossiers.c.id == column.dossier_id)
        .join(departments, departments.c.id == column.department_id)
    )


def _list_cases(behind: Behind) -> Select[Any]:
    measure = MEASURES[behind.basis][behind.figure]
    value: Any = literal(1)
    conditions = [in_period(behind.basis), of_departments(behind.department_ids)]
    if measure.condition is not None:
        conditions.append(measure.condition)
    if measure.amounts:
        value = sum(
            (func.coalesce(amount, 0) for amount in measure.amounts[1:]), func.coalesce(measure.amounts[0], 0)
        )
        conditions.append(or_(*(amount.is_not(None) for amount in measure.amounts)))
    if behind.category_codes is not None:
        conditions.append(column.category_code.in_(sorted(behind.category_codes)))
    return _start(DATE_OF[behind.basis], value, column.category_code).where(*conditions)


def _list_returns(behind: Behind) -> Select[Any]:
    """One row a return, whatever number of its categories the cell adds up."""
    amount = RETURN_MEASURES[behind.figure]
    of_categories: Condition = (
        true() if behind.category_codes is None else lines.c.category_code.in_(sorted(behind.category_codes))
    )
    added = (
        select(lines.c.submission_id, func.sum(amount).label("value"))
        .where(of_categories, amount.is_not(None))
        .group_by(lines.c.submission_id)
        .subquery("added")
    )
    return (
        _start(column.month, added.c.value, column.category_code)
        .join(added, added.c.submission_id == column.id)
        .where(and_(RETURNS_IN_PERIOD, of_departments(behind.department_ids)))
    )
