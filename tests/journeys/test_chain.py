"""The portal's main job from end to end, in a real browser on sample data: filed, approved, accepted, counted,
chosen, referred, scored; every downloaded number recomputed from the rows of the database."""

import io
import re
import sqlite3
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.journeys.conftest import hand_in

TITLE = "某食品店经营标签不符合规定的蜂蜜案"
THROUGH = "2021-09-30"
COLUMNS = ("立案", "结案", "涉案金额", "罚没款金额", "移送司法案件", "互联网案件", "农村市场案件")


@pytest.fixture(scope="module")
def database(portal_address, portal_data):
    connection = sqlite3.connect(f"file:{portal_data / 'portal.sqlite3'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def download(page: Page, click) -> bytes:
    with page.expect_download() as waiting:
        click()
    return waiting.value.path().read_bytes()


def in_dialog(page: Page, opener: str, confirm: str, fill=lambda dialog: None) -> None:
    page.get_by_role("button", name=opener).first.click()
    dialog = page.locator("dialog[open]")
    fill(dialog)
    dialog.get_by_role("button", name=confirm, exact=True).click()


def file_case(page: Page) -> str:
    page.goto("/")
    page.get_by_role("link", name="填报案件").click()
    page.select_option("[name=category_code]", "food")
    page.fill("[name=title]", TITLE)
    page.fill("[name=party_name]", "某食品店（示例）")
    page.fill("[name=filed_on]", "2021-09-06")
    page.fill("[name=closed_on]", "2021-09-01")
    page.fill("[name=amount_involved]", "0.38")
    page.check("[name=is_punished][value=yes]")
    page.fill("[name=decided_on]", "2021-09-20")
    page.fill("[name=decision_content]", "没收违法所得、罚款。")
    page.fill("[name=fine]", "1.26")
    page.fill("[name=confiscated]", "0.3401")
    page.fill("[name=summary_verification]", "日常检查发现。")
    page.fill("[name=summary_facts]", "当事人经营的蜂蜜标签虚假标注。")
    page.fill("[name=summary_result]", "没收违法所得并处罚款。")
    page.fill("[name=summary_effect]", "同类商户自查。")
    page.check("[name=is_rural]")
    page.check("[name=is_typical]")
    hand_in(page)
    # A closing date before the filing date is refused beside its field, and nothing typed is lost.
    expect(page.get_by_text("结案时间不能早于立案时间（2021-09-06）。").first).to_be_visible()
    expect(page.locator("[name=fine]")).to_have_value("1.26")
    page.fill("[name=closed_on]", "2021-09-27")
    hand_in(page)
    page.wait_for_url(re.compile(r"/submissions/\d+$"))
    return page.url.rsplit("/", 1)[1]


def file_lead(page: Page) -> str:
    page.goto("/submissions/new/lead")
    page.fill("[name=title]", "关于某网店宣称蜂蜜治病的线索")
    page.select_option("[name=category_code]", "advertising")
    page.fill("[name=found_on]", "2021-09-28")
    page.select_option("[name=origin]", index=1)
    page.select_option("[name=source_data]", index=1)
    page.fill("[name=content]", "网店页面宣称蜂蜜可以治疗胃病。")
    page.check("[name=claims_importance]")
    hand_in(page)
    page.wait_for_url(re.compile(r"/submissions/\d+$"))
    return page.url.rsplit("/", 1)[1]


def recompute_annex2(database, through: date, department: str) -> dict[str, dict[str, object]]:
    """Annex 2 by plain loops over the accepted cases of one department; amounts in 分, None where all is blank."""
    table: dict[str, dict[str, object]] = {}
    cases = database.execute(
        "SELECT s.* FROM submissions s JOIN departments d ON d.id = s.department_id "
        "WHERE s.kind = 'case' AND s.status = 'accepted' AND d.code = ?",
        (department,),
    )
    for case in cases:
        if not f"{through.year}-01-01" <= case["filed_on"] <= str(through):
            continue
        row = table.setdefault(
            case["category_code"], dict.fromkeys(COLUMNS, 0) | {"涉案金额": None, "罚没款金额": None}
        )
        row["立案"] += 1
        row["结案"] += bool(case["closed_on"] and case["closed_on"] <= str(through))
        row["移送司法案件"] += bool(case["transferred_on"] and case["transferred_on"] <= str(through))
        row["互联网案件"] += bool(case["is_internet"])
        row["农村市场案件"] += bool(case["is_rural"])
        if case["amount_involved"] is not None:
            row["涉案金额"] = (row["涉案金额"] or 0) + case["amount_involved"]
        if case["decided_on"] and case["decided_on"] <= str(through):
            for part in (case["fine"], case["confiscated"]):
                if part is not None:
                    row["罚没款金额"] = (row["罚没款金额"] or 0) + part
    return table


def read_annex2(content: bytes) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if row[0] == "案件数据")
    names = [str(cell or "").split("（")[0].replace("\n", "") for cell in rows[head]]
    return [dict(zip(names, row, strict=True)) for row in rows[head + 1 :] if row[0]]


