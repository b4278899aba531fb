"""Reports pre-filled from the accepted set, printed with the figures as they stood."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from portal.domain.content import Kind
from portal.domain.errors import Invalid, NotFound
from portal.domain.reports import write_cases
from portal.services import approvals, choices, reports, statistics, submissions
from tests import factories
from tests.factories import actor


def figures():
    return reports.gather_figures(factories.department("sls1").id, date(2021, 7, 1), date(2021, 9, 30))


def test_a_period_counts_each_step_by_its_own_day_and_only_what_was_accepted(app):
    factories.accepted_case(is_typical=False)
    factories.approved_case()
    factories.accepted_case("sls2", is_typical=False)
    found = figures()
    # Filed 12 August, decided 1 September, transferred 10 September, closed 24 October.
    assert (found.filed, found.decided, found.transferred, found.closed) == (1, 1, 1, 0)
    assert found.penalty == 36_900_000 + 4_660_001


def test_a_month_that_the_period_only_begins_adds_no_inspections(app):
    for month in (date(2021, 4, 1), date(2021, 5, 1)):
        factories.accepted_return(month, [("food", 10, 4)])
    department_id = factories.department("sls1").id
    found = reports.gather_figures(department_id, date(2021, 1, 1), date(2021, 5, 17))
    assert (found.persons_sent, found.businesses_checked) == (10, 4)
    assert "10 人次，检查企业 4 家次（月报截至4月）" in write_cases(found)
    assert reports.gather_figures(department_id, date(2021, 1, 1), date(2021, 5, 31)).persons_sent == 20


def test_publicity_counts_by_the_day_it_appeared(app):
    factories.accepted_filing(Kind.PUBLICITY)
    factories.draft_filing(Kind.PUBLICITY)
    factories.accepted_filing(Kind.PUBLICITY, appeared_on=date(2021, 6, 30))
    assert figures().publicity == 1


def test_a_new_report_comes_with_its_texts_and_a_begun_one_is_not_offered_again(app, in_2021):
    with in_2021(7, 1):
        content = choices.suggest_content(actor("sls1.liaison"), Kind.REPORT, "second_quarter")
        assert content["task"] == "second_quarter" and "立案 0 件" in content["report_cases"]
        factories.draft_filing(Kind.REPORT)
        offered = choices.list_choices(actor("sls1.liaison"), Kind.REPORT).tasks
        assert [code for code, _ in offered] == ["backfill", "third_quarter", "annual_report"]


def test_a_department_files_each_report_once_and_its_task_stays(app):
    draft = factories.draft_filing(Kind.REPORT)
    with pytest.raises(Invalid, match="已经有了"):
        factories.draft_filing(Kind.REPORT)
    content = {**factories.REPORT, "task": "third_quarter"}
    with pytest.raises(Invalid):
        submissions.save_draft(actor("sls1.liaison"), draft, content, draft.version)
    assert draft.title == "第二季度案件查办和宣传工作开展情况"


@pytest.mark.parametrize("task", [None, "", "contacts", "annual_table", "first_quarter"])
def test_a_report_of_no_task_of_the_plan_is_refused(app, task):
    with pytest.raises(Invalid):
        factories.draft_filing(Kind.REPORT, task=task)


def read(paper: bytes) -> str:
    document = Document(BytesIO(paper))
    return "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


def test_the_paper_prints_the_figures_as_they_stood_when_it_was_submitted(app):
    factories.accepted_case(is_typical=False, filed_on=date(2021, 5, 4))
    report = factories.accepted_filing(Kind.REPORT)
    before = read(reports.export(actor("sls1.liaison"), report)[1])
    factories.accepted_case(is_typical=False, filed_on=date(2021, 5, 5))
    assert read(reports.export(actor("sls1.liaison"), report)[1]) == before
    assert "第二季度立案 3 件" in before and "食品安全违法\n1\n" in before


def test_a_report_not_yet_submitted_leaves_its_day_blank(app):
    report = factories.draft_filing(Kind.REPORT)
    paper = Document(BytesIO(reports.export(actor("sls1.liaison"), report)[1]))
    assert any(paragraph.text.endswith("报送时间：　年　月　日") for paragraph in paper.paragraphs)
    cells = [cell.text for row in paper.tables[0].rows for cell in row.cells]
    assert "2021年4月1日至6月30日" in cells and "案件统计（1月1日至6月30日累计，按立案时间）" in cells


def test_what_is_no_report_has_no_such_paper(app):
    with pytest.raises(NotFound):
        reports.export(actor("sls1.liaison"), factories.draft_case())


def test_cases_are_open_until_they_are_closed_and_leads_are_named_by_the_day_they_were_found(app):
    before = factories.accepted_case(is_typical=False, filed_on=date(2021, 6, 1))
    factories.accepted_case(is_typical=False, filed_on=date(2021, 6, 1), closed_on=date(2021, 9, 30))
    later = {"is_transferred": False, "transferred_on": None, **factories.UNDECIDED}
    factories.accepted_case(is_typical=False, filed_on=date(2021, 10, 1), **later)
    factories.accepted_case("sls2", is_typical=False)
    factories.approved_case(is_typical=False)
    lead, other = (factories.approved_lead(found_on=date(2021, month, 30)) for month in (9, 6))
    for each in (lead, other):
        approvals.accept(actor("supervision"), each, each.version, {"confirms_importance": False})
    shown = factories.accepted_filing(Kind.PUBLICITY)
    found = figures()
    assert [number for number, _ in found.open_cases] == [before.dossier.number]
    assert found.leads_named == [(lead.dossier.number, lead.title)]
    assert found.published == [(shown.dossier.number, shown.title)]


def test_a_restricted_lead_is_counted_and_never_named(app):
    lead = factories.accepted_restricted_lead(found_on=date(2021, 8, 2))
    found = figures()
    assert (found.leads, found.leads_named) == (1, [])
    assert lead.title not in write_cases(found)


def test_a_natural_person_is_named_by_the_surname_only(app):
    factories.accepted_case(
        is_typical=False,
        party_name="赵甲乙",
        party_is_person=True,
        title="赵甲乙经营未经检疫的肉案",
        closed_on=date(2021, 9, 20),
    )
    ((_, title),) = figures().closed_cases
    assert title.startswith("赵") and "甲乙" not in title
    lead = factories.approved_lead(title="赵甲乙销售假酒线索", party_name="赵甲乙")
    approvals.accept(actor("supervision"), lead, lead.version, {"confirms_importance": False})
    ((_, title),) = figures().leads_named
    assert title.startswith("赵") and "甲乙" not in title


def test_the_table_that_goes_with_a_report_counts_through_its_period_and_as_it_was_reported(app):
    factories.accepted_case(is_typical=False, filed_on=date(2021, 5, 4))
    report = factories.accepted_filing(Kind.REPORT)
    question = reports.find_question(report)
    assert (question.through, question.department) == (date(2021, 6, 30), "sls1")
    factories.accepted_case(is_typical=False, filed_on=date(2021, 5, 5))
    assert statistics.draw(actor("sls1.liaison"), question).total("filed") == 1
    assert reports.find_question(factories.draft_case()) is None
