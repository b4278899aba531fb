"""Whose filings a statistics table adds up, and who may ask for which."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.domain.catalogue import Catalogue
from portal.domain.errors import NotFound
from portal.domain.permissions import Actor, Permission, can
from portal.domain.statistics import LED_CATEGORIES, Question
from portal.extensions import db
from portal.models.departments import Department


@dataclass(frozen=True)
class Coverage:
    """`department_ids` None is the whole bureau (全局), `category_codes` None every category.

    `name` is for screens and file names, `reporting_unit` for the form's 报送单位.
    """

    code: str
    name: str
    reporting_unit: str
    department_ids: frozenset[int] | None = None
    category_codes: frozenset[str] | None = None


@dataclass(frozen=True)
class TableOf:
    """What the permission is asked about: the table of one department, or of all with None."""

    department_id: int | None


def may_read(actor: Actor | None, department_id: int | None) -> bool:
    return actor is None or can(actor, Permission.STATISTICS_READ, TableOf(department_id))


def list_departments(actor: Actor | None) -> list[Department]:
    """The departments whose tables the actor may open, in the plan's order."""
    found = db.session.execute(select(Department).order_by(Department.position)).scalars()
    return [department for department in found if may_read(actor, department.id)]


def get_coverage(actor: Actor | None, question: Question, catalogue: Catalogue) -> Coverage:
    """What the question covers for this actor; NotFound (404) for what they may not open or is not there."""
    if question.scope == LED_CATEGORIES:
        return cover_led_categories(actor, catalogue)
    departments = list_departments(actor)
    if not question.department and may_read(actor, None):
        return Coverage("", "全局", catalogue.bureau_name)
    department = choose(actor, departments, question.department)
    return Coverage(department.code, department.name, department.name, frozenset([department.id]))


def choose(actor: Actor | None, departments: Sequence[Department], code: str) -> Department:
    """The department named, else the actor's own, else the first that is theirs to read."""
    own = actor.department_id if actor else None
    wanted = [each for each in departments if (each.code == code if code else each.id == own)]
    wanted = wanted or ([] if code else list(departments))
    if not wanted:
        raise NotFound
    return wanted[0]


def cover_led_categories(actor: Actor | None, catalogue: Catalogue) -> Coverage:
    """The categories the actor's department leads (牵头负责部门), whoever files."""
    codes = list_led(actor, catalogue)
    if actor is None or not codes:
        raise NotFound
    name = f"{actor.department_name}牵头类别"
    return Coverage("", name, f"{catalogue.bureau_name}（{name}）", None, codes)


def list_led(actor: Actor | None, catalogue: Catalogue) -> frozenset[str]:
    led = actor.led_categories if actor else frozenset()
    return frozenset(code for year, code in led if year == catalogue.year)
