"""Lists of submissions (卷宗列表): filters, search and pages, read as rows and never as entities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    tuple_,
)

from portal.domain.content import Kind
from portal.domain.drawings import Page
from portal.domain.permissions import Actor, Role
from portal.domain.privacy import looks_like_person, mask_in
from portal.domain.workflow import ReturnCode, Status
from portal.extensions import db
from portal.models.columns import Moment
from portal.models.departments import Department
from portal.models.plans import Category
from portal.models.submissions import Dossier, Submission
from portal.services import plans
from portal.services.visibility import visible_to

PAGE_SIZE = 25
# Beyond this an exact count costs more than it tells.
COUNTED_UP_TO = 1000
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

# On the table, not on its classes: a class would add `kind IN (…)` and keep SQLite from the covering index.
columns: Any = Submission.__table__.c
dossiers: Any = Dossier.__table__.c
departments: Any = Department.__table__.c
categories: Any = Category.__table__.c
row_key = tuple_(columns.changed_at, columns.id)


@dataclass(frozen=True)
class Filters:
    """What the address asks for; "" asks for all. `status` may also be "returned" (已退回)."""

    kind: Kind | None = None
    status: str = ""
    department: str = ""
    category: str = ""
    search: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.status or self.department or self.category or self.search)


@dataclass(frozen=True)
class ListRow:
    """One submission in a list. `day` is filed on, found on or the month, by kind; names of persons are masked."""

    submission_id: int
    number: str
    title: str
    kind: Kind
    revision: int
    department: str
    category: str
    status: Status
    is_returned: bool
    return_code: ReturnCode | None
    day: str
    changed_at: datetime


def list_page(actor: Actor, filters: Filters, key: str = "") -> Page:
    """One page of what the actor may see, the latest change first. An unreadable key opens the first page."""
    conditions = [visible_to(actor), *list_conditions(filters)]
    is_back, position = read_key(key)
    statement = rows_of(conditions)
    if position is not None:
        here = tuple_(
            bindparam("changed_at", position[0], type_=Moment()),
            bindparam("id", position[1], type_=Integer()),
        )
        statement = statement.where(row_key > here if is_back else row_key < here)
    order = (columns.changed_at, columns.id) if is_back else (columns.changed_at.desc(), columns.id.desc())
    found = list(db.session.execute(statement.order_by(*order).limit(PAGE_SIZE + 1)))
    has_more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if is_back:
        found.reverse()
    total, is_capped = count(conditions, is_exact=bool(filters.department) or is_bound(actor))
    return Page(
        rows=tuple(present(actor, row) for row in found),
        previous_key=write_key("b", found[0]) if found and (has_more if is_back else position) else None,
        next_key=write_key("a", found[-1]) if found and (has_more or is_back) else None,
        total=total,
        total_is_capped=is_capped,
    )


def rows_of(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    return (
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
            columns.month,
            dossiers.number,
            departments.short_name,
            categories.table_title,
        )
        .select_from(Submission.__table__)
        .join(Dossier.__table__, dossiers.id == columns.dossier_id)
        .join(Department.__table__, departments.id == columns.department_id)
        .outerjoin(
            Category.__table__,
            and_(categories.year == columns.year, categories.code == columns.category_code),
        )
        .where(*conditions)
    )


def list_conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """The filters as conditions. What a later trip replaced is shown only when asked for."""
    conditions: list[ColumnElement[bool]] = [condition_on_status(filters.status)]
    if filters.kind:
        conditions.append(columns.kind == filters.kind)
    if filters.department:
        chosen = select(departments.id).where(departments.code == filters.department)
        conditions.append(columns.department_id.in_(chosen))
    if filters.category:
        conditions.append(columns.category_code == filters.category)
    # Every word must be found: a number, a title and a name can be asked for at once.
    conditions += [condition_on_word(word) for word in filters.search.split()[:5]]
    return conditions


def condition_on_status(status: str) -> ColumnElement[bool]:
    if not status:
        return columns.status != Status.SUPERSEDED
    if status == "returned":
        return columns.returned_at.is_not(None)
    if status == Status.DRAFT:
        return and_(columns.status == Status.DRAFT, columns.returned_at.is_(None))
    known = next((each for each in Status if each == status), None)
    return columns.status == known if known else false()


def condition_on_word(word: str) -> ColumnElement[bool]:
    """A plain LIKE: the trigram indexes of both engines miss words of two characters without a sound."""
    numbered = select(dossiers.id).where(dossiers.number.icontains(word, autoescape=True))
    return or_(
        columns.title.icontains(word, autoescape=True),
        columns.party_name.icontains(word, autoescape=True),
        columns.dossier_id.in_(numbered),
    )


def count(conditions: list[ColumnElement[bool]], *, is_exact: bool) -> tuple[int, bool]:
    """How many there are, and whether there are more than were counted."""
    matching = select(columns.id).select_from(Submission.__table__).where(*conditions)
    if not is_exact:
        matching = matching.limit(COUNTED_UP_TO + 1)
    total = db.session.execute(select(func.count()).select_from(matching.subquery())).scalar_one()
    return (COUNTED_UP_TO, True) if not is_exact and total > COUNTED_UP_TO else (total, False)


def is_bound(actor: Actor) -> bool:
    """Whether all that the actor reads is their own department's: a section that leads a category reads more."""
    return actor.roles <= {Role.LIAISON, Role.LEADER} and not actor.led_categories


