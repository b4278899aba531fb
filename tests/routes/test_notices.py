"""The bell, the list behind it, reminders and comments as the pages show them."""

import re
from datetime import UTC, datetime

from portal.extensions import db
from portal.models.comments import Comment
from portal.models.notices import Notice
from portal.services import samples
from tests import factories


def bell(page):
    return re.search(r'<a href="/notices"[^>]*>.*?</a>', page.text, re.DOTALL)[0]


def test_the_bell_counts_and_opening_a_notice_leads_to_what_it_is_about(sign_in_as):
    leader = sign_in_as("sls1.leader")
    assert "badge-count" not in bell(leader.get("/"))
    case = factories.submitted_case("sls1")
    assert '<b class="badge-count">1</b>' in bell(leader.get("/statistics"))
    page = leader.get("/notices").text
    assert case.title in page and "因为您是示例一所分管领导" in page
    number = db.session.query(Notice).one().id
    opened = leader.post(f"/notices/{number}/read", data={"open": "1"})
    assert opened.location == f"/submissions/{case.id}"
    assert "badge-count" not in bell(leader.get("/"))
    assert case.title not in leader.get("/notices").text.partition("<main")[2]
    assert case.title in leader.get("/notices?tab=all").text.partition("<main")[2]
    assert sign_in_as("sls2.leader").post(f"/notices/{number}/read").status_code == 404


def test_all_are_read_by_one_press(sign_in_as):
    leader = sign_in_as("sls1.leader")
    for _ in range(3):
        factories.submitted_case("sls1")
    assert "3 条" in leader.post("/notices/read-all", follow_redirects=True).text
    assert "没有未读通知" in leader.get("/notices").text


def test_every_sort_of_notice_leads_somewhere(sign_in_as, app):
    from portal.routes.notices import PLACES, find_place

    with app.test_request_context():
        for subject in PLACES:
            assert find_place(Notice(subject=subject, subject_id=1)).startswith("/")


def test_a_comment_kept_inside_a_side_is_not_on_the_other_sides_page(sign_in_as):
    case = factories.approved_case("sls1")
    liaison, supervision = sign_in_as("sls1.liaison"), sign_in_as("supervision")
    address = f"/submissions/{case.id}"
    assert liaison.post(f"{address}/comments", data={"text": "内部甲", "reach": "side"}).status_code == 302
    assert liaison.post(f"{address}/comments", data={"text": "公开乙", "reach": "both"}).status_code == 302
    assert (
        supervision.post(f"{address}/comments", data={"text": "内部丙", "reach": "side"}).status_code == 302
    )
    assert "内部甲" in liaison.get(address).text and "公开乙" in liaison.get(address).text
    seen = supervision.get(address).text
    assert "内部甲" not in seen and "公开乙" in seen and "内部丙" in seen
    assert "内部丙" not in liaison.get(address).text
    assert "内部丙" not in liaison.get("/notices?tab=all").text
    assert "内部甲" not in supervision.get("/notices?tab=all").text


def test_an_empty_comment_is_refused_beside_the_field_and_a_stranger_finds_no_page(sign_in_as):
    case = factories.approved_case("sls1")
    page = sign_in_as("sls1.leader").post(
        f"/submissions/{case.id}/comments", data={"text": " ", "reach": "side"}
    )
    assert page.status_code == 422 and 'id="text-error"' in page.text
    for username, status in (("sls2.liaison", 404), ("credit", 403), ("bureau", 403)):
        form = {"text": "外人的话", "reach": "both"}
        assert sign_in_as(username).post(f"/submissions/{case.id}/comments", data=form).status_code == status
    assert db.session.query(Comment).count() == 0


def test_supervision_finds_a_paragraph_to_copy_and_reminds_once_a_day(sign_in_as):
    samples.start_clock(datetime(2021, 11, 8, 1, tzinfo=UTC))
    factories.account("sls1.liaison")
    supervision = sign_in_as("supervision")
    page = supervision.get("/obligations").text
    assert "【铁拳行动报送提醒】11 月报送 12 月 2 日 24:00 截止，还有" in page and "示例一所：缺" in page
    form = {"department": "sls1", "month": re.search(r'name="month" value="([^"]+)"', page)[1]}
    assert supervision.post("/obligations/remind", data=form).status_code == 302
    assert supervision.post("/obligations/remind", data=form).status_code == 409
    assert "今天已催办" in supervision.get("/obligations").text
    assert "催办" in sign_in_as("sls1.liaison").get("/notices").text
    assert sign_in_as("sls1.leader").post("/obligations/remind", data=form).status_code == 403
    assert supervision.post("/obligations/remind", data={"department": "sls1"}).status_code == 404
    assert supervision.post("/obligations/remind", data=form | {"department": "x"}).status_code == 404
