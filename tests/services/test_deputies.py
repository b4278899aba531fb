"""Deputies (D12): named in advance for dates, recorded, and never a way around four eyes."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.errors import Forbidden, FourEyes, Invalid, NotFound, TransitionNotAllowed
from portal.domain.permissions import Permission, Role, can
from portal.domain.workflow import Action, ReturnCode, Status
from portal.extensions import db
from portal.models.accounts import Appointment
from portal.models.audit import TrailRow
from portal.models.submissions import Step
from portal.services import (
    accounts,
    administration,
    approvals,
    clock,
    decisions,
    deputies,
    histories,
    inbox,
    submissions,
)
from portal.services.deputies import Standing, Wanted
from portal.store import deed
from tests import factories

OCTOBER = (date(2021, 10, 8), date(2021, 10, 15))


def actor(username):
    return factories.actor(username)


def filed(code="sls1"):
    return factories.submitted_case(code, closed_on=date(2021, 9, 24))


def wanted(deputy="sls1.liaison2", leader="sls1.leader", dates=OCTOBER, code="sls1"):
    ids = factories.account(leader).id, factories.department(code).id, factories.account(deputy).id
    return Wanted(*ids, *dates)


@pytest.fixture
def october(in_2021):
    """Acting at a moment of October 2021."""
    factories.account("sls1.leader"), factories.account("sls1.liaison2")
    return lambda day=8, hour=9: in_2021(10, day, hour)


def name(**words):
    return deputies.name(actor(words.pop("by", "sls1.leader")), wanted(**words))


def test_a_deputy_approves_from_the_first_day_through_the_last_and_both_names_are_on_record(october):
    with october(8, 8):
        name(dates=(date(2021, 10, 9), date(2021, 10, 15)))
        assert not can(actor("sls1.liaison2"), Permission.SUBMISSION_APPROVE)
    with october(9, 0):
        case = filed()
        deputy = actor("sls1.liaison2")
        assert [row.submission_id for row in inbox.list_tab(deputy, "waiting").rows] == [case.id]
        approvals.approve(deputy, case, case.version)
        step = db.session.execute(select(Step).where(Step.action == Action.APPROVE)).scalar_one()
        assert (step.actor.username, step.acted_for.username) == ("sls1.liaison2", "sls1.leader")
        whos = [entry.who for entry in histories.tell(deputy, case).timeline]
        assert "sls1.liaison2（代sls1.leader）" in whos
        row = db.session.execute(select(TrailRow).where(TrailRow.action == "approve")).scalar_one()
        assert row.actor_name == "sls1.liaison2" and "for=sls1.leader" in row.fields.split()
    with october(15, 23):
        assert can(actor("sls1.liaison2"), Permission.SUBMISSION_APPROVE)
    with october(16, 0):
        assert not can(actor("sls1.liaison2"), Permission.SUBMISSION_APPROVE)


def test_who_submitted_cannot_approve_as_deputy(october):
    with october():
        name(deputy="sls1.liaison")
        case = filed()
        deputy = actor("sls1.liaison")
        assert Action.APPROVE not in [row.action for row in decisions.get_decision(deputy, case).rows]
        assert inbox.count(deputy) == 0 and inbox.count_barred(deputy) == 1
        with pytest.raises(FourEyes):
            approvals.approve(deputy, case, case.version)


def test_what_the_leader_submitted_is_not_approved_by_their_own_deputy(october):
    with october():
        home = factories.department("sls1").id
        leader = factories.account("sls1.leader")
        with deed():
            db.session.add(Appointment(account_id=leader.id, role=Role.LIAISON, department_id=home))
        name()
        case = factories.draft_case("sls1", closed_on=date(2021, 9, 24))
        submissions.submit(actor("sls1.leader"), case, case.version)
        deputy = actor("sls1.liaison2")
        assert "您所代理的分管领导经手过" in decisions.get_decision(deputy, case).barred
        assert (inbox.count(deputy), inbox.count_barred(deputy)) == (0, 1)
        with pytest.raises(FourEyes):
            approvals.approve(deputy, case, case.version)


def test_the_leader_does_not_accept_what_their_deputy_approved_for_them(october):
    with october():
        factories.account("zfjd.liaison2")
        leader = factories.account("zfjd.leader")
        with deed():
            db.session.add(Appointment(account_id=leader.id, role=Role.SUPERVISION_HEAD))
        name(by="zfjd.leader", deputy="zfjd.liaison2", leader="zfjd.leader", code="zfjd")
        case = filed("zfjd")
        approvals.approve(actor("zfjd.liaison2"), case, case.version)
        head = actor("zfjd.leader")
        assert case.id not in [row.submission_id for row in inbox.list_tab(head, "waiting").rows]
        assert inbox.count_barred(head) == 1
        with pytest.raises(FourEyes):
            approvals.accept(head, case, case.version, {"grade": 4})
        approvals.accept(actor("supervision.head"), case, case.version, {"grade": 4})
        assert case.status is Status.ACCEPTED


def test_a_deputy_returns_and_recalls_in_the_name_of_the_leader(october):
    with october():
        name()
        deputy, case = actor("sls1.liaison2"), filed()
        approvals.approve(deputy, case, case.version)
        approvals.recall(deputy, case, case.version)
        approvals.send_back(deputy, case, case.version, ReturnCode.MINOR_CORRECTION, "请补充")
        taken = db.session.execute(select(Step).where(Step.for_id.is_not(None)).order_by(Step.id)).scalars()
        assert [step.action for step in taken] == [Action.APPROVE, Action.RECALL, Action.RETURN]


def test_the_right_of_a_deputy_ends_with_its_ground(october):
    with october():
        made = name()
        deputy = factories.account("sls1.liaison2")
        assert Role.LEADER in accounts.as_actor(deputy).roles

        leader = factories.account("sls1.leader")
        version = leader.version
        administration.move(actor("sysadmin"), leader.id, version, factories.department("sls2").id)
        assert Role.LEADER not in accounts.as_actor(deputy).roles
        (line,) = deputies.list_all(actor("supervision.head"))
        assert line.deputy.id == made and line.standing is Standing.LAPSED


def test_a_deputy_who_changes_department_stands_in_no_more(october):
    with october():
        name()
        deputy = factories.account("sls1.liaison2")
        administration.move(actor("sysadmin"), deputy.id, deputy.version, factories.department("sls2").id)
        assert not accounts.as_actor(deputy).acting


def test_an_early_end_counts_at_once_and_only_once(october):
    with october():
        made = name()
        with pytest.raises(NotFound):
            deputies.end(actor("sls2.leader"), made)
        with pytest.raises(NotFound):
            deputies.end(actor("sls1.liaison2"), made)
        deputies.end(actor("sls1.leader"), made)
        assert Role.LEADER not in actor("sls1.liaison2").departments
        with pytest.raises(TransitionNotAllowed):
            deputies.end(actor("sls1.leader"), made)
        assert name() != made


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dates": (date(2021, 10, 7), date(2021, 10, 15))}, "starts_on"),
        ({"dates": (date(2021, 10, 15), date(2021, 10, 14))}, "ends_on"),
        ({"dates": (date(2021, 10, 8), date(2023, 10, 8))}, "ends_on"),
        ({"deputy": "sls2.liaison"}, "deputy_id"),
        ({"deputy": "sls1.leader2"}, "deputy_id"),
        ({"deputy": "sls1.leader"}, "deputy_id"),
        ({"deputy": "auditor"}, "deputy_id"),
    ],
)
def test_a_misfit_is_refused_beside_its_field(october, changes, field):
    with october():
        with pytest.raises(Invalid) as refusal:
            name(**changes)
        assert [finding.field for finding in refusal.value.findings] == [field]


@pytest.mark.parametrize("first, second", [((8, 15), (15, 20)), ((10, 12), (8, 20)), ((8, 20), (10, 12))])
def test_overlapping_dates_are_refused(october, first, second):
    spans = [tuple(date(2021, 10, day) for day in span) for span in (first, second)]
    with october():
        name(dates=spans[0])
        with pytest.raises(Invalid):
            name(dates=spans[1], deputy="sls1.liaison3")
        name(dates=(date(2021, 11, 1), date(2021, 11, 2)), deputy="sls1.liaison3")


def test_nobody_names_a_deputy_for_another_but_the_head_of_supervision(october):
    with october():
        factories.account("sls1.liaison3")
        for username in ("sls2.leader", "sls1.leader2", "sls1.liaison2", "supervision", "bureau"):
            with pytest.raises(Forbidden):
                name(by=username)
        name(by="supervision.head")
        # The deputy covers the leader's role, but names nobody further.
        with pytest.raises(Forbidden):
            name(by="sls1.liaison2", deputy="sls1.liaison3")


def test_an_absent_leader_shows_until_somebody_stands_in(october):
    with october(8):
        case = filed()
    with october(12):
        assert deputies.list_unattended() == ()
    with october(13):
        assert [(row.number, row.waited) for row in deputies.list_unattended()] == [(1, 4)]
        name(by="supervision.head", dates=(clock.today(), clock.today()))
        assert deputies.list_unattended() == ()
    with october(15):
        assert len(deputies.list_unattended()) == 1
        approvals.approve(actor("sls1.leader"), case, case.version)
        assert deputies.list_unattended() == ()


def test_an_administrator_never_acts_even_if_named_before(october):
    with october():
        name()
        deputy = factories.account("sls1.liaison2")
        for appointment in deputy.appointments:
            appointment.role = Role.AUDITOR
        assert accounts.as_actor(deputy).roles == {Role.AUDITOR}
        db.session.rollback()


def test_who_leads_another_department_is_offered_as_a_deputy_at_home(october):
    with october():
        home, other = factories.department("sls1"), factories.department("sls2")
        person = factories.account("sls1.liaison2")
        person.appointments.append(Appointment(role=Role.LEADER, department_id=other.id))
        db.session.commit()
        posts = deputies.list_posts(actor("supervision.head"))
        assert {post.department_id for post in posts} >= {home.id, other.id}
        offered = deputies.list_candidates(posts)
        assert [str(person.id) in offered[post.label] for post in posts] == [
            post.department_id == home.id for post in posts
        ]
        assert not any(str(factories.account("sls1.leader").id) in people for people in offered.values())
        name(by="supervision.head")


def test_a_leader_in_their_own_right_signs_in_their_own_name(october):
    with october():
        name(deputy="sls1.liaison2")
        case = filed()
        leader = replace(actor("sls1.leader"))
        approvals.approve(leader, case, case.version)
        step = db.session.execute(select(Step).where(Step.action == Action.APPROVE)).scalar_one()
        assert step.for_id is None
