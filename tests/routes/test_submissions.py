"""Filing in the browser: the form, what refuses it, the page of a submission, the lists."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.models.leads import Lead
from portal.models.monthly_returns import MonthlyReturn
from portal.models.submissions import Dossier, Submission
from portal.services import approvals, submissions
from tests import factories
from tests.factories import ALL_SEEN, CASE, LEAD, as_typed

LAST_MONTH = date(2021, 12, 1)


def latest():
    db.session.expire_all()
    return db.session.execute(select(Submission).order_by(Submission.id.desc()).limit(1)).scalar_one()


def count():
    return db.session.execute(select(func.count()).select_from(Dossier)).scalar_one()


def visible_text(page):
    """The page without its tags, spaces folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


@pytest.fixture
def liaison(sign_in_as):
    return sign_in_as("sls1.liaison")


def test_a_case_typed_in_full_is_submitted_as_typed(liaison):
    answer = liaison.post("/submissions/new/case", data={**as_typed(CASE), "intent": "submit"})
    case = latest()
    assert answer.headers["Location"] == f"/submissions/{case.id}"
    assert case.status == "submitted"
    assert {name: getattr(case, name) for name in CASE} == CASE


def test_a_draft_is_saved_however_little_stands_on_it(liaison):
    answer = liaison.post("/submissions/new/case", data={"title": "某案", "intent": "save"})
    assert answer.status_code == 302
    assert (latest().status, latest().title) == ("draft", "某案")


def test_enter_in_a_field_saves_and_never_submits(liaison):
    page = liaison.get("/submissions/new/case").text
    assert re.search(r'name="intent" value="(\w+)"', page)[1] == "save"
    liaison.post("/submissions/new/case", data=as_typed(CASE))
    assert latest().status == "draft"


def test_a_refused_submit_saves_nothing_and_keeps_what_was_typed(liaison):
    typed = {**as_typed(CASE), "closed_on": "2021-08-01", "contact_phone": "", "intent": "submit"}
    answer = liaison.post("/submissions/new/case", data=typed)
    assert answer.status_code == 422
    assert count() == 0
    assert "有 2 处要改，改好后再提交" in answer.text
    assert "结案时间不能早于立案时间（2021-08-12）。" in answer.text and "请填写联系电话。" in answer.text
    for text in ("2021-08-01", CASE["title"], "36.90", CASE["summary_facts"]):
        assert text in answer.text
    assert re.search(
        r'name="closed_on"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*name="closed_on"', answer.text
    )


def test_what_cannot_be_read_is_refused_even_for_a_draft(liaison):
    answer = liaison.post("/submissions/new/case", data={"fine": "一万", "title": "某案", "intent": "save"})
    assert answer.status_code == 422
    assert "金额只能填写数字，单位是万元，例如 1.26。" in answer.text
    assert 'value="一万"' in answer.text and 'value="某案"' in answer.text
    assert count() == 0


def test_a_wrong_credit_code_can_be_explained(liaison):
    typed = {**as_typed(CASE), "credit_code": "91110000600037341X", "intent": "submit"}
    answer = liaison.post("/submissions/new/case", data=typed)
    assert answer.status_code == 422
    assert "统一社会信用代码第 18 位不符，请核对；确实如此请写明理由。" in answer.text
    assert 'name="credit_code_reason"' in answer.text
    assert (
        liaison.post("/submissions/new/case", data={**typed, "credit_code_reason": "执照如此"}).status_code
        == 302
    )


def test_a_lead_is_filed_with_its_month_and_source(liaison):
    typed = {**as_typed({**LEAD, "serves_month": LAST_MONTH}), "handed_to_id": "", "intent": "submit"}
    assert liaison.post("/submissions/new/lead", data=typed).status_code == 302
    lead = db.session.execute(select(Lead)).scalar_one()
    assert (lead.status, lead.serves_month, lead.content) == ("submitted", LAST_MONTH, LEAD["content"])
    assert lead.verification_due_on == date(2021, 8, 23)


