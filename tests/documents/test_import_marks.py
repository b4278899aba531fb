"""The marked copy: the wrong cell is coloured and says what is wrong, and the row's last cell says all of it."""

from io import BytesIO

from openpyxl import load_workbook

from portal.documents.import_marks import REASONS, write_marked
from portal.domain.imports import Problem

RED, YELLOW, PLAIN = "FFF8D7DA", "FFFFF3CD", "00000000"
LINES = [
    ["案号", "立案时间", "联系人"],
    ["1", "2021-03-05", "甲"],
    ["2", "=去年", ""],
    ["3", "2021-03-07", "丙"],
]
PROBLEMS = [
    Problem(3, "立案时间", "日期写成 2021-10-12 的样子。"),
    Problem(3, "联系人", "请填写联系人。", is_error=False),
    Problem(4, "立案时间", "请核对。", is_error=False),
    Problem(4, "立案时间", "不能晚于今天。"),
    Problem(4, "", "与第 2 行完全相同。"),
]


def read_marked():
    copy = write_marked(LINES, PROBLEMS, {"立案时间": 1, "联系人": 2})
    return load_workbook(BytesIO(copy)).worksheets[0]


def test_wrong_cells_are_red_doubtful_ones_yellow_and_no_others_are_coloured():
    sheet = read_marked()
    coloured = {
        cell.coordinate: cell.fill.start_color.rgb
        for row in sheet.iter_rows(min_row=2, max_col=3)
        for cell in row
        if cell.fill.start_color.rgb != PLAIN
    }
    assert coloured == {"B3": RED, "C3": YELLOW, "B4": RED}


def test_a_marked_cell_says_in_its_note_what_is_wrong_with_it():
    notes = {
        cell.coordinate: cell.comment.text
        for row in read_marked().iter_rows()
        for cell in row
        if cell.comment
    }
    assert notes == {
        "B3": "日期写成 2021-10-12 的样子。",
        "C3": "请填写联系人。",
        "B4": "请核对。\n不能晚于今天。",
    }


def test_the_rows_stand_as_they_were_sent_with_all_reasons_behind_them():
    first, *rows = read_marked().iter_rows(values_only=True)
    assert first == ("案号", "立案时间", "联系人", REASONS)
    assert rows[0] == ("1", "2021-03-05", "甲", None)
    assert rows[1][:3] == ("2", "'=去年", None) and rows[2][:3] == ("3", "2021-03-07", "丙")
    assert all(problem.reason in rows[problem.row - 2][3] for problem in PROBLEMS)
