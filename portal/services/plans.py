"""Loading the yearly plan (方案) into the portal, and handing it to whoever asks."""

import functools
import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from flask import g
from sqlalchemy import delete, select

from portal.domain.catalogue import Catalogue, Change, compare, load_catalogue, read_catalogue
from portal.domain.errors import NotFound
from portal.extensions import db
from portal.models.audit import TrailHead
from portal.models.departments import Department, DepartmentAlias
from portal.models.plans import Category, CategoryDepartment, Plan, Violation
from portal.services import clock, trail
from portal.store import deed

SHIPPED = Path(__file__).resolve().parent.parent / "catalogue"
LOADED = select(Plan.year, Plan.digest).order_by(Plan.year.desc())


def get_catalogue(year: int) -> Catalogue:
    """The plan of `year` as it was loaded; NotFound (404) when none was."""
    if year not in map_loaded():
        raise NotFound(f"还没有载入 {year} 年度的方案。")
    return find_parsed(map_loaded()[year])


def map_loaded() -> Mapping[int, str]:
    """The digest of each year's plan, the latest first. Read once a request, in which every rule is the same plan's."""
    if "loaded_plans" not in g:
        g.loaded_plans = {year: digest for year, digest in db.session.execute(LOADED)}
    loaded: Mapping[int, str] = g.loaded_plans
    return loaded


@functools.lru_cache(maxsize=8)
def find_parsed(digest: str) -> Catalogue:
    """The plan with this digest, its text read and parsed once in a process."""
    return parse(
        digest, db.session.execute(select(Plan.source).where(Plan.digest == digest)).scalars().first()
    )


def get_current() -> Catalogue:
    """The plan that is at work today: this year's, or the latest loaded before it."""
    return get_catalogue(current_year())


def list_years() -> list[int]:
    """The campaign years there is a plan for, the latest first."""
    return list(map_loaded())


def current_year() -> int:
    """The campaign year (活动年度) that new dossiers belong to; NotFound before any plan is loaded.

    January's returns still belong to the year before: the last due moment of 2021 is 2 January 2022 (D6).
    """
    today = clock.today()
    years = list_years()
    if not years:
        raise NotFound("还没有载入年度方案，请先运行 flask init。")
    return next((year for year in years if date(year, 1, 1) <= today), years[-1])


def name_bureau() -> str:
    """The bureau (局) whose campaign it is; "" before any plan is loaded, when there is a sign-in page already."""
    return get_current().bureau_name if map_loaded() else ""


@functools.lru_cache(maxsize=8)
def parse(_digest: str, source: str) -> Catalogue:
    return read_catalogue(source)


def load(path: Path) -> tuple[Change, ...] | None:
    """Load a plan file: None when it was not there yet, else what it changed (nothing: already loaded as it is).

    Refuses a broken file with CatalogueError. Codes that are gone from the file stay in the tables, because
    dossiers may name them.
    """
    catalogue = load_catalogue(path)
    source = path.read_text("utf-8-sig")
    digest = hashlib.sha256(source.encode()).hexdigest()
    changes = preview(catalogue)
    known = db.session.get(Plan, catalogue.year)
    if known is not None and known.digest == digest:
        return ()
    with deed():
        if db.session.get(TrailHead, 1) is None:
            db.session.add(TrailHead(id=1, number=0, moment=clock.now(), hash=trail.GENESIS))
            db.session.flush()
        moment = trail.lock()
        db.session.merge(
            Plan(year=catalogue.year, title=catalogue.title, source=source, digest=digest, loaded_at=moment)
        )
        db.session.flush()
        g.pop("loaded_plans", None)
        put_departments(catalogue)
        put_categories(catalogue)
        trail.record(None, "load", "plan", catalogue.year, content=digest)
    return changes


def preview(catalogue: Catalogue) -> tuple[Change, ...] | None:
    """What loading would change, or None when that year has no plan yet."""
    known = db.session.get(Plan, catalogue.year)
    return compare(parse(known.digest, known.source), catalogue) if known else None


def put_departments(catalogue: Catalogue) -> None:
    known = {found.code: found for found in db.session.execute(select(Department)).scalars()}
    for position, plan in enumerate(catalogue.departments):
        department = known.get(plan.code) or Department(code=plan.code)
        for name in (
            "name",
            "short_name",
            "series",
            "owes_case",
            "owes_lead",
            "owes_return",
            "receives",
            "is_sample",
            "open_from",
            "open_to",
        ):
            setattr(department, name, getattr(plan, name))
        department.position = position
        spellings = {alias.alias: alias for alias in department.aliases}
        department.aliases = [spellings.get(text) or DepartmentAlias(alias=text) for text in plan.aliases]
        db.session.add(department)
    db.session.flush()


def put_categories(catalogue: Catalogue) -> None:
    departments = {row.code: row.id for row in db.session.execute(select(Department.code, Department.id))}
    year = catalogue.year
    db.session.execute(delete(CategoryDepartment).where(CategoryDepartment.year == year))
    for position, category in enumerate(catalogue.categories):
        db.session.merge(
            Category(
                year=year,
                code=category.code,
                position=position,
                title=category.title,
                table_title=category.table_title,
                fixed_label=category.fixed_label or None,
            )
        )
        db.session.flush()
        for order, violation in enumerate(category.violations):
            db.session.merge(
                Violation(
                    year=year,
                    code=violation.code,
                    category_code=category.code,
                    position=order,
                    text=violation.text,
                    fill_in=violation.fill_in,
                )
            )
        for part in ("responsible", "cooperating"):
            for code in getattr(category, part):
                db.session.merge(
                    CategoryDepartment(
                        year=year, category_code=category.code, department_id=departments[code], part=part
                    )
                )
    db.session.flush()
