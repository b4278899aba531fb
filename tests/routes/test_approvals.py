"""The two gates in the browser: one address for each decision, and the inbox."""

import io

import pytest

from portal.extensions import db
from portal.models.submissions import Submission
from portal.services import attachments, submissions
from tests import factories, sample_files


def status_of(submission_id):
    db.session.expire_all()
    return db.session.get(Submission, submission_id).status


@pytest.fixture
def post(sign_in_as):
    """Post a decision as somebody: post(username, submission, action, **fields); `version` is the current one."""

    def post(username, submission, action, **fields):
        form = {"version": submission.version, **fields}
        address = f"/submissions/{submission.id}/{action}"
        return sign_in_as(username).post(address, data={k: v for k, v in form.items() if v is not None})

    return post


def test_the_leader_approves_and_supervision_accepts(post):
    case = factories.submitted_case()
    answer = post("sls1.leader", case, "approve", comment="同意")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/submissions/{case.id}"
    assert status_of(case.id) == "leader_approved"
    assert post("supervision", case, "accept", comment="同意", grade="4").status_code == 302
    assert status_of(case.id) == "accepted"


def test_from_the_inbox_a_decision_leads_on_to_the_next_one(post):
    first, second = factories.submitted_case(), factories.submitted_case()
    answer = post("sls1.leader", first, "approve", next="inbox")
    assert answer.headers["Location"] == f"/approvals?id={second.id}"


def test_the_last_one_leads_to_an_empty_inbox(post):
    case = factories.submitted_case()
    assert post("sls1.leader", case, "approve", next="inbox").headers["Location"] == "/approvals"


def test_a_return_needs_a_code_and_words_and_keeps_what_was_typed(post):
    case = factories.submitted_case()
    answer = post("sls1.leader", case, "return", comment="请补检测报告全文。")
    assert answer.status_code == 422
    assert "请选择退回原因。" in answer.text
    assert "请补检测报告全文。" in answer.text
    assert "请写明缺什么、怎么补。" in post("sls1.leader", case, "return", code="missing_attachment").text
    assert status_of(case.id) == "submitted"


def test_a_return_with_both_goes_back_to_the_department(post):
    case = factories.submitted_case()
    answer = post("sls1.leader", case, "return", code="missing_attachment", comment="请补检测报告全文。")
    assert answer.status_code == 302
    assert status_of(case.id) == "draft"


@pytest.mark.parametrize("version", [None, "", "0", "abc", "99"])
def test_a_missing_or_stale_version_is_refused_with_the_present_state_and_what_was_typed(post, version):
    case = factories.submitted_case()
    answer = post("sls1.leader", case, "return", version=version, comment="请补检测报告全文。")
    assert answer.status_code == 409
    assert "待审批" in answer.text
    assert "sls1.liaison" in answer.text
    assert "请补检测报告全文。" in answer.text


def test_who_comes_too_late_is_told_who_was_first(post):
    case = factories.submitted_case()
    seen = case.version
    post("sls1.leader", case, "approve")
    answer = post("sls1.leader", case, "approve", version=seen, comment="事实清楚")
    assert answer.status_code == 409
    assert "sls1.leader" in answer.text and "已同意。" in answer.text
    assert "待接收" in answer.text and "事实清楚" in answer.text


def test_a_typical_case_cannot_be_accepted_without_its_grade(post):
    case = factories.approved_case()
    answer = post("supervision", case, "accept", comment="同意")
    assert answer.status_code == 422
    assert "典型案件质量评分" in answer.text and "请填写" in answer.text
    assert post("supervision", case, "accept", grade="9").status_code == 422


def test_a_case_without_the_mark_asks_for_no_grade(post):
    case = factories.approved_case(is_typical=False)
    assert post("supervision", case, "accept").status_code == 302


def test_a_lead_is_accepted_with_the_verdict_on_its_importance(post):
    lead = factories.approved_lead()
    assert post("supervision", lead, "accept").status_code == 422
    assert post("supervision", lead, "accept", confirms_importance="no").status_code == 302
    db.session.expire_all()
    assert lead.confirms_importance is False


