"""The template of an import: each column explains itself, and what has choices offers them in a list."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.documents.import_templates import LAST_ROW, LISTS, write_template
from portal.domain.imports import Column

COLUMNS = (
    Column("title", "案件名称", str, "不超过 200 字"),
    Column("category_code", "案件类型", str, "从列表中选择", ("食品安全违法", "产品质量违法")),
    Column("party_name", "当事人", str),
    Column("is_rural", "农村市场案件", str, "是或否", ("是", "否")),
)


@pytest.fixture
def book():
    return load_workbook(BytesIO(write_template("案件导入", COLUMNS)))


def test_a_column_with_choices_has_a_list_of_them_on_every_row_and_no_other_has_one(book):
    sheet = book.worksheets[0]
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        assert rule.type == "list" and rule.errorStyle == "information"
        name, _, place = rule.formula1.rpartition("!")
        assert name == f"'{LISTS}'"
        offered[str(rule.sqref)] = [cell.value for (cell,) in book[LISTS][place.replace("$", "")]]
    assert offered == {
        f"B2:B{LAST_ROW + 1}": ["食品安全违法", "产品质量违法"],
        f"D2:D{LAST_ROW + 1}": ["是", "否"],
    }


def test_a_heading_has_its_explanation_as_a_note_and_on_the_second_sheet(book):
    notes = {cell.value: cell.comment and cell.comment.text for cell in book.worksheets[0][1]}
    assert notes == {column.label: column.hint or None for column in COLUMNS}
    explained = list(book["填写说明"].iter_rows(values_only=True))
    assert explained == [("列", "怎样填"), *((column.label, column.hint) for column in COLUMNS)]


def test_what_is_typed_below_a_heading_is_kept_as_text(book):
    dimensions = list(book.worksheets[0].column_dimensions.values())
    covered = {place for each in dimensions for place in range(each.min, each.max + 1)}
    assert covered == {1, 2, 3, 4} and {each.number_format for each in dimensions} == {"@"}
