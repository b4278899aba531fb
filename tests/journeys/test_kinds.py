"""Each of the six kinds is filed in a real browser, passes both gates, and its paper says what was typed."""

import io
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.journeys.conftest import hand_in


@dataclass(frozen=True)
class Filing:
    """What a liaison types, by the field's name: a text, an option's label, or True for a box to tick.

    `paper` is the link to its document, "" where only the page is printed; `printed` are words it must say.
    """

    kind: str
    department: str
    typed: dict[str, Any]
    printed: tuple[str, ...]
    paper: str = ""


CONTACT = {"contact_name": "示例一所联络员", "contact_phone": "021-00000000"}
FILINGS = (
    Filing(
        "case",
        "sls1",
        {
            "category_code": "产品质量违法",
            "title": "某五金店销售不合格电线案",
            "party_name": "某五金店（示例）",
            "filed_on": "2021-08-10",
            "amount_involved": "0.86",
            "is_mediated": True,
            "compensation": "0.12",
            "in_trade": True,
            "other_provinces": "浙江",
            "is_punished": True,
            "decided_on": "2021-09-06",
            "decision_content": "没收违法所得，罚款。",
            "fine": "1.05",
            "is_transferred": False,
            "is_notified": True,
            "notified_bodies": "区应急管理局",
            "notified_on": "2021-09-08",
            "summary_verification": "抽检发现电线导体电阻不合格。",
            "summary_facts": "当事人销售不合格电线五十卷。",
            "summary_result": "没收违法所得并处罚款。",
            "summary_effect": "责令召回。",
        },
        ("某五金店销售不合格电线案", "0.12", "1.05", "浙江", "☑通报部门：区应急管理局", "2021年9月8日"),
        "下载信息表",
    ),
    Filing(
        "lead",
        "sls1",
        {
            "title": "关于某网店销售三无玩具的线索",
            "category_code": "CCC认证违法",
            "found_on": "2021-10-01",
            "origin": "自行发现",
            "source_data": "网络交易监测数据",
            "party_name": "某玩具网店（示例）",
            "content": "网店销售的玩具没有认证标志。",
        },
        ("重要线索报送信息表", "关于某网店销售三无玩具的线索", "网店销售的玩具没有认证标志。"),
        "下载信息表",
    ),
    Filing(
        "monthly-return",
        "sls1",
        {
            "month": "2021 年 8 月",
            "food-persons_sent": "126",
            "food-businesses_checked": "63",
            "affirms_statistics": True,
        },
        ("2021 年 8 月", "126", "63"),
    ),
    Filing(
        "publicity",
        "sls1",
        {
            "title": "执法人员走进集市讲真假电线",
            "medium": "政府网站",
            "outlet": "某政务网站",
            "outlet_level": "区级媒体",
            "appeared_on": "2021-10-07",
            "link": "https://example.invalid/news/1",
        },
        ("执法人员走进集市讲真假电线", "某政务网站", "2021-10-07"),
    ),
    Filing(
        "report",
        "bzh",
        {
            "task": "第三季度案件查办和宣传工作开展情况",
            "report_cases": "本季度标准化检查未发现应立案的违法行为。",
            "report_publicity": "发放宣传册二百份。",
            "report_problems": "企业标准自我声明不及时。",
        },
        ("第三季度案件查办和宣传工作开展情况", "发放宣传册二百份。", "企业标准自我声明不及时。"),
        "下载报告",
    ),
    Filing(
        "contacts",
        "bzh",
        {
            "leader_name": "标准化科分管领导",
            "leader_post": "副局长",
            "leader_office_phone": "021-00000000",
            "leader_mobile": "021-00000001",
            "liaison_name": "标准化科联络员",
            "liaison_post": "科员",
            "liaison_office_phone": "021-00000000",
            "liaison_mobile": "021-00000002",
        },
        ("标准化科分管领导", "副局长", "标准化科联络员", "021-00000002"),
        "下载附件 1",
    ),
)


@pytest.mark.parametrize("filing", FILINGS, ids=lambda filing: filing.kind)
def test_a_kind_is_filed_passes_both_gates_and_is_printed(visit_as, filing):
    liaison, leader = visit_as(f"{filing.department}.liaison"), visit_as(f"{filing.department}.leader")
    liaison.goto(f"/submissions/new/{filing.kind}")
    for name, value in ({**CONTACT, **filing.typed} if filing.kind != "contacts" else filing.typed).items():
        answer(liaison, name, value)
    hand_in(liaison)
    liaison.wait_for_url(re.compile(r"/submissions/\d+$"))
    address = "/submissions/" + liaison.url.rsplit("/", 1)[1]
    leader.goto(address)
    leader.get_by_role("button", name="同意上报").click()
    expect(leader.get_by_text("待接收").first).to_be_visible()
    accept(visit_as("supervision"), address)
    liaison.goto(address)
    expect(liaison.get_by_text("已接收").first).to_be_visible()
    said = read_print(liaison)
    for word in filing.printed if not filing.paper else ():
        assert word.replace(" ", "") in said
    if filing.paper:
        with liaison.expect_download() as waiting:
            liaison.get_by_role("link", name=filing.paper).click()
        paper = read_document(waiting.value.path().read_bytes())
        for word in filing.printed:
            assert word.replace(" ", "") in paper
    if filing.kind in ("case", "lead"):
        liaison.get_by_role("link", name="信息表", exact=True).click()
        expect(liaison.locator(".sheet")).to_be_visible()
        said = read_print(liaison)
        for word in filing.printed:
            assert word.replace(" ", "") in said


def answer(page: Page, name: str, value: Any) -> None:
    field = page.locator(f"[name='{name}']")
    kind = field.first.get_attribute("type")
    if kind == "radio":
        page.check(f"[name='{name}'][value={'yes' if value else 'no'}]")
    elif value is True:
        field.check()
    elif field.get_attribute("data-press"):
        with page.expect_navigation():
            field.select_option(label=value)
    elif field.first.evaluate("each => each.tagName") == "SELECT":
        field.select_option(label=value)
    else:
        field.fill(value)


def accept(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=re.compile("^接收")).first.click()
    dialog = page.locator("dialog[open]")
    if dialog.count():
        for name, value in (("grade", "4"), ("confirms_importance", "yes")):
            choice = dialog.locator(f"[name={name}][value='{value}']")
            if choice.count():
                choice.check()
        dialog.get_by_role("button", name="接收", exact=True).click()
    expect(page.get_by_text("已接收").first).to_be_visible()


def read_print(page: Page) -> str:
    """What the page says on paper, without blanks: Chromium breaks lines where it likes."""
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    return squeeze("".join(sheet.get_textpage().get_text_range() for sheet in document))


def read_document(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return squeeze("".join([paragraph.text for paragraph in document.paragraphs] + cells))


def squeeze(text: str) -> str:
    return "".join(text.replace("\ufffe", "").split())