def test_a_monthly_return_is_filed_by_category_and_only_once(liaison):
    typed = {
        "month": f"{LAST_MONTH:%Y-%m}",
        "food-persons_sent": "12",
        "food-businesses_checked": "0",
        "affirms_statistics": "y",
        "contact_name": "甲",
        "contact_phone": "1",
        "intent": "submit",
    }
    assert liaison.post("/submissions/new/monthly-return", data=typed).status_code == 302
    made = db.session.execute(select(MonthlyReturn)).scalar_one()
    lines = {line.category_code: (line.persons_sent, line.businesses_checked) for line in made.lines}
    assert lines["food"] == (12, 0) and lines["ip"] == (None, None)
    again = liaison.post("/submissions/new/monthly-return", data=typed)
    assert again.status_code == 422 and count() == 1


def test_the_return_shows_the_departments_table_beside_it(liaison):
    page = visible_text(liaison.get("/submissions/new/monthly-return").text)
    assert "本部门累计统计表" in page and "合计" in page


@pytest.mark.parametrize("kind", ["reports", "monthly_return", "cases", "annex"])
def test_there_is_no_form_for_what_is_no_kind(liaison, kind):
    assert liaison.get(f"/submissions/new/{kind}").status_code == 404


def test_a_draft_is_edited_with_everything_in_its_place(liaison):
    draft = factories.draft_case()
    page = liaison.get(f"/submissions/{draft.id}/edit").text
    for text in (CASE["title"], "2021-08-12", "36.90", "4.660001", CASE["summary_facts"]):
        assert text in page
    typed = {**as_typed(CASE), "title": "改过的名称", "version": draft.version, "intent": "save"}
    assert liaison.post(f"/submissions/{draft.id}/edit", data=typed).status_code == 302
    content = submissions.content_of(latest())
    assert {name: content[name] for name in CASE} == {**CASE, "title": "改过的名称"}


@pytest.mark.parametrize("version", [None, "", "0", "99"])
def test_a_stale_edit_is_refused_with_who_was_faster_and_what_was_typed(liaison, version):
    draft = factories.draft_case()
    typed = {**as_typed(CASE), "title": "我写的名称", "intent": "save", "version": version}
    answer = liaison.post(
        f"/submissions/{draft.id}/edit", data={k: v for k, v in typed.items() if v is not None}
    )
    assert answer.status_code == 409
    assert "sls1.liaison" in answer.text and 'value="我写的名称"' in answer.text
    assert latest().title == CASE["title"]
    assert f'name="version" value="{draft.version}"' in answer.text


def test_what_is_submitted_cannot_be_edited_and_the_text_is_kept(liaison):
    case = factories.submitted_case()
    assert liaison.get(f"/submissions/{case.id}/edit").status_code == 409
    typed = {**as_typed(CASE), "title": "我写的名称", "version": case.version, "intent": "save"}
    answer = liaison.post(f"/submissions/{case.id}/edit", data=typed)
    assert answer.status_code == 409
    assert 'value="我写的名称"' in answer.text and "内容已不能修改" in answer.text
    assert latest().title == CASE["title"]


def test_submitting_from_the_page_with_an_error_opens_the_form_to_put_it_right(liaison):
    draft = factories.draft_case(contact_phone="")
    answer = liaison.post(f"/submissions/{draft.id}/submit", data={"version": draft.version})
    assert answer.status_code == 422
    assert "请填写联系电话。" in answer.text and f'value="{CASE["title"]}"' in answer.text
    assert latest().status == "draft"


def test_a_submission_is_taken_back_revised_and_discarded_by_its_department(liaison):
    case = factories.submitted_case()

    def press(submission, action):
        return liaison.post(f"/submissions/{submission.id}/{action}", data={"version": submission.version})

    assert press(case, "withdraw").status_code == 302
    assert latest().status == "draft"
    accepted = factories.accepted_case()
    answer = press(accepted, "revise")
    draft = latest()
    assert answer.headers["Location"] == f"/submissions/{draft.id}/edit" and draft.revision == 2
    assert press(accepted, "revise").status_code == 409
    draft_id = draft.id
    assert press(draft, "discard").headers["Location"] == "/submissions?kind=case"
    db.session.expire_all()
    assert db.session.get(Submission, draft_id) is None


@pytest.mark.parametrize("action", ["submit", "withdraw", "revise", "discard"])
@pytest.mark.parametrize("version", ["", "99"])
def test_no_step_is_taken_from_a_page_that_is_out_of_date(liaison, action, version):
    made = {
        "submit": factories.draft_case,
        "withdraw": factories.submitted_case,
        "revise": factories.accepted_case,
        "discard": factories.draft_case,
    }[action]()
    status, number = made.status, count()
    assert liaison.post(f"/submissions/{made.id}/{action}", data={"version": version}).status_code == 409
    assert latest().status == status and count() == number


