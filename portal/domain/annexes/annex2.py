"""Annex 2 (案件统计表): eight categories, ten figures, cumulative, in the form's own words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.annexes.notes import introduce
from portal.domain.drawings import Cell, Column, Row, Table
from portal.domain.periods import paper_date, paper_period

# Widths at which a label breaks before its bracket also where a program breaks Chinese anywhere.
ANNEX2_COLUMNS = (
    Column("category", "案件数据", width=16, align="center"),
    Column("violation", "违法行为类型", width=24, align="center"),
    Column("persons_sent", "出动（人次）", "人次", "count", 12),
    Column("businesses_checked", "检查企业（家次）", "家次", "count", 8, breaks="检查|企业"),
    Column("filed", "立案（件）", "件", "count", 10),
    Column("closed", "结案（件）", "件", "count", 10),
    Column("amount_involved", "涉案金额（万元）", "万元", "money", 8, breaks="涉案|金额"),
    Column("penalty", "罚没款金额（万元）", "万元", "money", 10, breaks="罚没款|金额"),
    Column("loss_recovered", "挽回损失（万元）", "万元", "money", 8, breaks="挽回|损失"),
    Column("transferred", "移送司法案件（件）", "件", "count", 12, breaks="移送|司法|案件"),
    Column("internet", "互联网案件（件）", "件", "count", 10, breaks="互联网|案件"),
    Column("rural", "农村市场案件（件）", "件", "count", 12, breaks="农村|市场|案件"),
)
ANNEX2_FIGURES = tuple(column.key for column in ANNEX2_COLUMNS if column.kind != "text")

# A cell of Annex 2: the category's code, None for 合计, and the column's key.
CellKey = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Annex2Row:
    """A category's figures. Amounts in 分. None is a blank, because row and column do not correspond or
    nothing was reported (说明2); 0 is a count of none and prints as 0.
    """

    category_code: str
    table_title: str
    violation_label: str = ""
    persons_sent: int | None = None
    businesses_checked: int | None = None
    filed: int | None = None
    closed: int | None = None
    amount_involved: int | None = None
    penalty: int | None = None
    loss_recovered: int | None = None
    transferred: int | None = None
    internet: int | None = None
    rural: int | None = None


def get_annex2_values(rows: Sequence[Annex2Row]) -> dict[CellKey, int | None]:
    """Every figure of the table with 合计, which sums exact 分 and stays blank over a column of blanks.

    互联网 and 农村 may count the same case twice (说明2), so nothing here relates them to 立案.
    """
    values: dict[CellKey, int | None] = {}
    for key in ANNEX2_FIGURES:
        column = [getattr(row, key) for row in rows]
        values.update({(row.category_code, key): value for row, value in zip(rows, column, strict=True)})
        known = [value for value in column if value is not None]
        values[None, key] = sum(known) if known else None
    return values


def draw_annex2(
    *,
    title: str,
    reporting_unit: str,
    period_start: date,
    period_end: date,
    reported_on: date | None,
    rows: Sequence[Annex2Row],
    notes: str | Sequence[str],
    link: Callable[[str | None, str], str | None] | None = None,
    former: Mapping[CellKey, int | None] | None = None,
    mark: str = "附件2",
) -> Table:
    """Annex 2 with the rows in the order given, which is to be the plan file's.

    `link` gives each figure that is not blank its address. `former` holds figures of an earlier drawing (see
    `get_annex2_values`): a cell that differs says what it was, "" where it was blank.
    """
    values = get_annex2_values(rows)

    def draw_figure(category: str | None, key: str) -> Cell:
        value, place = values[category, key], (category, key)
        return Cell(
            value,
            href=link(category, key) if link and value is not None else None,
            former=_say_former(former[place], value) if former and place in former else None,
        )

    def draw_row(category: str | None, label: str, violation: str) -> Row:
        figures = (draw_figure(category, key) for key in ANNEX2_FIGURES)
        return Row((Cell(label), Cell(violation or None), *figures), is_total=category is None)

    return Table(
        title=title,
        heading=(
            f"报送单位：{reporting_unit}",
            f"统计时间：{paper_period(period_start, period_end)}",
            f"报送时间：{paper_date(reported_on)}",
        ),
        columns=ANNEX2_COLUMNS,
        rows=tuple(draw_row(row.category_code, row.table_title, row.violation_label) for row in rows),
        total=draw_row(None, "合计", ""),
        footnotes=introduce(notes),
        landscape=True,
        mark=mark,
    )


def _say_former(former: int | None, value: int | None) -> str | int | None:
    if former == value:
        return None
    return "" if former is None else former
