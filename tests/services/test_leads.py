"""Leads (线索): the term for verifying one, its sheet, the case opened from it and the link both ways."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.content import Kind
from portal.domain.dossiers import Filters
from portal.domain.errors import Forbidden, NotFound, Stale, TransitionNotAllowed
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.leads import CaseOrigin
from portal.services import approvals, dossiers, leads, notices, submissions
from tests import factories
from tests.factories import LEAD, actor


def accepted_lead(**changes):
    return factories.accepted_lead(party_name="某米业公司", **changes)


def open_case(lead, username="sls1.liaison"):
    return leads.open_case(actor(username), lead, lead.version)


def test_the_term_for_verifying_grows_by_its_extension(app):
    lead = submissions.create_draft(actor("sls1.liaison"), Kind.LEAD, LEAD)
    assert lead.verification_due_on == date(2021, 8, 23)
    longer = {**LEAD, "extension_reason": "须等待检验结论，经负责人批准。"}
    submissions.save_draft(actor("sls1.liaison"), lead, longer, lead.version)
    assert lead.verification_due_on == date(2021, 9, 13)
    submissions.save_draft(actor("sls1.liaison"), lead, {**LEAD, "extension_reason": None}, lead.version)
    assert lead.verification_due_on == date(2021, 8, 23)


def test_a_list_counts_the_working_days_until_a_lead_is_verified(app):
    open_one = factories.approved_lead()
    factories.approved_lead(verified_on=date(2021, 8, 10), verification_result="属实")
    rows = dossiers.list_page(actor("supervision"), Filters(kind=Kind.LEAD)).rows
    days = {row.submission_id: row.days_to_verify for row in rows}
    assert days[open_one.id] is not None
    assert [each for each in days.values() if each is None] == [None]


def test_a_case_opened_from_a_lead_takes_over_what_it_says(app):
    lead = accepted_lead()
    case = open_case(lead)
    content = submissions.content_of(case)
    assert (content["title"], content["party_name"], content["category_code"]) == (
        LEAD["title"],
        "某米业公司",
        "ip",
    )
    assert LEAD["content"] in content["summary_verification"]
    assert case.department_id == lead.department_id
    row = db.session.execute(select(TrailRow).where(TrailRow.action == "open_case")).scalar_one()
    assert (row.subject_id, row.reference) == (lead.id, lead.dossier.number)


def test_lead_and_case_name_each_other(app):
    lead = accepted_lead()
    case = open_case(lead)
    there = leads.read_origins(actor("sls1.liaison"), lead)
    back = leads.read_origins(actor("sls1.liaison"), case)
    assert [each.submission_id for each in there.dossiers] == [case.id]
    assert [each.submission_id for each in back.dossiers] == [lead.id]
    # A draft of a case is nobody's but its department's.
    assert leads.read_origins(actor("supervision"), lead).dossiers == ()


def test_a_case_that_a_lead_names_itself_is_linked_too(app):
    case = factories.submitted_case()
    lead = factories.approved_lead(resulting_dossier_id=case.dossier_id)
    assert [each.submission_id for each in leads.read_origins(actor("sls1.leader"), case).dossiers] == [
        lead.id
    ]
    assert not leads.read_origins(actor("sls1.liaison"), lead).may_open_case


def test_a_lead_becomes_a_case_once(app):
    lead = accepted_lead()
    assert leads.read_origins(actor("sls1.liaison"), lead).may_open_case
    case = open_case(lead)
    assert not leads.read_origins(actor("sls1.liaison"), lead).may_open_case
    with pytest.raises(TransitionNotAllowed, match=case.dossier.number):
        open_case(lead)


def test_after_its_case_was_discarded_a_lead_may_become_another(app):
    lead = accepted_lead()
    lead_id, case = lead.id, open_case(lead)
    submissions.discard(actor("sls1.liaison"), case, case.version)
    lead = submissions.get(actor("sls1.liaison"), lead_id)
    assert db.session.execute(select(CaseOrigin)).first() is None
    assert open_case(lead).dossier.kind is Kind.CASE


def test_a_case_that_a_lead_names_is_not_discarded(app):
    case = factories.draft_case()
    submissions.create_draft(
        actor("sls1.liaison"), Kind.LEAD, {**LEAD, "resulting_dossier_id": case.dossier_id}
    )
    with pytest.raises(TransitionNotAllowed, match="不能删除"):
        submissions.discard(actor("sls1.liaison"), case, case.version)


def test_what_was_verified_and_handed_in_may_become_a_case_before_it_is_accepted(app):
    plain = factories.approved_lead()
    with pytest.raises(TransitionNotAllowed, match="核查结果"):
        open_case(plain)
    verified = factories.approved_lead(verified_on=date(2021, 8, 10), verification_result="属实，建议立案。")
    assert "属实，建议立案。" in open_case(verified).summary_verification


def test_only_its_own_department_opens_the_case(app):
    lead = accepted_lead()
    with pytest.raises(Forbidden):
        open_case(lead, "sls2.liaison")
    with pytest.raises(Stale):
        leads.open_case(actor("sls1.liaison"), lead, lead.version - 1)
    with pytest.raises(NotFound):
        open_case(factories.submitted_case())


def test_a_restricted_lead_opens_no_case_and_no_case_tells_of_it(app):
    case = factories.submitted_case()
    lead = factories.accepted_restricted_lead(resulting_dossier_id=case.dossier_id)
    with pytest.raises(TransitionNotAllowed, match="限阅"):
        open_case(lead, "sls1.liaison2")
    assert not leads.read_origins(actor("sls1.liaison2"), lead).may_open_case
    for username in ("sls1.liaison", "sls1.leader", "supervision", "supervision.head"):
        assert leads.read_origins(actor(username), case).dossiers == ()
    assert [each.submission_id for each in leads.read_origins(actor("sls1.liaison2"), case).dossiers] == [
        lead.id
    ]


def test_the_sheet_of_a_lead_says_source_and_result_under_a_title_of_its_own(app):
    lead = accepted_lead(verified_on=date(2021, 8, 10), verification_result="属实，建议立案。")
    form = leads.draw_sheet(actor("supervision"), lead)
    text = " ".join(cell.text for row in form.rows for cell in row)
    assert form.title == "重要线索报送信息表"
    for said in ("自行发现，日常检查", "2021年8月2日", "属实，建议立案。", LEAD["title"], "某米业公司"):
        assert said in text
    name, paper = leads.export_sheet(actor("supervision"), lead)
    assert name.startswith("重要线索报送信息表")
    assert paper[:2] == b"PK"


def test_the_trail_of_a_restricted_sheet_does_not_name_it(app):
    lead = factories.accepted_restricted_lead()
    leads.export_sheet(actor("supervision2"), lead)
    row = db.session.execute(select(TrailRow).where(TrailRow.action == "export")).scalar_one()
    assert row.reference == f"限阅-{lead.dossier_id}"


def test_a_lead_handed_over_is_read_told_and_worked_by_the_department_it_goes_to(app):
    brigade = factories.department("zfjd").id
    draft = submissions.create_draft(actor("spsc.liaison"), Kind.LEAD, {**LEAD, "handed_to_id": brigade})
    with pytest.raises(NotFound):
        submissions.get(actor("zfjd.liaison"), draft.id)
    submissions.submit(actor("spsc.liaison"), draft, draft.version)
    approvals.approve(actor("spsc.leader"), draft, draft.version)
    assert submissions.get(actor("zfjd.liaison"), draft.id) is draft
    with pytest.raises(NotFound):
        submissions.get(actor("sls1.liaison"), draft.id)
    approvals.accept(actor("supervision"), draft, draft.version, {"confirms_importance": True})
    (notice,) = notices.list_page(actor("zfjd.liaison")).rows
    assert "移交线索" in notice.text and "移交您所在的部门" in notice.why
    case = open_case(draft, "zfjd.liaison")
    assert case.department_id == brigade
    assert leads.read_origins(actor("zfjd.liaison"), case).dossiers[0].submission_id == draft.id
