"""Lists of dossiers: each filter alone, three orders both ways, and pages that meet nowhere twice."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from portal.domain.content import Kind
from portal.domain.dossiers import FLAGS, SORTS, Filters, Span
from portal.services import approvals, clock, dossiers, selections
from tests import factories
from tests.factories import CASE, LEAD, actor


def titles(username, **filters):
    return sorted(row.title for row in dossiers.list_page(actor(username), Filters(**filters)).rows)


@pytest.fixture
def filed(app):
    """Two cases and two leads of one station that differ in what flags and days look at."""
    other = factories.department("spsc")
    factories.draft_case(
        title="甲",
        is_rural=True,
        is_internet=False,
        is_major=True,
        is_typical=True,
        co_handlers=str(other.id),
        quality_flags="iron novel",
        focus_tags="rural_area",
    )
    factories.draft_case(
        title="乙",
        violation_code=None,
        industry="catering",
        product=None,
        focus_tags="key_goods rural_area",
        other_provinces=None,
        is_transferred=False,
        is_notified=False,
        is_rural=False,
        is_internet=True,
        is_typical=False,
        filed_on=date(2021, 6, 1),
        decided_on=date(2021, 7, 1),
        closed_on=None,
        transferred_on=None,
    )
    factories.approved_lead(title="早的线索", found_on=clock.today() - timedelta(days=90))
    factories.approved_lead(title="新的线索", found_on=clock.today(), claims_importance=False)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"filed": Span(date(2021, 8, 1), None)}, ["甲"]),
        ({"filed": Span(None, date(2021, 6, 1))}, ["乙"]),
        ({"closed": Span(CASE["closed_on"], CASE["closed_on"])}, ["甲"]),
        ({"decided": Span(date(2021, 7, 1), date(2021, 8, 31))}, ["乙"]),
        ({"violation": CASE["violation_code"]}, ["甲"]),
        ({"industry": "catering"}, ["乙"]),
        ({"product": CASE["product"]}, ["甲"]),
        ({"tag": "rural_area"}, ["乙", "甲"]),
        ({"tag": "key_goods"}, ["乙"]),
        ({"tag": "novel"}, ["甲"]),
        ({"tag": "nov"}, []),
        ({"flags": {"outside"}}, ["甲"]),
        ({"flags": {"transferred"}}, ["甲"]),
        ({"flags": {"notified"}}, ["甲"]),
        ({"flags": {"rural"}}, ["甲"]),
        ({"flags": {"internet"}}, ["乙"]),
        ({"flags": {"typical"}}, ["甲"]),
        ({"flags": {"major"}}, ["早的线索", "甲"]),
        ({"flags": {"joint"}}, ["甲"]),
        ({"flags": {"overdue"}}, ["早的线索"]),
        ({"flags": {"rural", "internet"}}, []),
        ({"flags": {"nonsense"}}, []),
    ],
)
def test_each_filter_lets_through_what_it_asks_for(filed, asked, found):
    assert titles("sls1.liaison", **asked) == found


def test_leads_are_found_by_the_day_they_were_found_on(filed):
    assert titles("sls1.liaison", found=Span(clock.today(), None)) == ["新的线索"]


def test_mine_is_what_i_opened_or_handed_in_and_returned_is_what_came_back(filed):
    factories.draft_case(title="他人的")
    moved = factories.submitted_case(title="退回的")
    approvals.send_back(actor("sls1.leader"), moved, moved.version, "duplicate", "重复")
    assert titles("sls1.liaison2", flags={"mine"}) == []
    assert "他人的" in titles("sls1.liaison", flags={"mine"})
    assert titles("sls1.leader", flags={"mine"}) == []
    assert titles("sls1.liaison", flags={"returned"}) == ["退回的"]


def test_every_box_of_the_filter_bar_is_understood(app):
    nothing = str(selections.condition_on_flag(actor("sls1.liaison"), "nonsense"))
    for flag in FLAGS:
        assert str(selections.condition_on_flag(actor("sls1.liaison"), flag)) != nothing


@pytest.mark.parametrize("sort", ["", *SORTS, *(f"-{name}" for name in SORTS)])
def test_every_order_pages_through_all_and_back_without_repeats(app, sort):
    liaison = actor("sls1.liaison")
    for number in range(dossiers.PAGE_SIZE + 5):
        factories.draft_case(title=f"第 {number} 案")
    asked = Filters(sort=sort)
    first = dossiers.list_page(liaison, asked)
    second = dossiers.list_page(liaison, asked, first.next_key)
    seen = [*first.rows, *second.rows]
    assert len({row.submission_id for row in seen}) == dossiers.PAGE_SIZE + 5 and second.next_key is None
    assert dossiers.list_page(liaison, asked, second.previous_key).rows == first.rows
    turned = replace(asked, sort=sort[1:] if sort.startswith("-") else f"-{sort or 'changed'}")
    assert dossiers.list_page(liaison, turned).rows[0] == seen[-1]
    column = {"changed": "changed_at", "created": "submission_id", "number": "number"}[
        sort.strip("-") or "changed"
    ]
    values = [getattr(row, column) for row in seen]
    is_rising = sort in ("number", "-changed", "-created")
    assert all((a <= b) if is_rising else (a >= b) for a, b in pairwise(values))


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("key", ["a-x", "a-1-1", "b铁2021-1", "a-99999999999", "ax-1", "a-"])
def test_no_key_breaks_any_order(app, sort, key):
    factories.draft_case()
    dossiers.list_page(actor("sls1.liaison"), Filters(sort=sort), key)


@pytest.mark.parametrize("username", ["sls1.liaison", "sls1.leader"])
@pytest.mark.parametrize("kind", [None, Kind.CASE, Kind.LEAD])
def test_a_departments_people_page_through_all_that_they_reach_however_they_reach_it(
    app, monkeypatch, username, kind
):
    monkeypatch.setattr(dossiers, "PAGE_SIZE", 2)
    here = factories.department("sls1").id
    for place in range(3):
        factories.accepted_case(title=f"本所{place}")
        factories.approved_case("sls2", title=f"协办{place}", co_handlers=str(here))
        factories.approved_lead("sls2", title=f"移交{place}", handed_to_id=here)
        factories.approved_case("sls2", title=f"别所{place}")
    factories.submitted_case("sls2", title="还没报出", co_handlers=str(here))
    factories.accepted_case(title="两样都是", co_handlers=str(here))
    pages, key = [], ""
    while key is not None:
        pages.append(dossiers.list_page(actor(username), Filters(kind=kind), key))
        key = pages[-1].next_key
    reached = [row.title for page in pages for row in page.rows]
    kinds = {Kind.CASE: ("本所", "协办", "两样"), Kind.LEAD: ("移交",)}
    names = kinds[kind] if kind else (*kinds[Kind.CASE], *kinds[Kind.LEAD])
    written = [f"{name}{place}" for place in range(3) for name in ("本所", "协办", "移交")] + ["两样都是"]
    assert reached == [title for title in reversed(written) if title.startswith(names)]
    assert {page.total for page in pages} == {len(reached)}
    before = dossiers.list_page(actor(username), Filters(kind=kind), pages[-1].previous_key)
    assert before.rows == pages[-2].rows


def test_a_restricted_lead_is_in_no_list_of_others_whatever_they_ask(app):
    factories.accepted_restricted_lead()
    for username in ("sls1.liaison", "supervision", "bureau"):
        for asked in ({}, {"flags": {"major"}}, {"category": LEAD["category_code"]}, {"sort": "number"}):
            assert titles(username, **asked) == []


PERSON = {"party_name": "赵甲乙", "party_is_person": True, "title": "赵甲乙经营未经检疫的肉案"}


@pytest.mark.parametrize("asked", ["赵甲乙", "甲乙", "乙经"])
def test_a_name_that_the_reader_sees_masked_finds_nothing(app, asked):
    factories.accepted_case(is_typical=False, **PERSON)
    for reader in ("spsc.liaison", "spsc.leader"):
        assert titles(reader, search="未经检疫") == ["赵某某经营未经检疫的肉案"]
        assert titles(reader, search=asked) == []
    # Who reads the name in full finds it, though the list itself shows it masked to all but its department.
    assert titles("sls1.liaison", search=asked) == [PERSON["title"]]
    assert len(titles("supervision", search=asked)) == 1


def test_a_lead_whose_party_nobody_marked_is_searched_as_a_persons_where_its_name_is_as_short(app):
    made = factories.approved_lead(category_code="food", party_name="钱丙", title="钱丙涉嫌售假的线索")
    approvals.accept(actor("supervision"), made, made.version, {"confirms_importance": True})
    assert titles("spsc.liaison", search="钱丙") == [] and len(titles("spsc.liaison", search="售假")) == 1
    assert len(titles("sls1.liaison", search="钱丙")) == 1


def test_a_business_is_found_by_its_name_by_whoever_may_see_it(app):
    factories.accepted_case(is_typical=False)
    assert len(titles("spsc.liaison", search="某食品有限公司")) == 1


@pytest.mark.parametrize("asked", ["西布", "91310000MA1FL0XX0A", "处〔2021〕999", "孔雀石绿"])
def test_code_decision_number_and_summary_are_searched_too(app, asked):
    factories.draft_case(
        title="甲案",
        credit_code="91310000MA1FL0XX0A",
        decision_number="沪市监崇处〔2021〕999号",
        summary_facts="压片糖果中检出西布曲明。",
        summary_effect="另检出孔雀石绿。",
    )
    factories.draft_case(title="乙案")
    assert titles("sls1.liaison", search=asked) == ["甲案"]


def test_a_row_says_where_it_holds_the_searched_word_and_masks_it_there_as_well(app):
    factories.accepted_case(
        **{**PERSON, "summary_facts": "在集市检查，当事人赵甲乙经营的摊位销售压片糖果。" + "后续处理。" * 20}
    )

    def hits(username, words):
        return [row.hit for row in dossiers.list_page(actor(username), Filters(search=words)).rows]

    (hit,) = hits("sls1.liaison", "压片糖果")
    assert (
        hit[0] == "摘要" and "摊位销售压片糖果" in hit[1] and hit[1].startswith("…") and hit[1].endswith("…")
    )
    (hit,) = hits("supervision", "摊位")
    assert "赵甲乙" not in hit[1] and "经营的摊位" in hit[1]
    assert hits("sls1.liaison", PERSON["title"][:2]) == [None]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"origin": "supervised_from_above"}, ["督办的线索"]),
        ({"source": "complaints"}, ["投诉来的线索"]),
        ({"origin": "found_here", "source": "complaints"}, ["投诉来的线索"]),
        ({"origin": "supervised_from_above", "source": "complaints"}, []),
    ],
)
def test_leads_are_listed_by_what_they_came_from(app, asked, found):
    factories.approved_lead(title="督办的线索", origin="supervised_from_above")
    factories.approved_lead(title="投诉来的线索", origin="found_here", source_data="complaints")
    assert titles("supervision", kind=Kind.LEAD, **asked) == found


def test_a_summary_that_names_a_masked_person_is_not_searched(app):
    factories.accepted_case(
        **{**PERSON, "summary_facts": "当事人赵某甲经营的摊位。", "summary_effect": "下架。"}
    )
    assert titles("spsc.liaison", search="摊位") == []
    assert titles("sls1.liaison", search="摊位") == [PERSON["title"]]
