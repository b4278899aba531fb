"""Filing a restricted lead in the browser, and letting one more person know."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models.submissions import Submission
from tests import factories
from tests.factories import LEAD, SECRET, as_typed


def post_lead(visitor, *named, **more):
    ids = [str(factories.account(username).id) for username in named]
    typed = {**as_typed({**LEAD, **SECRET}), "reader_ids": ids, "intent": "submit", **more}
    return visitor.post("/submissions/new/lead", data=typed)


def latest():
    return db.session.execute(select(Submission).order_by(Submission.id.desc()).limit(1)).scalar_one()


@pytest.fixture
def author(sign_in_as):
    for username in ("sls1.leader", "supervision", "supervision.head", "sls2.leader"):
        factories.account(username)
    return sign_in_as("sls1.liaison")


def test_the_form_offers_the_own_department_and_the_supervision_section(author):
    page = author.get("/submissions/new/lead").text
    for username in ("sls1.leader", "supervision", "supervision.head"):
        assert f'value="{factories.account(username).id}"' in page and username in page
    assert "sls2.leader" not in page


def test_a_restricted_lead_is_filed_with_its_readers_and_its_page_lists_them(author, sign_in_as):
    answer = post_lead(author, "sls1.leader", "supervision", is_restricted="y")
    assert answer.status_code == 302, answer.text
    lead = latest()
    assert lead.is_restricted and lead.status == "submitted"
    page = author.get(f"/submissions/{lead.id}").text
    assert "限阅" in page and "知悉人员" in page and "3 人" in page
    assert sign_in_as("sls1.leader").get(f"/submissions/{lead.id}").status_code == 200
    for username in ("supervision.head", "bureau", "spsc.liaison"):
        assert sign_in_as(username).get(f"/submissions/{lead.id}").status_code == 404


def test_without_who_could_accept_it_nothing_is_saved_and_the_form_says_who_is_missing(author):
    answer = post_lead(author, "sls1.leader", is_restricted="y")
    assert answer.status_code == 422 and "执法监管科人员（接收），与填报人是三个人" in answer.text
    assert "1 处错误" in answer.text
    assert db.session.execute(select(Submission.id)).first() is None


def test_persons_ticked_without_the_switch_are_no_ordinary_lead_by_mistake(author):
    answer = post_lead(author, "sls1.leader", "supervision")
    assert answer.status_code == 422 and "请同时勾选" in answer.text
    assert db.session.execute(select(Submission.id)).first() is None


def test_an_ordinary_lead_is_filed_as_before_and_cannot_be_restricted_later(author):
    assert post_lead(author, intent="save").status_code == 302
    lead = latest()
    assert not lead.is_restricted
    assert "知悉" not in author.get(f"/submissions/{lead.id}/edit").text
    assert "知悉" not in author.get(f"/submissions/{lead.id}").text


def test_a_named_leader_adds_a_reader_on_the_page(sign_in_as):
    lead = factories.restricted_lead()
    head = factories.account("supervision.head").id
    leader = sign_in_as("sls1.leader2")
    assert "readers-dialog" in leader.get(f"/submissions/{lead.id}").text
    address, version = f"/submissions/{lead.id}/readers", lead.version
    assert leader.post(address, data={"version": version}).status_code == 422
    assert leader.post(address, data={"version": 99, "reader_ids": head}).status_code == 409
    answer = leader.post(address, data={"version": version, "reader_ids": head})
    assert answer.headers["Location"] == f"/submissions/{lead.id}"
    assert sign_in_as("supervision.head").get(f"/submissions/{lead.id}").status_code == 200
    assert "readers-dialog" not in sign_in_as("supervision2").get(f"/submissions/{lead.id}").text


def test_an_unnamed_leader_of_the_same_department_finds_no_address_that_knows_it(sign_in_as):
    lead = factories.restricted_lead()
    leader, form = sign_in_as("sls1.leader"), {"version": lead.version, "reader_ids": "1"}
    for action in ("readers", "approve", "recall", "return"):
        assert leader.post(f"/submissions/{lead.id}/{action}", data=form).status_code == 404
    assert SECRET["title"] not in leader.get("/approvals").text + leader.get("/").text
