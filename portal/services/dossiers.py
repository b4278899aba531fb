"""Lists of submissions (卷宗列表): pages of rows, never entities. What they are of is said by `selections`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    func,
    select,
    true,
    tuple_,
    union,
    union_all,
)

from portal.domain.content import Kind
from portal.domain.dossiers import COLUMNS, FLAGS, SORTS, SPANS, STATUSES, WAYS, Filters, list_offered
from portal.domain.drawings import Page
from portal.domain.imports import HAPPENED, is_back_data
from portal.domain.lead_sources import list_sources
from portal.domain.parties import is_person
from portal.domain.periods import local_date
from portal.domain.permissions import Actor, Permission, Scope
from portal.domain.privacy import mask_in, mask_name
from portal.domain.searches import find_hit, list_missing
from portal.domain.workflow import ReturnCode, Status
from portal.extensions import db
from portal.models.departments import Department
from portal.models.plans import Category, Violation
from portal.models.submissions import Dossier, Submission
from portal.services import clock, plans, searches, working_days
from portal.services.selections import (
    columns,
    departments,
    dossiers,
    is_bound,
    list_words,
    showing,
)
from portal.services.visibility import list_scopes

PAGE_SIZE = 25
# Beyond this an exact count costs more than it tells.
COUNTED_UP_TO = 1000
ENDED = (Status.SUPERSEDED, Status.REVOKED)
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

categories: Any = Category.__table__.c
violations: Any = Violation.__table__.c
# What each of domain.dossiers.SORTS looks at; ids rise with the filings.
ORDERS: dict[str, tuple[Any, ...]] = {
    "changed": (columns.changed_at, columns.id),
    "created": (columns.id,),
    "number": (dossiers.number, columns.id),
}

ROWS: Any = (
    select(
        columns.id,
        columns.kind,
        columns.revision,
        columns.status,
        columns.returned_at,
        columns.return_code,
        columns.title,
        columns.party_name,
        columns.party_is_person,
        columns.department_id,
        columns.changed_at,
        columns.filed_on,
        columns.found_on,
        columns.appeared_on,
        columns.verification_due_on,
        columns.verified_on,
        columns.month,
        columns.serves_month,
        columns.closed_on,
        columns.decided_on,
        columns.dossier_id,
        dossiers.number,
        dossiers.import_digest,
        dossiers.is_sample,
        departments.short_name,
        categories.table_title,
        violations.fill_in.label("violation"),
    )
    .select_from(Submission.__table__)
    .join(Dossier.__table__, dossiers.id == columns.dossier_id)
    .join(Department.__table__, departments.id == columns.department_id)
    .outerjoin(
        Category.__table__,
        and_(categories.year == columns.year, categories.code == columns.category_code),
    )
    .outerjoin(
        Violation.__table__,
        and_(violations.year == columns.year, violations.code == columns.violation_code),
    )
)


@dataclass(frozen=True)
class ListRow:
    """One submission in a list. `day` is filed, found or published on, or the month, by kind; names of persons are masked."""

    submission_id: int
    number: str
    title: str
    party: str
    kind: Kind
    revision: int
    department: str
    category: str
    violation: str
    status: Status
    is_returned: bool
    return_code: ReturnCode | None
    day: str
    closed: str
    decided: str
    changed_at: datetime
    # Working days left to verify a lead, negative when past; None where nothing is to be verified.
    days_to_verify: int | None = None
    # Where a searched word was found that number and title do not say: what that is, and some words about it.
    hit: tuple[str, str] | None = None
    is_back_data: bool = False


def list_page(actor: Actor, filters: Filters, key: str = "") -> Page:
    """One page of what the actor may see, in the order the filters ask for. An unreadable key opens the first page."""
    condition, words = showing(actor, filters), list_words(filters)
    order, is_rising = read_order(filters)
    is_back, position = read_key(key, order)
    goes_up = is_rising != is_back
    ordered_by = ORDERS[order]
    if words:
        ordered_by = (*ordered_by[:-1], searches.IDS)
    sorted_by = [column.asc() if goes_up else column.desc() for column in ordered_by]
    behind = beyond(ordered_by, position, goes_up) if position is not None else true()
    if words:
        statement = searches.go_along(ROWS.where(condition, behind), words)
    elif is_bound(actor) and order == "changed":
        statement = ROWS.where(columns.id.in_(list_nearest(actor, and_(condition, behind), sorted_by)))
    else:
        statement = ROWS.where(condition, behind)
    found = list(db.session.execute(statement.order_by(*sorted_by).limit(PAGE_SIZE + 1)))
    has_more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if is_back:
        found.reverse()
    if position is None and not has_more:
        total, is_capped = len(found), False
    else:
        is_exact = not filters.search and (bool(filters.department) or is_bound(actor))
        total, is_capped = count(actor, condition, words, is_exact=is_exact)
    return Page(
        rows=tuple(present_found(actor, found, words)),
        previous_key=write_key("b", found[0], order)
        if found and (has_more if is_back else position)
        else None,
        next_key=write_key("a", found[-1], order) if found and (has_more or is_back) else None,
        total=total,
        total_is_capped=is_capped,
    )


def list_nearest(actor: Actor, condition: ColumnElement[bool], sorted_by: Sequence[Any]) -> CompoundSelect:
    """The ids of what a department's people reach, of their own filings the first of the order: the page is among them.

    Those stand in order in an index; together with the few others they would all be read and sorted.
    """
    return union_all(
        *(
            select(within.order_by(*sorted_by).limit(PAGE_SIZE + 1).subquery().c.id)
            if scope is Scope.OWN_DEPARTMENT
            else within
            for scope, within in select_by_scope(actor, condition)
        )
    )


def select_by_scope(actor: Actor, condition: ColumnElement[bool]) -> Iterator[tuple[Scope, Select]]:
    for scope, reached in list_scopes(actor, Permission.SUBMISSION_READ):
        yield scope, select(columns.id).where(reached, condition)


def read_order(filters: Filters) -> tuple[str, bool]:
    """The order by its word in ORDERS, and whether the smallest comes first."""
    word = filters.sort or ("created" if filters.search else "changed")
    return word.removeprefix("-"), word.startswith("-") != (word.removeprefix("-") == "number")


def beyond(order: tuple[Any, ...], position: tuple[Any, ...], goes_up: bool) -> ColumnElement[bool]:
    """The rows behind a position. The first column is said alone too: an index of its own table is then walked."""
    values = [
        bindparam(f"key_{place}", value, type_=column.type)
        for place, (column, value) in enumerate(zip(order, position, strict=True))
    ]
    here, there = tuple_(*order), tuple_(*values)
    if goes_up:
        return and_(order[0] >= values[0], here > there)
    return and_(order[0] <= values[0], here < there)


def count(
    actor: Actor, condition: ColumnElement[bool], words: Sequence[str], *, is_exact: bool
) -> tuple[int, bool]:
    """How many there are, and whether there are more than were counted."""
    matching: Any = select(columns.id).select_from(Submission.__table__).where(condition)
    if words:
        matching = searches.go_along(matching, words)
    elif is_bound(actor):
        matching = union(*(within for _, within in select_by_scope(actor, condition)))
    if not is_exact:
        matching = matching.limit(COUNTED_UP_TO + 1)
    total = db.session.execute(select(func.count()).select_from(matching.subquery())).scalar_one()
    return (COUNTED_UP_TO, True) if not is_exact and total > COUNTED_UP_TO else (total, False)


def present_found(actor: Actor, found: Sequence[Any], words: Sequence[str]) -> list[ListRow]:
    """The rows, each saying where it holds a searched word; what is masked in the list is masked there too."""
    old = list_back_data(found)
    rows = [present(actor, row, row.id in old) for row in found]
    if not words:
        return rows
    missing = {row.submission_id: list_missing(f"{row.number} {row.title}", words) for row in rows}
    hits = {row.submission_id: find_hit([("当事人", row.party)], missing[row.submission_id]) for row in rows}
    hits |= find_in_texts(actor, [row for row in found if missing[row.id] and not hits[row.id]], missing)
    return [replace(row, hit=hits[row.submission_id]) for row in rows]


def find_in_texts(
    actor: Actor, found: Sequence[Any], missing: Mapping[int, Sequence[str]]
) -> dict[int, tuple[str, str] | None]:
    """The hits in what is long: to be asked only of the rows whose number, title and party say none of their words."""
    if not found:
        return {}
    searched = select(columns.id, *(columns[name] for name in searches.TEXTS))
    texts = {
        row[0]: row[1:]
        for row in db.session.execute(searched.where(columns.id.in_([row.id for row in found])))
    }
    hits = {}
    for row in found:
        said = [
            (label, text or "") for label, text in zip(searches.TEXTS.values(), texts[row.id], strict=True)
        ]
        if is_masked(actor, row):
            said = [(label, mask_in(text, row.party_name)) for label, text in said]
        hits[row.id] = find_hit(said, missing[row.id])
    return hits


def is_masked(actor: Actor, row: Any) -> bool:
    return row.department_id not in actor.own_departments and is_person(row.party_name, row.party_is_person)


def list_back_data(found: Sequence[Any]) -> set[int]:
    """The ids of the rows that are marked 补录, as `Submission.is_back_data` says of one (D15)."""
    imported = {row.dossier_id for row in found if row.import_digest and not row.is_sample}
    if not imported:
        return set()
    first = select(columns.dossier_id, func.min(columns.created_at)).where(columns.dossier_id.in_(imported))
    entered = {row[0]: local_date(row[1]) for row in db.session.execute(first.group_by(columns.dossier_id))}
    return {
        row.id
        for row in found
        if row.dossier_id in entered
        and is_back_data((getattr(row, name) for name in HAPPENED), entered[row.dossier_id])
    }


def present(actor: Actor, row: Any, is_old: bool = False) -> ListRow:
    title, party = row.title or "（未填名称）", row.party_name
    if is_masked(actor, row):
        title, party = mask_in(title, party), mask_name(party)
    day: date | None = row.filed_on or row.found_on or row.appeared_on
    return ListRow(
        submission_id=row.id,
        number=row.number,
        title=title,
        party=party,
        kind=row.kind,
        revision=row.revision,
        department=row.short_name,
        category=row.table_title or "",
        violation=row.violation or "",
        status=row.status,
        is_returned=row.returned_at is not None,
        return_code=row.return_code,
        day=f"{row.month:%Y-%m}" if row.month else write_day(day),
        closed=write_day(row.closed_on),
        decided=write_day(row.decided_on),
        changed_at=row.changed_at,
        days_to_verify=count_to_verify(row),
        is_back_data=is_old,
    )


def write_day(day: date | None) -> str:
    return day.isoformat() if day else ""


def count_to_verify(row: Any) -> int | None:
    if row.verification_due_on is None or row.verified_on or row.status in ENDED:
        return None
    return working_days.count_between(clock.today(), row.verification_due_on)


def write_key(direction: str, row: Any, order: str = "changed") -> str:
    """Where a neighbouring page starts: after or before this row, by what the order looks at and id."""
    if order == "created":
        return f"{direction}-{row.id}"
    first = row.number if order == "number" else (row.changed_at - EPOCH) // timedelta(microseconds=1)
    return f"{direction}{first}-{row.id}"


def read_key(key: str, order: str = "changed") -> tuple[bool, tuple[Any, ...] | None]:
    """Whether the page lies before the position, and the position; None for no key or one nobody wrote."""
    first, _, last = key[1:].rpartition("-")
    if key[:1] not in ("a", "b") or not (last.isascii() and last.isdigit() and len(last) <= 9):
        return False, None
    is_back, submission_id = key[0] == "b", int(last)
    if order == "created":
        return is_back, (submission_id,)
    if order == "number":
        return is_back, (first[:40], submission_id)
    if not (first.isascii() and first.isdigit() and len(first) <= 17):
        return False, None
    return is_back, (EPOCH + timedelta(microseconds=int(first)), submission_id)


def list_filter_choices(kind: Kind | None = None) -> Mapping[str, list[tuple[str, str]]]:
    """What the filter bar of a list of one kind, or of all, offers as (value, words).

    Departments, categories, kinds of violation, statuses and the like.
    """
    plan = plans.get_current()
    found = db.session.execute(
        select(departments.code, departments.short_name).order_by(departments.position)
    )
    return {
        "departments": [(row.code, row.short_name) for row in found],
        "categories": [(each.code, each.table_title) for each in plan.categories],
        "violations": [
            (each.code, each.fill_in) for category in plan.categories for each in category.violations
        ],
        "industries": [(each.code, each.label) for each in plan.industries],
        "products": [(each.code, each.label) for each in plan.products],
        "tags": [(each.code, each.label) for each in (*plan.focus_tags, *plan.quality_flags)],
        "origins": [(each.code, each.label) for each in plan.origins],
        "sources": [(code, label) for _, code, label in list_sources(plan.lead_sources)],
        "statuses": list(STATUSES),
        "spans": list_offered(SPANS, kind),
        "flags": list_offered(FLAGS, kind),
        "sorts": [
            (f"{sign}{word}", f"{label}，{way}") for word, label in SORTS.items() for sign, way in WAYS[word]
        ],
        "columns": [(word, label) for word, label in COLUMNS.items() if word not in ("number", "title")],
    }
