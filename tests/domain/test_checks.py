"""卷面检查 finds what a reviewer would send back, and blocks only what is wrong."""

from datetime import date, timedelta
from pathlib import Path

import pytest

import portal
from portal.domain.case_checks import WORDS, Standing
from portal.domain.catalogue import load_catalogue
from portal.domain.checks import check, in_form_order
from portal.domain.content import CONTENT, SECTIONS
from portal.domain.errors import Finding
from portal.domain.privacy import find_personal_data, looks_like_person, mask_in, mask_name

PLAN = load_catalogue(Path(portal.__file__).parent / "catalogue" / "2021.toml")
TODAY = date(2021, 10, 8)
CASE = {
    "category_code": "food",
    "violation_code": "food_uninspected_meat",
    "industry": "food_sale",
    "product": "meat",
    "title": "某食品公司经营未经检疫的牛肉案",
    "party_name": "某食品公司",
    "filed_on": date(2021, 8, 12),
    "is_mediated": False,
    "is_punished": False,
    "is_transferred": False,
    "is_notified": False,
    "is_public": False,
    "contact_name": "联络员甲",
    "contact_phone": "021-00000000",
}
PUNISHED = {
    "is_punished": True,
    "decided_on": date(2021, 9, 1),
    "decision_content": "罚款。",
    "fine": 1_260_000,
    "confiscated": 0,
}
LEAD = {
    "title": "某超市涉嫌销售无标志玩具",
    "category_code": "ccc",
    "violation_code": "ccc_uncertified",
    "found_on": date(2021, 9, 6),
    "origin": "found_here",
    "content": "巡查发现。",
    "source_activity": "daily_inspection",
    "serves_month": date(2021, 9, 1),
    "contact_name": "联络员甲",
    "contact_phone": "021-00000000",
}
RETURN = {
    "month": date(2021, 9, 1),
    "affirms_statistics": True,
    "contact_name": "联络员甲",
    "contact_phone": "021-00000000",
    "lines": [("food", 4, 3)],
}
FILINGS = {"case": CASE, "lead": LEAD, "monthly_return": RETURN}


def errors(kind="case", **changes):
    found = check(kind, {**FILINGS[kind], **changes}, PLAN, TODAY)
    return [(finding.field, finding.message) for finding in found if finding.is_error]


def reminders(kind="case", **changes):
    found = check(kind, {**FILINGS[kind], **changes}, PLAN, TODAY)
    return [(finding.field, finding.message) for finding in found if not finding.is_error]


@pytest.mark.parametrize("kind", FILINGS)
def test_a_complete_filing_has_no_finding(kind):
    assert check(kind, FILINGS[kind], PLAN, TODAY) == ()


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        *(("case", name) for name in ("title", "party_name", "filed_on", "contact_name", "contact_phone")),
        *(("lead", name) for name in ("title", "found_on", "content", "serves_month")),
        ("monthly_return", "month"),
    ],
)
@pytest.mark.parametrize("blank", [None, ""])
def test_what_must_be_filled_in_is_asked_for_by_its_name(kind, field, blank):
    assert (field, f"请填写{CONTENT[kind][field]}。") in errors(kind, **{field: blank})


@pytest.mark.parametrize(("kind", "field"), [("case", "category_code"), ("lead", "origin")])
def test_what_is_chosen_from_a_list_is_asked_for_as_a_choice(kind, field):
    assert (field, f"请选择{CONTENT[kind][field]}。") in errors(kind, **{field: None})


@pytest.mark.parametrize("field", ["closed_on", "decided_on", "transferred_on"])
def test_nothing_that_follows_the_filing_lies_before_it(field):
    day = CASE["filed_on"] - timedelta(days=1)
    changes = {**PUNISHED, "is_transferred": True, "transferred_on": date(2021, 9, 2), field: day}
    label = CONTENT["case"][field]
    assert errors(**changes) == [(field, f"{label}不能早于立案时间（2021-08-12）。")]
    assert errors(**{**changes, field: CASE["filed_on"]}) == []


def test_other_bodies_may_have_been_told_before_the_filing():
    told = {"is_notified": True, "notified_bodies": "区农业农村委", "notified_on": date(2021, 8, 1)}
    assert errors(**told) == []


