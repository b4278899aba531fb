"""A page of many rows asks the database no more often than one of few: what each row needs is fetched for all together."""

import pytest

from portal.extensions import db
from tests import factories
from tests.statements import list_statements

PAGES = (
    ("supervision", "/submissions"),
    ("supervision", "/approvals"),
    ("supervision", "/approvals?group=department"),
    ("supervision", "/approvals?tab=done"),
    ("supervision", "/typical-cases"),
    ("supervision", "/notices"),
    ("supervision", "/lead-sources"),
    ("supervision", "/"),
    ("supervision", "/obligations"),
    ("auditor", "/audit"),
    ("bureau", "/typical-cases"),
    ("sls1.leader", "/approvals"),
    ("sls1.leader", "/approvals/month"),
    ("sls1.liaison", "/submissions"),
    ("sls1.liaison", "/approvals"),
    ("sls1.liaison", "/parties"),
    ("sls1.liaison", "/"),
)


def add_cases(numbers):
    """In force, waiting at either gate, drafts: one of each for every number, no two of one party."""
    states = (
        factories.accepted_case,
        factories.approved_case,
        factories.submitted_case,
        factories.draft_case,
    )
    for number in numbers:
        for place, make in enumerate(states):
            name = f"{number}{place}"
            make(party_name=f"某食品{name}有限公司", decision_number=f"沪市监崇处〔2021〕{name}号")


def test_pages_of_more_rows_ask_no_more(app, sign_in_as):
    add_cases(range(100, 102))
    visitors = {username: sign_in_as(username) for username, _ in PAGES}

    def count(username, address):
        db.session.expunge_all()
        # The first time some things are asked that are kept.
        assert visitors[username].get(address).status_code == 200
        return len(list_statements(visitors[username].get, address))

    few = {page: count(*page) for page in PAGES}
    add_cases(range(200, 204))
    more = {page: count(*page) for page in PAGES}
    assert {page: (few[page], more[page]) for page in PAGES if more[page] > few[page]} == {}


@pytest.mark.parametrize("username", ["supervision", "sls1.liaison"])
def test_the_page_of_a_party_of_more_dossiers_asks_no_more(app, sign_in_as, username):
    case, visitor = factories.accepted_case(), sign_in_as(username)
    address = f"/parties/{case.party_id}"

    def count():
        db.session.expunge_all()
        assert visitor.get(address).status_code == 200
        return len(list_statements(visitor.get, address))

    one = count()
    for _ in range(4):
        factories.accepted_case(decision_number="")
    assert count() <= one
