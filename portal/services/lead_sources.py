"""What each source of leads yields (线索来源成效, R032), counted over the accepted leads that the reader may see."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select, true

from portal.documents.excel import write_workbook
from portal.domain.content import Kind
from portal.domain.dossiers import Filters, Span
from portal.domain.drawings import Table
from portal.domain.lead_sources import FIGURES, LISTS, Yield, draw_yields, list_sources
from portal.domain.periods import screen_moment
from portal.domain.permissions import Actor, sign
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.submissions import Submission
from portal.services import accepted, clock, dossiers, plans, trail
from portal.services.selections import condition_on_flag, matching
from portal.store import deed

columns: Any = Submission.__table__.c
# The filters of the list of dossiers that shows what a number counts → its address.
Link = Callable[[Filters], str]


def draw(actor: Actor, year: int, link: Link | None = None) -> Table:
    """The table of one campaign year; NotFound (404) for one without a plan.

    A number counts what the list behind it shows to the same reader.
    """
    sources = list_sources(plans.get_catalogue(year).lead_sources)
    found = {name: count(actor, year, columns[name]) for name in LISTS}
    none = dict.fromkeys(FIGURES, 0)
    yields = [Yield(name, code, label, found[name].get(code, none)) for name, code, label in sources]
    total = Yield("", "", "", count(actor, year).get(None, none))
    unit = "本部门和移交来的" if dossiers.is_bound(actor) else "可查看的各部门"

    def find_address(code: str, flag: str) -> str:
        return link(ask(year, code, flag)) if link else ""

    return draw_yields(year, unit, yields, total, find_address if link else None)


def ask(year: int, code: str = "", flag: str = "") -> Filters:
    return Filters(
        kind=Kind.LEAD,
        status=Status.ACCEPTED,
        source=code,
        found=Span(date(year, 1, 1), date(year, 12, 31)),
        flags=frozenset({flag} - {""}),
    )


def count(actor: Actor, year: int, source: Any = None) -> Mapping[str | None, Mapping[str, int]]:
    """The figures of each value of the column `source`; without one those of all together, under None."""
    figures = [
        func.count().filter(condition_on_flag(actor, flag) if flag else true()).label(key)
        for key, (_, flag) in FIGURES.items()
    ]
    leads = and_(accepted.now(), matching(actor, ask(year)))
    if source is None:
        return {None: dict(db.session.execute(select(*figures).where(leads)).mappings().one())}
    statement = select(source.label("code"), *figures).where(leads, source.is_not(None)).group_by(source)
    rows = db.session.execute(statement).mappings()
    return {row["code"]: {key: row[key] for key in FIGURES} for row in rows}


def export(actor: Actor, year: int) -> tuple[Table, bytes]:
    """The table with its workbook; who took it out is recorded."""
    table = draw(actor, year)
    content = write_workbook(
        [("线索来源", table)], exported_by=sign(actor), moment=screen_moment(clock.now())
    )
    with deed():
        trail.lock()
        trail.record(actor, "export", "lead_sources", fields=(table.title, f"rows={len(table.rows) + 1}"))
    return table, content
