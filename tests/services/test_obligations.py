"""Duties read from what was really filed."""

from datetime import date
from pathlib import Path

import pytest

import portal
from portal.domain.content import Kind
from portal.domain.errors import NotFound
from portal.domain.scoring_input import Mark
from portal.services import accounts, approvals, obligations, plans, submissions
from tests import factories

CONTACT = {"contact_name": "示例一所联络员", "contact_phone": "021-00000000"}


@pytest.fixture
def actor(app):
    return lambda username: accounts.as_actor(factories.account(username))


def file_return(actor, at, month, approved_on, **content):
    content = {"month": month, "affirms_statistics": True, "lines": [("food", 3, 2)], **CONTACT, **content}
    with at(*approved_on, hour=8):
        filed = submissions.create_draft(actor("sls1.liaison"), Kind.MONTHLY_RETURN, content)
        submissions.submit(actor("sls1.liaison"), filed, filed.version)
    with at(*approved_on):
        approvals.approve(actor("sls1.leader"), filed, filed.version)
    return filed


def duties_of(code, through=None):
    found = obligations.list_duties(2021, department_ids=[factories.department(code).id], through=through)
    return {(duty.kind, duty.month.month): duty for duty in found}


def test_a_station_owes_case_lead_and_return_and_a_section_only_what_the_plan_says(actor, in_2021):
    with in_2021(6, 3):
        assert {kind for kind, _ in duties_of("sls1")} == {Kind.CASE, Kind.LEAD, Kind.MONTHLY_RETURN}
        assert {kind for kind, _ in duties_of("spsc")} == {Kind.LEAD}
        assert duties_of("bgs") == {}


def test_nothing_is_owed_for_months_before_the_plan_and_december_is_owed_in_january(actor, in_2021):
    with in_2021(1, 5, year=2022):
        months = sorted({month for _, month in duties_of("sls1")})
    assert months == [5, 6, 7, 8, 9, 10, 11, 12]


def test_a_return_approved_on_the_second_is_on_time_though_accepted_in_july(actor, in_2021):
    filed = file_return(actor, in_2021, date(2021, 5, 1), (6, 2))
    with in_2021(6, 5):
        assert duties_of("sls1")[Kind.MONTHLY_RETURN, 5].mark is Mark.PENDING
    with in_2021(7, 20):
        approvals.accept(actor("supervision"), filed, filed.version)
        assert duties_of("sls1")[Kind.MONTHLY_RETURN, 5].mark is Mark.ON_TIME
        assert duties_of("sls1")[Kind.MONTHLY_RETURN, 6].mark is Mark.MISSING


def test_an_accepted_nil_waives_only_what_supervision_granted(actor, in_2021):
    filed = file_return(
        actor, in_2021, date(2021, 5, 1), (6, 2), no_case_reason="本月没有办结案件", no_lead_reason="没有线索"
    )
    with in_2021(6, 4):
        approvals.accept(
            actor("supervision"), filed, filed.version, {"waives_case": True, "waives_lead": False}
        )
        assert duties_of("sls1")[Kind.CASE, 5].mark is Mark.WAIVED
        assert duties_of("sls1")[Kind.LEAD, 5].mark is Mark.MISSING


def test_a_cut_off_sees_only_what_had_been_reported_by_then(actor, in_2021):
    filed = file_return(actor, in_2021, date(2021, 5, 1), (6, 10))
    with in_2021(7, 20):
        approvals.accept(actor("supervision"), filed, filed.version)
        assert duties_of("sls1", through=date(2021, 6, 5))[Kind.MONTHLY_RETURN, 5].mark is Mark.MISSING
        assert duties_of("sls1", through=date(2021, 6, 30))[Kind.MONTHLY_RETURN, 5].mark is Mark.LATE


def test_a_department_reads_its_own_row_and_nobody_elses(actor, in_2021):
    with in_2021(7, 20):
        _, rows = obligations.draw_grid(actor("sls1.liaison"))
        assert [row.department.code for row in rows] == ["sls1"]
        _, rows = obligations.draw_grid(actor("supervision"))
        assert len(rows) > 3
        with pytest.raises(NotFound):
            obligations.list_cell(actor("sls1.leader"), "sls2", date(2021, 5, 1))


def tasks_of(code, through=None):
    found = obligations.list_task_duties(
        2021, department_ids=[factories.department(code).id], through=through
    )
    return {duty.task.code: duty for duty in found}


def test_every_department_owes_the_plans_five_papers_and_the_table_comes_with_the_annual_report(
    actor, in_2021
):
    with in_2021(6, 3):
        due = {code: duty.due_on for code, duty in tasks_of("bgs").items()}
    assert due == {
        "contacts": date(2021, 5, 17),
        "backfill": date(2021, 5, 17),
        "second_quarter": date(2021, 7, 2),
        "third_quarter": date(2021, 10, 2),
        "annual_report": date(2021, 12, 15),
    }


def test_a_department_set_up_in_october_owes_nothing_of_the_months_before(actor, in_2021, tmp_path):
    text = (Path(portal.__file__).parent / "catalogue" / "2021.toml").read_text()
    plan = tmp_path / "2021.toml"
    plan.write_text(
        text.replace('short_name = "示例一所"', 'short_name = "示例一所"\nopen_from = 2021-10-01')
    )
    plans.load(plan)
    with in_2021(12, 20):
        owed = obligations.list_duties(2021, department_ids=[factories.department("sls1").id])
        assert {duty.month.month for duty in owed} == {10, 11, 12}


def file_report(actor, at, approved_on, **content):
    with at(*approved_on):
        filed = factories.draft_filing(Kind.REPORT, **content)
        submissions.submit(actor("sls1.liaison"), filed, filed.version)
        approvals.approve(actor("sls1.leader"), filed, filed.version)
    return filed


@pytest.mark.parametrize(("approved_on", "mark"), [((7, 2), Mark.ON_TIME), ((7, 3), Mark.LATE)])
def test_a_report_is_on_time_by_the_leaders_approval_whenever_it_is_accepted(
    actor, in_2021, approved_on, mark
):
    filed = file_report(actor, in_2021, approved_on)
    with in_2021(8, 9):
        assert tasks_of("sls1")["second_quarter"].mark is Mark.PENDING
        approvals.accept(actor("supervision"), filed, filed.version, {})
        assert tasks_of("sls1")["second_quarter"].mark is mark
        # One report meets one task.
        assert tasks_of("sls1")["backfill"].mark is Mark.MISSING


def test_a_report_near_its_day_stands_on_the_workbench_and_a_met_one_no_more(actor, in_2021):
    with in_2021(6, 20):
        asked = obligations.list_current_tasks(actor("sls1.liaison"), factories.department("sls1").id)
        assert [duty.task.code for duty in asked] == ["contacts", "backfill", "second_quarter"]
        factories.accepted_filing(Kind.CONTACTS)
        asked = obligations.list_current_tasks(actor("sls1.liaison"), factories.department("sls1").id)
        assert [duty.task.code for duty in asked] == ["backfill", "second_quarter"]
