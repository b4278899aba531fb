"""The workbook that users fill in and import: headings, lists to choose from, and what each column takes."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from portal.documents.text import clean, measure
from portal.domain.imports import Column

if TYPE_CHECKING:
    from xlsxwriter import Workbook

LAST_ROW = 5000
LISTS = "可选值"


def write_template(title: str, columns: Sequence[Column]) -> bytes:
    """The template as an .xlsx file. All cells are text, so that codes keep their leading zeros and dates their form."""
    # Imported here: the portal starts without any document library loaded.
    from xlsxwriter import Workbook

    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True})
        text = workbook.add_format({"num_format": "@"})
        sheet = workbook.add_worksheet(clean(title)[:31])
        sheet.freeze_panes(1, 1)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, max(12, measure(column.label) + 2), text)
            sheet.write_string(0, position, clean(column.label), head)
            if column.hint:
                sheet.write_comment(0, position, column.hint)
        explain(workbook, columns)
        ranges = list_choices(workbook, columns)
        for position, column in enumerate(columns):
            if column.choices:
                # The list helps; other spellings that the importer understands are let pass.
                rule = {"validate": "list", "source": ranges[column.name], "error_type": "information"}
                sheet.data_validation(1, position, LAST_ROW, position, rule)
    return buffer.getvalue()


def explain(workbook: "Workbook", columns: Sequence[Column]) -> None:
    sheet = workbook.add_worksheet("填写说明")
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 60)
    sheet.write_row(0, 0, ("列", "怎样填"), workbook.add_format({"bold": True, "border": 1}))
    for row, column in enumerate(columns, start=1):
        sheet.write_string(row, 0, clean(column.label))
        sheet.write_string(row, 1, clean(column.hint))


def list_choices(workbook: "Workbook", columns: Sequence[Column]) -> dict[str, str]:
    """Write the choices of each column on a sheet of their own, and say where they stand."""
    from xlsxwriter.utility import xl_col_to_name

    sheet = workbook.add_worksheet(LISTS)
    ranges = {}
    for position, column in enumerate(column for column in columns if column.choices):
        letter = xl_col_to_name(position)
        sheet.write_string(0, position, clean(column.label))
        sheet.write_column(1, position, [clean(choice) for choice in column.choices])
        ranges[column.name] = f"='{LISTS}'!${letter}$2:${letter}${len(column.choices) + 1}"
    return ranges