@pytest.mark.parametrize("action", ["submit", "withdraw", "revise", "discard"])
@pytest.mark.parametrize(
    ("username", "status"), [("sls2.liaison", 404), ("sls1.leader", 403), ("supervision", 403)]
)
def test_nobody_else_takes_the_departments_steps(sign_in_as, action, username, status):
    draft = factories.draft_case()
    visitor = sign_in_as(username)
    assert (
        visitor.post(f"/submissions/{draft.id}/{action}", data={"version": draft.version}).status_code
        == status
    )


@pytest.mark.parametrize("address", ["", "/edit"])
def test_another_departments_draft_is_not_there_at_all(sign_in_as, address):
    draft = factories.draft_case()
    assert sign_in_as("sls2.liaison").get(f"/submissions/{draft.id}{address}").status_code == 404
    assert sign_in_as("supervision").get(f"/submissions/{draft.id}").status_code == 404
    assert sign_in_as("sls1.liaison").get(f"/submissions/999999{address}").status_code == 404


def test_the_page_offers_each_reader_their_own_steps(sign_in_as):
    draft, waiting, approved = factories.draft_case(), factories.submitted_case(), factories.approved_case()
    liaison, leader = sign_in_as("sls1.liaison"), sign_in_as("sls1.leader")
    assert "提交审批" in liaison.get(f"/submissions/{draft.id}").text
    assert f"/submissions/{draft.id}/submit" not in leader.get(f"/submissions/{draft.id}").text
    assert f"/submissions/{waiting.id}/withdraw" in liaison.get(f"/submissions/{waiting.id}").text
    assert "同意上报" in leader.get(f"/submissions/{waiting.id}").text
    page = sign_in_as("supervision").get(f"/submissions/{approved.id}").text
    assert "接收这份报送？" in page and "退回这份报送？" in page


def test_the_page_says_why_it_was_returned(liaison):
    case = factories.submitted_case()
    approvals.send_back(
        factories.actor("sls1.leader"), case, case.version, "missing_attachment", "请补检测报告全文。"
    )
    page = liaison.get(f"/submissions/{case.id}").text
    assert "退回原因：缺附件。" in page and "请补检测报告全文。" in page and "已退回" in page
    assert "修改后重新提交" in page


def test_a_revision_is_shown_against_what_is_in_force(liaison):
    case = factories.accepted_case()
    draft = submissions.revise(factories.actor("sls1.liaison"), case, case.version)
    submissions.save_draft(factories.actor("sls1.liaison"), draft, {"confiscated": 1_260_000}, draft.version)
    page = visible_text(liaison.get(f"/submissions/{draft.id}").text)
    assert "1.26 万元 原 4.660001 万元" in page
    assert "历次报送" in page


@pytest.mark.parametrize(
    "username", ["sls1.liaison", "sls1.leader", "supervision", "credit", "publicity", "bureau"]
)
@pytest.mark.parametrize(
    "query", ["", "?kind=case", "?kind=lead&status=returned", "?kind=nonsense&page=zz&category=zz", "?q=%25"]
)
def test_everyone_who_reads_filings_has_a_list(sign_in_as, username, query):
    factories.accepted_case()
    assert sign_in_as(username).get(f"/submissions{query}").status_code == 200


def test_a_list_keeps_its_filters_from_page_to_page(liaison):
    for number in range(27):
        factories.draft_case(title=f"鳊鱼第 {number} 案")
    page = liaison.get("/submissions?kind=case&q=鳊鱼&status=draft").text
    following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    second = liaison.get(following).text
    assert 'value="鳊鱼"' in second and "共 27 件" in second
    shown = re.findall(r'title="(鳊鱼第 \d+ 案)"', page + second)
    assert len(shown) == len(set(shown)) == 27


def test_an_empty_list_says_what_would_fill_it(sign_in_as):
    assert "没有符合筛选条件的卷宗" in sign_in_as("sls1.liaison").get("/submissions?q=没有").text
    assert "/submissions/new/lead" in sign_in_as("sls1.liaison").get("/submissions?kind=lead").text
    assert "/submissions/new" not in sign_in_as("supervision").get("/submissions").text


