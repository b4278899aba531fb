"""The only door to the accepted set: what was in force at a moment, its sums and its records.

Numbers read this set and nothing else. Every statement takes the moment, so that a table drawn once can be
drawn again as it stood. Conditions and sums stand on the table, not on its classes: a class would add
`kind IN (…)` and keep SQLite from the covering index.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import product
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
)

from portal.domain.periods import cumulative_period
from portal.domain.records import AcceptedRecord, Basis, CategorySums, add
from portal.extensions import db
from portal.models.columns import Moment
from portal.models.departments import Department
from portal.models.monthly_returns import ReturnLine
from portal.models.submissions import Dossier, Submission
from portal.services import trail

Condition = ColumnElement[bool]

submissions: Any = Submission.__table__
lines: Any = ReturnLine.__table__
column: Any = submissions.c
# Named once: an alias is as many new columns as the table has, each time it is made.
LATER, STANDING = submissions.alias("later"), submissions.alias("standing")
MOMENT = bindparam("moment", type_=Moment())
START, THROUGH = bindparam("start", type_=Date()), bindparam("through", type_=Date())
DEPARTMENTS: Any = bindparam("department_ids", expanding=True)


def as_of(moment: Any) -> Condition:
    """In force at `moment` (UTC): accepted by then, and not yet superseded or revoked."""
    return and_(column.accepted_at <= moment, or_(column.ended_at.is_(None), column.ended_at > moment))


def now() -> Condition:
    """In force now, that is at the moment of the last recorded deed, so that it can be asked again later."""
    return as_of(trail.head_moment())


def last_reported_by(cut_off: datetime, moment: datetime) -> Condition:
    """Each dossier's last accepted, unrevoked revision reported by `cut_off`, as known at `moment` (D13).

    A dossier counts while it has a revision in force: revoking takes it out, though what was revoked was
    reported after the cut-off, and the revision before it does not revive.
    """
    return and_(
        column.accepted_at <= moment,
        column.reported_at <= cut_off,
        or_(column.ended_at.is_(None), column.ended_at > moment, column.status == "superseded"),
        ~exists(
            select(LATER.c.id).where(
                LATER.c.dossier_id == column.dossier_id,
                LATER.c.revision > column.revision,
                LATER.c.accepted_at <= moment,
                LATER.c.reported_at <= cut_off,
            )
        ).correlate(submissions),
        exists(
            select(STANDING.c.id).where(
                STANDING.c.dossier_id == column.dossier_id,
                STANDING.c.accepted_at <= moment,
                or_(STANDING.c.ended_at.is_(None), STANDING.c.ended_at > moment),
            )
        ).correlate(submissions),
    )


@dataclass(frozen=True)
class Measure:
    """How one figure reads a case: counted where `condition` holds (None: always), or its amounts added."""

    condition: Condition | None = None
    amounts: tuple[Column[int], ...] = ()


# The key of each is its column in Annex 2. Sums and the lists behind them are made from the same lines.
# 罚没款 is fine and confiscated gains, without goods (R117, A6), once the penalty is decided.
CASE_MEASURES: dict[str, Measure] = {
    "filed": Measure(),
    "closed": Measure(column.closed_on <= THROUGH),
    "amount_involved": Measure(None, (column.amount_involved,)),
    "penalty": Measure(column.decided_on <= THROUGH, (column.fine, column.confiscated)),
    "loss_recovered": Measure(None, (column.loss_recovered,)),
    "transferred": Measure(column.transferred_on <= THROUGH),
    "internet": Measure(column.is_internet.is_(True)),
    "rural": Measure(column.is_rural.is_(True)),
}
# Seen by closing date every case of the set is closed; those filed in an earlier year are not filed in it.
MEASURES = {
    Basis.FILED: CASE_MEASURES,
    Basis.CLOSED: {
        **CASE_MEASURES,
        "filed": Measure(column.filed_on.between(START, THROUGH)),
        "closed": Measure(),
    },
}
# Only cases carry these dates, so that neither statement asks for the kind.
DATE_OF = {Basis.FILED: column.filed_on, Basis.CLOSED: column.closed_on}
RETURN_MEASURES: dict[str, Column[int]] = {
    "persons_sent": lines.c.persons_sent,
    "businesses_checked": lines.c.businesses_checked,
}


def in_period(basis: Basis) -> Condition:
    """The cases that the period counts; parameters `start`, `through`, `moment`."""
    return and_(DATE_OF[basis].between(START, THROUGH), as_of(MOMENT))


RETURNS_IN_PERIOD = and_(column.month.between(START, THROUGH), as_of(MOMENT))


def of_departments(department_ids: Collection[int] | None) -> Condition:
    """The departments asked for; None asks for all. Parameter `department_ids`."""
    return true() if department_ids is None else column.department_id.in_(DEPARTMENTS)


def _sum_cases(basis: Basis, is_restricted: bool, by_department: bool) -> Select[Any]:
    figures: list[ColumnElement[Any]] = []
    for key, measure in MEASURES[basis].items():
        for place, amount in enumerate(measure.amounts):
            total = func.sum(amount)
            known = total if measure.condition is None else total.filter(measure.condition)
            figures.append(known.label(f"{key}_{place}"))
        if not measure.amounts:
            count = func.count()
            figures.append(
                (count if measure.condition is None else count.filter(measure.condition)).label(key)
            )
    place_columns = (*_departments(by_department), column.category_code)
    key_columns = (*place_columns, column.violation_code, column.other_label)
    return (
        select(*key_columns, *figures)
        .select_from(submissions)
        .where(in_period(basis), of_departments(() if is_restricted else None))
        .group_by(*key_columns)
    )


def _sum_returns(is_restricted: bool, by_department: bool) -> Select[Any]:
    key_columns = (*_departments(by_department), lines.c.category_code)
    return (
        select(*key_columns, *(func.sum(amount).label(key) for key, amount in RETURN_MEASURES.items()))
        .join_from(submissions, lines, lines.c.submission_id == column.id)
        .where(RETURNS_IN_PERIOD, of_departments(() if is_restricted else None))
        .group_by(*key_columns)
    )


def _departments(by_department: bool) -> tuple[Any, ...]:
    return (column.department_id,) if by_department else ()


# Prepared once: building a statement costs as much as running it on a small portal.
EITHER = (False, True)
CASE_SUMS = {each: _sum_cases(*each) for each in product(Basis, EITHER, EITHER)}
RETURN_SUMS = {each: _sum_returns(*each) for each in product(EITHER, EITHER)}


def parameters(
    through: date, department_ids: Collection[int] | None, moment: datetime | None
) -> dict[str, Any]:
    """The values of the prepared statements' parameters. No moment means now."""
    start, end = cumulative_period(through)
    values = {"start": start, "through": end, "moment": moment or trail.head_moment()}
    return values if department_ids is None else {**values, "department_ids": sorted(department_ids)}


