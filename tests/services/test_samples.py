"""The sample year: loaded once, into an empty portal only, by persons who passed both gates in 2021."""

import csv
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Date, func, select

from portal.config import PROJECT
from portal.domain.content import Kind
from portal.domain.links import LinkKind
from portal.domain.periods import local_date
from portal.domain.permissions import Role
from portal.domain.scoring_input import Mark
from portal.domain.workflow import ReferralStatus, SelectionStatus, Status
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.audit import TrailRow
from portal.models.links import DossierLink, Series
from portal.models.referrals import Referral
from portal.models.submissions import Dossier, Submission
from portal.models.typical_cases import TypicalCase
from portal.services import (
    accounts,
    clock,
    link_rows,
    obligations,
    party_searches,
    samples,
    sign_ins,
    trail,
)
from portal.services.accepted import as_of
from tests import factories

CASES = PROJECT / "portal" / "catalogue" / "samples" / "cases.csv"
STATIONS = ("sls1", "sls2", "sls3")


@pytest.fixture(scope="module")
def loaded(install):
    """A portal of its own with the sample year, and what the command said."""
    with install() as application:
        done = application.test_cli_runner().invoke(args=["demo"])
        assert done.exit_code == 0, done.output
        application.extensions["said"] = done.output
        yield application


@pytest.fixture
def portal(loaded):
    with loaded.app_context():
        yield loaded


def list_submissions(*conditions):
    return db.session.execute(select(Submission).where(*conditions)).scalars().all()


def test_the_accounts_share_one_password_that_is_printed_once(portal):
    said = portal.extensions["said"]
    for username in ("sls1.liaison", "zfdd.leader", "supervision2", "supervision.head", "auditor"):
        assert username in said
    (line,) = [line for line in said.splitlines() if line.startswith("密码")]
    password = line.split("：")[1]
    account = sign_ins.sign_in("publicity", password, "127.0.0.1")
    assert account.is_sample and not account.must_change_password


def test_loading_a_second_time_changes_nothing_and_prints_no_password(portal):
    before = trail.head_moment()
    done = portal.test_cli_runner().invoke(args=["demo"])
    assert done.exit_code == 0
    assert "已经载入过" in done.output and "密码" not in done.output
    assert trail.head_moment() == before


def test_a_portal_in_use_is_left_alone(app):
    factories.account("sls1.liaison")
    assert "不载入" in samples.find_obstacle()
    done = app.test_cli_runner().invoke(args=["demo"])
    assert (done.exit_code, "不载入" in done.output) == (0, True)
    assert not clock.is_sample()


def test_a_loading_that_was_cut_short_is_told_and_not_taken_for_loaded(app):
    factories.account("sls1.liaison").is_sample = True
    db.session.commit()
    done = app.test_cli_runner().invoke(args=["demo"])
    assert (done.exit_code, "中断" in done.output) == (1, True)


def test_every_date_lies_between_january_and_september_2021(portal):
    columns = [column for column in Submission.__table__.c if isinstance(column.type, Date)]
    assert len(columns) >= 8
    for column in columns:
        if column.name == "verification_due_on":
            # A term that the portal counts itself; it may run past September.
            continue
        first, last = db.session.execute(select(func.min(column), func.max(column))).one()
        assert first is None or (date(2021, 1, 1) <= first and last <= date(2021, 9, 30)), column.name


def test_the_cases_keep_the_order_of_the_public_ones():
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 37
    for column in ("立案时间", "作出处罚时间", "结案时间"):
        days = [row[column] for row in rows if row[column]]
        assert days == sorted(days)
    assert all("据公开案例改写，仅供演示，非崇明区局案件" in "".join(row.values()) for row in rows)


def test_everything_is_marked_as_sample(portal):
    assert db.session.execute(select(func.count()).where(~Dossier.is_sample)).scalar() == 0
    assert db.session.execute(select(func.count()).where(~Account.is_sample)).scalar() == 0


def test_what_is_accepted_passed_both_gates_by_three_persons(portal):
    entered = list_submissions(Submission.accepted_at.is_not(None))
    assert len(entered) > 100
    for each in entered:
        assert len({each.submitted_by_id, each.approved_by_id, each.accepted_by_id}) == 3
        assert each.submitted_at < each.approved_at < each.accepted_at
        assert local_date(each.created_at) <= date(2021, 9, 30)
        content_day = getattr(each, "closed_on", None) or getattr(each, "filed_on", None)
        assert content_day is None or content_day <= local_date(each.submitted_at)


