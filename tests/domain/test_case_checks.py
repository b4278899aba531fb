"""卷面检查 of a case: what stops it, what asks for a word, and what an answer elsewhere has already explained."""

from datetime import date, timedelta

import pytest

from portal.domain.case_checks import WORDS, Standing
from portal.domain.checks import check
from tests.domain.test_checks import CASE, PLAN, PUNISHED, TODAY

CLOSED = {
    **PUNISHED,
    "summary_verification": "经核查属实。",
    "summary_facts": "当事人购入并销售。",
    "summary_result": "处罚款。",
    "summary_effect": "消除隐患。",
    "closed_on": date(2021, 10, 1),
    "executed_on": date(2021, 9, 20),
    "published_on": date(2021, 9, 8),
    "decision_number": "沪市监崇处〔2021〕302021000001号",
}


def codes(standing=Standing(), **changes):  # noqa: B008
    found = check("case", {**CASE, **changes}, PLAN, TODAY, standing)
    return [(finding.field, finding.code) for finding in found if finding.code]


def errors(**changes):
    found = check("case", {**CASE, **changes}, PLAN, TODAY)
    return [finding.field for finding in found if finding.is_error]


def test_a_closed_case_without_contradictions_asks_for_no_word():
    assert check("case", {**CASE, **CLOSED}, PLAN, TODAY) == ()


@pytest.mark.parametrize("field", ["executed_on", "published_on"])
def test_a_penalty_is_executed_and_published_after_it_was_decided(field):
    assert errors(**{**CLOSED, field: CLOSED["decided_on"] - timedelta(days=1)}) == [field]
    assert errors(**{**CLOSED, field: CLOSED["decided_on"]}) == []


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({**CLOSED, "closed_on": date(2021, 9, 10)}, ("closed_on", "closed_before_executed")),
        ({**PUNISHED, "closed_on": date(2021, 8, 20)}, ("closed_on", "closed_before_decided")),
        ({**PUNISHED, "fine": 1_001 * 1_000_000}, ("fine", "large_fine")),
        ({"compensation": 1}, ("is_mediated", "compensation_without_mediation")),
        (
            {**PUNISHED, "confiscated": 101, "amount_involved": 100},
            ("confiscated", "confiscated_above_involved"),
        ),
        ({"has_separate_case": True}, ("has_separate_case", "separate_case_without_link")),
        ({"summary_facts": "电话13812345678。"}, ("summary_facts", "personal_data")),
    ],
)
def test_what_is_seldom_right_asks_for_a_word(changes, asked):
    assert codes(**changes) == [asked]


def test_a_fine_with_the_answer_no_penalty_is_an_error():
    assert errors(fine=100) == ["is_punished"]
    assert errors(confiscated=100) == ["is_punished"]
    assert errors(fine=0) == []


def test_excluded_days_say_why():
    assert errors(excluded_days=20) == ["excluded_reason"]
    assert errors(excluded_days=20, excluded_reason="检验 20 日") == []


def test_a_linked_case_and_a_referral_need_no_word():
    heavy = {**PUNISHED, "decision_content": "罚款，吊销食品经营许可证。"}
    assert codes(**heavy) == [("decision_content", "listing_candidate")]
    assert codes(Standing(is_referred=True), **heavy) == []
    assert codes(Standing(has_link=True), has_separate_case=True) == []


def test_no_listing_is_asked_about_under_the_rules_that_had_no_checklist():
    before_order_44 = {
        **PUNISHED,
        "decided_on": date(2021, 8, 31),
        "decision_content": "吊销食品经营许可证。",
    }
    assert codes(**before_order_44) == []


@pytest.mark.parametrize(
    "number",
    [
        "沪市监崇处〔2021〕302021000001号",
        "沪市监奉处（2021）262021011147号",
        "沪市监〔松〕处〔2021〕12号",
        "沪市监总处〔2021〕 322020000532 号",
    ],
)
def test_a_decision_number_is_known_in_the_spellings_in_use(number):
    assert codes(**PUNISHED, decision_number=number) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("沪市监崇罚〔2021〕1号", "decision_number"),
        ("崇处[2021]1号", "decision_number"),
        ("沪市监崇处〔2020〕302020000001号", "decision_number_year"),
    ],
)
def test_another_decision_number_asks_for_a_word(number, code):
    assert codes(**PUNISHED, decision_number=number) == [("decision_number", code)]


def test_a_text_that_speaks_of_the_other_category_only_asks_for_a_word():
    coded = {"category_code": "product", "violation_code": "product_other"}
    assert codes(**coded, title="销售未经强制性产品认证的电线案") == [("category_code", "miscoding")]
    assert codes(**coded, title="销售不合格电线案") == []
    tagged = {**coded, "secondary_categories": "ccc"}
    assert codes(**tagged, title="销售未经强制性产品认证的电线案") == []


def test_the_summary_names_no_natural_person_who_is_the_party():
    person = {"party_is_person": True, "party_name": "张三丰", "summary_facts": "张三丰购进并销售。"}
    assert codes(**person) == [("summary_facts", "person_named")]
    assert codes(**{**person, "party_is_person": False}) == []
    assert codes(**{**person, "summary_facts": "当事人购进并销售。"}) == []


def test_a_closed_case_is_asked_once_for_what_its_summary_lacks():
    lacking = {**CLOSED, "summary_facts": " ", "summary_effect": None}
    (found,) = check("case", {**CASE, **lacking}, PLAN, TODAY)
    assert found.is_quiet and found.field == "summary_facts"
    assert found.message == "已办结，案情摘要还缺：调查经过与违法事实、效果和社会影响。"
    assert check("case", {**CASE, **lacking, "closed_on": None, "executed_on": None}, PLAN, TODAY) == ()


def test_every_code_is_named_for_whoever_reads_the_answer():
    asked = {"is_typical": True, "closed_on": date(2021, 10, 1), "summary_facts": "违法"}
    found = codes(**asked)
    assert [code for _, code in found] == [
        f"missing_summary_{part}" for part in ("verification", "result", "effect")
    ]
    assert {code for _, code in found} <= set(WORDS)
