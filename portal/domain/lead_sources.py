"""What each source of leads yields (线索来源成效, R032): how many leads, and what became of them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from portal.domain.drawings import Cell, Column, Row, Table
from portal.domain.plan import LeadSources

# The lists of the plan that a lead's source is chosen from (R031–R033), by the field that keeps it.
LISTS: Mapping[str, str] = {
    "source_activity": "检查和整治",
    "source_data": "数据",
    "source_external": "外部交流",
}
# The figures, with the box of the list of dossiers that shows the leads behind one; "" for all of the source.
FIGURES: Mapping[str, tuple[str, str]] = {
    "leads": ("线索", ""),
    "verified": ("已核查", "verified"),
    "overdue": ("逾期未核查", "overdue"),
    "opened": ("转立案件", "opened"),
    "punished": ("案件已处罚", "punished"),
}
COLUMNS = (
    Column("source", "来源", width=24),
    Column("list", "来源类别", width=16),
    *(Column(key, label, kind="count", width=12) for key, (label, _) in FIGURES.items()),
)
NOTES = (
    "只计已接收、在本年度发现的线索。一条线索可以有几个来源，各计一次，合计不重复。",
    "转立案件：立成的案件已接收；案件已处罚：其中写明已处罚的。",
)

# A source's code ("" for the total) and the box of a figure ("" for none) → the address of the leads behind it.
Link = Callable[[str, str], str]


@dataclass(frozen=True)
class Yield:
    """The figures of one source, by their key; `code` and `label` are "" for all leads together."""

    field: str
    code: str
    label: str
    figures: Mapping[str, int]


def list_sources(sources: LeadSources) -> list[tuple[str, str, str]]:
    """(field, code, label) of each source, in the order of the plan."""
    lists = zip(LISTS, (sources.activities, sources.data, sources.external), strict=True)
    return [(field, each.code, each.label) for field, offered in lists for each in offered]


def draw_yields(year: int, unit: str, yields: Sequence[Yield], total: Yield, link: Link | None) -> Table:
    """The table in the order given; each number leads to its leads where there is a `link`."""

    def draw_row(each: Yield) -> Row:
        words = (each.label, LISTS[each.field]) if each.code else ("合计", None)
        figures = (
            Cell(each.figures[key], link(each.code, flag) if link else None)
            for key, (_, flag) in FIGURES.items()
        )
        return Row((*map(Cell, words), *figures), is_total=not each.code)

    return Table(
        title=f"{year} 年度线索来源成效",
        heading=(f"范围：{unit}",),
        columns=COLUMNS,
        rows=tuple(map(draw_row, yields)),
        total=draw_row(total),
        footnotes=NOTES,
        landscape=False,
    )
