"""Reasons for a person: may a case be a typical case, may its party have to be listed. Never a verdict, never money."""

from datetime import date
from pathlib import Path

import pytest

import portal
from portal.domain.catalogue import load_catalogue
from portal.domain.eligibility import judge_nomination, list_circumstances, listing_hints, name_place

CLOSED = {
    "is_typical": True,
    "closed_on": date(2021, 10, 24),
    "summary_verification": "属实",
    "summary_facts": "违法",
    "summary_result": "罚款",
    "summary_effect": "良好",
}
TODAY = date(2021, 10, 8)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(Path(portal.__path__[0]) / "catalogue" / "2021.toml")


def test_a_closed_marked_case_in_force_with_all_four_parts_has_nothing_against_it():
    assert judge_nomination(CLOSED, is_in_force=True) == ()


@pytest.mark.parametrize(
    ("changes", "is_in_force", "sentence", "is_error"),
    [
        ({}, False, "所依据的报送不是现行的。", True),
        ({"is_typical": None}, True, "报送时没有标记为典型案件。", True),
        ({"closed_on": None}, True, "案件还没有办结。", True),
        ({"summary_effect": "  "}, True, "案情摘要缺“效果和社会影响”。", False),
        ({"summary_facts": None}, True, "案情摘要缺“调查经过与违法事实”。", False),
    ],
)
def test_each_thing_that_is_missing_is_named(changes, is_in_force, sentence, is_error):
    (finding,) = judge_nomination(CLOSED | changes, is_in_force)
    assert (finding.message, finding.is_error) == (sentence, is_error)


@pytest.mark.parametrize(
    ("decided_on", "regime", "has_circumstances"),
    [(date(2021, 8, 31), "order_83", False), (date(2021, 9, 1), "order_44", True), (None, "order_44", True)],
)
def test_the_rules_are_those_of_the_day_of_decision_and_todays_while_undecided(
    catalogue, decided_on, regime, has_circumstances
):
    hints = listing_hints({"category_code": "food", "decided_on": decided_on}, catalogue, TODAY)
    assert hints.regime.code == regime and bool(hints.circumstances) is has_circumstances


def test_an_undecided_case_is_looked_at_under_the_rules_of_the_day_it_is_opened_on(catalogue):
    hints = listing_hints({"category_code": "food"}, catalogue, date(2021, 8, 31))
    assert hints.regime.code == "order_83" and "手工登记" in hints.warning


def test_an_open_case_is_warned_before_its_penalty_and_a_decided_one_told_it_is_late(catalogue):
    before = listing_hints({"category_code": "food"}, catalogue, TODAY).warning
    after = listing_hints({"category_code": "food", "decided_on": date(2021, 9, 1)}, catalogue, TODAY).warning
    assert "第十三条" in before and "告知以前" in before
    assert "2021-09-01" in after and "第十一条" in after


@pytest.mark.parametrize(
    ("category", "places"),
    [
        ("food", ["第五条第（一）项", "第五条第（二）项", "第五条第（三）项", "第五条第（四）项"]),
        ("product", ["第七条第（二）项", "第七条第（三）项"]),
        ("special_equipment", ["第七条第（一）项"]),
        ("ccc", ["第七条第（五）项"]),
        ("advertising", ["第九条第（五）项"]),
        ("ip", ["第九条第（二）项"]),
    ],
)
def test_a_category_points_at_its_circumstances_of_order_44(catalogue, category, places):
    hints = listing_hints({"category_code": category}, catalogue, TODAY)
    assert [circumstance.place for circumstance in hints.circumstances] == places


def test_secondary_categories_point_too_and_price_cases_carry_their_caution(catalogue):
    hints = listing_hints(
        {"category_code": "intermediary_price", "secondary_categories": "ccc"}, catalogue, TODAY
    )
    assert [each.code for each in hints.circumstances] == ["7.5", "9.3"]
    assert "明码标价" in hints.notes[0]


def test_a_case_closed_without_a_penalty_gets_no_hint(catalogue):
    assert listing_hints({"category_code": "food", "closed_on": TODAY}, catalogue, TODAY) is None


def test_no_amount_changes_any_hint(catalogue):
    content = {"category_code": "food", "decided_on": date(2021, 9, 1)}
    large = content | {"fine": 10**12, "confiscated": 10**12, "amount_involved": 10**12}
    assert listing_hints(content, catalogue, TODAY) == listing_hints(large, catalogue, TODAY)


def test_places_are_cited_as_papers_cite_them(catalogue):
    assert name_place("12", "3") == "第十二条第（三）项" and name_place("10") == "第十条"
    places = [each.place for each in list_circumstances(catalogue.listing_regime(TODAY))]
    # Article 11 has one circumstance and no items.
    assert places[-1] == "第十一条" and len(places) == len(set(places))
