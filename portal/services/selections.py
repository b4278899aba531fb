"""Which submissions a list, a search or an export is of: the filters of an address as one SQL condition."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true

from portal.domain.content import Kind
from portal.domain.dossiers import SPANS, Filters
from portal.domain.lead_sources import LISTS
from portal.domain.permissions import Actor, Role
from portal.domain.privacy import LONGEST_NAME
from portal.domain.searches import is_caseless
from portal.domain.workflow import Status
from portal.models.co_handlers import CoHandler
from portal.models.departments import Department
from portal.models.leads import CaseOrigin
from portal.models.submissions import Dossier, Submission
from portal.services import clock
from portal.services.readings import READS_NAMES
from portal.services.searches import MASKED, TEXTS, find_candidates
from portal.services.visibility import is_of_kind, visible_to

Condition = ColumnElement[bool]

# On the table, not on its classes: a class would add `kind IN (…)` and keep SQLite from the covering index.
columns: Any = Submission.__table__.c
dossiers: Any = Dossier.__table__.c
departments: Any = Department.__table__.c
numbered: Any = Dossier.__table__.alias()
cases: Any = Submission.__table__.alias("cases")


def matching(actor: Actor, filters: Filters) -> Condition:
    """The one condition on Submission for what `actor` may see and `filters` ask for, the search included.

    Every export of dossiers goes through this, every list page and count through `showing`, which is the same without
    the index: what a person finds on the page is what their workbook holds. Both look at columns of Submission only,
    whatever the statement joins.
    """
    words = list_words(filters)
    return and_(showing(actor, filters), columns.id.in_(find_candidates(words)) if words else true())


def showing(actor: Actor, filters: Filters) -> Condition:
    """`matching` as it is said of what the reader is shown, for who goes along the index of searches themself."""
    return and_(visible_to(actor), *list_conditions(actor, filters))


def is_bound(actor: Actor) -> bool:
    """Whether all that the actor reads is their own department's: a section that leads a category reads more."""
    return actor.roles <= {Role.LIAISON, Role.LEADER} and not actor.led_categories


def list_words(filters: Filters) -> list[str]:
    """Every word must be found: a number, a title and a name can be asked for at once."""
    return filters.search.split()[:5]


# The filters that ask what one column says, and the columns of several codes that a tag is looked for in (R011, R037).
CODED: dict[str, Any] = {
    "category": columns.category_code,
    "violation": columns.violation_code,
    "industry": columns.industry,
    "product": columns.product,
    "origin": columns.origin,
}
TAGS = ("focus_tags", "quality_flags")


def list_conditions(actor: Actor, filters: Filters) -> list[Condition]:
    """The filters without visibility. What a later trip replaced is shown only when asked for."""
    conditions: list[Condition] = [condition_on_status(filters.status)]
    if filters.kind:
        conditions.append(condition_on_kind(actor, filters.kind))
    if filters.department:
        chosen = select(departments.id).where(departments.code == filters.department)
        conditions.append(columns.department_id.in_(chosen))
    for name, column in CODED.items():
        if value := getattr(filters, name):
            conditions.append(column == value)
    if filters.tag:
        conditions.append(or_(*(has_word(columns[name], filters.tag) for name in TAGS)))
    if filters.source:
        conditions.append(or_(*(columns[name] == filters.source for name in LISTS)))
    for name in SPANS:
        span, day = getattr(filters, name), columns[f"{name}_on"]
        conditions += [day >= span.first] if span.first else []
        conditions += [day <= span.last] if span.last else []
    conditions += [condition_on_flag(actor, flag) for flag in sorted(filters.flags)]
    conditions += [condition_on_word(actor, word) for word in list_words(filters)]
    return conditions


def condition_on_status(status: str) -> Condition:
    if not status:
        return columns.status != Status.SUPERSEDED
    if status == "returned":
        return columns.returned_at.is_not(None)
    if status == Status.DRAFT:
        return and_(columns.status == Status.DRAFT, columns.returned_at.is_(None))
    known = next((each for each in Status if each == status), None)
    return columns.status == known if known else false()


def condition_on_flag(actor: Actor, flag: str) -> Condition:
    """A box of the filter bar; one that no list has asks for nothing that exists."""
    conditions: dict[str, Condition] = {
        "mine": or_(columns.created_by_id == actor.account_id, columns.submitted_by_id == actor.account_id),
        "typical": columns.is_typical.is_(True),
        "major": or_(columns.claims_importance.is_(True), columns.is_major.is_(True)),
        "returned": columns.returned_at.is_not(None),
        "joint": columns.id.in_(select(CoHandler.submission_id)),
        "internet": columns.is_internet.is_(True),
        "rural": columns.is_rural.is_(True),
        "outside": columns.other_provinces != "",
        "notified": columns.is_notified.is_(True),
        "transferred": columns.is_transferred.is_(True),
        "verified": columns.verified_on.is_not(None),
        "opened": led_to(cases.c.status == Status.ACCEPTED),
        "punished": led_to(and_(cases.c.status == Status.ACCEPTED, cases.c.is_punished.is_(True))),
    }
    if flag == "overdue":
        return and_(columns.verification_due_on < clock.today(), columns.verified_on.is_(None))
    return conditions.get(flag, false())


def has_word(column: Any, word: str) -> Condition:
    """One of the words of a column that keeps several, a space between them."""
    return (" " + column + " ").contains(f" {word} ", autoescape=True)


def led_to(wanted: Condition) -> Condition:
    """The lead became a case (转立案件) that is as `wanted`: one opened from it, or one that it names itself."""
    found = select(cases.c.dossier_id).where(wanted)
    opened = select(CaseOrigin.lead_dossier_id).where(CaseOrigin.case_dossier_id.in_(found))
    return or_(columns.resulting_dossier_id.in_(found), columns.dossier_id.in_(opened))


def condition_on_kind(actor: Actor, kind: Kind) -> Condition:
    return is_of_kind(kind) if is_bound(actor) else columns.kind == kind


def condition_on_word(actor: Actor, word: str) -> Condition:
    """What this reader is shown holds the word: a masked name is not found by its full one (R173).

    Where the name is masked only number and title are searched, for a summary may hold the name too. The index, by
    pieces of two characters, only narrows what is looked at here.
    """
    number = select(numbered.c.number).where(numbered.c.id == columns.dossier_id)
    number_of: Any = number.correlate(Submission.__table__).scalar_subquery()
    named = or_(*(holds(columns[name], word) for name in ("party_name", *TEXTS)))
    title: Any = columns.title
    if not actor.roles.intersection(READS_NAMES):
        readable = or_(columns.department_id.in_(actor.own_departments), ~may_be_person())
        title = case((readable, title), else_=func.replace(title, columns.party_name, MASKED))
        named = and_(readable, named)
    # The index has answered before. As one condition this leaves the estimate of a statement to the index: PostgreSQL
    # takes each of these for unlikely, and would sort all candidates rather than read on until a page is full.
    return case((or_(holds(title, word), named, holds(number_of, word)), true()), else_=false())


def holds(text: Any, word: str) -> Condition:
    """The text has the word in it, in whatever letters."""
    # Folding every text that is looked through takes longer than looking, and most words have nothing to fold.
    found: Condition = (
        text.contains(word, autoescape=True) if is_caseless(word) else text.icontains(word, autoescape=True)
    )
    return found


def may_be_person() -> Condition:
    """The party is a natural person, or nobody said and its name is as short as one's: never fewer than are masked."""
    marked = columns.party_is_person
    short = func.length(columns.party_name).between(1, LONGEST_NAME)
    return or_(marked.is_(True), and_(marked.is_(None), short))