@pytest.mark.parametrize("kind", ["case", "lead", "monthly-return"])
def test_every_form_opens(liaison, kind):
    assert liaison.get(f"/submissions/new/{kind}").status_code == 200


def test_a_lead_sections_page_names_no_natural_person(sign_in_as):
    case = factories.accepted_case(title="张三经营牛肉案", party_name="张三", party_is_person=True)
    page = sign_in_as("spsc.liaison").get(f"/submissions/{case.id}").text
    assert "张某" in page and "张三" not in page
    assert "张三" in sign_in_as("sls1.liaison").get(f"/submissions/{case.id}").text


def test_a_section_that_leads_a_category_may_choose_the_department_and_a_station_has_only_its_own(sign_in_as):
    assert 'name="department"' in sign_in_as("spsc.liaison").get("/submissions").text
    assert 'name="department"' not in sign_in_as("sls1.liaison").get("/submissions").text


def test_a_page_of_a_deleted_draft_reaches_no_later_one(sign_in_as):
    gone = factories.draft_case()
    gone_id, version = gone.id, gone.version
    liaison = sign_in_as("sls1.liaison")
    assert liaison.post(f"/submissions/{gone_id}/discard", data={"version": version}).status_code == 302
    later = factories.draft_case()
    assert later.id != gone_id
    assert liaison.post(f"/submissions/{gone_id}/submit", data={"version": version}).status_code == 404
    assert later.status == "draft"


PASTED = (
    "日期\t类别\t出动（人次）\t检查（家次）\n2021-05-06\t食品安全违法\t4\t2\n2021-05-07\t食品安全违法\t3\t1\n"
)


def test_a_pasted_list_is_summed_into_the_table_and_nothing_is_saved_yet(liaison):
    form = {"month": "2021-05", "pasted": PASTED, "food-persons_sent": "1", "ip-persons_sent": "5"}
    page = press(liaison, "replace", form)
    assert page.status_code == 200 and count() == 0
    assert "已用 2 行替换表内数字。食品安全违法：出动 7 人次、检查 3 家次。" in page.text
    assert (cell(page, "food-persons_sent"), cell(page, "ip-persons_sent")) == ("7", "5")


def test_a_days_list_is_added_to_the_days_before(liaison):
    form = {"month": "2021-05", "pasted": PASTED, "food-persons_sent": "1"}
    page = press(liaison, "add", form)
    assert page.status_code == 200 and count() == 0
    assert "已把 2 行加到表内。食品安全违法：出动 8 人次（加 7）、检查 3 家次（加 3）。" in page.text
    assert (cell(page, "food-persons_sent"), cell(page, "food-businesses_checked")) == ("8", "3")
    assert cell(page, "ip-persons_sent") == ""


def test_nothing_is_added_to_a_figure_that_cannot_be_read(liaison):
    page = press(liaison, "add", {"month": "2021-05", "pasted": PASTED, "food-persons_sent": "若干"})
    assert page.status_code == 422 and "表内有没填对的数字" in page.text
    assert cell(page, "food-persons_sent") == "若干" and "2021-05-06\t食品" in page.text


def press(liaison, intent, form):
    return liaison.post("/submissions/new/monthly-return", data={**form, "intent": intent})


def cell(page, name):
    (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page.text)
    return re.search(r'value="([^"]*)"', tag)[1]


def is_ticked(page):
    (tag,) = re.findall(r'<input[^>]*name="affirms_statistics"[^>]*>', page.text)
    return "checked" in tag


def test_another_month_comes_with_its_own_table_and_without_the_tick(liaison):
    first = liaison.get("/submissions/new/monthly-return")
    assert 'name="beside" value="2021-12"' in first.text and "through=2021-12-31" in first.text
    form = {"month": "2021-07", "affirms_statistics": "y", "beside": "2021-12", "food-persons_sent": "3"}
    page = press(liaison, "redraw", form)
    assert page.status_code == 200 and count() == 0
    assert 'name="beside" value="2021-07"' in page.text and "through=2021-07-31" in page.text
    assert cell(page, "food-persons_sent") == "3" and not is_ticked(page)