def test_a_case_goes_from_a_station_to_the_annual_workbook(visit_as, database):
    liaison, leader, supervision = visit_as("sls1.liaison"), visit_as("sls1.leader"), visit_as("supervision")
    before = recompute_annex2(database, date(2021, 9, 30), "sls1")["food"]["立案"]

    case, lead = file_case(liaison), file_lead(liaison)

    # The leader finds both in 待办, returns one with a reason, and approves what comes back.
    leader.goto("/approvals")
    expect(leader.get_by_role("link", name=re.compile(TITLE))).to_be_visible()
    leader.goto(f"/submissions/{case}")
    in_dialog(leader, "退回…", "退回给示例一所")
    expect(leader.get_by_text("请写明缺什么、怎么补。").first).to_be_visible()
    dialog = leader.locator("dialog[open]")
    dialog.locator("[name=code][value=minor_correction]").check()
    dialog.locator("[name=comment]").fill("案件名称写明产地。")
    dialog.get_by_role("button", name="退回给示例一所").click()
    liaison.goto(f"/approvals?id={case}")
    expect(liaison.get_by_text("案件名称写明产地。").first).to_be_visible()
    liaison.goto(f"/submissions/{case}/edit")
    liaison.fill("[name=licence_status]", "营业执照有效")
    hand_in(liaison)
    liaison.wait_for_url(f"**/submissions/{case}")
    for submission in (case, lead):
        leader.goto(f"/submissions/{submission}")
        leader.get_by_role("button", name="同意上报").click()
        expect(leader.get_by_text("待接收").first).to_be_visible()

    # Supervision accepts: a grade for the marked case, a verdict for the lead's importance.
    supervision.goto(f"/submissions/{case}")
    in_dialog(supervision, "接收…", "接收", lambda box: box.locator("[name=grade][value='4']").check())
    expect(supervision.get_by_text("已接收").first).to_be_visible()
    supervision.goto(f"/submissions/{lead}")
    in_dialog(
        supervision, "接收…", "接收", lambda box: box.locator("[name=confirms_importance][value=yes]").check()
    )
    expect(supervision.get_by_text("已接收").first).to_be_visible()

    check_statistics(supervision, database, before)
    check_typical_case(supervision, visit_as("supervision.head"), database, case)
    check_referral(supervision, visit_as("credit"), case)


def check_statistics(page: Page, database, before: int) -> None:
    page.goto(f"/statistics?through={THROUGH}&department=sls1")
    expected = recompute_annex2(database, date(2021, 9, 30), "sls1")
    assert expected["food"]["立案"] == before + 1
    # The number opens the cases behind it.
    food = page.get_by_role("row", name=re.compile("食品安全违法"))
    food.get_by_role("link", name=str(before + 1), exact=True).first.click()
    expect(page.get_by_role("row", name=re.compile(TITLE))).to_be_visible()
    page.go_back()
    rows = read_annex2(download(page, lambda: page.get_by_role("link", name="下载 Excel").click()))
    titles = dict(database.execute("SELECT code, table_title FROM categories"))
    total = {name: None if "金额" in name else 0 for name in COLUMNS}
    for code, row in expected.items():
        printed = next(each for each in rows if each["案件数据"] == titles[code])
        for name in COLUMNS:
            assert as_fen(name, printed[name]) == row[name], (code, name)
            if row[name] is not None:
                total[name] = (total[name] or 0) + row[name]
    sums = next(each for each in rows if each["案件数据"] == "合计")
    assert {name: as_fen(name, sums[name]) for name in COLUMNS} == total


def as_fen(name: str, value: object) -> int | None:
    """What a cell says, amounts back from 万元 to 分."""
    if value in (None, ""):
        return None
    return int((Decimal(str(value)) * 1_000_000).to_integral_value()) if "金额" in name else int(value)


def check_typical_case(supervision: Page, head: Page, database, case: str) -> None:
    (chosen,) = database.execute("SELECT id FROM typical_cases WHERE submission_id = ?", (case,)).fetchone()
    supervision.goto(f"/typical-cases/{chosen}")
    in_dialog(supervision, "列入候选…", "列入候选")
    expect(supervision.get_by_text("已入围").first).to_be_visible()
    # Whoever shortlisted is not offered to select; the head is another person.
    expect(supervision.get_by_role("button", name="选为典型案例")).to_have_count(0)
    head.goto(f"/typical-cases/{chosen}")
    in_dialog(
        head, "选为典型案例…", "选为典型案例", lambda box: box.locator("[name=level][value=district]").check()
    )
    expect(head.get_by_text("已入选").first).to_be_visible()
    paper = Document(io.BytesIO(download(head, lambda: head.get_by_role("link", name="下载信息表").click())))
    words = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert TITLE in words
    assert {"1.26", "0.3401", "0.38"} <= set(words)
    assert any("☑已办结" in paragraph.text.replace(" ", "") for paragraph in paper.paragraphs)


