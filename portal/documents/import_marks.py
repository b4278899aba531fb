"""A copy of an import file with its wrong cells marked, to be mended and imported again."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from portal.documents.text import clean, guard, measure
from portal.domain.imports import Problem

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

REASONS = "要改的地方"
WIDEST = 40
LONGEST_TEXT = 32_767


def write_marked(
    lines: Sequence[Sequence[str]], problems: Iterable[Problem], places: Mapping[str, int]
) -> bytes:
    """The lines as text cells: errors red, reminders yellow, and the sentences of each row in one more column.

    `places` tells in which column, from 0, the heading that a problem names stands.
    """
    # Imported here: the portal starts without any document library loaded.
    from xlsxwriter import Workbook

    marks: dict[tuple[int, int], list[Problem]] = {}
    sentences: dict[int, list[str]] = {}
    for problem in problems:
        sentences.setdefault(problem.row - 1, []).append(str(problem).split("，", 1)[-1])
        if problem.column in places:
            marks.setdefault((problem.row - 1, places[problem.column]), []).append(problem)
    width = len(lines[0])
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        plain = workbook.add_format({"num_format": "@"})
        head = workbook.add_format({"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True})
        wrong = workbook.add_format({"num_format": "@", "bg_color": "#F8D7DA"})
        odd = workbook.add_format({"num_format": "@", "bg_color": "#FFF3CD"})
        sheet = workbook.add_worksheet("标注")
        sheet.freeze_panes(1, 1)
        for place, heading in enumerate(lines[0]):
            sheet.set_column(place, place, min(WIDEST, max(12, measure(heading) + 2)), plain)
            sheet.write_string(0, place, guard(heading)[:LONGEST_TEXT], head)
        sheet.set_column(width, width, 60)
        sheet.write_string(0, width, REASONS, head)
        for number, line in enumerate(lines[1:], start=1):
            for place, cell in enumerate(line[:width]):
                found = marks.get((number, place), [])
                style = plain if not found else wrong if any(each.is_error for each in found) else odd
                write_cell(sheet, number, place, cell, style, found)
            if number in sentences:
                sheet.write_string(number, width, clean("；".join(sentences[number]))[:LONGEST_TEXT])
        sheet.autofilter(0, 0, len(lines) - 1, width)
    return buffer.getvalue()


def write_cell(
    sheet: "Worksheet", row: int, place: int, cell: str, style: "Format", found: Sequence[Problem]
) -> None:
    if cell:
        sheet.write_string(row, place, guard(cell)[:LONGEST_TEXT], style)
    elif found:
        sheet.write_blank(row, place, None, style)
    if found:
        sheet.write_comment(row, place, clean("\n".join(each.reason for each in found)))
