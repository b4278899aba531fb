"""The ledger (台账) as an .xlsx file, row by row: memory does not grow with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from math import ceil
from typing import IO, TYPE_CHECKING, Any

from portal.documents.text import clean, guard
from portal.domain.ledger import LedgerColumn

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

A3 = 8
# The width, in characters, that one sheet of paper still prints in a size to be read.
ONE_PAGE = 260
LONGEST_TEXT = 32_767
# Rows that a sheet has, without the headings.
MOST_ROWS = 1_048_575
# Excel counts days from here.
DAY_ZERO = date(1899, 12, 30).toordinal()
# Shanghai has kept this distance from UTC since 1991.
MOMENT_ZERO = datetime(1899, 12, 30, tzinfo=timezone(timedelta(hours=8)))
NUMBER_FORMATS = {
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "money": "#,##0.00####",
    "count": "0",
}


def write_ledger(
    target: IO[bytes],
    title: str,
    columns: Sequence[LedgerColumn],
    rows: Iterable[Sequence[Any]],
    *,
    exported_by: str,
) -> int:
    """Write the rows under one line of headings, so that the sheet can be filtered; the number of rows.

    Days, moments and amounts are numbers with a format; text stays text, guarded against being a formula. None
    and empty text leave the cell empty.
    """
    # Imported here: the portal starts without any document library loaded.
    from xlsxwriter import Workbook

    options = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    number = 0
    with Workbook(target, options | {"constant_memory": True}) as workbook:
        workbook.set_properties({"author": clean(exported_by), "title": clean(title)})
        sheet = workbook.add_worksheet(clean(title)[:31])
        set_up(workbook, sheet, title, columns)
        writers = [choose_writer(workbook, sheet, place, column.kind) for place, column in enumerate(columns)]
        for number, row in enumerate(rows, start=1):
            for write, value in zip(writers, row, strict=True):
                if value is not None and value != "":
                    write(number, value)
            if number == MOST_ROWS:
                break
        sheet.autofilter(0, 0, number, len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    return number


def set_up(workbook: "Workbook", sheet: "Worksheet", title: str, columns: Sequence[LedgerColumn]) -> None:
    head = {"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True, "valign": "vcenter"}
    style = workbook.add_format(head | {"align": "center"})
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    # Thirty columns on one page could not be read: pages lie side by side, each with the first column.
    sheet.set_paper(A3)
    sheet.fit_to_pages(ceil(sum(column.width for column in columns) / ONE_PAGE), 0)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.set_margins(left=0.4, right=0.4)
    sheet.set_header(f"&C{clean(title).replace('&', '&&')}")
    sheet.set_footer("&R第 &P 页，共 &N 页")
    sheet.set_row(0, 48)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, guard(column.label), style)


def choose_writer(
    workbook: "Workbook", sheet: "Worksheet", place: int, kind: str
) -> Callable[[int, Any], None]:
    """What puts a value of this kind into the column at this place of a row."""
    write_string, write_number = sheet.write_string, sheet.write_number
    if kind not in NUMBER_FORMATS:

        def write_text(row: int, value: Any) -> None:
            write_string(row, place, guard(value)[:LONGEST_TEXT])

        return write_text
    style = workbook.add_format({"num_format": NUMBER_FORMATS[kind]})
    as_number = AS_NUMBER[kind]

    def write_figure(row: int, value: Any) -> None:
        write_number(row, place, as_number(value), style)

    return write_figure


def count_days(day: date) -> float:
    return day.toordinal() - DAY_ZERO


def count_moment(moment: datetime) -> float:
    """A moment of the portal as Excel counts it, in local time and whole seconds."""
    passed = moment - MOMENT_ZERO
    return passed.days + passed.seconds / 86_400


def in_wan(fen: int) -> float:
    """An amount in 万元: the largest has fifteen digits, which a cell keeps exactly."""
    return fen / 1_000_000


AS_NUMBER: Mapping[str, Callable[[Any], float]] = {
    "date": count_days,
    "moment": count_moment,
    "money": in_wan,
    "count": float,
}