def own_departments(actor: Actor) -> frozenset[int]:
    """The departments whose natural persons the actor reads unmasked in a list."""
    return frozenset().union(*(actor.departments.get(role, ()) for role in (Role.LIAISON, Role.LEADER)))


def is_person(name: str, marked: bool | None) -> bool:
    """Whether a party is a natural person, or looks like one where nobody has said."""
    return looks_like_person(name) if marked is None else marked


def present(actor: Actor, row: Any) -> ListRow:
    title = row.title or "（未填名称）"
    if row.department_id not in own_departments(actor) and is_person(row.party_name, row.party_is_person):
        title = mask_in(title, row.party_name)
    day: date | None = row.filed_on or row.found_on
    return ListRow(
        submission_id=row.id,
        number=row.number,
        title=title,
        kind=row.kind,
        revision=row.revision,
        department=row.short_name,
        category=row.table_title or "",
        status=row.status,
        is_returned=row.returned_at is not None,
        return_code=row.return_code,
        day=f"{row.month:%Y-%m}" if row.month else day.isoformat() if day else "",
        changed_at=row.changed_at,
    )


def write_key(direction: str, row: Any) -> str:
    """Where a neighbouring page starts: after or before this row, in microseconds since 1970 and id."""
    return f"{direction}{(row.changed_at - EPOCH) // timedelta(microseconds=1)}-{row.id}"


def read_key(key: str) -> tuple[bool, tuple[datetime, int] | None]:
    """Whether the page lies before the position, and the position; None for no key or one nobody wrote."""
    moment, _, submission_id = key[1:].partition("-")
    if key[:1] not in ("a", "b") or not (moment + submission_id).isascii():
        return False, None
    if not (moment.isdigit() and submission_id.isdigit() and len(moment) <= 17 and len(submission_id) <= 9):
        return False, None
    return key[0] == "b", (EPOCH + timedelta(microseconds=int(moment)), int(submission_id))


def list_filter_choices() -> Mapping[str, list[tuple[str, str]]]:
    """What the filter bar offers: departments in use, categories, statuses, as (value, words)."""
    statuses = [(status.value, status.label) for status in Status]
    return {
        "departments": [
            (row.code, row.short_name)
            for row in db.session.execute(
                select(Department.code, Department.short_name).order_by(Department.position)
            )
        ],
        "categories": [(each.code, each.table_title) for each in plans.get_current().categories],
        "statuses": [statuses[0], ("returned", "已退回"), *statuses[1:]],
    }