@pytest.mark.parametrize("intent", ["save", "submit"])
def test_a_tick_for_the_table_of_another_month_is_refused_beside_it(liaison, intent):
    typed = {"month": "2021-07", "contact_name": "甲", "contact_phone": "1", "seen": ALL_SEEN}
    form = {**typed, "affirms_statistics": "y", "beside": "2021-12", "food-persons_sent": "3"}
    page = press(liaison, intent, form)
    assert page.status_code == 422 and count() == 0 and not is_ticked(page)
    assert "勾选时旁边是 2021-12 的统计表" in page.text and 'name="beside" value="2021-07"' in page.text
    assert press(liaison, intent, {**form, "beside": "2021-07"}).status_code == 302


def test_a_pasted_list_leaves_no_tick_for_another_month(liaison):
    form = {"month": "2021-05", "pasted": PASTED, "affirms_statistics": "y", "beside": "2021-12"}
    assert not is_ticked(press(liaison, "add", form))
    assert is_ticked(press(liaison, "add", {**form, "beside": "2021-05"}))


def test_the_numbers_of_the_table_beside_open_what_they_count_in_another_window(liaison, sign_in_as):
    case = factories.accepted_case(is_typical=False)
    for page in (
        liaison.get("/submissions/new/monthly-return").text,
        sign_in_as("sls1.leader").get("/approvals/month").text,
    ):
        links = re.findall(r'<a class="open" href="([^"]+)" target="_blank" rel="noopener">([^<]+)', page)
        by_figure = {
            (dict(parse_qsl(urlsplit(unescape(href)).query))["figure"], words): unescape(href)
            for href, words in links
            if "category=food" in href
        }
        assert {("filed", "1"), ("closed", "1"), ("penalty", "41.56")} <= set(by_figure)
        assert case.dossier.number in liaison.get(by_figure["filed", "1"]).text


def test_a_list_without_a_row_to_add_is_told_beside_the_box_and_kept(liaison):
    page = press(liaison, "add", {"month": "2021-05", "pasted": "日期 类别，随手写的一行"}).text
    assert "没有读到一行检查" in page and "随手写的一行" in page and "加到表内。" not in page


def test_a_row_that_is_not_understood_stands_beside_the_box_with_all_that_was_pasted(liaison):
    page = press(liaison, "replace", {"month": "2021-05", "pasted": f"{PASTED}2021-05-08\t卫生\t1\t1"})
    assert page.status_code == 422
    assert "第 4 行：没有“卫生”这个类别。" in page.text and "2021-05-06\t食品安全违法" in page.text


def test_a_list_that_was_not_summed_is_not_lost_by_saving(liaison):
    form = {"month": "2021-05", "intent": "save", "pasted": PASTED}
    page = liaison.post("/submissions/new/monthly-return", data=form)
    assert page.status_code == 422 and "清单还没有汇总" in page.text and "2021-05-06" in page.text


def test_filters_columns_and_order_stand_in_the_address_and_each_chip_takes_one_off(liaison):
    for number in range(27):
        factories.draft_case(title=f"农村第 {number} 案", is_rural=True)
    asked = (
        "/submissions?kind=case&flag=rural&filed-from=2021-08-01&columns=party&columns=closed&sort=-changed"
    )
    page = liaison.get(asked).text
    heads = re.findall(r'<th scope="col" class="[^"]*">([^<]+)', page)
    assert heads == ["编号", "名称", "当事人", "结案时间"]
    assert "农村市场案件" in page and "立案：2021-08-01 至 今" in page
    following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    for kept in ("flag=rural", "filed-from=2021-08-01", "columns=number.title.party.closed", "sort=-changed"):
        assert kept in following
    chips = [
        each.replace("&amp;", "&") for each in re.findall(r'<a class="tag tone-mute" href="([^"]+)"', page)
    ]
    assert ["flag=rural" in each for each in chips] == [True, False]
    assert ["filed-from" in each for each in chips] == [False, True]
    assert liaison.get(following).status_code == 200


@pytest.mark.parametrize(
    "query", ["flag=x&flag=rural", "filed-from=2021-99", "sort=x&columns=x..y", "violation=x"]
)
def test_what_no_list_knows_is_no_error(liaison, query):
    assert liaison.get(f"/submissions?{query}").status_code == 200