@pytest.mark.parametrize(
    ("username", "action", "status"),
    [
        ("sls1.liaison", "approve", 403),
        ("sls2.leader", "approve", 404),
        ("supervision", "approve", 403),
        ("supervision", "accept", 404),
        ("bureau", "return", 404),
        ("auditor", "return", 403),
        ("supervision", "revoke", 403),
        ("sls1.liaison", "return", 403),
    ],
)
def test_who_may_not_decide_is_refused(post, username, action, status):
    case = factories.submitted_case()
    answer = post(username, case, action, code="duplicate", comment="重复")
    assert answer.status_code == status
    assert status_of(case.id) == "submitted"


def test_only_the_head_revokes_and_gives_a_reason(post):
    case = factories.accepted_case()
    assert post("supervision.head", case, "revoke").status_code == 422
    assert post("supervision.head", case, "revoke", comment="当事人错误").status_code == 302
    assert status_of(case.id) == "revoked"


def test_the_leader_recalls_an_approval(post):
    case = factories.approved_case()
    assert post("sls1.leader", case, "recall").status_code == 302
    assert status_of(case.id) == "submitted"


@pytest.mark.parametrize("username", ["sls1.liaison", "sls1.leader", *factories.OFFICES])
@pytest.mark.parametrize("tab", ["", "?tab=done", "?tab=sent"])
def test_everyone_has_an_inbox_if_only_an_empty_one(sign_in_as, username, tab):
    assert sign_in_as(username).get(f"/approvals{tab}").status_code == 200


def test_a_refused_return_stands_open_on_the_page_it_came_from(post):
    case = factories.submitted_case()
    on_page = post("sls1.leader", case, "return", comment="请补检测报告。")
    in_inbox = post("sls1.leader", case, "return", comment="请补检测报告。", next="inbox")
    assert "办理过程" in on_page.text and "办理过程" not in in_inbox.text
    for answer in (on_page, in_inbox):
        assert answer.status_code == 422
        dialog = answer.text.partition('id="return-dialog"')[2].partition("</dialog>")[0]
        assert dialog.partition(">")[0].endswith("open data-open")
        assert "请选择退回原因。" in dialog and "请补检测报告。" in dialog


def test_an_opinion_too_long_is_refused_beside_the_field(post):
    case = factories.submitted_case()
    answer = post("sls1.leader", case, "approve", comment="很长" * 300)
    assert answer.status_code == 422
    assert 'id="opinion-error"' in answer.text and "最多 500 字" in answer.text
    assert status_of(case.id) == "submitted"


def test_the_preview_counts_the_files_and_leads_to_them_and_the_filings_page_marks_them(sign_in_as):
    draft = factories.draft_case()
    factories.attach(draft)
    case = factories.accept(draft)
    liaison = factories.actor("sls1.liaison")
    revision = submissions.revise(liaison, case, case.version)
    factories.attach(revision, "检测报告.png", sample_files.image(colour="red"))
    (photo, _) = attachments.read(liaison, revision).entries
    replacement = sample_files.image(colour="green")
    upload = attachments.Upload("重拍.png", io.BytesIO(replacement))
    attachments.add(liaison, revision, [upload], photo.current)
    factories.explain(liaison, revision)
    submissions.submit(liaison, revision, revision.version)
    leader = sign_in_as("sls1.leader")
    preview = leader.get(f"/approvals?id={revision.id}").text
    assert f'<a href="/submissions/{revision.id}#attachments">2 个</a>，本次新增 1 个，更换 1 个' in preview
    assert "变动 1 处" in preview and "<ins>检测报告.png（1 KB）</ins>" in preview
    page = leader.get(f"/submissions/{revision.id}").text
    assert page.count("本次新增") == page.count("本次更换") == 1
    first = leader.get(f"/approvals?id={case.id}").text
    assert f'<a href="/submissions/{case.id}#attachments">1 个</a></dd>' in first


def test_the_preview_of_who_may_not_read_the_files_says_nothing_of_them(sign_in_as):
    draft = factories.draft_case()
    factories.attach(draft)
    case = factories.accept(draft)
    page = sign_in_as("spsc.liaison").get(f"/approvals?id={case.id}").text
    assert factories.CASE["party_name"] in page and "附件" not in page
