"""Parties: who is found while typing, what a page tells whom, and who is a repeat offender (R025e, R173)."""

from datetime import date

import pytest

from portal.domain.content import Kind
from portal.domain.errors import NotFound
from portal.services import approvals, parties, party_pages, party_searches, submissions
from tests import factories
from tests.factories import CASE, SECRET, actor

PERSON = {"party_name": "某摊主", "party_is_person": True, "title": "某摊主经营未经检疫的肉案"}


def search(username, asked):
    return [profile.name for profile in party_searches.search(actor(username), asked)]


@pytest.fixture(autouse=True)
def october(in_2021):
    with in_2021(10, 30):
        yield


def test_a_business_is_found_by_a_part_of_its_name_whoever_filed_its_case(app):
    factories.submitted_case("sls2")
    for username in ("sls1.liaison", "sls2.liaison", "supervision", "credit", "bureau"):
        assert search(username, "食品有限") == [CASE["party_name"]]
    assert search("sls1.liaison", "食") == []
    assert search("sls1.liaison", "%") == search("sls1.liaison", "食_有限") == []


def test_a_business_is_found_by_the_beginning_of_its_code(app):
    factories.submitted_case(credit_code="91110000600037341L")
    assert search("sls2.liaison", "9111000060") == [CASE["party_name"]]
    assert search("sls2.liaison", "600037341L") == []


def test_of_anothers_case_a_reader_learns_department_month_and_category_and_nothing_else(app):
    factories.submitted_case("sls2")
    (profile,) = party_searches.search(actor("sls1.liaison"), "某食品")
    (case,) = profile.dossiers
    assert (case.department, case.month, case.category) == ("示例二所", "2021-08", "食品安全违法")
    assert case == party_pages.KnownDossier("示例二所", "2021-08", "食品安全违法")


def test_drafts_and_anothers_leads_make_no_party_known(app):
    factories.draft_case("sls2")
    factories.approved_lead("sls2", party_name="某水产商行")
    assert search("sls1.liaison", "某食品") == search("sls1.liaison", "某水产") == []
    assert search("sls2.liaison", "某水产") == search("supervision", "某水产") == ["某水产商行"]


def test_a_natural_person_is_found_and_opened_by_who_may_read_a_filing_only(app):
    case = factories.accepted_case("sls2", **PERSON)
    assert search("sls1.liaison", "某摊主") == []
    with pytest.raises(NotFound):
        party_pages.get_profile(actor("sls1.liaison"), case.party_id)
    assert search("sls2.liaison", "某摊主") == search("supervision", "某摊主") == ["某摊主"]


def test_a_lead_section_reads_a_persons_name_masked_and_does_not_find_it_by_the_whole_of_it(app):
    case = factories.accepted_case("sls2", **PERSON)
    profile = party_pages.get_profile(actor("spsc.liaison"), case.party_id)
    assert profile.name == "某某某" and "某摊主" not in profile.dossiers[0].title
    assert search("spsc.liaison", "某摊主") == []


def test_a_lead_that_cannot_mark_a_person_meets_the_party_of_the_case_that_did(app):
    case = factories.accepted_case(party_name="甲乙丙", party_is_person=True)
    lead = factories.approved_lead(party_name="甲乙丙")
    assert lead.party_id == case.party_id


def test_a_restricted_lead_makes_no_party_known_to_who_is_not_named(app):
    lead = factories.accepted_restricted_lead()
    for username in ("sls1.liaison", "supervision", "supervision.head", "bureau"):
        assert search(username, SECRET["party_name"]) == []
        with pytest.raises(NotFound):
            party_pages.get_profile(actor(username), lead.party_id)
    assert search("supervision2", SECRET["party_name"]) == [SECRET["party_name"]]


def test_a_restricted_lead_never_counts_and_never_shows_beside_a_case(app):
    factories.accepted_restricted_lead()
    case = factories.accepted_case(party_name=SECRET["party_name"])
    for username in ("sls1.liaison", "supervision"):
        profile = party_pages.get_profile(actor(username), case.party_id)
        assert [each.number for each in profile.dossiers] == [case.dossier.number]
        assert not profile.is_repeat


def test_two_decided_cases_in_force_make_a_repeat_offender_for_every_reader(app):
    first = factories.accepted_case("sls1")
    assert not parties.is_repeat([first.party_id])
    second = factories.accepted_case("sls2")
    assert parties.is_repeat([first.party_id])
    for username in ("sls1.liaison", "sls3.liaison", "supervision", "bureau"):
        assert party_pages.get_profile(actor(username), first.party_id).is_repeat
    assert [each.party_id for each in party_searches.list_repeats(actor("sls3.leader"))] == [first.party_id]
    approvals.revoke(actor("supervision.head"), second, second.version, "当事人有误。")
    assert not parties.is_repeat([first.party_id])
    assert party_searches.list_repeats(actor("sls3.leader")) == []


def test_what_waits_old_decisions_and_a_second_trip_of_one_case_make_no_repeat_offender(app):
    case = factories.accepted_case()
    factories.approved_case()
    factories.accepted_case(decided_on=date(2019, 10, 30), filed_on=date(2019, 9, 1))
    revision = submissions.revise(actor("sls1.liaison"), case, case.version)
    factories.accept(revision)
    assert not parties.is_repeat([case.party_id])


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("91110000600037341L", ""),
        ("91110000600037341X", "第 18 位"),
        ("9111000060003734", "18 位数字"),
        ("91110000600037342P", "第 9 至 17 位"),
    ],
)
def test_a_credit_code_is_checked_as_a_whole_and_by_the_organisation_code_inside(code, word):
    sentence = parties.describe_wrong_code(code)
    assert word in sentence if word else sentence == ""


def test_a_code_under_another_name_asks_for_a_word(app):
    code = "91110000600037341L"
    factories.submitted_case(credit_code=code)
    content = {**CASE, "credit_code": code, "party_name": "另一家加工厂"}
    found = submissions.review(actor("sls2.liaison"), Kind.CASE, content)
    assert [each.field for each in found if each.code == "code_of_another"] == ["credit_code"]
    content["party_name"] = f"{CASE['party_name']} "
    found = submissions.review(factories.actor("sls2.liaison"), Kind.CASE, content)
    assert "code_of_another" not in {each.code for each in found}
