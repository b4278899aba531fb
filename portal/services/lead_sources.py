"""What each source of leads yields (线索来源成效, R032), counted over the accepted leads that the reader may see."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select, true

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
    figures = [
        func.count().filter(condition_on_flag(actor, flag) if flag else true()).label(key)
        for key, (_, flag) in FIGURES.items()
    ]
    every = select(*figures).where(accepted.now(), matching(actor, ask(year)))
    total = Yield("", "", "", dict(db.session.execute(every).mappings().one()))
    found = {name: count_by(columns[name], every) for name in LISTS}
    none = dict.fromkeys(FIGURES, 0)
    yields = [Yield(name, code, label, found[name].get(code, none)) for name, code, label in sources]
    unit = "本部门和移交来的" if dossiers.is_bound(actor) else "可查看的各部门"
    find_address = (lambda code, flag: link(ask(year, code, flag))) if link else None
    return draw_yields(year, unit, yields, total, find_address)


def count_by(source: Any, every: Select[*tuple[Any, ...]]) -> Mapping[str, Mapping[str, int]]:
    """The figures of `every` for each code of the column `source`."""
    statement = every.add_columns(source.label("code")).where(source.is_not(None)).group_by(source)
    return {
        row["code"]: {key: row[key] for key in FIGURES} for row in db.session.execute(statement).mappings()
    }


def ask(year: int, code: str = "", flag: str = "") -> Filters:
    return Filters(
        kind=Kind.LEAD,
        status=Status.ACCEPTED,
        source=code,
        found=Span(date(year, 1, 1), date(year, 12, 31)),
        flags=frozenset({flag} - {""}),
    )


def export(actor: Actor, year: int) -> tuple[Table, bytes]:
    """The table with its workbook; who took it out is recorded."""
    table = draw(actor, year)
    content = write_workbook(
        [("线索来源", table)], exported_by=sign(actor), moment=screen_moment(clock.now())
    )
    with deed():
        trail.lock()
        trail.record(actor, "export", "lead_sources", fields=(f"year={year}", f"rows={len(table.rows) + 1}"))
    return table, content
