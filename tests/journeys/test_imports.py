"""A spreadsheet in a real browser: the template filled in, tried, mended on its marked copy, and opened as drafts."""

import re
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = (
    {"案件名称": "导入的甲案", "案件类型": "食品", "立案时间": "2021-03-05 14:30:00", "备注": "第一组"},
    {"案件名称": "导入的乙案", "案件类型": "广告违法", "立案时间": "2021-02-30", "备注": "第二组"},
)


def download(page: Page, name: str) -> BytesIO:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return BytesIO(waiting.value.path().read_bytes())


def fill_in(template: BytesIO) -> bytes:
    """The template with two rows, and a column that the office keeps for itself."""
    book = load_workbook(template)
    sheet = book.worksheets[0]
    sheet.cell(1, sheet.max_column + 1, "备注")
    places = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(ROWS, start=2):
        for heading, value in row.items():
            sheet.cell(number, places[heading], value)
    return save(book)


def save(book) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def upload(page: Page, name: str, content: bytes) -> None:
    page.goto("/imports")
    page.select_option("[name=kind]", "case")
    page.set_input_files("#file", {"name": name, "mimeType": SHEET, "buffer": content})
    page.get_by_role("button", name="上传并试读").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))


def test_a_template_is_filled_in_mended_on_its_marked_copy_and_becomes_drafts(visit_as):
    page = visit_as("sls1.liaison")
    page.goto("/imports")
    upload(page, "案件.xlsx", fill_in(download(page, "案件导入模板.xlsx")))
    expect(page.get_by_text("还有 1 列不知道是什么")).to_be_visible()
    page.get_by_label("备注", exact=True).select_option("-")
    page.get_by_role("button", name="保存对应并重新试读").click()
    wrong = page.get_by_role("table", name="要改的地方").locator("tbody tr")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("没有 2021-02-30 这一天")
    expect(page.get_by_role("button", name="份草稿")).to_have_count(0)

    marked = load_workbook(download(page, "下载标注的副本"))
    sheet = marked.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    cell = sheet.cell(3, headings.index("立案时间") + 1)
    assert (cell.value, cell.comment.text) == ("2021-02-30", "没有 2021-02-30 这一天。")
    cell.value = "2021-02-28"
    page.get_by_role("button", name="删除…").click()
    page.locator("dialog[open]").get_by_role("button", name="删除", exact=True).click()
    expect(page.get_by_text("已删除这份导入文件")).to_be_visible()

    upload(page, "案件（标注）.xlsx", save(marked))
    expect(page.get_by_text("列不知道是什么")).to_have_count(0)
    page.get_by_role("button", name="导入 2 份草稿").click()
    expect(page.get_by_text("已导入 2 行")).to_be_visible()
    page.get_by_role("link", name="查看草稿").click()
    page.get_by_role("link", name="导入的乙案").first.click()
    expect(page.get_by_role("heading", name="导入的乙案").first).to_be_visible()
    page.goto(f"{page.url.split('#')[0]}/edit")
    expect(page.locator("[name=filed_on]")).to_have_value("2021-02-28")