def sum_by_category(
    through: date,
    department_ids: Collection[int] | None = None,
    moment: datetime | None = None,
    basis: Basis = Basis.FILED,
    *,
    by_department: bool = True,
) -> list[CategorySums]:
    """The figures of Annex 2 from 1 January to `through`, one row a department and category that has any.

    Cases enter by filing date; closings, penalties and transfers count up to `through` (R110, R111). Persons
    sent and businesses checked come from the monthly returns of the same months. Without a `moment` the set is
    read as it is now; with `by_department` false the departments are added up, which is a good deal faster.
    """
    values = parameters(through, department_ids, moment)
    is_restricted = department_ids is not None
    found: dict[tuple[int | None, str], dict[str, int | None]] = {}
    violations: dict[tuple[int | None, str], Counter[tuple[str | None, str | None]]] = {}
    for row in db.session.execute(CASE_SUMS[basis, is_restricted, by_department], values):
        place = (row.department_id if by_department else None, row.category_code)
        figures = read_figures(row, basis)
        known = found.get(place)
        found[place] = figures if known is None else {key: add(known[key], figures[key]) for key in figures}
        violations.setdefault(place, Counter())[row.violation_code, row.other_label] += figures[basis] or 0
    for row in db.session.execute(RETURN_SUMS[is_restricted, by_department], values):
        place = (row.department_id if by_department else None, row.category_code)
        found.setdefault(place, {}).update({key: as_integer(getattr(row, key)) for key in RETURN_MEASURES})
    return [
        CategorySums(*place, figures, violations.get(place, Counter())) for place, figures in found.items()
    ]


def read_figures(row: Any, basis: Basis) -> dict[str, int | None]:
    """One row of the case sums by figure."""
    return {
        key: add(*(as_integer(getattr(row, f"{key}_{place}")) for place in range(len(measure.amounts))))
        if measure.amounts
        else getattr(row, key)
        for key, measure in MEASURES[basis].items()
    }


def as_integer(value: Any) -> int | None:
    """PostgreSQL sums large integers as decimals."""
    return None if value is None else int(value)


RECORD_COLUMNS = [
    column.id.label("submission_id"),
    Dossier.__table__.c.number,
    Dossier.__table__.c.is_restricted,
    Department.__table__.c.code.label("department_code"),
    Department.__table__.c.name.label("department_name"),
    *(column[each.name] for each in fields(AcceptedRecord) if each.name in column),
]


def records(within: Condition, *conditions: Condition) -> list[AcceptedRecord]:
    """Accepted submissions as evidence and exports read them, in the order they were reported.

    `within` says which set: `as_of(moment)`, `now()` or `last_reported_by(…)`; `conditions` narrow it.
    """
    departments: Any = Department.__table__
    dossiers: Any = Dossier.__table__
    found = db.session.execute(
        select(*RECORD_COLUMNS)
        .select_from(submissions)
        .join(dossiers, dossiers.c.id == column.dossier_id)
        .join(departments, departments.c.id == column.department_id)
        .where(within, *conditions)
        .order_by(column.reported_at, column.id)
    )
    return [AcceptedRecord(**row) for row in found.mappings()]


def count_waiting(through: date, restriction: Any, basis: Basis = Basis.FILED) -> int:
    """Cases of the period that a leader approved and supervision has still to accept (待接收): not in the set.

    `restriction` names `department_ids` and `category_codes`, None for all. A revision of a case in force counts.
    """
    values = parameters(through, restriction.department_ids, None)
    del values["moment"]
    codes = restriction.category_codes
    return db.session.execute(
        select(func.count())
        .select_from(submissions)
        .where(
            column.status == "leader_approved",
            DATE_OF[basis].between(START, THROUGH),
            of_departments(restriction.department_ids),
            true() if codes is None else column.category_code.in_(sorted(codes)),
        ),
        values,
    ).scalar_one()
