"""A daily list of inspections (每日检查) pasted from Excel, summed by category for the monthly return (R118)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from portal.domain.catalogue import Catalogue
from portal.domain.import_cells import read_count, read_date

T = TypeVar("T")
COLUMNS = ("日期", "类别", "出动（人次）", "检查（家次）")
TOTAL = frozenset({"合计", "总计", "小计"})
# 8月5日, 8.5, 8/5: of the month that the return is for.
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:[-/.]|月)(\d{1,2})日?", re.ASCII)
ROWS_AT_MOST = 2000
ROWS_TOLD = 20


@dataclass
class Pasted:
    """`sums` gives persons sent and businesses checked by category code, None where every row left it blank;
    `faults` tell row and reason.
    """

    rows: int = 0
    sums: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def sum_pasted(text: str, catalogue: Catalogue, month: date | None) -> Pasted:
    """Each row is a day's date, category, persons sent and businesses checked, as Excel pastes them: with tabs.

    A row of headings and rows of totals (合计) are passed over. Nothing is summed of a row that is not understood,
    and every such row is told.
    """
    found = Pasted()
    lines = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > ROWS_AT_MOST:
        found.faults.append(f"最多 {ROWS_AT_MOST:,} 行，现在有 {len(lines):,} 行，请分次粘贴。")
        return found
    for number, line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        # Blank cells at the end of the list are lost with the spaces around it; a blank count adds nothing.
        cells += [""] * (len(COLUMNS) - len(cells) if len(cells) >= len(COLUMNS) - 2 else 0)
        if found.rows == 0 and not found.faults and not any(map(str.isdigit, "".join(cells))):
            continue
        if TOTAL.intersection(cells[:2]):
            continue
        try:
            category, persons, businesses = read_row(cells, catalogue, month)
        except ValueError as fault:
            found.faults.append(f"第 {number} 行：{fault}")
            continue
        sent, checked = found.sums.get(category, (None, None))
        found.sums[category] = (add(sent, persons), add(checked, businesses))
        found.rows += 1
    if not found.rows and not found.faults:
        found.faults.append(f"没有读到一行检查。每行应有 {len(COLUMNS)} 列：{'、'.join(COLUMNS)}。")
    return found


def add(one: int | None, other: int | None) -> int | None:
    """A blank is not 0: two of them stay blank."""
    return None if one is None and other is None else (one or 0) + (other or 0)


def read_row(
    cells: list[str], catalogue: Catalogue, month: date | None
) -> tuple[str, int | None, int | None]:
    """Category, persons, businesses of one row, None for a blank. Raises ValueError with a Chinese sentence."""
    if len(cells) != len(COLUMNS):
        raise ValueError(f"应有 {len(COLUMNS)} 列（{'、'.join(COLUMNS)}），现在有 {len(cells)} 列。")
    short = _DAY_OF_MONTH.fullmatch(cells[0]) if month else None
    said = f"{month.year}-{short[1]}-{short[2]}" if month and short else cells[0]
    day = read_cell(COLUMNS[0], said, read_date)
    if month and (day.year, day.month) != (month.year, month.month):
        raise ValueError(f"日期 {day} 不在 {month.year} 年 {month.month} 月内。")
    category = catalogue.category_by_title(cells[1])
    if category is None:
        raise ValueError(f"没有“{cells[1][:40]}”这个类别。")
    persons, businesses = (
        read_cell(name, cell, read_count) if cell else None
        for name, cell in zip(COLUMNS[2:], cells[2:], strict=True)
    )
    return category.code, persons, businesses


def read_cell(name: str, cell: str, read: Callable[[str], T]) -> T:
    """One cell; a fault names its column."""
    try:
        return read(cell)
    except ValueError as fault:
        raise ValueError(f"{name}“{cell[:40]}”：{fault}") from None
