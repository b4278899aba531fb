"""The fields that a return names: marked on the form, told on the timeline, answered before the second pass."""

from datetime import date

import pytest

from portal.domain.content import Kind
from portal.extensions import db
from portal.services import approvals, remarks, submissions
from tests import factories
from tests.factories import actor

CONTACT = {"contact_name": "联络员甲", "contact_phone": "021-00000000"}
REASON = {"code": "missing_attachment", "comment": "请核对处罚决定。"}


@pytest.fixture
def returned(sign_in_as):
    """A case that the leader sent back, naming two fields."""
    case = factories.submitted_case()
    form = {"version": case.version, "fields": ["decision_content", "fine"], **REASON}
    answer = sign_in_as("sls1.leader").post(f"/submissions/{case.id}/return", data=form)
    assert answer.status_code == 302
    db.session.expire_all()
    return case


def test_the_named_fields_are_marked_on_the_form_until_it_is_submitted_again(returned, sign_in_as):
    liaison = sign_in_as("sls1.liaison")
    page = liaison.get(f"/submissions/{returned.id}/edit").text
    assert page.count("退回时指出这一项：处罚决定内容。") >= 2
    assert page.count("退回时指出这一项") == 2 * page.count("退回时指出这一项：罚款数额（万元）。")
    beside = page.partition('id="fine-reminder"')[2].partition("</span>")[0]
    assert "退回时指出这一项" in beside
    submissions.submit(actor("sls1.liaison"), returned, returned.version)
    submissions.withdraw(actor("sls1.liaison"), returned, returned.version)
    assert "退回时指出这一项" not in liaison.get(f"/submissions/{returned.id}/edit").text


def test_a_reminder_does_not_block_submitting(returned):
    submissions.submit(actor("sls1.liaison"), returned, returned.version)
    assert returned.status == "submitted"


def test_the_timeline_tells_the_fields(returned, sign_in_as):
    page = sign_in_as("sls1.liaison").get(f"/submissions/{returned.id}").text
    assert "请核对处罚决定。　涉及项目：处罚决定内容、罚款数额（万元）。" in page


def test_the_second_pass_sees_what_was_answered_and_what_was_not(returned, sign_in_as):
    liaison = actor("sls1.liaison")
    submissions.save_draft(liaison, returned, {"fine": 35_000_000}, returned.version)
    submissions.submit(liaison, returned, returned.version)
    page = sign_in_as("sls1.leader").get(f"/approvals?id={returned.id}").text
    assert "罚款数额（万元）：<del>36.90</del> → <ins>35.00</ins>" in page
    assert '处罚决定内容：<b class="tone-warn tone-text">未改</b>' in page
    # It goes through the second gate with the same words.
    approvals.approve(actor("sls1.leader"), returned, returned.version)
    assert "<ins>35.00</ins>" in sign_in_as("supervision").get(f"/approvals?id={returned.id}").text


def test_naming_no_field_marks_none(sign_in_as):
    case = factories.submitted_case()
    approvals.send_back(actor("sls1.leader"), case, case.version, "duplicate", "重复")
    assert remarks.list_reminders(case) == ()
    assert "涉及项目" not in sign_in_as("sls1.liaison").get(f"/submissions/{case.id}").text


def test_a_field_that_the_kind_does_not_have_is_refused_beside_the_form(sign_in_as):
    case = factories.submitted_case()
    form = {"version": case.version, "fields": ["serves_month"], **REASON}
    assert sign_in_as("sls1.leader").post(f"/submissions/{case.id}/return", data=form).status_code == 422
    assert case.status == "submitted"


def test_a_refused_return_keeps_the_ticked_fields(sign_in_as):
    case = factories.submitted_case()
    form = {"version": case.version, "fields": ["fine"], "comment": "请核对。"}
    answer = sign_in_as("sls1.leader").post(f"/submissions/{case.id}/return", data=form)
    assert answer.status_code == 422
    assert 'name="fields" value="fine" checked' in answer.text
    assert 'name="fields" value="title" checked' not in answer.text


def test_the_figures_of_a_monthly_return_are_one_field(app, in_2021):
    with in_2021(10, 1):
        author = actor("sls1.liaison")
        content = {"month": date(2021, 9, 1), "lines": [("food", 4, 3)], "affirms_statistics": True}
        content |= {"no_case_reason": "没有办结", "no_lead_reason": "没有发现", **CONTACT}
        filed = submissions.create_draft(author, Kind.MONTHLY_RETURN, content)
        submissions.submit(author, filed, filed.version)
        leader = actor("sls1.leader")
        approvals.send_back(leader, filed, filed.version, "material_error", "食品类出动数有误", ["lines"])
        assert [each.field for each in remarks.list_reminders(filed)] == ["lines"]
        changed = {"lines": [("food", 9, 3)]}
        submissions.save_draft(author, filed, changed, filed.version)
        (answer,) = remarks.list_answers(filed, filed.steps[-1])
    assert answer.label == "出动与检查" and answer.is_changed
    assert "食品安全违法：出动（人次） 9" in answer.after


def test_the_form_of_what_came_back_says_why(returned, sign_in_as):
    page = sign_in_as("sls1.liaison").get(f"/submissions/{returned.id}/edit").text
    assert "退回原因：缺附件。" in page and "请核对处罚决定。" in page


def test_the_draft_after_a_revocation_says_why(sign_in_as):
    case = factories.accepted_case()
    draft = approvals.revoke(actor("supervision.head"), case, case.version, "与另一件重复计算")
    page = sign_in_as("sls1.liaison").get(f"/submissions/{draft.id}/edit").text
    assert "上一次报送已撤销。" in page and "与另一件重复计算" in page
