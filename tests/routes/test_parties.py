"""The pages of parties, and what is offered while a name is typed."""

from datetime import timedelta

import pytest

from portal.services import clock
from tests import factories
from tests.factories import CASE

LATELY = {
    "filed_on": 9,
    "decided_on": 5,
    "closed_on": 4,
    "executed_on": 3,
    "transferred_on": 3,
    "notified_on": 2,
}


def suggest(visitor, asked):
    answer = visitor.get("/parties/suggestions", query_string={"q": asked})
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    return answer.json["items"]


@pytest.fixture
def case(app):
    return factories.accepted_case("sls1", credit_code="91110000600037341L")


def test_typing_a_name_offers_the_party_its_code_and_its_other_cases(case, sign_in_as):
    (item,) = suggest(sign_in_as("sls2.liaison"), "某食品")
    assert item["value"] == CASE["party_name"]
    assert item["note"] == "示例一所 2021-08 食品安全违法"
    assert item["fills"] == {"credit_code": "91110000600037341L", "party_is_person": False}
    assert case.dossier.number not in str(item) and CASE["title"] not in str(item)


@pytest.mark.parametrize("asked", ["", "某", "没有这一个", "%%", "' OR 1=1"])
def test_a_question_that_finds_nothing_offers_nothing(case, sign_in_as, asked):
    assert suggest(sign_in_as("sls2.liaison"), asked) == []


def test_the_form_asks_for_suggestions_where_the_party_is_named(sign_in_as):
    for kind in ("case", "lead"):
        page = sign_in_as("sls1.liaison").get(f"/submissions/new/{kind}").text
        assert 'data-suggest="/parties/suggestions"' in page and "js/suggestions.js" in page


def test_a_page_links_what_its_reader_may_open(case, sign_in_as):
    own = sign_in_as("sls1.liaison").get(f"/parties/{case.party_id}").text
    assert f'href="/submissions/{case.id}"' in own and case.dossier.number in own
    other = sign_in_as("sls2.liaison").get(f"/parties/{case.party_id}").text
    assert f"/submissions/{case.id}" not in other and case.dossier.number not in other
    assert "示例一所" in other and "并入" not in other


def decided_lately(code):
    days = {name: clock.today() - timedelta(days=ago) for name, ago in LATELY.items()}
    return factories.accepted_case(code, credit_code="91110000600037341L", **days)


# Cases of these days: their term may end in a year whose holidays are not known yet.
@pytest.mark.filterwarnings("ignore:holidays of")
def test_the_filing_page_leads_to_the_party_and_shows_a_repeat_offender(sign_in_as):
    first, second = decided_lately("sls2"), decided_lately("sls1")
    visitor = sign_in_as("sls1.liaison")
    page = visitor.get(f"/submissions/{second.id}").text
    assert f'href="/parties/{first.party_id}"' in page and "屡罚屡犯" in page
    assert "屡罚屡犯" in visitor.get(f"/parties/{first.party_id}").text
    assert CASE["party_name"] in visitor.get("/parties").text


def test_supervision_joins_and_splits_on_the_page(case, sign_in_as):
    other = factories.approved_case("sls2", party_name="某食品公司")
    visitor, address = sign_in_as("supervision"), f"/parties/{case.party_id}"
    assert f'id="join-{other.party_id}"' in visitor.get(f"{address}?name=某食品").text
    refused = visitor.post(f"{address}/join?name=某食品", data={"version": 1, "other_id": other.party_id})
    assert refused.status_code == 422 and "请写明为什么是同一个当事人。" in refused.text
    typed = {"version": 1, "other_id": other.party_id, "reason": "简称。"}
    assert visitor.post(f"{address}/join", data=typed).status_code == 302
    assert visitor.get(f"/parties/{other.party_id}").headers["Location"] == address
    assert "并入：简称。" in visitor.get(address).text
    assert (
        visitor.post(f"{address}/split", data={"version": 1, "other_id": other.party_id}).status_code == 409
    )
    assert (
        visitor.post(f"{address}/split", data={"version": 2, "other_id": other.party_id}).status_code == 302
    )
    assert visitor.get(f"/parties/{other.party_id}").status_code == 200
