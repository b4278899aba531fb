"""What a source of leads yields (R032): accepted leads only, each number the list behind it, as its reader sees it."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select

from portal.domain.content import Kind
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.services import dossiers, lead_sources, leads, submissions
from tests import factories

YEAR = 2021


def open_accepted_case(lead, **changes):
    """A case opened from the lead and carried through both gates."""
    liaison = factories.actor("sls1.liaison")
    case = leads.open_case(liaison, lead, lead.version)
    content = {**factories.CASE, "is_typical": False, **changes}
    submissions.keep(liaison, Kind.CASE, content, case, case.version)
    return factories.accept(case)


def read(table):
    """The figures of each source that has a lead, and of all, by the source's label."""
    rows = [[cell.value for cell in row.cells] for row in (*table.rows, table.total)]
    return {source: tuple(figures) for source, _, *figures in rows if figures[0]}


def draw(username="supervision", link=None):
    return lead_sources.draw(factories.actor(username), YEAR, link)


def test_every_source_of_the_plan_has_a_row_and_none_is_zero(app):
    table = draw()
    assert len(table.rows) == 15 and table.rows[5].cells[0].value == "网络交易监测数据"
    assert {cell.value for row in (*table.rows, table.total) for cell in row.cells[2:]} == {0}


def test_a_source_says_what_became_of_its_leads(app):
    factories.accepted_lead()
    verified = factories.accepted_lead(
        verified_on=date(2021, 8, 5),
        verification_result="属实",
        source_data="complaints",
        source_activity=None,
    )
    open_accepted_case(verified)
    factories.accepted_lead(source_data="complaints")
    factories.approved_lead()
    figures = read(draw())
    # Found on 2 August, fifteen working days are long over: both that nobody verified are late.
    assert figures == {"日常检查": (2, 0, 2, 0, 0), "投诉举报数据": (2, 1, 1, 1, 1), "合计": (3, 1, 2, 1, 1)}


def test_a_case_counts_once_it_is_accepted_and_as_punished_where_it_says_so(app):
    lead = factories.accepted_lead()
    leads.open_case(factories.actor("sls1.liaison"), lead, lead.version)
    open_accepted_case(factories.accepted_lead(title="另一条线索"), **factories.UNDECIDED, closed_on=None)
    assert read(draw())["合计"][3:] == (1, 0)


def test_a_lead_that_names_its_case_itself_counts_too(app):
    case = factories.accepted_case()
    factories.accepted_lead(resulting_dossier_id=case.dossier_id)
    assert read(draw())["合计"][3:] == (1, 1)


def test_each_number_is_the_list_that_it_opens(app):
    open_accepted_case(factories.accepted_lead(verified_on=date(2021, 8, 5), verification_result="属实"))
    factories.accepted_lead(source_external="enterprise")
    factories.accepted_lead("sls2", found_on=date(2021, 12, 31), serves_month=date(2021, 12, 1))
    for username in ("supervision", "sls1.liaison"):
        asked = {}

        def link(filters, asked=asked):
            asked[key := str(len(asked))] = filters
            return key

        table = draw(username, link)
        for row in (*table.rows, table.total):
            for cell in row.cells[2:]:
                page = dossiers.list_page(factories.actor(username), asked[cell.href])
                assert len(page.rows) == cell.value


def test_a_department_reads_its_own_and_a_restricted_lead_counts_for_who_may_open_it(app):
    factories.accepted_lead()
    factories.accepted_lead("sls2")
    factories.accepted_restricted_lead()
    totals = {
        name: read(draw(name))["合计"][0]
        for name in ("supervision", "supervision2", "sls1.liaison", "sls1.leader2")
    }
    assert totals == {"supervision": 2, "supervision2": 3, "sls1.liaison": 1, "sls1.leader2": 2}
    assert draw("sls1.liaison").heading == ("范围：本部门和移交来的",)


def test_the_workbook_says_the_same_and_is_recorded(app):
    factories.accepted_lead()
    content = lead_sources.export(factories.actor("supervision"), YEAR)[1]
    sheet = load_workbook(BytesIO(content)).active
    held = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert ["日常检查", "检查和整治", 1, 0, 1, 0, 0] in held
    row = db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(1)).scalar_one()
    assert (row.action, row.subject) == ("export", "lead_sources") and "year=2021 rows=16" in row.fields
