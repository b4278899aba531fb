"""What the page shows as changed, and what acceptance is said to change."""

from datetime import date

import pytest

from portal.domain.cases import LABELS
from portal.domain.differences import compare, list_differences, show
from portal.domain.effects import describe_acceptance

WORDS = {
    "category_code": {"food": "食品安全违法", "ip": "知识产权违法"},
    "secondary_categories": {"food": "食品", "ip": "知产"},
}


def changed(before, after):
    return [
        (row.label, *("".join(segment.text for segment in side) for side in (row.before, row.after)))
        for row in list_differences(before, after, LABELS, WORDS)
    ]


def test_only_what_changed_is_listed_in_the_order_of_the_form():
    before = {"title": "某案", "fine": 1_260_000, "filed_on": date(2021, 8, 12), "is_typical": None}
    after = {**before, "is_typical": True, "fine": 4_660_000, "closed_on": date(2021, 11, 24)}
    assert changed(before, after) == [
        ("结案时间", "", "2021-11-24"),
        ("罚款数额（万元）", "1.26", "4.66"),
        ("作为典型案件报送", "", "是"),
    ]


def test_codes_are_shown_in_words_and_an_unknown_code_as_it_is():
    assert changed({"category_code": "food"}, {"category_code": "ip"})[0][1:] == (
        "食品安全违法",
        "知识产权违法",
    )
    assert show("category_code", "gone", WORDS) == "gone"
    assert show("secondary_categories", "food ip", WORDS) == "食品、知产"


def test_an_amount_that_changes_by_one_fen_is_seen():
    assert changed({"fine": 1_260_000}, {"fine": 1_260_001})[0][1:] == ("1.26", "1.260001")


def test_not_known_is_blank_and_nought_is_not():
    assert changed({"fine": None}, {"fine": 0}) == [("罚款数额（万元）", "", "0.00")]
    assert changed({"title": None}, {"title": ""}) == []


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [("month", date(2021, 9, 1), "2021-09"), ("excluded_days", 30, "30"), ("is_rural", False, "否")],
)
def test_values_are_written_as_on_the_form(name, value, text):
    assert show(name, value, {}) == text


LONG = "当事人自 2021 年 4 月起购入并销售上述牛肉，货值金额较大。依法没收涉案冷冻牛肉 312 公斤。"


def test_of_a_long_text_only_the_words_that_changed_are_marked():
    before, after = compare(LONG, LONG.replace("312", "327.5") + "当事人已缴纳罚没款。")
    assert [segment.text for segment in before if segment.is_changed] == ["312"]
    assert [segment.text for segment in after if segment.is_changed] == ["327.5", "当事人已缴纳罚没款。"]
    assert before[0].text.startswith("……") and len(before[0].text) < 20


def test_a_short_value_changes_as_a_whole():
    before, after = compare("正在办理中", "已办结")
    assert [(segment.text, segment.is_changed) for segment in (*before, *after)] == [
        ("正在办理中", True),
        ("已办结", True),
    ]


def test_texts_with_nothing_in_common_change_as_a_whole():
    before, after = compare("甲" * 40, "乙" * 40)
    assert len(before) == len(after) == 1


def test_a_very_long_text_is_compared_by_sentence_and_nothing_is_lost():
    sentences = [f"第 {number} 项事实经核查属实。" for number in range(400)]
    before, after = compare("".join(sentences), "".join([*sentences[:200], "新增一项。", *sentences[200:]]))
    assert not [segment for segment in before if segment.is_changed]
    assert [segment.text for segment in after if segment.is_changed] == ["新增一项。"]


# 接收后影响

FILED = {
    "filed_on": date(2021, 8, 12),
    "amount_involved": 24_600_000,
    "fine": 36_900_000,
    "confiscated": 1_260_000,
}
CLOSED = {
    **FILED,
    "decided_on": date(2021, 11, 5),
    "closed_on": date(2021, 11, 24),
    "confiscated": 4_660_000,
    "is_typical": True,
}


def test_a_first_case_counts_as_filed():
    sentence = describe_acceptance("case", FILED, None)
    assert sentence == "计入 2021 年 8 月起的累计统计表：立案 +1，涉案金额 +24.60 万元。"


def test_a_revision_tells_only_what_it_changes():
    decided = {**FILED, "decided_on": date(2021, 11, 5)}
    assert describe_acceptance("case", CLOSED, decided) == (
        "计入 2021 年 8 月起的累计统计表：结案 +1，罚没款 +3.40 万元；作为 11 月典型案件，进入典型案例提名。"
    )


def test_amounts_go_down_with_a_minus():
    assert "涉案金额 −0.60 万元" in describe_acceptance(
        "case", {**FILED, "amount_involved": 24_000_000}, FILED
    )


def test_a_wording_changed_changes_no_number():
    assert describe_acceptance("case", {**FILED, "title": "新"}, FILED).endswith("：数字不变。")


def test_another_month_of_filing_moves_the_case():
    moved = {**FILED, "filed_on": date(2021, 9, 1)}
    assert "立案月份由 2021 年 8 月改为 2021 年 9 月" in describe_acceptance("case", moved, FILED)


def test_a_mark_taken_away_is_told():
    assert "典型案件标记取消" in describe_acceptance("case", {**CLOSED, "is_typical": False}, CLOSED)


def test_a_lead_tells_its_month_and_a_return_its_sums():
    lead = {"serves_month": date(2021, 8, 1), "claims_importance": True}
    assert describe_acceptance("lead", lead, None) == "线索 +1，计入 8 月报送；确认为重要线索的，计入考核。"
    filed = {"month": date(2021, 8, 1), "lines": [("food", 12, 30), ("ip", None, 4)]}
    assert describe_acceptance("monthly_return", filed, None) == (
        "计入 2021 年 8 月起的累计统计表：出动人次 +12，检查家次 +34。"
    )
    fewer = {**filed, "lines": [("food", 10, 30), ("ip", 0, 4)]}
    assert "出动人次 −2。" in describe_acceptance("monthly_return", fewer, filed)
