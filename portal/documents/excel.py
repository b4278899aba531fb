"""Workbooks (.xlsx): each sheet draws one Table, set up to be printed on A4 with its head on every page."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from portal.documents.fonts import BODY_FONT, HEAD_FONT
from portal.documents.sheets import Formats, draw
from portal.documents.text import clean
from portal.domain.drawings import Table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

A4 = 9
LONGEST_SHEET_NAME = 31
# Column widths count digits of the standard font. This one is everywhere, or has a stand-in just as wide.
_STANDARD_FONT = {"font_name": "Arial", "font_size": 10}


def write_workbook(
    sheets: Sequence[tuple[str, Table]], *, exported_by: str, moment: str, password: str | None = None
) -> bytes:
    """The tables as an .xlsx file, a sheet each, under the sheet names given.

    Amounts become numbers in 万元, exact to the 分; totals are written as values, never as formulas.
    `moment` is printed as it is given. A password locks the cells against editing; it keeps nothing secret.
    """
    # Imported here: the portal starts without any document library loaded.
    from xlsxwriter import Workbook

    buffer = BytesIO()
    options = {"in_memory": True, "default_format_properties": _STANDARD_FONT}
    options |= {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    with Workbook(buffer, options) as workbook:
        workbook.set_properties({"author": clean(exported_by), "title": clean(sheets[0][1].title)})
        paper = Formats(workbook)
        for name, (_, table) in zip(_name_sheets(sheets), sheets, strict=True):
            sheet = workbook.add_worksheet(name)
            _set_up_print(sheet, table, exported_by, moment)
            draw(sheet, table, paper)
            if password:
                sheet.protect(password)
    return buffer.getvalue()


def _name_sheets(sheets: Sequence[tuple[str, Table]]) -> Iterator[str]:
    """The names as Excel takes them: no more than 31 characters, none of []:*?/\\, no two alike."""
    taken: set[str] = set()
    for wish, _ in sheets:
        plain = "".join(" " if character in "[]:*?/\\" else character for character in clean(wish))
        stem = plain.strip(" '\n\t")[:LONGEST_SHEET_NAME] or "Sheet"
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem[: LONGEST_SHEET_NAME - 4]}({number})"
        taken.add(name.casefold())
        yield name


def _set_up_print(sheet: "Worksheet", table: Table, exported_by: str, moment: str) -> None:
    if table.landscape:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.55, right=0.55, top=0.95 if table.mark else 0.75, bottom=0.75)
    if table.mark:
        sheet.set_header(f'&L&"{HEAD_FONT},Regular"&14 {_escape(table.mark)}', {"margin": 0.5})
    who = f"打印人：{_escape(exported_by[:40])}　打印时间：{_escape(moment[:80])}"
    font = f'&"{BODY_FONT},Regular"&9 '
    sheet.set_footer(f"&L{font}{who}&R{font}第 &P 页，共 &N 页", {"margin": 0.4})


def _escape(text: str) -> str:
    """A line of a header or footer: & starts a code there."""
    return " ".join(clean(text).replace("\t", " ").splitlines()).replace("&", "&&")
