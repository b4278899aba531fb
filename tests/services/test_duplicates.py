"""Duplicates: a filing that might be another is asked about before submitting, within what one may see."""

from datetime import date

import pytest

from portal.domain.content import Kind
from portal.domain.links import Relation
from portal.extensions import db
from portal.services import approvals, duplicates, links, submissions
from tests import factories
from tests.factories import CASE, LEAD, SECRET, actor
from tests.statements import list_statements

WORDS = "当事人、类别相同，日期相近"
NEW = {**CASE, "decision_number": "", "title": "另一名称", "summary_facts": "", "summary_verification": ""}


def told(username, content, submission=None, kind=Kind.CASE):
    found = submissions.review(actor(username), kind, content, submission)
    return [
        (each.field, each.message, each.submission_id)
        for each in found
        if each.message.startswith("可能重复")
    ]


def test_the_same_party_and_category_about_the_same_day_is_told_with_the_filing(app):
    known = factories.draft_case()
    sentence = f"可能重复：{known.dossier.number}（{WORDS}）。"
    near = {**NEW, "filed_on": date(2021, 9, 11)}
    assert told("sls1.liaison", near) == [("party_name", sentence, known.id)]
    assert told("sls1.liaison", {**NEW, "filed_on": date(2021, 9, 12)}) == []
    assert told("sls1.liaison", {**near, "category_code": "ip"}) == []
    assert told("sls1.liaison", submissions.content_of(known), known) == []


def test_a_filing_of_the_first_or_last_day_there_is_is_compared_too(app):
    author = actor("sls1.liaison")
    for kind, facts in (
        (Kind.CASE, {**NEW, "filed_on": date.min}),
        (Kind.LEAD, {**LEAD, "found_on": date.max}),
    ):
        assert list(duplicates.list_findings(author, kind, facts, None, 30)) == []


def test_a_reminder_of_a_duplicate_stops_nothing(app):
    factories.submitted_case()
    assert factories.submitted_case().submitted_at is not None


def test_of_anothers_case_only_department_and_month_are_told_and_of_its_draft_nothing(app):
    draft = factories.draft_case("sls2")
    assert told("sls1.liaison", NEW) == []
    submissions.submit(actor("sls2.liaison"), draft, draft.version)
    sentence = f"可能重复：示例二所 2021-08 有一件（{WORDS}），请向执法监管科核实。"
    assert told("sls1.liaison", NEW) == [("party_name", sentence, None)]
    other = {**NEW, "party_name": "某商行", "decision_number": CASE["decision_number"]}
    assert told("sls1.liaison", other) == []


@pytest.mark.parametrize("written", ["沪市监崇处〔2021〕001号", "沪市监崇处[2021]001号"])
def test_the_same_decision_is_told_whenever_and_whoever_it_concerned(app, written):
    known = factories.accepted_case()
    other = {**NEW, "party_name": "某商行", "filed_on": date(2021, 1, 5), "decision_number": written}
    ((field, sentence, found),) = told("sls1.liaison", other)
    assert (field, found) == ("decision_number", known.id) and "处罚决定书文号相同" in sentence


def test_nearly_the_same_text_is_told_under_another_party(app):
    known = factories.submitted_case()
    other = {
        **CASE,
        "party_name": "某商行",
        "decision_number": "",
        "title": CASE["title"].replace("冷冻", "冷藏"),
    }
    ((field, sentence, found),) = told("sls1.liaison", other)
    assert (field, found) == ("title", known.id) and "文字几乎相同" in sentence


@pytest.mark.parametrize("same", ["party_name", "title"])
def test_nearly_the_same_text_is_told_under_another_category_and_day(app, same):
    known = factories.submitted_case()
    other = {**CASE, "category_code": "ip", "filed_on": date(2021, 2, 1), "decision_number": ""}
    other |= {"party_name": "某商行"} if same == "title" else {"title": CASE["title"].replace("冷冻", "冷藏")}
    ((field, sentence, found),) = told("sls1.liaison", other)
    assert (field, found) == ("title", known.id) and "文字几乎相同" in sentence


