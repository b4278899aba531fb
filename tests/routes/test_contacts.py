"""The directory of contacts (联络员名录): whom to call, and which department has not said."""

from io import BytesIO

from openpyxl import load_workbook

from portal.domain.content import Kind
from portal.services import clock
from tests import factories


def test_the_directory_names_who_is_to_be_called_and_who_has_not_filed(sign_in_as):
    filed = factories.accepted_filing(Kind.CONTACTS)
    page = sign_in_as("supervision").get("/contacts").text
    rows = {
        name: page.partition(name)[2].partition("</tr>")[0]
        for name in ("示例一市场监管所", "示例二市场监管所")
    }
    assert (
        filed.liaison_name in rows["示例一市场监管所"]
        and filed.leader_office_phone in rows["示例一市场监管所"]
    )
    assert "未报" in rows["示例二市场监管所"] and filed.liaison_name not in rows["示例二市场监管所"]
    assert "1 个部门已报，" in page


def test_a_day_that_has_not_come_is_told_and_page_and_workbook_are_of_today(sign_in_as):
    visitor = sign_in_as("supervision")
    page = visitor.get("/contacts?day=2099-01-01").text
    assert "2099-01-01 还没有到，下面是今天的名录。" in page and f"截至 {clock.today()}" in page
    answer = visitor.get("/contacts.xlsx?day=2099-01-01")
    (sheet,) = load_workbook(BytesIO(answer.data)).worksheets
    words = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row)
    assert f"截至 {clock.today().year} 年" in words and "2099" not in words
