"""One Form's grid as a table of a .docx: fixed widths, merged spans, a size at which it fits its page."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from portal.documents.appendices import Appendix, divide
from portal.documents.lettering import add_element, write
from portal.documents.text import count_lines
from portal.domain.drawings import Form, FormCell

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

SIZES = (12, 11, 10.5, 10)
# 五号: of a form that goes on behind its page, nothing need be smaller.
DIVIDED_SIZE = 10.5
LABEL_SIZE, SMALLEST_LABEL = 11, 10.5
ROW_MM = 8.5
POINT_MM = 25.4 / 72
# The height of an A4 page that a browser has for a form's grid, with its own margins, title and notes taken off.
BROWSER_ROOM_MM = 238.0
# Programs and stand-in fonts break lines a little differently.
RESERVE = 1.06
# The widest digit of a stand-in font, in ems; the fonts of official papers have half an em.
DIGIT = 0.64
_FIGURE = re.compile("[0-9][0-9,.]*")
# 1.4 mm on each side, as the cell margins below.
MARGIN_MM = 1.4


def settle(form: Form, room_mm: float) -> tuple[Form, float, tuple[Appendix, ...]]:
    """The form as its page holds it, the largest size at which it takes no more than this height, and its 附页.

    A form that fits in no size is divided where it names appendices; another one runs on, in the largest size.
    """

    def fits(drawn: Form, size: float) -> bool:
        return _measure_height(drawn, size) * RESERVE <= room_mm

    for size in SIZES:
        if fits(form, size):
            return form, size, ()
    if not any(cell.appendix for row in form.rows for cell in row):
        return form, SIZES[0], ()
    divided, rest = divide(form, lambda drawn: fits(drawn, DIVIDED_SIZE))
    return divided, DIVIDED_SIZE, rest


def lay_out(form: Form) -> tuple[Form, tuple[Appendix, ...]]:
    """The form and its 附页 as a browser shows and prints them, which has a little more room than a document."""
    drawn, _, appendices = settle(form, BROWSER_ROOM_MM)
    return drawn, appendices


def draw_grid(document: "Document", form: Form, size: float) -> None:
    """Add the form's table, its values in this size."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    table = document.add_table(len(form.rows), len(form.column_widths_mm), "Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _frame(table)
    for column, width in zip(table.columns, form.column_widths_mm, strict=True):
        column.width = Mm(width)
    # Read once: the library walks the whole table for each cell it is asked for by its place.
    grid = [row.cells for row in table.rows]
    for cells_of_row in grid:
        for cell, width in zip(cells_of_row, form.column_widths_mm, strict=True):
            cell.width = Mm(width)
    for row, cells in zip(table.rows, form.rows, strict=True):
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        row.height = Mm(max(ROW_MM, *(cell.min_height_mm for cell in cells)))
        if not any(cell.may_break for cell in cells):
            add_element(row._tr.get_or_add_trPr(), "w:cantSplit")
    for row_number, column_number, drawn in _place(form):
        last = grid[row_number + drawn.row_span - 1][column_number + drawn.span - 1]
        cell = grid[row_number][column_number].merge(last)
        _fill(cell, drawn, size, _get_width(form, column_number, drawn))


def _place(form: Form) -> Iterator[tuple[int, int, FormCell]]:
    """Each cell with its row and first grid column. A form that does not fill its grid is refused."""
    count = len(form.column_widths_mm)
    covered: set[tuple[int, int]] = set()
    for row_number, cells in enumerate(form.rows):
        free = [column for column in range(count) if (row_number, column) not in covered]
        if sum(cell.span for cell in cells) != len(free):
            raise ValueError(f"row {row_number + 1} of the form does not fill its {count} columns")
        for drawn in cells:
            yield row_number, free[0], drawn
            below = range(row_number + 1, row_number + drawn.row_span)
            covered |= {(row, column) for row in below for column in free[: drawn.span]}
            free = free[drawn.span :]


def _get_width(form: Form, column: int, drawn: FormCell) -> float:
    """The width inside a cell's margins, in millimetres."""
    return sum(form.column_widths_mm[column : column + drawn.span]) - 2 * MARGIN_MM


def _choose_size(drawn: FormCell, size: float, width_mm: float) -> float:
    """A value's size is the form's, a figure's what keeps it whole on its line. A label has its own, a little smaller
    where that keeps it on one line."""
    if _FIGURE.fullmatch(drawn.text):
        return min(size, int(2 * width_mm / (len(drawn.text) * DIGIT * POINT_MM)) / 2)
    if not drawn.is_label:
        return size
    usual = max(size, LABEL_SIZE)
    fits, fits_smaller = (_count_lines(drawn.text, own, width_mm) == 1 for own in (usual, SMALLEST_LABEL))
    return SMALLEST_LABEL if fits_smaller and not fits else usual


def _count_lines(text: str, size: float, width_mm: float) -> int:
    return count_lines(text, width_mm / (size * POINT_MM / 2))


def _get_line_height(size: float) -> float:
    """An exact line height in points, so that the form is as high in every program."""
    return round(size * 1.38 * 2) / 2


def _measure_height(form: Form, size: float) -> float:
    """About how high the grid gets in millimetres; what spans rows widens the last of them."""
    heights = [ROW_MM for _ in form.rows]
    for row, column, drawn in sorted(_place(form), key=lambda place: place[2].row_span):
        width = _get_width(form, column, drawn)
        own = _choose_size(drawn, size, width)
        # Two characters more for the indent of each paragraph of a long text.
        text = drawn.text.replace("\n", "\n　　") + "　　" if drawn.may_break else drawn.text
        needed = _count_lines(text, own, width) * _get_line_height(own) * POINT_MM + 0.4
        last = row + drawn.row_span - 1
        above = sum(heights[row:last])
        heights[last] = max(heights[last], drawn.min_height_mm, needed - above)
    return sum(heights)


def _frame(table: "Table") -> None:
    """Fixed widths, a line of 0.75 pt round every cell, and narrow margins inside."""
    table.autofit = False
    properties = table._tbl.tblPr
    borders = add_element(properties, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = {"w:val": "single", "w:sz": "6", "w:space": "0", "w:color": "000000"}
        add_element(borders, f"w:{side}", line)
    margins = add_element(properties, "w:tblCellMar")
    for side in ("left", "right"):
        add_element(margins, f"w:{side}", {"w:w": "80", "w:type": "dxa"})
    # The schema asks for this order, and Word complains about a file without it.
    for name in ("w:tblLayout", "w:tblCellMar", "w:tblLook"):
        for element in properties.xpath(name):
            properties.append(element)


def _fill(cell: "_Cell", drawn: FormCell, size: float, width_mm: float) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
    from docx.shared import Pt

    cell.vertical_alignment = VERTICAL.TOP if drawn.may_break else VERTICAL.CENTER
    own = _choose_size(drawn, size, width_mm)
    align = "both" if drawn.may_break else drawn.align
    for number, text in enumerate(drawn.text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        write(paragraph, text, size=own, line=_get_line_height(own), align=align)
        if drawn.may_break:
            paragraph.paragraph_format.first_line_indent = Pt(2 * own)
