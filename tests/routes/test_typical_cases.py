"""The pages of typical cases."""

from urllib.parse import unquote

from portal.extensions import db
from portal.models.audit import TrailRow
from portal.services import accounts, approvals, submissions, typical_cases
from tests import factories


def test_whoever_may_read_a_case_may_take_its_sheet_and_to_others_it_does_not_exist(sign_in_as):
    case = factories.accepted_case("sls1", **factories.UNDECIDED)
    address = f"/submissions/{case.id}/annex3.docx"
    answer = sign_in_as("sls1.liaison").get(address)
    assert answer.status_code == 200 and answer.data[:2] == b"PK"
    assert f"典型案件报送信息表_{case.dossier.number}_第1次.docx" in unquote(
        answer.headers["Content-Disposition"]
    )
    answers = {
        name: sign_in_as(name).get(address).status_code for name in ("sls2.liaison", "credit", "publicity")
    }
    assert answers == {"sls2.liaison": 404, "credit": 404, "publicity": 404}
    assert sign_in_as("sysadmin").get(address).status_code == 403


def test_a_draft_revision_has_a_sheet_of_its_own_and_publicity_has_none(sign_in_as):
    liaison = accounts.as_actor(factories.account("sls1.liaison"))
    case = factories.accepted_case("sls1")
    draft = submissions.revise(liaison, case, case.version)
    paper = factories.draft_filing(submissions.Kind.PUBLICITY)
    visitor = sign_in_as("sls1.liaison")
    sheet = visitor.get(f"/submissions/{draft.id}/annex3.docx")
    assert "第2次" in unquote(sheet.headers["Content-Disposition"])
    assert visitor.get(f"/submissions/{paper.id}/annex3.docx").status_code == 404


def test_the_sheet_is_read_in_the_browser_as_the_paper_says_it_and_leaves_no_export_behind(sign_in_as):
    case = factories.accepted_case("sls1")
    page = sign_in_as("sls1.liaison").get(f"/submissions/{case.id}/annex3")
    assert page.status_code == 200
    for words in ("附件3", "案情摘要（线索核查情况", case.title, "data-print", f"{case.id}/annex3.docx"):
        assert words in page.text
    exports = db.session.query(TrailRow).filter_by(action="export").count()
    assert exports == 0
    assert sign_in_as("sls2.liaison").get(f"/submissions/{case.id}/annex3").status_code == 404


def nominated(code="sls1", **changes):
    return typical_cases.find_of_dossier(factories.accepted_case(code, **changes).dossier_id)


def test_the_list_opens_for_its_readers_with_counts_and_filters_in_the_address(sign_in_as):
    nominated(title="某公司冷冻牛肉案")
    page = sign_in_as("supervision").get("/typical-cases").text
    assert "某公司冷冻牛肉案" in page and "已提名 1" in page and "列入候选" in page
    address = "/typical-cases?status=nominated&month=2021-09&category=food"
    narrowed = sign_in_as("bureau").get(address).text
    assert "没有已提名的案件" in narrowed and 'value="2021-09"' in narrowed
    assert sign_in_as("credit").get("/typical-cases").status_code == 403


def test_an_address_with_nonsense_filters_shows_the_unfiltered_list(sign_in_as):
    nominated(title="某公司冷冻牛肉案")
    address = "/typical-cases?status=x&month=2021-13&department=x&category=x&before=x"
    answer = sign_in_as("supervision").get(address)
    assert answer.status_code == 200 and "某公司冷冻牛肉案" in answer.text


def test_supervision_shortlists_and_its_head_selects_on_the_page(sign_in_as):
    chosen = nominated()
    address = f"/typical-cases/{chosen.id}"
    supervision, head = sign_in_as("supervision"), sign_in_as("supervision.head")
    assert supervision.post(f"{address}/shortlist", data={"version": 1}).status_code == 302
    assert supervision.post(f"{address}/select", data={"version": 2}).status_code == 403
    without = head.post(f"{address}/select", data={"version": 2, "comment": "报市局"})
    assert without.status_code == 422 and "请选择级别" in without.text and "报市局" in without.text
    assert head.post(f"{address}/select", data={"version": 2, "level": "city"}).status_code == 302
    page = sign_in_as("publicity").get(address).text
    assert "已入选" in page and "市级" in page and f"/typical-cases/{chosen.id}/" not in page


def test_a_missing_or_old_version_is_a_conflict(sign_in_as):
    chosen = nominated()
    supervision = sign_in_as("supervision")
    answers = [
        supervision.post(f"/typical-cases/{chosen.id}/shortlist", data=data).status_code
        for data in ({}, {"version": 7}, {"version": "x"})
    ]
    assert answers == [409, 409, 409]


def test_who_comes_too_late_is_told_so_before_anything_is_asked_of_them(sign_in_as):
    chosen = nominated()
    first, second = sign_in_as("supervision"), sign_in_as("supervision2")
    first.post(f"/typical-cases/{chosen.id}/shortlist", data={"version": 1})
    late = second.post(f"/typical-cases/{chosen.id}/unlist", data={"version": 1, "comment": ""})
    assert late.status_code == 409 and "supervision " in late.text


def test_the_person_who_shortlisted_is_told_that_another_must_select(sign_in_as):
    chosen = nominated()
    head = sign_in_as("supervision.head")
    head.post(f"/typical-cases/{chosen.id}/shortlist", data={"version": 1})
    answer = head.post(f"/typical-cases/{chosen.id}/select", data={"version": 2, "level": "city"})
    assert answer.status_code == 409 and "须由他人办理" in answer.text


def test_taking_back_without_words_is_asked_for_them(sign_in_as):
    chosen = nominated()
    supervision = sign_in_as("supervision")
    supervision.post(f"/typical-cases/{chosen.id}/shortlist", data={"version": 1})
    refused = supervision.post(f"/typical-cases/{chosen.id}/unlist", data={"version": 2, "comment": " "})
    assert refused.status_code == 422 and "请写明理由" in refused.text and "data-open" in refused.text
    done = supervision.post(f"/typical-cases/{chosen.id}/unlist", data={"version": 2, "comment": "重复"})
    assert done.status_code == 302


def test_another_departments_nomination_does_not_exist(sign_in_as):
    chosen = nominated("sls1")
    assert sign_in_as("sls2.liaison").get(f"/typical-cases/{chosen.id}").status_code == 404
    assert sign_in_as("sls1.liaison").get(f"/typical-cases/{chosen.id}").status_code == 200


def test_a_note_is_shown_and_answered_on_the_page(sign_in_as):
    chosen = nominated()
    head = accounts.as_actor(factories.account("supervision.head"))
    approvals.revoke(head, chosen.submission, chosen.submission.version, "有误")
    visitor, address = sign_in_as("supervision"), f"/typical-cases/{chosen.id}"
    assert "待核对" in visitor.get(address).text and "待核对" in visitor.get("/typical-cases").text
    answered = visitor.post(
        f"{address}/answer", data={"version": 1, "comment": "已知悉"}, follow_redirects=True
    )
    assert answered.status_code == 200 and "待核对" not in answered.text and "已知悉" in answered.text