def test_the_moments_of_the_trail_rise_and_its_chain_holds(portal):
    moments = db.session.execute(select(TrailRow.moment).order_by(TrailRow.number)).scalars().all()
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert local_date(moments[0]) == date(2021, 1, 4)
    assert trail.find_first_break() is None


def test_a_table_of_the_past_is_not_empty_and_differs_from_todays(portal):
    past = len(as_of_now(datetime(2021, 6, 30, tzinfo=UTC)))
    assert 10 < past < len(as_of_now(clock.now()))


def as_of_now(moment):
    return list_submissions(as_of(moment), Submission.kind == Kind.CASE)


def test_each_station_has_months_on_time_late_and_missing(portal):
    for code in STATIONS:
        department = factories.department(code)
        duties = obligations.list_duties(2021, department_ids=[department.id])
        marks = {duty.mark for duty in duties if duty.kind is Kind.MONTHLY_RETURN}
        assert {Mark.ON_TIME, Mark.LATE, Mark.MISSING} <= marks, code


def test_work_is_left_for_everybody(portal):
    waiting = {
        (each.department.code, each.status, each.returned_from)
        for each in list_submissions(
            Submission.status.in_([Status.DRAFT, Status.SUBMITTED, Status.LEADER_APPROVED])
        )
    }
    assert ("sls1", Status.DRAFT, "submitted") in waiting
    assert ("sls2", Status.DRAFT, "leader_approved") in waiting
    for code in STATIONS:
        assert (code, Status.SUBMITTED, None) in waiting
    assert ("sls3", Status.LEADER_APPROVED, None) in waiting
    assert ("zfjd", Status.LEADER_APPROVED, None) in waiting


def test_some_cases_have_several_revisions_one_is_revoked_and_typical_cases_stand_at_every_step(portal):
    statuses = {each.status for each in list_submissions(Submission.kind == Kind.CASE)}
    assert set(Status) <= statuses
    chosen = set(db.session.execute(select(TypicalCase.status)).scalars())
    assert chosen == set(SelectionStatus)


def test_one_referral_under_the_new_rules_is_acknowledged_and_one_under_the_old_waits(portal):
    sent = db.session.execute(select(Referral.status, Referral.regime)).all()
    assert sorted(sent) == [(ReferralStatus.ACKNOWLEDGED, "order_44"), (ReferralStatus.SENT, "order_83")]


def test_a_series_of_three_an_upstream_and_a_separate_case_are_linked_and_one_party_is_a_repeat_offender(
    portal,
):
    kinds = db.session.execute(select(DossierLink.kind).order_by(DossierLink.kind)).scalars().all()
    assert kinds == [LinkKind.SEPARATE, LinkKind.SUPPLY]
    (series_id,) = db.session.execute(select(Series.id)).scalars()
    assert len(link_rows.list_members(series_id)) == 3
    # Its clock has gone on from October 2021.
    (party,) = party_searches.list_repeats(accounts.get_actor("sls3.liaison"))
    assert len(party.cases) == 2


def test_the_clock_goes_on_from_the_morning_of_8_october(portal):
    start = datetime(2021, 10, 8, 1, tzinfo=UTC)
    assert start <= clock.now() < start + timedelta(hours=1)
    assert clock.today() == date(2021, 10, 8)
    assert trail.head_moment() <= clock.now()


def test_the_same_file_imported_after_loading_adds_nothing(portal):
    runner = portal.test_cli_runner()
    done = runner.invoke(args=["import", "case", str(CASES), "--as", "zfdd.liaison", "--department", "zfdd"])
    assert "已导入 0 行为草稿，另有 9 行以前导入过" in done.output


def test_an_account_is_opened_with_a_random_password_that_must_be_changed(app):
    runner = app.test_cli_runner()
    arguments = ["open-account", "zhang", "--name", "经办", "--role", "liaison"]
    assert runner.invoke(args=arguments).exit_code == 1
    done = runner.invoke(args=[*arguments, "--department", "sls1"])
    assert done.exit_code == 0
    password = done.output.strip().rsplit("：", 1)[1]
    account = sign_ins.sign_in("zhang", password, "127.0.0.1")
    assert account.must_change_password and not account.is_sample
    actor = accounts.as_actor(account)
    assert actor.covers(Role.LIAISON, factories.department("sls1").id)
    assert runner.invoke(args=[*arguments, "--department", "sls1"]).exit_code == 1


def test_no_sample_names_a_real_person_or_number(portal):
    for each in list_submissions():
        assert each.contact_phone == "021-00000000"
        assert each.contact_name.endswith("联络员")
