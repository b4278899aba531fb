"""A workbook says what its table says, prints on A4, and starts no formula in anyone's Excel."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from portal.documents.excel import write_workbook
from portal.domain.annexes import Annex2Row, draw_annex2
from portal.domain.drawings import Cell, Column, Row, Table
from portal.domain.money import LARGEST_FEN, wan_number

MOMENT = "2021-12-01 10:32"
TITLE = "2021民生领域案件查办“铁拳”行动案件统计表"
ROWS = (
    Annex2Row("food", "食品安全违法", "非法添加", 1846, 1203, 45, 38, 1_260_001, 5_000_000, None, 0, 40, 30),
    Annex2Row("ip", "知识产权违法", "商标、专利、地理标志", 1, None, 2, 0, 4_999, None, None, None, 1, 1),
)


def write(*tables: Table, **more: str) -> bytes:
    sheets = [(f"表{number}", table) for number, table in enumerate(tables, 1)]
    return write_workbook(sheets, exported_by="执法监督管理科", moment=MOMENT, **more)


def read(content: bytes, number: int = 0) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(content)).worksheets[number]


def make_list(*values: str) -> Table:
    rows = tuple(Row((Cell(value),)) for value in values)
    return Table("清单", (), (Column("name", "名称", width=20),), rows)


@pytest.fixture(scope="module")
def annex2() -> Table:
    return draw_annex2(
        title=TITLE,
        reporting_unit="执法大队",
        period_start=date(2021, 1, 1),
        period_end=date(2021, 4, 30),
        reported_on=date(2021, 5, 2),
        rows=ROWS,
        notes=("1．请进行累计统计。", "2．可不予填写。"),
    )


@pytest.fixture(scope="module")
def sheet(annex2: Table) -> Worksheet:
    return read(write(annex2))


def test_the_sheet_holds_the_figures_of_the_table(annex2: Table, sheet: Worksheet) -> None:
    assert annex2.total is not None
    for number, row in enumerate((*annex2.rows, annex2.total), 4):
        for column, cell, written in zip(annex2.columns, row.cells, sheet[number], strict=True):
            if column.kind == "money" and isinstance(cell.value, int):
                assert round(Decimal(str(written.value)) * 1_000_000) == cell.value
            else:
                assert written.value == cell.value


def test_title_heading_head_and_notes_stand_where_the_form_has_them(annex2: Table, sheet: Worksheet) -> None:
    assert sheet["A1"].value == TITLE
    assert [cell.value for cell in sheet[2] if cell.value] == list(annex2.heading)
    assert [cell.value for cell in sheet[3]] == [column.label for column in annex2.columns]
    assert sheet["A6"].value == "合计"
    assert [sheet["A8"].value, sheet["A9"].value] == list(annex2.footnotes)
    merged = {str(merge) for merge in sheet.merged_cells.ranges}
    assert {"A1:L1", "A8:L8", "A9:L9"} <= merged
    assert len([merge for merge in merged if merge.endswith("2") and merge[1] == "2"]) == 3


def test_totals_are_numbers_and_not_formulas(sheet: Worksheet) -> None:
    assert (sheet["E6"].value, sheet["E6"].data_type) == (47, "n")
    assert sheet["I6"].value is None


def test_amounts_are_numbers_in_wan_with_the_decimals_they_need(sheet: Worksheet) -> None:
    assert (sheet["G4"].value, sheet["G4"].number_format.strip("_ ")) == (1.260001, "#,##0.00")
    assert (sheet["G5"].value, sheet["G5"].number_format.strip("_ ")) == (0.004999, "#,##0.000000")
    assert sheet["J4"].value == 0
    assert sheet["J5"].value is None


def test_fonts_and_frames_are_those_of_official_papers(sheet: Worksheet) -> None:
    assert sheet["A1"].font.name == "方正小标宋简体"
    assert sheet["A1"].alignment.horizontal == "center"
    for row in sheet["A3:L6"]:
        for cell in row:
            sides = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
            assert [side.style for side in sides] == ["thin"] * 4
    assert sheet["A4"].font.name == "仿宋_GB2312"


def test_the_sheet_prints_on_a4_across_with_its_head_on_every_page(sheet: Worksheet) -> None:
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$3"
    assert "打印人：执法监督管理科　打印时间：2021-12-01 10:32" in sheet.oddFooter.left.text
    assert "第 &P 页，共 &N 页" in sheet.oddFooter.right.text
    assert "附件2" in sheet.oddHeader.left.text


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x","y")',
        "+1",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "　=1",
        "\u200b=1",
        "\x01=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        "<r><t>x</t></r>",
    ],
)
def test_what_could_start_a_formula_is_guarded(text: str) -> None:
    cell = read(write(make_list(text)))["A3"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


def test_ordinary_text_stays_as_it_is() -> None:
    texts = ["上海某某食品有限公司", "0012345", "http://例子", "1-2", "12e3", "a\nb", "_x0041_"]
    sheet = read(write(make_list(*texts)))
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in sheet["A"][2 : 2 + len(texts)]] == [
        (text, "s", None) for text in texts
    ]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_the_workbook_or_becomes_anything_but_text(text: str) -> None:
    content = write(make_list(f"案{text}"), make_list(text))
    assert str(read(content)["A3"].value).startswith("案")
    assert read(content, 1)["A3"].data_type in ("s", "n")
    assert "<f>" not in ZipFile(BytesIO(content)).read("xl/worksheets/sheet2.xml").decode()


def test_control_characters_are_dropped() -> None:
    assert read(write(make_list("甲\x00\x08乙\ufffe\x85")))["A3"].value == "甲乙"


def test_a_text_too_long_for_a_cell_says_that_it_was_cut() -> None:
    text = read(write(make_list("长" * 40_000)))["A3"].value
    assert isinstance(text, str)
    assert len(text) == 32_767
    assert text.endswith("……（过长，全文见系统）")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, LARGEST_FEN), min_size=1, max_size=20))
def test_every_amount_reaches_the_workbook_exactly(amounts: list[int]) -> None:
    column = Column("amount", "金额（万元）", kind="money")
    table = Table("金额", (), (column,), tuple(Row((Cell(fen),)) for fen in amounts))
    written = [cell.value for cell in read(write(table))["A"][2 : 2 + len(amounts)]]
    assert [float(wan_number(fen)) for fen in amounts] == written


def test_other_numbers_keep_their_own_decimals_and_words_may_stand_among_them() -> None:
    column = Column("points", "得分", kind="number")
    values = (Decimal("12.50"), 3, "不适用", None)
    table = Table("得分", (), (column,), tuple(Row((Cell(value),)) for value in values))
    cells = read(write(table))["A"][2:6]
    assert [cell.value for cell in cells] == [12.5, 3, "不适用", None]
    assert [cell.number_format.strip("_ ") for cell in cells[:2]] == ["#,##0.00", "#,##0"]


def test_grouped_columns_stand_under_their_group() -> None:
    columns = (Column("a", "甲"), Column("b", "乙", group="案件"), Column("c", "丙", group="案件"))
    sheet = read(write(Table("分组", (), columns, (Row((Cell("1"), Cell("2"), Cell("3"))),))))
    assert {"A2:A3", "B2:C2"} <= {str(merge) for merge in sheet.merged_cells.ranges}
    assert (sheet["A2"].value, sheet["B2"].value, sheet["B3"].value, sheet["C3"].value) == (
        "甲",
        "案件",
        "乙",
        "丙",
    )
    assert sheet.print_title_rows == "$2:$3"


def test_sheet_names_are_made_such_that_excel_takes_them() -> None:
    table = make_list("甲")
    names = ["案件/统计[表]", "x" * 40, "X" * 40, "", "'a'"]
    content = write_workbook([(name, table) for name in names], exported_by="甲", moment=MOMENT)
    written = openpyxl.load_workbook(BytesIO(content)).sheetnames
    assert written == ["案件 统计 表", "x" * 31, "X" * 27 + "(2)", "Sheet", "a"]


def test_an_ampersand_in_a_name_is_printed_and_starts_no_code() -> None:
    content = write_workbook([("甲", make_list("甲"))], exported_by="A&D", moment=MOMENT)
    assert "打印人：A&amp;&amp;D" in ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()


def test_a_password_locks_the_sheet_against_editing() -> None:
    assert not read(write(make_list("甲"))).protection.sheet
    assert read(write(make_list("甲"), password="x1")).protection.sheet