def check_referral(supervision: Page, credit: Page, case: str) -> None:
    supervision.goto(f"/referrals/new?submission={case}")
    supervision.locator("[name=articles]").first.check()
    supervision.locator("[name=factors]").first.check()
    supervision.get_by_role("button", name="移送", exact=True).click()
    expect(supervision.locator("[name=judgement]")).to_be_visible()
    supervision.fill("[name=judgement]", "标签虚假，情节较轻，提请信用科判断。")
    supervision.get_by_role("button", name="移送", exact=True).click()
    supervision.wait_for_url(re.compile(r"/referrals/\d+$"))
    credit.goto(supervision.url.partition("/referrals")[1] + supervision.url.partition("/referrals")[2])
    credit.get_by_role("button", name="签收").click()
    expect(credit.get_by_text("待受理").first).to_be_visible()
    in_dialog(credit, "受理…", "受理")
    expect(credit.get_by_text("办理中").first).to_be_visible()


def test_a_round_is_scored_confirmed_by_two_persons_and_its_workbook_adds_up(visit_as, database):
    supervision, head = visit_as("supervision"), visit_as("supervision.head")
    supervision.goto("/evaluations")
    supervision.fill("[name=through]", "2021-06-30")
    supervision.get_by_role("button", name="开始计分").click()
    supervision.wait_for_url(re.compile(r"/evaluations/\d+"))
    address = "/evaluations/" + re.search(r"/evaluations/(\d+)", supervision.url)[1]
    departments = [row[0] for row in database.execute("SELECT code FROM departments ORDER BY position")]
    enter_on_the_page(supervision, address, "sls1")
    for code in departments:
        enter_by_hand(supervision, address, code)
    # Supervision opened the round, so somebody else confirms it.
    head.goto(address)
    in_dialog(head, "确认得分…", "确认得分")
    expect(head.get_by_text("已确认").first).to_be_visible()
    book = openpyxl.load_workbook(
        io.BytesIO(download(head, lambda: head.get_by_role("link", name="结果工作簿").click()))
    )
    assert book.sheetnames == ["排名", "指标得分", "依据", "评分规则"]
    check_totals(head, address, departments)
    assert not re.search("罚款|没收|金额", " ".join(words_of(book["指标得分"]) + words_of(book["排名"])))


def enter_by_hand(page: Page, address: str, code: str) -> None:
    """The same for every line of one department that waits for a person, by requests to spare the time of drawing."""
    sheet = page.request.get(f"{address}?department={code}").text()
    for indicator in re.findall(r"line=(\w+)#\w+\">录入…", sheet):
        opened = page.request.get(f"{address}?department={code}&line={indicator}").text()
        answer = page.request.post(
            f"{address}/enter?line={indicator}",
            form={
                "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', opened)[1],
                "version": re.search(r'name="version" value="(\d+)"', opened)[1],
                "department": code,
                "indicator": indicator,
                "verdict": "points",
                "points": "2",
                "reason": "按评查记录。",
            },
        )
        assert answer.ok, answer.text()


def enter_on_the_page(page: Page, address: str, code: str) -> None:
    """One line as a person does it: a reason is asked for beside its field, then the points stand on the sheet."""
    page.goto(f"{address}?department={code}")
    page.get_by_role("link", name="录入…").first.click()
    page.check("[name=verdict][value=points]")
    page.fill("[name=points]", "2")
    page.get_by_role("button", name=re.compile("^保存")).click()
    expect(page.locator("[name=points]")).to_have_value("2")
    expect(page.locator("[name=reason]")).to_have_attribute("aria-invalid", "true")
    page.fill("[name=reason]", "按评查记录。")
    page.get_by_role("button", name=re.compile("^保存")).click()
    expect(page.get_by_role("link", name="修改…").first).to_be_visible()


def check_totals(page: Page, address: str, departments: list[str]) -> None:
    """Each sheet's total is points ÷ applicable × 100, recomputed from its own lines as they stand on the page."""
    checked = 0
    for code in departments:
        page.goto(f"{address}?department={code}")
        total = page.locator(".sheet-total b")
        if page.url.find(code) < 0 or not total.count() or not re.fullmatch(r"[\d.]+", total.inner_text()):
            continue
        cells = page.locator("#sheet tbody tr[id] td.num").all_inner_texts()
        lines = [re.findall(r"[\d.]+", cell) for cell in cells]
        scored = [(Decimal(line[0]), Decimal(line[1])) for line in lines if len(line) == 2]
        points, applicable = (sum(part) for part in zip(*scored, strict=True))
        extra = [
            Decimal(re.findall(r"[\d.]+", text)[0])
            for text in page.locator("#sheet tbody tr:not([id]) td.num").all_inner_texts()
        ]
        expected = points / applicable * 100 + extra[0] - extra[1]
        shown = Decimal(total.inner_text())
        assert abs(shown - max(expected, Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)) <= Decimal(
            "0.01"
        ), code
        checked += 1
    assert checked >= 4


def words_of(sheet) -> list[str]:
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