@pytest.mark.parametrize(
    ("kind", "field"),
    [("case", "filed_on"), ("case", "closed_on"), ("case", "notified_on"), ("lead", "found_on")],
)
def test_nothing_reported_lies_in_the_future(kind, field):
    sentence = f"{CONTENT[kind][field]}不能晚于今天（2021-10-08）。"
    assert (field, sentence) in errors(kind, **{field: TODAY + timedelta(days=1)})
    assert (field, sentence) not in errors(kind, **{field: TODAY})


def test_a_penalty_needs_its_day_and_its_words():
    wanted = {"is_punished": True, "decided_on": None, "decision_content": ""}
    assert [field for field, _ in errors(**wanted)] == ["decided_on", "decision_content"]


@pytest.mark.parametrize(
    ("field", "value", "question"),
    [
        ("decided_on", date(2021, 9, 1), "is_punished"),
        ("decision_number", "沪市监崇处〔2021〕302021000001号", "is_punished"),
        ("decision_content", "警告。", "is_punished"),
        ("executed_on", date(2021, 9, 20), "is_punished"),
        ("published_on", date(2021, 9, 20), "is_punished"),
        ("transferred_on", date(2021, 9, 2), "is_transferred"),
        ("notified_bodies", "区农业农村委", "is_notified"),
        ("notified_on", date(2021, 9, 2), "is_notified"),
    ],
)
@pytest.mark.parametrize("answer", [False, None])
def test_what_goes_with_a_yes_contradicts_a_no(field, value, question, answer):
    assert [found for found, _ in errors(**{field: value, question: answer})] == [question]
    assert question not in [found for found, _ in errors(**{field: value, question: True})]


def test_a_penalty_that_was_denied_and_described_is_one_error_that_names_all_of_it():
    said = {"decided_on": date(2021, 9, 1), "decision_content": "警告。", "executed_on": date(2021, 9, 20)}
    ((_, sentence),) = errors(**said)
    assert sentence.startswith("填了作出处罚时间、处罚决定内容、执行完毕时间，是否处罚应选“是”")


def test_a_transfer_and_a_notice_say_when_and_to_whom():
    assert [field for field, _ in errors(is_transferred=True)] == ["transferred_on"]
    assert [field for field, _ in errors(is_notified=True)] == ["notified_bodies", "notified_on"]


def test_a_typical_case_is_closed_and_tells_its_facts():
    found = errors(is_typical=True)
    assert ("closed_on", "典型案件须已办结，请填写结案时间。") in found
    assert ("summary_facts", "案情摘要缺“调查经过与违法事实”部分。") in found
    assert [field for field, _ in reminders(is_typical=True)] == [
        "summary_verification",
        "summary_result",
        "summary_effect",
    ]


def test_questions_left_open_are_one_reminder_and_a_no_is_an_answer():
    assert reminders(is_mediated=None, is_public=None) == [
        ("is_mediated", "还没有回答：是否调解、是否已公开。")
    ]


