"""Several filings decided in one go: a deed a row, a result a row, and nothing done before all is answered."""

from datetime import date

import pytest

from portal.extensions import db
from portal.models.submissions import Step, Submission
from portal.services import approvals, submissions
from tests import factories
from tests.factories import actor


def status_of(submission):
    db.session.expire_all()
    return db.session.get(Submission, submission.id).status


@pytest.fixture
def post(sign_in_as):
    """Decide ticked rows as somebody: post(username, action, rows, **fields), each row in its current version."""

    def post(username, action, rows, **fields):
        form = {"ids": [str(row.id) for row in rows]}
        form |= {f"version-{row.id}": str(row.version) for row in rows}
        return sign_in_as(username).post(f"/approvals/{action}", data={**form, **fields})

    return post


def revised(case, **changes):
    """The next revision of a case in force, with `changes`, as it waits for the supervision section."""
    code = case.department.code
    liaison, leader = actor(f"{code}.liaison"), actor(f"{code}.leader")
    draft = submissions.revise(liaison, case, case.version)
    submissions.save_draft(liaison, draft, changes, draft.version)
    submissions.submit(liaison, draft, draft.version)
    approvals.approve(leader, draft, draft.version)
    return draft


def test_the_leader_approves_all_that_is_ticked_and_nothing_else(post):
    first, second, other = (factories.submitted_case() for _ in range(3))
    answer = post("sls1.leader", "approve", [first, second], comment="同意")
    assert answer.status_code == 200
    assert "2 条成功" in answer.text and "条未办" not in answer.text
    assert [status_of(row) for row in (first, second, other)] == [
        "leader_approved",
        "leader_approved",
        "submitted",
    ]


def test_a_stale_row_fails_alone_with_its_sentence(post):
    fresh, stale, gone = (factories.submitted_case() for _ in range(3))
    seen = {f"version-{stale.id}": str(stale.version)}
    submissions.withdraw(actor("sls1.liaison"), stale, stale.version)
    answer = post("sls1.leader", "approve", [fresh, stale, gone], **seen, **{f"version-{gone.id}": "9"})
    assert "1 条成功" in answer.text and "2 条未办" in answer.text
    assert "sls1.liaison" in answer.text and "已撤回。" in answer.text
    assert [status_of(row) for row in (fresh, stale, gone)] == ["leader_approved", "draft", "submitted"]


def test_each_row_is_a_deed_of_its_own_with_its_own_step(post):
    rows = [factories.submitted_case() for _ in range(3)]
    post("sls1.leader", "approve", rows, comment="事实清楚")
    steps = db.session.query(Step).filter_by(action="approve").all()
    assert [step.comment for step in steps] == ["事实清楚"] * 3
    assert len({step.moment for step in steps}) == 3


@pytest.mark.parametrize(
    ("username", "action"),
    [("sls1.leader", "approve"), ("supervision", "accept"), ("sls1.leader", "return")],
)
def test_nothing_ticked_is_refused_with_a_sentence(sign_in_as, username, action):
    answer = sign_in_as(username).post(f"/approvals/{action}", data={})
    assert answer.status_code == 422
    assert "没有勾选" in answer.text


@pytest.mark.parametrize(
    ("username", "action"),
    [
        ("sls1.liaison", "approve"),
        ("supervision", "approve"),
        ("sls1.leader", "accept"),
        ("bureau", "return"),
        ("sls1.liaison", "return"),
        ("auditor", "return"),
    ],
)
def test_who_opens_no_gate_is_refused_the_step_altogether(post, username, action):
    case = factories.submitted_case()
    answer = post(username, action, [case], code="duplicate", comment="重复")
    assert answer.status_code == 403
    assert status_of(case) == "submitted"


def test_a_row_of_another_department_is_not_told_apart_from_none(post):
    own, foreign = factories.submitted_case(), factories.submitted_case("sls2", title="某外部门的案")
    answer = post("sls1.leader", "approve", [own, foreign])
    assert "看不到的报送" in answer.text and "某外部门的案" not in answer.text
    assert status_of(own) == "leader_approved" and status_of(foreign) == "submitted"


def test_acceptance_asks_for_the_verdict_of_each_row_before_anything_is_done(post):
    typical, plain = factories.approved_case(), factories.approved_case("sls2", is_typical=False)
    answer = post("supervision", "accept", [typical, plain])
    assert answer.status_code == 422
    assert "请填写：典型案件质量评分" in answer.text
    assert status_of(typical) == status_of(plain) == "leader_approved"
    answer = post("supervision", "accept", [typical, plain], **{f"grade-{typical.id}": "4"})
    assert "2 条成功" in answer.text
    assert status_of(typical) == status_of(plain) == "accepted"
    assert db.session.get(Submission, typical.id).grade == 4


def test_a_lead_is_accepted_in_bulk_with_the_verdict_on_its_importance(post):
    lead = factories.approved_lead()
    assert post("supervision", "accept", [lead]).status_code == 422
    post("supervision", "accept", [lead], **{f"confirms_importance-{lead.id}": "no"})
    db.session.expire_all()
    assert lead.confirms_importance is False


def test_a_stale_row_is_not_asked_for_verdicts_that_nobody_can_give(post):
    stale, plain = factories.approved_case(), factories.approved_case("sls2", is_typical=False)
    seen = {f"version-{stale.id}": str(stale.version)}
    approvals.recall(actor("sls1.leader"), stale, stale.version)
    answer = post("supervision", "accept", [stale, plain], **seen)
    assert answer.status_code == 200
    assert status_of(stale) == "submitted" and status_of(plain) == "accepted"