def test_a_reminder_is_read_once_before_submitting_and_then_stops_nothing(liaison):
    known = factories.submitted_case()
    typed = {**as_typed(CASE), "intent": "submit", "seen": ""}
    answer = liaison.post("/submissions/new/case", data=typed)
    assert answer.status_code == 422 and "再点一次“提交审批”" in answer.text
    assert f"可能重复：{known.dossier.number}" in answer.text
    seen = re.search(r'name="seen" value="([^"]*)"', answer.text)[1]
    # Another reminder in the place of the one that was read has not been read.
    other = {"party_name": "另一家食品公司", "title": "另一件案", "credit_code": "", "industry": ""}
    answer = liaison.post("/submissions/new/case", data={**typed, **other, "seen": seen})
    assert answer.status_code == 422 and "再点一次“提交审批”" in answer.text
    answer = liaison.post("/submissions/new/case", data={**typed, "seen": seen})
    assert answer.status_code == 302


def test_what_a_return_named_is_no_reminder_that_the_page_has_shown(liaison):
    known, case = factories.submitted_case(), factories.submitted_case(title="某店另一个名称案")
    approvals.send_back(
        factories.actor("sls1.leader"),
        case,
        case.version,
        "minor_correction",
        "请更正。",
        ["title", "filed_on"],
    )
    page = liaison.get(f"/submissions/{case.id}/edit").text
    assert f"可能重复：{known.dossier.number}" in page and "请核对年份" in page
    assert page.count("退回时指出这一项") >= 2
    assert len(re.search(r'name="seen" value="([^"]*)"', page)[1].split()) == 2


def test_the_page_of_a_draft_shows_what_its_check_finds_beside_the_button(liaison):
    known, draft = factories.submitted_case(), factories.draft_case(contact_phone="")
    page = liaison.get(f"/submissions/{draft.id}").text
    assert f"可能重复：{known.dossier.number}" in page and "请填写联系电话。" in page
    assert f"/submissions/{draft.id}/edit#contact_phone" in page


def posted(page):
    """What a browser would post of a report's form."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    texts = re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    chosen = re.search(r'name="task".*?<option selected value="(\w+)"', page, re.DOTALL)
    return {
        **fields,
        **{name: text.replace("\r\n", "\n").removeprefix("\n") for name, text in texts},
        "task": chosen[1],
    }


@pytest.fixture
def report(liaison):
    """The form of a new report, as its first page would post it."""
    return posted(liaison.get("/submissions/new/report").text)


def refill(liaison, form, **changes):
    return liaison.post("/submissions/new/report", data={**form, "intent": "refill", **changes})


def test_another_report_comes_with_the_texts_of_its_own_period(liaison, report):
    assert report["task"] == "backfill" and report["report_cases"].startswith("2021年1月1日至5月17日")
    page = refill(liaison, report, task="annual_report", report_problems="人手不足。")
    form = posted(page.text)
    assert page.status_code == 200 and count() == 0
    assert form["report_cases"].startswith("2021年1月1日至11月30日")
    assert form["report_publicity"].startswith("2021年1月1日至11月30日")
    assert (form["task"], form["report_problems"]) == ("annual_report", "人手不足。")
    form = posted(refill(liaison, form, task="second_quarter").text)
    assert form["report_cases"].startswith("2021年4月1日至6月30日")


def test_what_was_written_into_a_report_is_replaced_only_after_a_question(liaison, report):
    written = {**report, "report_cases": report["report_cases"] + "做法：错时检查。", "task": "annual_report"}
    page = refill(liaison, written)
    form = posted(page.text)
    assert page.status_code == 422 and "正文已经改过，还没有换" in page.text
    assert (form["report_cases"], form["task"]) == (written["report_cases"], "annual_report")
    again = refill(liaison, form, report_cases="又改了。")
    assert again.status_code == 422 and "又改了。" in again.text
    form = posted(refill(liaison, form).text)
    assert form["report_cases"].startswith("2021年1月1日至11月30日")
    assert "错时检查" not in form["report_cases"]


def test_a_refused_report_does_not_forget_that_its_text_was_written(liaison, report):
    written = {**report, "report_cases": "自己写的。", "intent": "submit", "contact_phone": ""}
    page = liaison.post("/submissions/new/report", data=written)
    assert page.status_code == 422
    assert "自己写的。" in refill(liaison, posted(page.text), task="annual_report").text


@pytest.mark.parametrize("task", ["", "first_quarter"])
def test_texts_are_of_a_report_that_is_offered(liaison, report, task):
    page = refill(liaison, report, task=task)
    assert page.status_code == 422 and "请先选择要报送的是哪一份报告" in page.text
    assert "5月17日" in page.text