def test_the_filing_of_the_decision_is_told_first_then_of_party_and_days_then_of_the_text(app):
    decided = factories.accepted_case(party_name="某商行", title="早先的一件案件", filed_on=date(2021, 1, 5))
    near = factories.draft_case(decision_number="")
    text = factories.draft_case(decision_number="", party_name="某某商行")
    found = duplicates.list_findings(actor("sls1.liaison"), Kind.CASE, CASE, None, 30)
    assert [each.submission_id for each in found] == [decided.id, near.id, text.id]


def test_what_there_is_nothing_to_tell_of_costs_no_question_of_its_own(app):
    def count():
        db.session.expunge_all()
        return len(
            list_statements(duplicates.list_findings, actor("sls1.liaison"), Kind.CASE, other, None, 30)
        )

    other = {**NEW, "party_name": "某商行"}
    factories.accepted_case("sls2", decision_number="")
    one = count()
    for _ in range(3):
        factories.accepted_case("sls2", decision_number="")
    assert count() == one


def test_a_candidate_stands_beside_with_what_to_compare(app):
    known = factories.accepted_case()
    found = submissions.review(actor("sls1.liaison"), Kind.CASE, NEW)
    (beside,) = [dict(each.beside) for each in found if each.submission_id == known.id]
    assert beside["案件名称"] == CASE["title"] and beside["涉案企业名称（人员姓名）"] == CASE["party_name"]
    assert beside["立案时间"] == str(CASE["filed_on"]) and beside["部门"].startswith("示例一所")
    person = factories.accepted_case(
        "sls2", title="赵甲乙无证经营案", party_name="赵甲乙", party_is_person=True, licence_status="无证"
    )
    again = {**submissions.content_of(person), "title": "另一名称"}
    found = submissions.review(actor("spsc.liaison"), Kind.CASE, again)
    (beside,) = [dict(each.beside) for each in found if each.submission_id == person.id]
    assert "赵甲乙" not in str(beside)


def test_leads_are_compared_with_leads_and_returns_with_nothing(app):
    known = factories.approved_lead(party_name="某商行")
    ((_, sentence, found),) = told("sls1.liaison", {**LEAD, "party_name": "某商行"}, kind=Kind.LEAD)
    assert found == known.id and WORDS in sentence
    assert told("sls1.liaison", {**NEW, "party_name": "某商行", "category_code": "ip"}) == []
    assert told("sls2.liaison", {**LEAD, "party_name": "某商行"}, kind=Kind.LEAD) == []


def test_a_restricted_lead_is_told_to_nobody(app):
    lead = factories.accepted_restricted_lead()
    content = {**LEAD, **SECRET}
    for username in ("sls1.liaison", "sls1.liaison2", "sls2.liaison"):
        assert told(username, content, kind=Kind.LEAD) == []
    assert submissions.list_duplicates(actor("supervision2"), lead) == []


def test_what_was_revoked_or_replaced_is_no_duplicate(app):
    known = factories.accepted_case()
    revision = submissions.revise(actor("sls1.liaison"), known, known.version)
    factories.accept(revision)
    assert [found for _, _, found in told("sls1.liaison", NEW)] == [revision.id]
    # Of its own department the draft that a revocation opens is asked about; elsewhere nothing is left.
    approvals.revoke(actor("supervision.head"), revision, revision.version, "当事人有误。")
    assert told("sls2.liaison", NEW) == []


def test_who_judges_a_filing_is_told_of_both_departments(app):
    first, second = factories.approved_case("sls1"), factories.approved_case("sls2")
    (finding,) = submissions.list_duplicates(actor("supervision"), second)
    assert finding.submission_id == first.id and first.dossier.number in finding.message


def test_a_separate_case_is_asked_for_until_one_is_linked(app):
    case, other = (
        factories.draft_case(has_separate_case=True),
        factories.draft_case(filed_on=date(2021, 1, 5)),
    )

    def asked():
        found = submissions.list_findings(case)
        return [each.is_error for each in found if each.code == "separate_case_without_link"]

    assert asked() == [False]
    links.make(actor("sls1.liaison"), case, Relation.UPSTREAM, other.dossier.number)
    assert asked() == [False]
    links.make(actor("sls1.liaison"), case, Relation.SEPARATE, other.dossier.number)
    assert asked() == []
