"""Referrals: a handshake with a clock, the rules of the day of decision, a written judgement, no amounts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.domain.errors import Forbidden, Invalid, NotFound, Stale, TransitionNotAllowed
from portal.domain.periods import local_date
from portal.domain.permissions import Permission, can
from portal.domain.referrals import Grounds, Result
from portal.domain.workflow import Action, ReferralStatus
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.referrals import Referral
from portal.models.submissions import Kind
from portal.services import (
    accounts,
    approvals,
    clock,
    handshakes,
    proposals,
    referrals,
    submissions,
    trail,
    working_days,
)
from portal.services.handshakes import Tab
from portal.store import deed
from tests import factories

GROUNDS = Grounds(("5.2",), ("主观恶意", "违法频次"), "明知未经检疫仍多次购进，情节严重。")
BY_HAND = Grounds((), (), "依原规定移送。")
RESULT = Result("沪市监崇列〔2021〕1号", date(2021, 11, 20), date(2021, 11, 1), date(2021, 11, 15))


def actor(username):
    return accounts.as_actor(factories.account(username))


def sent(username="supervision", **changes):
    case = factories.accepted_case(**changes)
    return referrals.send(actor(username), case, case.version, GROUNDS)


def step(username, referral, action, comment=""):
    return referrals.take_step(actor(username), referral, action, referral.version, comment)


def taken():
    referral = sent()
    step("credit", referral, Action.ACKNOWLEDGE)
    step("credit", referral, Action.TAKE)
    return referral


def returned():
    referral = sent()
    step("credit", referral, Action.ACKNOWLEDGE)
    step("credit", referral, Action.RETURN, "请补第十二条各项判断")
    return referral


def test_a_referral_goes_from_sending_to_its_result_and_each_step_is_dated(app):
    referral = taken()
    referrals.enter_listing(actor("credit"), referral, referral.version, RESULT, "符合第五条")
    assert (referral.status, referral.decision_number) == (ReferralStatus.LISTED, RESULT.decision_number)
    assert (referral.consent_asked_on, referral.consent_given_on) == (date(2021, 11, 1), date(2021, 11, 15))
    told = [(entry.label, entry.who) for entry in proposals.read_account(referral).timeline]
    assert told == [("列入", "credit"), ("受理", "credit"), ("签收", "credit"), ("发出", "supervision")]
    rows = db.session.execute(select(TrailRow).where(TrailRow.subject == "referral")).scalars().all()
    assert [row.action for row in rows] == ["send", "acknowledge", "take", "list"]
    assert {row.reference for row in rows} == {referral.dossier.number}
    assert trail.find_first_break() is None


def test_the_departments_liaison_and_supervision_send_and_nobody_else(app):
    for username in ("sls1.liaison", "supervision", "supervision.head"):
        assert sent(username).sent_by_id == factories.account(username).id
    case = factories.accepted_case()
    for username in ("sls2.liaison", "sls1.leader", "credit", "bureau"):
        with pytest.raises(Forbidden):
            referrals.send(actor(username), case, case.version, GROUNDS)


def test_each_step_starts_its_own_clock_in_working_days(app):
    referral = sent()
    today = clock.today()
    assert local_date(referral.due_at - timedelta(seconds=1)) == working_days.add_working_days(today, 2)
    step("credit", referral, Action.ACKNOWLEDGE)
    assert local_date(referral.due_at - timedelta(seconds=1)) == working_days.add_working_days(today, 5)


@pytest.mark.parametrize(
    ("decided_on", "grounds", "regime"),
    [(date(2021, 8, 31), BY_HAND, "order_83"), (date(2021, 9, 1), GROUNDS, "order_44")],
)
def test_the_rules_are_those_of_the_day_of_decision(app, decided_on, grounds, regime):
    case = factories.accepted_case(decided_on=decided_on)
    referral = referrals.send(actor("supervision"), case, case.version, grounds)
    assert referral.regime == regime


def test_the_old_regime_keeps_no_ticks_and_lists_without_the_upper_levels_consent(app):
    case = factories.accepted_case(decided_on=date(2021, 8, 31))
    referral = referrals.send(actor("supervision"), case, case.version, GROUNDS)
    assert (referral.articles, referral.factors) == ([], [])
    step("credit", referral, Action.ACKNOWLEDGE)
    step("credit", referral, Action.TAKE)
    result = Result("旧列〔2021〕1号", date(2021, 10, 8))
    referrals.enter_listing(actor("credit"), referral, referral.version, result, "手工登记")
    assert referral.status is ReferralStatus.LISTED


def test_an_undecided_case_may_be_referred_under_todays_rules(app):
    case = factories.accepted_case(closed_on=None, is_typical=False, **factories.UNDECIDED)
    referral = referrals.send(actor("sls1.liaison"), case, case.version, GROUNDS)
    assert referral.regime == "order_44"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"articles": ()}, "articles"),
        ({"articles": ("99.9",)}, "articles"),
        ({"factors": ()}, "factors"),
        ({"judgement": "  "}, "judgement"),
    ],
)
def test_ticks_alone_send_nothing_and_neither_do_words_without_a_circumstance(app, changes, field):
    case = factories.accepted_case()
    with pytest.raises(Invalid) as refusal:
        referrals.send(actor("supervision"), case, case.version, Grounds(**(vars(GROUNDS) | changes)))
    assert [finding.field for finding in refusal.value.findings] == [field]
    assert referrals.list_of_dossier(case.dossier_id) == []


def test_no_amount_is_needed_and_none_opens_or_closes_the_way(app):
    for changes in ({"fine": None, "confiscated": None, "amount_involved": None}, {"fine": 10**13}):
        assert sent(**changes).status is ReferralStatus.SENT


def test_a_dossier_has_one_open_referral_and_after_its_result_another_may_follow(app):
    referral = taken()
    case, supervision = referral.submission, actor("supervision")
    with pytest.raises(TransitionNotAllowed, match="已有一件移送在办（办理中）"):
        referrals.send(supervision, case, case.version, GROUNDS)
    step("credit", referral, Action.DECLINE, "没有主观故意")
    assert referral.status is ReferralStatus.NOT_LISTED
    second = referrals.send(supervision, case, case.version, GROUNDS)
    assert [each.id for each in referrals.list_of_dossier(case.dossier_id)] == [second.id, referral.id]


def test_the_database_refuses_a_second_open_referral_too(app):
    referral = sent()
    twin = {
        column.name: getattr(referral, column.name)
        for column in Referral.__table__.columns
        if column.name != "id"
    }
    with pytest.raises(IntegrityError), deed():
        db.session.execute(Referral.__table__.insert(), twin)


def test_a_concluded_referral_is_not_reopened(app):
    referral = taken()
    step("credit", referral, Action.DECLINE, "没有主观故意")
    for action in (Action.ACKNOWLEDGE, Action.TAKE, Action.RETURN, Action.DECLINE):
        with pytest.raises(TransitionNotAllowed):
            step("credit", referral, action, "再议")


def test_only_an_accepted_case_is_referred(app):
    draft = factories.draft_case()
    with pytest.raises(TransitionNotAllowed, match="现行"):
        referrals.send(actor("sls1.liaison"), draft, draft.version, GROUNDS)
    lead = submissions.create_draft(actor("sls1.liaison"), Kind.LEAD, {"title": "某线索"})
    with pytest.raises(TransitionNotAllowed, match="只有案件"):
        referrals.send(actor("sls1.liaison"), lead, lead.version, GROUNDS)


def test_a_page_drawn_before_the_case_moved_sends_nothing(app):
    case = factories.accepted_case()
    with pytest.raises(Stale):
        referrals.send(actor("supervision"), case, case.version - 1, GROUNDS)


def test_a_return_needs_words_and_is_resubmitted_with_what_was_corrected(app):
    referral = sent()
    step("credit", referral, Action.ACKNOWLEDGE)
    with pytest.raises(Invalid):
        step("credit", referral, Action.RETURN, " ")
    step("credit", referral, Action.RETURN, "请补第十二条各项判断")
    better = Grounds(("5.2", "5.3"), GROUNDS.factors, "补充：持续四个月。")
    with pytest.raises(Invalid) as refusal:
        referrals.send_again(actor("sls1.liaison"), referral, referral.version, better, "")
    assert refusal.value.findings[0].field == "correction"
    referrals.send_again(actor("sls1.liaison"), referral, referral.version, better, "补第十二条")
    assert (referral.status, referral.acknowledged_at) == (ReferralStatus.SENT, None)
    assert (referral.articles, referral.judgement) == (["5.2", "5.3"], better.judgement)
    texts = [entry.text for entry in proposals.read_account(referral).timeline]
    assert "补第十二条" in texts[0] and texts[-1] == GROUNDS.judgement


def test_only_credit_works_a_referral_and_not_the_sender(app):
    referral = sent()
    for username in ("supervision", "supervision.head", "sls1.liaison"):
        with pytest.raises(Forbidden):
            step(username, referral, Action.ACKNOWLEDGE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision_number": " "}, "decision_number"),
        ({"decided_on": None}, "decided_on"),
        ({"decided_on": date(2099, 1, 1)}, "decided_on"),
        ({"consent_asked_on": None}, "consent_asked_on"),
        ({"consent_given_on": None}, "consent_given_on"),
        ({"consent_given_on": date(2021, 10, 31)}, "consent_given_on"),
        ({"decided_on": date(2021, 11, 14)}, "decided_on"),
    ],
)
def test_a_listing_needs_its_decision_and_the_consent_that_came_before_it(app, changes, field):
    referral = taken()
    with pytest.raises(Invalid) as refusal:
        referrals.enter_listing(
            actor("credit"), referral, referral.version, Result(**(vars(RESULT) | changes)), "符合第五条"
        )
    assert [finding.field for finding in refusal.value.findings] == [field]
    assert referral.status is ReferralStatus.TAKEN


def test_credit_reads_a_dossier_once_it_is_referred(app):
    case = factories.accepted_case(closed_on=None, is_typical=False, **factories.UNDECIDED)
    credit = actor("credit")
    assert not can(credit, Permission.SUBMISSION_READ, case)
    referrals.send(actor("supervision"), case, case.version, GROUNDS)
    assert submissions.get(credit, case.id) is case


def test_a_revocation_leaves_a_note_that_credit_answers_and_bars_resubmitting(app):
    referral = returned()
    case = referral.submission
    approvals.revoke(actor("supervision.head"), case, case.version, "有误")
    assert "已被撤销" in referral.note
    with pytest.raises(TransitionNotAllowed, match="已经撤销"):
        referrals.send_again(actor("supervision"), referral, referral.version, GROUNDS, "补")
    step("credit", referral, Action.ANSWER, "等新的报送")
    assert (referral.note, referral.status) == ("", ReferralStatus.RETURNED)


def test_a_listed_partys_revoked_case_is_noted_though_the_referral_is_closed(app):
    referral = taken()
    referrals.enter_listing(actor("credit"), referral, referral.version, RESULT, "符合第五条")
    case = referral.submission
    approvals.revoke(actor("supervision.head"), case, case.version, "处罚被撤销")
    assert "已被撤销" in referral.note
    step("credit", referral, Action.ANSWER, "已撤销列入，三个工作日内停止公示")
    assert (referral.note, referral.status) == ("", ReferralStatus.LISTED)


def test_a_later_revision_is_noted_and_read_with_the_answer(app):
    referral, liaison = sent(), actor("sls1.liaison")
    draft = submissions.revise(liaison, referral.submission, referral.submission.version)
    later = factories.accept(draft)
    assert "第 2 次报送" in referral.note
    step("credit", referral, Action.ANSWER, "变动不影响")
    assert referral.submission_id == later.id


def test_the_board_knows_whose_turn_it_is_from_either_side(app):
    waiting, back, done = sent("sls1.liaison"), returned(), taken()
    step("credit", done, Action.DECLINE, "没有主观故意")
    board = {
        username: {
            tab: [row.referral.id for row in handshakes.list_board(actor(username), tab).rows] for tab in Tab
        }
        for username in ("supervision", "credit")
    }
    both = [waiting.id, back.id]
    assert board["supervision"] == {
        Tab.OPEN: both, Tab.OURS: [back.id], Tab.THEIRS: [waiting.id], Tab.CONCLUDED: [done.id]
    }  # fmt: skip
    assert board["credit"] == {
        Tab.OPEN: both, Tab.OURS: [waiting.id], Tab.THEIRS: [back.id], Tab.CONCLUDED: [done.id]
    }  # fmt: skip
    counts = handshakes.count_tabs(actor("credit"))
    assert counts == {Tab.OPEN: 2, Tab.OURS: 1, Tab.THEIRS: 1, Tab.CONCLUDED: 1}


def test_the_waiting_cell_carries_the_clock_and_says_when_it_is_overdue(app):
    referral, credit = sent(), actor("credit")
    first = handshakes.read(credit, referral).stages
    assert [stage.state for stage in first] == ["done", "waiting", "later", "later"]
    assert first[1].clock_text == "还有 2 个工作日" and handshakes.count_overdue(credit) == 0
    with clock.travel(referral.due_at):
        late = handshakes.read(credit, referral).stages[1]
        assert (late.clock_text, late.tone) == ("超时 1 个工作日", "bad")
        assert handshakes.count_overdue(credit) == 1


def test_a_term_that_ended_before_a_day_off_is_over_on_the_day_off(app):
    friday, saturday, monday = date(2021, 10, 15), date(2021, 10, 16), date(2021, 10, 18)
    assert handshakes.count_days_left(friday, friday) == 0
    assert handshakes.count_days_left(friday, saturday) == -1
    assert handshakes.count_days_left(friday, monday) == -1
    assert handshakes.count_days_left(monday, friday) == 1


def test_a_return_stands_in_its_cell_with_its_reason(app):
    stage = handshakes.read(actor("supervision"), returned()).stages[2]
    assert (stage.state, stage.tone, stage.title) == ("waiting", "warn", "退回：请补第十二条各项判断")


def test_departments_see_their_own_referrals_and_nobody_elses(app):
    referral = sent()
    assert referrals.get(actor("sls1.leader"), referral.id) is referral
    for username in ("sls2.liaison", "bureau", "publicity"):
        with pytest.raises(NotFound):
            referrals.get(actor(username), referral.id)
    assert handshakes.list_board(actor("sls2.liaison"), Tab.OPEN).rows == ()
    assert referrals.read_dossier(actor("bureau"), referral.submission) is None


def test_the_case_page_learns_whether_and_why_not_it_may_be_referred(app):
    case = factories.accepted_case()
    assert referrals.read_dossier(actor("sls1.liaison"), case).may_send
    assert "发起移送" in referrals.read_dossier(actor("sls1.leader"), case).refusal
    referrals.send(actor("supervision"), case, case.version, GROUNDS)
    assert "在办" in referrals.read_dossier(actor("sls1.liaison"), case).refusal
