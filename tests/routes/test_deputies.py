"""The page on which leaders name their deputies, and the banner that a deputy sees."""

from datetime import timedelta

from portal.extensions import db
from portal.models.deputies import Deputy
from portal.services import clock
from tests import factories


def typed(days=0, **changes):
    leader, home = factories.account("sls1.leader"), factories.department("sls1")
    today = clock.today()
    return {
        "post": f"{leader.id}-{home.id}",
        "deputy_id": factories.account("sls1.liaison2").id,
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=days)).isoformat(),
    } | changes


def test_a_leader_names_a_deputy_who_sees_the_banner_on_every_page_until_it_is_ended(sign_in_as):
    deputy, leader = sign_in_as("sls1.liaison2"), sign_in_as("sls1.leader")
    assert "您正代理" not in deputy.get("/").text
    assert leader.post("/deputies", data=typed(days=3)).status_code == 302
    for page in ("/", "/submissions", "/approvals", "/account"):
        assert "您正代理 示例一所 分管领导 sls1.leader" in deputy.get(page).text, page
    assert "代理分管领导" in deputy.get("/").text and "您正代理" not in leader.get("/").text
    named = db.session.query(Deputy).one()
    assert leader.post(f"/deputies/{named.id}/end").status_code == 302
    assert "您正代理" not in deputy.get("/").text
    assert leader.post(f"/deputies/{named.id}/end").status_code == 409


def test_errors_stand_beside_their_fields_and_nothing_is_kept(sign_in_as):
    leader = sign_in_as("sls1.leader")
    for changes, field in (
        ({"deputy_id": ""}, "deputy_id"),
        ({"deputy_id": factories.account("sls2.liaison").id}, "deputy_id"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2000-01-01"}, "starts_on"),
        ({"ends_on": "2000-01-01"}, "ends_on"),
        ({"post": "1-1-1"}, "post"),
    ):
        page = leader.post("/deputies", data=typed(**changes))
        assert page.status_code == 422 and f'id="{field}-error"' in page.text, changes
    assert db.session.query(Deputy).count() == 0


def test_who_leads_nobody_has_no_such_page(sign_in_as):
    for username in ("sls1.liaison", "supervision", "credit", "auditor", "secadmin"):
        visitor = sign_in_as(username)
        assert visitor.get("/deputies").status_code == 403
        assert visitor.post("/deputies", data=typed()).status_code == 403
        assert visitor.post("/deputies/1/end").status_code == 403


def test_the_head_of_supervision_names_one_for_an_absent_leader(sign_in_as):
    head = sign_in_as("supervision.head")
    assert "代理授权" in head.get("/").text
    assert head.post("/deputies", data=typed()).status_code == 302
    assert "sls1.liaison2" in head.get("/deputies").text


def test_a_deputy_has_the_page_but_may_name_nobody(sign_in_as):
    sign_in_as("sls1.leader").post("/deputies", data=typed())
    deputy = sign_in_as("sls1.liaison2")
    assert "指定代理" not in deputy.get("/deputies").text.partition("<main")[2].replace("指定代理，", "")
    assert deputy.post("/deputies", data=typed()).status_code == 422
