"""One Table on one worksheet: title, heading line, head, rows, total, notes."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portal.documents.fonts import BODY_FONT, HEAD_FONT, TITLE_FONT
from portal.documents.text import count_lines, guard, measure
from portal.domain.drawings import Cell, Column, Row, Table, Value
from portal.domain.money import format_wan, wan_number

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CHINESE_CHARSET, SERIF = 134, 1
LONGEST_TEXT = 32_767
TALLEST_ROW = 409
TITLE_SIZE, BODY_SIZE, NOTE_SIZE = 20, 12, 10.5
# The width of a half-width character of the body.
_PIXELS = 8

_CHINESE: dict[str, Any] = {"font_charset": CHINESE_CHARSET, "font_family": SERIF, "valign": "vcenter"}
_TITLE: dict[str, Any] = {"font_name": TITLE_FONT, "font_size": TITLE_SIZE, "align": "center"}
_BODY: dict[str, Any] = {"font_name": BODY_FONT, "font_size": BODY_SIZE}
_NOTE: dict[str, Any] = {"font_name": BODY_FONT, "font_size": NOTE_SIZE, "text_wrap": True, "valign": "top"}
_HEAD: dict[str, Any] = {"font_name": HEAD_FONT, "font_size": BODY_SIZE, "align": "center", "border": 1}


class Formats:
    """The workbook's cell formats, each made once."""

    def __init__(self, workbook: "Workbook") -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, base: dict[str, Any], **more: Any) -> "Format":
        properties = _CHINESE | base | more
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


def draw(sheet: "Worksheet", table: Table, paper: Formats) -> None:
    for number, column in enumerate(table.columns):
        sheet.set_column_pixels(number, number, column.width * _PIXELS + 8)
    row = _draw_title(sheet, table, paper)
    first_head = row
    row = _draw_head(sheet, table, row, paper)
    sheet.repeat_rows(first_head, row - 1)
    sheet.freeze_panes(row, 0)
    rows = (*table.rows, table.total) if table.total else table.rows
    for drawn in rows:
        _draw_row(sheet, table.columns, drawn, row, paper)
        row += 1
    # Numbers of dossiers and codes are texts on purpose: no green corner in each of them.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{row + 1}"})
    _draw_footnotes(sheet, table, row, paper)


def _draw_title(sheet: "Worksheet", table: Table, paper: Formats) -> int:
    last = len(table.columns) - 1
    _merge(sheet, 0, 0, last, table.title, paper.get(_TITLE))
    width = sum(column.width for column in table.columns)
    sheet.set_row(0, 36 * count_lines(table.title, width * BODY_SIZE / TITLE_SIZE))
    if not table.heading:
        return 1
    sheet.set_row(1, 26)
    for (start, end), part, align in _share_heading(table):
        _merge(sheet, 1, start, end, part, paper.get(_BODY, align=align))
    return 2


def _share_heading(table: Table) -> Iterator[tuple[tuple[int, int], str, str]]:
    """The heading's parts with the columns they stand over: left, middle, right, about a third each."""
    parts, count = table.heading, len(table.columns)
    if len(parts) > count:
        yield (0, count - 1), "　　".join(parts), "left"
        return
    alignments = ["left", *["center"] * (len(parts) - 2), "right"]
    total, start, reached = sum(column.width for column in table.columns), 0, 0
    for number, part in enumerate(parts):
        end = start
        reached += table.columns[end].width
        left_over = len(parts) - number - 1
        while end + 1 < count - left_over and (not left_over or reached < total * (number + 1) / len(parts)):
            end += 1
            reached += table.columns[end].width
        yield (start, end), part, alignments[number]
        start = end + 1


def _merge(sheet: "Worksheet", row: int, start: int, end: int, text: str, style: "Format") -> None:
    if start == end:
        sheet.write_string(row, start, guard(text), style)
    else:
        sheet.merge_range(row, start, row, end, "", style)
        sheet.write_string(row, start, guard(text), style)


def _draw_head(sheet: "Worksheet", table: Table, row: int, paper: Formats) -> int:
    """One row of labels, or two where columns stand in groups; the number of the row after it."""
    style = paper.get(_HEAD, text_wrap=True)
    height = 14 + 16 * max(count_lines(column.label, column.width) for column in table.columns)
    if not any(column.group for column in table.columns):
        sheet.set_row(row, height)
        for number, column in enumerate(table.columns):
            sheet.write_string(row, number, guard(column.label), style)
        return row + 1
    sheet.set_row(row, 23)
    sheet.set_row(row + 1, height)
    start = 0
    for number, column in enumerate(table.columns):
        if not column.group:
            sheet.merge_range(row, number, row + 1, number, "", style)
            sheet.write_string(row, number, guard(column.label), style)
        else:
            sheet.write_string(row + 1, number, guard(column.label), style)
        is_last = number + 1 == len(table.columns) or table.columns[number + 1].group != column.group
        if is_last and column.group:
            _merge(sheet, row, start, number, column.group, style)
        if is_last:
            start = number + 1
    return row + 2


def _draw_row(sheet: "Worksheet", columns: Sequence[Column], row: Row, number: int, paper: Formats) -> None:
    lines = 1
    for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
        if isinstance(cell.value, str) and measure(cell.value) > column.width:
            lines = max(lines, count_lines(guard(cell.value), column.width))
        _draw_cell(sheet, (number, place), column, cell, row.is_total, paper)
    sheet.set_row(number, min(TALLEST_ROW, max(31, 16 * lines + 8)))


def _draw_cell(
    sheet: "Worksheet", place: tuple[int, int], column: Column, cell: Cell, is_total: bool, paper: Formats
) -> None:
    value = cell.value
    is_figure = column.kind != "text" and isinstance(value, int | Decimal)
    base = _BODY | {"border": 1, "bold": is_total}
    if value is None or value == "":
        sheet.write_blank(*place, None, paper.get(base))
    elif is_figure:
        number, number_format = _get_number(column, value)
        align = column.align or "right"
        sheet.write_number(
            *place, number, paper.get(base, align=align, num_format=number_format, shrink=True)
        )
    elif isinstance(value, date):
        style = paper.get(base, align=column.align or "center", num_format="yyyy-mm-dd")
        sheet.write_datetime(*place, value, style)
    else:
        align = column.align or ("left" if column.kind == "text" else "center")
        sheet.write_string(*place, _shorten(guard(str(value))), paper.get(base, align=align, text_wrap=True))


def _get_number(column: Column, value: Value) -> tuple[Any, str]:
    """What Excel stores and how it shows it: amounts with the decimals of paper, others with their own."""
    if column.kind == "money":
        assert isinstance(value, int)
        decimals = len(format_wan(value).partition(".")[2])
        return wan_number(value), f"#,##0.{'0' * decimals}_ "
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return value, f"#,##0.{'0' * decimals}_ " if decimals else "#,##0_ "


def _shorten(text: str) -> str:
    """A cell takes 32,767 characters; a longer one would be dropped without a word."""
    end = "……（过长，全文见系统）"
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(end)] + end


def _draw_footnotes(sheet: "Worksheet", table: Table, row: int, paper: Formats) -> None:
    width = sum(column.width for column in table.columns) * BODY_SIZE / NOTE_SIZE
    sheet.set_row(row, 6)
    for number, note in enumerate(table.footnotes, row + 1):
        _merge(sheet, number, 0, len(table.columns) - 1, note, paper.get(_NOTE))
        sheet.set_row(number, 14 * count_lines(note, width) + 2)
