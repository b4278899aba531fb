"""The pages of typical cases."""

from urllib.parse import unquote

from portal.services import accounts, submissions
from tests import factories


def test_whoever_may_read_a_case_may_take_its_sheet_and_to_others_it_does_not_exist(sign_in_as):
    case = factories.accepted_case("sls1", decided_on=None, is_punished=False, decision_content=None)
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


def test_a_draft_revision_has_a_sheet_of_its_own_and_a_lead_has_none(sign_in_as):
    liaison = accounts.as_actor(factories.account("sls1.liaison"))
    case = factories.accepted_case("sls1")
    draft = submissions.revise(liaison, case, case.version)
    lead = submissions.create_draft(liaison, submissions.Kind.LEAD, {"title": "某线索"})
    visitor = sign_in_as("sls1.liaison")
    sheet = visitor.get(f"/submissions/{draft.id}/annex3.docx")
    assert "第2次" in unquote(sheet.headers["Content-Disposition"])
    assert visitor.get(f"/submissions/{lead.id}/annex3.docx").status_code == 404
