"""Both gates: what each decision does to the submission, to its predecessor and to the clock."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.domain.errors import Forbidden, FourEyes, Invalid, Stale, TransitionNotAllowed
from portal.domain.workflow import Action, ReturnCode, Status
from portal.extensions import db
from portal.models.accounts import Appointment
from portal.models.audit import TrailRow
from portal.models.submissions import Step, Submission
from portal.services import accepted, approvals, decisions, submissions, trail, transitions
from portal.services.working_days import is_working_day
from tests import factories
from tests.factories import actor
from tests.statements import list_statements

MATERIAL = ReturnCode.MATERIAL_ERROR
MINOR = ReturnCode.MINOR_CORRECTION


def approve(case, code="sls1"):
    approvals.approve(actor(f"{code}.leader"), case, case.version)


def resubmit(case, code="sls1"):
    submissions.submit(actor(f"{code}.liaison"), case, case.version)
    approve(case, code)


def send_back(username, case, code=MINOR):
    approvals.send_back(actor(username), case, case.version, code, "请核对罚款数额的单位。")


def revise(case, **changes):
    """The next revision, with `changes`, as far as the supervision section."""
    draft = submissions.revise(actor("sls1.liaison"), case, case.version)
    submissions.save_draft(actor("sls1.liaison"), draft, changes, draft.version)
    resubmit(draft)
    return draft


def accept(case, username="supervision", grade=4):
    approvals.accept(actor(username), case, case.version, {"grade": grade}, "同意")


def steps_of(case):
    return [(step.action, step.actor.username) for step in case.steps]


def test_a_filing_passes_both_gates_and_each_step_says_who(app):
    case = factories.approved_case()
    accept(case)
    assert case.status is Status.ACCEPTED
    assert case.grade == 4
    assert steps_of(case) == [
        (Action.SUBMIT, "sls1.liaison"),
        (Action.APPROVE, "sls1.leader"),
        (Action.ACCEPT, "supervision"),
    ]
    recorded = db.session.execute(select(TrailRow.action).order_by(TrailRow.number.desc()).limit(3)).scalars()
    assert list(recorded) == ["accept", "approve", "submit"]
    assert trail.find_first_break() is None


def withdraw(case):
    submissions.withdraw(actor("sls1.liaison"), case, case.version)


@pytest.mark.parametrize("step", [approve, withdraw, lambda case: send_back("sls1.leader", case)])
def test_a_step_reads_what_it_moves_once_under_the_lock(app, step):
    asked = [statement for statement, _ in list_statements(step, factories.submitted_case())]
    lock = next(place for place, statement in enumerate(asked) if "FROM trail_head" in statement)
    assert sum("FROM submissions" in statement for statement in asked[lock:]) == 1


# Four eyes by person (D11)


def test_who_submitted_does_not_approve_even_in_a_second_role(app):
    liaison = factories.account("sls1.liaison")
    liaison.appointments.append(Appointment(role="leader", department_id=factories.department("sls1").id))
    db.session.commit()
    case = factories.submitted_case()
    with pytest.raises(FourEyes, match="您经手过这一件"):
        approvals.approve(actor("sls1.liaison"), case, case.version)
    assert Action.APPROVE not in {
        row.action for row in transitions.list_available(actor("sls1.liaison"), case)
    }


@pytest.mark.parametrize("username", ["sls1.liaison", "sls1.leader"])
def test_who_submitted_or_approved_does_not_accept_after_a_change_of_department(app, username):
    case = factories.approved_case()
    account = factories.account(username)
    account.department_id = factories.department("zfjd").id
    account.appointments[0].ends_on = date(2021, 12, 31)
    account.appointments.append(Appointment(role="supervision"))
    db.session.commit()
    with pytest.raises(FourEyes):
        accept(case, username)
    assert decisions.get_decision(actor(username), case).barred == "您经手过这一件，须由他人接收。"


def test_the_filings_of_the_receiving_section_are_accepted_by_its_head_only(app):
    case = factories.approved_case("zfjd")
    with pytest.raises(Forbidden):
        accept(case, "supervision")
    with pytest.raises(Forbidden):
        send_back("supervision", case)
    accept(case, "supervision.head")
    assert case.status is Status.ACCEPTED


def test_a_leader_decides_for_the_own_department_only(app):
    case = factories.submitted_case("sls1")
    with pytest.raises(Forbidden):
        approvals.approve(actor("sls2.leader"), case, case.version)


# Returns and the clock (D2)


def test_a_return_from_the_first_gate_clears_the_author_and_says_why(app):
    case = factories.submitted_case()
    send_back("sls1.leader", case)
    assert case.status is Status.DRAFT and case.is_returned
    assert (case.submitted_by_id, case.return_code, case.returned_from) == (None, MINOR, "submitted")
    assert case.reported_at is None
    assert case.steps[-1].comment == "请核对罚款数额的单位。"


def test_a_return_from_the_second_gate_clears_the_approver_and_keeps_the_step(app):
    case = factories.approved_case()
    send_back("supervision", case)
    assert case.approved_by_id is None and case.approved_at is None
    assert (Action.APPROVE, "sls1.leader") in steps_of(case)
    recorded = db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(1)).scalar_one()
    assert recorded.code == "minor_correction"
    assert "单位" not in str(vars(recorded)), "the auditor sees the code, never the words"


@pytest.mark.parametrize("code", [MATERIAL, ReturnCode.MISSING_ATTACHMENT, ReturnCode.DUPLICATE])
def test_after_an_error_that_restarts_the_clock_the_report_counts_from_the_new_approval(app, in_2021, code):
    with in_2021(11, 1):
        case = factories.approved_case()
        first = case.reported_at
    with in_2021(11, 2):
        send_back("supervision", case, code)
        assert case.reported_at is None
    with in_2021(11, 3):
        resubmit(case)
        assert case.reported_at > first


@pytest.mark.parametrize("code", [MINOR, ReturnCode.WRONG_CATEGORY])
def test_after_a_minor_correction_the_report_stands_if_approved_again_within_two_working_days(
    app, in_2021, code
):
    # Friday; Saturday and Sunday do not count, Tuesday is the second working day.
    assert is_working_day(date(2021, 11, 15)) and is_working_day(date(2021, 11, 16))
    with in_2021(11, 12):
        case = factories.approved_case()
        first = case.reported_at
    with in_2021(11, 12, hour=12):
        send_back("supervision", case, code)
    with in_2021(11, 16, hour=23):
        resubmit(case)
        assert case.reported_at == first


def test_after_two_working_days_even_a_minor_correction_counts_anew(app, in_2021):
    with in_2021(11, 12):
        case = factories.approved_case()
        first = case.reported_at
    with in_2021(11, 12, hour=12):
        send_back("supervision", case)
    with in_2021(11, 17, hour=0):
        resubmit(case)
        assert case.reported_at > first


def test_a_second_return_for_a_material_error_takes_back_what_a_minor_one_had_kept(app, in_2021):
    with in_2021(11, 12):
        case = factories.approved_case()
        first = case.reported_at
        send_back("supervision", case)
    with in_2021(11, 12, hour=12):
        resubmit(case)
        assert case.reported_at == first
        send_back("supervision", case, MATERIAL)
        resubmit(case)
        assert case.reported_at > first


@pytest.mark.parametrize(("code", "comment"), [(None, "请补"), (MINOR, ""), (MINOR, "  ")])
def test_a_return_without_code_or_words_is_refused(app, code, comment):
    case = factories.submitted_case()
    with pytest.raises(Invalid):
        approvals.send_back(actor("sls1.leader"), case, case.version, code, comment)
    assert case.status is Status.SUBMITTED


# Recall


def test_a_leader_recalls_until_supervision_acts(app):
    case = factories.approved_case()
    approvals.recall(actor("sls1.leader"), case, case.version)
    assert case.status is Status.SUBMITTED and case.approved_by_id is None
    approve(case)
    accept(case)
    with pytest.raises(TransitionNotAllowed, match=r"supervision .* 已接收"):
        approvals.recall(actor("sls1.leader"), case, case.version)


# Acceptance and the accepted set


def test_acceptance_ends_the_former_revision_at_the_same_moment(app):
    first = factories.accepted_case()
    second = revise(first, fine=40_000_000)
    assert first.status is Status.ACCEPTED, "the one in force stays until the next is accepted"
    accept(second, "supervision2", grade=5)
    db.session.refresh(first)
    assert first.status is Status.SUPERSEDED
    assert first.ended_at == second.accepted_at
    assert submissions.find_in_force(first.dossier_id) is second


def test_any_past_moment_can_be_drawn_again(app):
    def in_force_at(moment):
        condition = accepted.as_of(moment)
        return set(db.session.execute(select(Submission.id).where(condition)).scalars())

    first = factories.accepted_case()
    second = revise(first, fine=40_000_000)
    before = trail.head_moment()
    accept(second, "supervision2")
    after = trail.head_moment()
    approvals.revoke(actor("supervision.head"), second, second.version, "当事人错误")
    assert in_force_at(before) == {first.id}
    assert in_force_at(after) == {second.id}
    assert in_force_at(trail.head_moment()) == set()


def test_a_marked_case_needs_its_grade_and_a_claimed_lead_its_verdict(app):
    case, lead = factories.approved_case(), factories.approved_lead()
    for submission, field in ((case, "grade"), (lead, "confirms_importance")):
        with pytest.raises(Invalid) as refusal:
            approvals.accept(actor("supervision"), submission, submission.version)
        assert [finding.field for finding in refusal.value.findings] == [field]
        assert submission.status is Status.LEADER_APPROVED


# Revocation


def test_revoking_does_not_revive_the_former_revision_and_opens_a_draft(app):
    first = factories.accepted_case()
    second = revise(first, fine=40_000_000)
    accept(second, "supervision2")
    draft = approvals.revoke(actor("supervision.head"), second, second.version, "当事人错误")
    db.session.refresh(first)
    assert (first.status, second.status) == (Status.SUPERSEDED, Status.REVOKED)
    assert submissions.find_in_force(first.dossier_id) is None
    assert draft is submissions.find_open(first.dossier_id)
    assert (draft.revision, draft.fine) == (3, 40_000_000)


def test_revoking_opens_no_second_draft_beside_an_open_revision(app):
    case = factories.accepted_case()
    draft = submissions.revise(actor("sls1.liaison"), case, case.version)
    assert approvals.revoke(actor("supervision.head"), case, case.version, "当事人错误") is None
    assert submissions.find_open(case.dossier_id) is draft


def test_only_the_head_revokes_and_says_why(app):
    case = factories.accepted_case()
    with pytest.raises(Forbidden):
        approvals.revoke(actor("supervision"), case, case.version, "当事人错误")
    with pytest.raises(Invalid):
        approvals.revoke(actor("supervision.head"), case, case.version, " ")
    assert case.status is Status.ACCEPTED


# Stale pages (D14)


def test_a_page_drawn_before_the_last_step_is_refused_and_says_who_acted(app):
    case = factories.submitted_case()
    with pytest.raises(Stale, match=r"sls1.liaison .* 已提交审批") as refusal:
        approvals.approve(actor("sls1.leader"), case, case.version - 1)
    assert refusal.value.state is Status.SUBMITTED
    assert case.status is Status.SUBMITTED


def test_a_refused_decision_leaves_no_step_and_no_trail(app):
    case = factories.submitted_case()
    before = trail.head_moment()
    with pytest.raises(Stale):
        approvals.approve(actor("sls1.leader"), case, case.version + 1)
    assert trail.head_moment() == before
    assert len(case.steps) == 1


# The database refuses by itself what the code refuses


@pytest.mark.parametrize(
    ("state", "values"),
    [
        ("submitted", {"status": "leader_approved"}),
        ("approved", {"approved_by_id": None}),
        ("approved", {"approved_by_id": "submitted_by_id"}),
        ("accepted", {"accepted_by_id": "submitted_by_id"}),
        ("accepted", {"accepted_by_id": "approved_by_id"}),
        ("accepted", {"grade": None}),
        ("accepted", {"ended_at": "accepted_at"}),
        ("approved", {"reported_at": None}),
        ("submitted", {"title": ""}),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(f"{k}={v}" for k, v in value.items()),
)
def test_the_database_refuses_by_itself(app, state, values):
    make = {
        "submitted": factories.submitted_case,
        "approved": factories.approved_case,
        "accepted": factories.accepted_case,
    }
    case = make[state]()
    table = Submission.__table__
    changes = {
        name: table.c[value] if isinstance(value, str) and value in table.c else value
        for name, value in values.items()
    }
    with pytest.raises(IntegrityError):
        db.session.execute(update(table).where(table.c.id == case.id).values(changes))
    db.session.rollback()


def test_the_database_holds_one_open_revision_and_one_in_force(app):
    case = factories.accepted_case()
    table = Submission.__table__
    values = dict(db.session.execute(select(table).where(table.c.id == case.id)).mappings().one())
    del values["id"]
    for changes in ({}, {"status": "draft"}):
        submissions.revise(actor("sls1.liaison"), case, case.version) if changes else None
        with pytest.raises(IntegrityError):
            db.session.execute(table.insert(), {**values, "revision": 9, **changes})
        db.session.rollback()


def test_steps_keep_the_words_that_the_trail_does_not(app):
    case = factories.submitted_case()
    send_back("sls1.leader", case)
    step = db.session.execute(select(Step).where(Step.action == "return")).scalar_one()
    assert (step.code, step.comment) == ("minor_correction", "请核对罚款数额的单位。")