@pytest.mark.parametrize(
    ("field", "fen", "says"),
    [
        ("amount_involved", 10_001 * 1_000_000, "涉案金额 10,001.00 万元，请核对单位是否为万元。"),
        ("loss_recovered", 35_000 * 1_000_000, "挽回损失 35,000.00 万元，请核对单位是否为万元。"),
    ],
)
def test_an_amount_as_large_as_yuan_typed_for_wan_is_asked_about(field, fen, says):
    assert reminders(**{field: fen}) == [(field, says)]
    assert reminders(**{field: fen // 10}) == []


def test_a_penalty_without_amounts_is_asked_about_but_a_zero_is_an_amount():
    assert [field for field, _ in reminders(**{**PUNISHED, "fine": None, "confiscated": None})] == ["fine"]
    assert reminders(**PUNISHED) == []


def test_an_amount_without_its_reason_is_asked_about():
    assert [field for field, _ in errors(fine=1)] == ["is_punished"]
    assert "is_punished" in [field for field, _ in reminders(fine=1, is_punished=None)]
    assert [field for field, _ in reminders(compensation=1)] == ["is_mediated"]


def test_a_case_closed_before_its_decision_or_filed_long_ago_is_asked_about():
    assert reminders(**PUNISHED, closed_on=date(2021, 8, 20))[0][0] == "closed_on"
    assert reminders(filed_on=date(2012, 8, 12)) == [("filed_on", "立案时间是 2012 年，请核对年份。")]


@pytest.mark.parametrize(
    ("category", "title"),
    [("product", "销售不合格电线案"), ("ccc", "水晶泥玩具案"), ("food", "保健食品虚假宣传案")],
)
def test_goods_that_sit_in_two_categories_are_asked_about(category, title):
    found = reminders(category_code=category, violation_code=f"{category}_other", title=title)
    assert [field for field, _ in found] == ["category_code"]


def test_a_kind_of_violation_belongs_to_its_category():
    assert [field for field, _ in errors(violation_code="ccc_uncertified")] == ["violation_code"]
    assert [field for field, _ in reminders("lead", violation_code=None)] == ["violation_code"]


def test_the_axes_left_blank_are_one_reminder_once_a_case_is_more_than_begun():
    assert reminders(industry=None, product="") == [
        ("industry", "没有选行业、产品：案件按行业、产品、违法行为归类。")
    ]
    assert [field for field, _ in reminders(violation_code=None)] == ["violation_code"]
    begun = {"industry": None, "product": None, "violation_code": None}
    assert reminders(**begun, category_code=None) == reminders(**begun, filed_on=None) == []


def test_goods_are_asked_about_also_where_only_their_code_names_them():
    coded = {"category_code": "product", "violation_code": "product_other", "title": "某店不合格商品案"}
    assert [field for field, _ in reminders(**coded, product="toys")] == ["category_code"]
    assert (
        reminders(**coded, product="clothing")
        == reminders(**coded, product="toys", secondary_categories="ccc")
        == []
    )


def test_the_name_of_the_goods_speaks_for_no_category():
    """保健食品和有功能宣称的食品 is a kind of food; 宣称 alone would make it advertising."""
    (found,) = check("case", {**CASE, "product": "health_food", "title": "某店压片糖果案"}, PLAN, TODAY)
    assert found.field == "category_code" and found.is_quiet


def test_other_violations_are_named():
    found = errors(category_code="other", violation_code=None)
    assert found == [("other_label", "其他违法请写明具体名称，例如消费者权益保护。")]


def test_a_second_tag_equal_to_the_category_is_asked_about():
    assert [f for f, _ in reminders(secondary_categories="ccc food")] == ["secondary_categories"]
    assert reminders(secondary_categories="ccc") == []


@pytest.mark.parametrize(
    ("text", "word"), [("电话13812345678。", "手机号码"), ("证件310230199001011234", "身份证号码")]
)
def test_numbers_of_persons_in_a_text_to_be_published_are_asked_about(text, word):
    assert reminders(summary_facts=text) == [("summary_facts", f"写有{word}，属个人信息，请删去。")]
    assert [field for field, _ in reminders("lead", content=text)] == ["content"]


def test_other_long_numbers_are_no_personal_data():
    assert find_personal_data("统一社会信用代码 91310230MA1JXXXX1X，批号 20210813812345678") == ()
    assert find_personal_data(None) == ()


def test_a_lead_names_a_source_and_its_verification_says_what_was_found():
    assert [field for field, _ in errors("lead", source_activity=None)] == ["source_activity"]
    assert errors("lead", source_activity=None, source_data="complaints") == []
    assert [field for field, _ in errors("lead", verified_on=date(2021, 9, 7))] == ["verification_result"]
    early = errors("lead", verified_on=date(2021, 9, 5), verification_result="属实")
    assert early == [("verified_on", "核查时间不能早于发现时间（2021-09-06）。")]


def test_a_monthly_return_is_affirmed_and_not_of_a_month_to_come():
    assert [field for field, _ in errors("monthly_return", affirms_statistics=False)] == [
        "affirms_statistics"
    ]
    assert [field for field, _ in errors("monthly_return", month=date(2021, 11, 1))] == ["month"]


def test_a_return_of_blanks_is_asked_about_and_one_of_zeros_is_not():
    assert [f for f, _ in reminders("monthly_return", lines=[("food", None, None)])] == ["lines"]
    assert reminders("monthly_return", lines=[("food", 0, None)]) == []


def test_a_month_without_a_case_or_lead_of_which_one_was_reported_asks_for_a_word():
    known = Standing(
        typical_cases=[(7, "铁2021-示例一所-0003")],
        important_leads=[(number, f"铁2021-示例一所-1{number:03}") for number in range(6)],
    )
    nil = {**RETURN, "no_case_reason": "没有办结的案件。", "no_lead_reason": "没有线索。"}
    case, lead = check("monthly_return", nil, PLAN, TODAY, known)
    assert (case.field, case.code, case.submission_id) == ("no_case_reason", "typical_cases_of_month", 7)
    assert case.message == "写了本月没有典型案件，而本月的典型案件已报有 铁2021-示例一所-0003，请核对。"
    assert (lead.field, lead.code) == ("no_lead_reason", "leads_of_month") and "等 6 件" in lead.message
    assert check("monthly_return", nil, PLAN, TODAY) == ()
    assert check("monthly_return", RETURN, PLAN, TODAY, known) == ()
    assert {case.code, lead.code} <= set(WORDS)


def test_findings_come_in_the_order_of_the_form_those_on_the_whole_last():
    found = [Finding("", "整表"), Finding("contact_phone", "乙"), Finding("title", "甲")]
    assert [each.field for each in in_form_order("case", found)] == ["title", "contact_phone", ""]


@pytest.mark.parametrize("kind", SECTIONS)
def test_the_parts_of_a_form_hold_every_field_once(kind):
    names = [name for _, group in SECTIONS[kind] for name in group if name != "lines"]
    assert sorted(names) == sorted(CONTENT[kind])


def test_a_natural_person_is_known_by_the_surname_only():
    assert mask_name("张三") == "张某"
    assert mask_name("欧阳娜娜") == "欧某某"
    assert mask_in("张三销售假冒白酒案，张三已缴款", "张三") == "张某销售假冒白酒案，张某已缴款"


@pytest.mark.parametrize(
    ("name", "is_person"),
    [
        ("张三", True),
        ("欧阳娜娜", True),
        ("鲜果店", False),
        ("某水产摊", False),
        ("上海某食品有限公司", False),
        ("", False),
    ],
)
def test_a_name_nobody_marked_is_a_person_when_it_looks_like_one(name, is_person):
    assert looks_like_person(name) is is_person


@pytest.mark.parametrize(
    ("text", "amounts", "fields"),
    [
        ("罚款50000元；没收违法所得1280元。", {"fine": 500_000, "confiscated": 0}, ["fine", "confiscated"]),
        ("罚款人民币 5 万元。", {"fine": 5_000_000}, []),
        ("罚款50,000.00元。", {"fine": 5_000_000}, []),
        ("对甲罚款1万元，对乙罚款2万元。", {"fine": 3_000_000}, []),
        ("罚款伍万元。", {"fine": 100}, []),
        ("罚款5万元。", {"fine": None}, []),
    ],
)
def test_an_amount_in_the_decision_that_its_column_contradicts_asks_for_a_word(text, amounts, fields):
    content = {**CASE, "decision_content": text, "amount_involved": 10**9, **amounts}
    found = check("case", content, PLAN, TODAY)
    assert [each.field for each in found if each.code.endswith("_said_otherwise")] == fields


def test_what_was_confiscated_is_asked_about_also_where_nothing_was_involved():
    assert "confiscated" in dict(reminders(amount_involved=0, confiscated=100, fine=0))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("联系电话 138 0000 0000。", "手机号码"),
        ("卡号 6222020200000000 收款。", "银行卡号"),
        ("加微信：abc_123456 联系。", "微信号"),
    ],
)
def test_personal_data_is_seen_however_it_is_spaced(text, word):
    assert any(word in message for _, message in reminders(summary_facts=text))


@pytest.mark.parametrize(
    "text", ["许可证 JY13100000000000。", "条码 6901234567892。", "微信公众号推送。", "2021 0000 0000"]
)
def test_a_number_that_is_no_persons_is_left_alone(text):
    assert not any("个人信息" in message for _, message in reminders(summary_facts=text))