def test_the_grade_of_the_revision_in_force_is_offered(sign_in_as):
    case = factories.accepted_case()
    again = revised(case, confiscated=1)
    page = sign_in_as("supervision").get("/approvals").text
    asked = page.partition(f'data-row="{again.id}"')[2].partition("</template>")[0]
    assert "现行：4 分" in asked
    assert f'name="grade-{again.id}" value="4" checked' in asked


def test_one_reason_returns_all_and_a_row_may_have_its_own(post):
    first, second = factories.submitted_case(), factories.submitted_case()
    own = {f"code-{second.id}": "duplicate", f"comment-{second.id}": "与铁2021-0003 重复"}
    shared = {"code": "missing_attachment", "comment": "请补检测报告。"}
    assert "2 条成功" in post("sls1.leader", "return", [first, second], **shared, **own).text
    assert status_of(first) == status_of(second) == "draft"
    steps = db.session.query(Step).filter_by(action="return").order_by(Step.submission_id).all()
    assert [(step.code, step.comment) for step in steps] == [
        ("missing_attachment", "请补检测报告。"),
        ("duplicate", "与铁2021-0003 重复"),
    ]


def test_a_reason_for_every_row_needs_none_for_all(post):
    case = factories.submitted_case()
    own = {f"code-{case.id}": "duplicate", f"comment-{case.id}": "重复"}
    assert "1 条成功" in post("sls1.leader", "return", [case], **own).text


def test_a_missing_reason_is_asked_beside_its_field_and_nothing_typed_is_lost(post):
    first, second = factories.submitted_case(), factories.submitted_case()
    own = {f"comment-{second.id}": "与另一件重复"}
    answer = post("sls1.leader", "return", [first, second], code="duplicate", **own)
    assert answer.status_code == 422
    dialog = answer.text.partition('id="return-ticked"')[2].partition("</dialog>")[0]
    assert dialog.partition(">")[0].endswith('open data-open data-bulk-dialog=""')
    assert "请写明缺什么、怎么补。" in dialog
    assert "与另一件重复" in answer.text and 'value="duplicate"' in answer.text
    assert answer.text.count(" checked") >= 2
    assert status_of(first) == "submitted"


def test_an_opinion_too_long_stops_all(post):
    case = factories.submitted_case()
    assert post("sls1.leader", "approve", [case], comment="很" * 501).status_code == 422
    assert status_of(case) == "submitted"


def test_only_rows_that_wait_for_a_decision_can_be_ticked(sign_in_as):
    factories.draft_case()
    assert "data-tick" not in sign_in_as("sls1.liaison").get("/approvals").text
    case = factories.submitted_case()
    page = sign_in_as("sls1.leader").get("/approvals").text
    assert f'value="{case.id}"' in page and "批量同意…" in page and "批量接收…" not in page
    assert "data-tick" not in sign_in_as("sls1.leader").get("/approvals?tab=done").text


def test_only_the_second_gate_is_told_which_reasons_restart_the_clock(sign_in_as):
    factories.submitted_case(), factories.approved_case("sls2")
    clock = "实质错误（重新计时）"
    assert clock not in sign_in_as("sls1.leader").get("/approvals").text
    dialog = sign_in_as("supervision").get("/approvals").text.partition('id="return-ticked"')[2]
    assert clock in dialog and "一般更正（不重新计时）" in dialog


def test_supervision_sees_date_changes_as_one_ticked_group_and_the_rest_by_department(sign_in_as, in_2021):
    with in_2021(11, 3):
        moved = revised(factories.accepted_case(), closed_on=date(2021, 10, 20))
        more = revised(factories.accepted_case("sls2"), closed_on=date(2021, 10, 20), confiscated=1)
        new = factories.approved_case("sls1")
        page = sign_in_as("supervision").get("/approvals?group=department").text
    groups = page.split("<div data-group>")[1:]
    assert len(groups) == 3
    assert "只有日期变动" in groups[0] and "结案时间 2021-10-24 → 2021-10-20" in groups[0]
    ticked = [f'data-row="{row.id}"' in groups[0] for row in (moved, more, new)]
    assert ticked == [True, False, False]
    assert 'data-gate="accept" checked' in groups[0] and "data-tick-group" in groups[0]
    assert 'data-gate="accept" checked' not in groups[1] + groups[2]
    assert "变动 2 处" in groups[1] and f'data-row="{new.id}"' in groups[2]


def test_who_decides_for_one_department_has_no_switch(sign_in_as):
    factories.submitted_case()
    page = sign_in_as("sls1.leader").get("/approvals?group=department").text
    assert "按部门" not in page and "inbox-group" not in page


def test_a_decision_in_the_order_of_departments_goes_on_in_that_order(sign_in_as, in_2021):
    with in_2021(11, 3):
        first = factories.approved_case("sls1", is_typical=False)
        second = factories.approved_case("sls2", is_typical=False)
        third = factories.approved_case("sls1", is_typical=False)
        form = {"version": first.version, "next": "department"}
        answer = sign_in_as("supervision").post(f"/submissions/{first.id}/accept", data=form)
    assert answer.headers["Location"] == f"/approvals?id={third.id}&group=department"
    assert status_of(second) == "leader_approved"
