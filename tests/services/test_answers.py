"""What had read a revoked submission stands on the workbench until somebody has answered it."""

from datetime import date

import pytest
from sqlalchemy import update

from portal.domain.referrals import Grounds
from portal.domain.workflow import Action
from portal.extensions import db
from portal.models.evaluations import EvaluationRound
from portal.services import answers, approvals, clock, evaluations, referrals, submissions, typical_cases
from portal.store import deed
from tests import factories


def subjects(username):
    return [each.subject for each in answers.list_open(factories.actor(username))]


def confirm(scored):
    """Without all that must be entered first."""
    head, table = factories.actor("supervision.head"), EvaluationRound.__table__
    values = {"status": "confirmed", "confirmed_by_id": head.account_id, "confirmed_at": clock.now()}
    with deed():
        db.session.execute(update(table).where(table.c.id == scored.id).values(values))


def revise(case):
    author = factories.actor("sls1.liaison")
    return factories.accept(submissions.revise(author, case, case.version))


def revoke(case):
    approvals.revoke(factories.actor("supervision.head"), case, case.version, "当事人有误。")


def test_a_typical_case_and_a_referral_stand_there_until_answered(app):
    case = factories.accepted_case()
    supervision, credit = factories.actor("supervision"), factories.actor("credit")
    grounds = Grounds(("5.2",), ("主观恶意", "违法频次"), "明知未经检疫仍多次购进，情节严重。")
    referral = referrals.send(supervision, case, case.version, grounds)
    assert subjects("supervision") == subjects("credit") == []
    revoke(case)
    assert (subjects("supervision"), subjects("credit")) == (["typical_case"], ["referral"])
    for username in ("sls1.liaison", "sls1.leader", "publicity", "bureau", "auditor"):
        assert subjects(username) == []
    chosen = typical_cases.find_of_dossier(case.dossier_id)
    typical_cases.take_step(supervision, chosen, Action.ANSWER, chosen.version, "已核对")
    referrals.take_step(credit, referral, Action.ANSWER, referral.version, "已核对")
    assert subjects("supervision") == subjects("credit") == []


@pytest.mark.parametrize("through, is_told", [(date(2021, 10, 31), True), (date(2021, 6, 30), False)])
def test_a_confirmed_round_that_counted_it_asks_to_be_scored_anew(in_2021, through, is_told):
    with in_2021(10, 25):
        case = factories.accepted_case(closed_on=date(2021, 9, 24))
    with in_2021(11, 1):
        supervision = factories.actor("supervision")
        scored = evaluations.open_round(supervision, through)
        confirm(scored)
        assert subjects("supervision") == []
    with in_2021(11, 2):
        revoke(case)
        assert ("round" in subjects("supervision")) is is_told
    with in_2021(11, 3):
        confirm(scored)
    assert "round" not in subjects("supervision")


@pytest.mark.parametrize("day", [30, 2])
def test_a_round_asks_when_only_a_later_revision_of_what_it_counted_was_revoked(in_2021, day):
    """The later revision was accepted before the round was confirmed on 1 November, or after it."""
    with in_2021(10, 25):
        case = factories.accepted_case(closed_on=date(2021, 9, 24))
        scored = evaluations.open_round(factories.actor("supervision"), date(2021, 10, 25))
    if day == 30:
        with in_2021(10, day):
            later = revise(case)
    with in_2021(11, 1):
        confirm(scored)
    if day != 30:
        with in_2021(11, day):
            later = revise(case)
    assert "round" not in subjects("supervision")
    with in_2021(11, 3):
        revoke(later)
    (asked,) = [each for each in answers.list_open(factories.actor("supervision")) if each.subject == "round"]
    assert "确认后有 1 件" in asked.note


def test_a_round_does_not_ask_about_what_was_revoked_before_it_was_confirmed(in_2021):
    with in_2021(10, 25):
        case = factories.accepted_case(closed_on=date(2021, 9, 24))
        scored = evaluations.open_round(factories.actor("supervision"), date(2021, 10, 25))
    with in_2021(10, 26):
        revoke(case)
    with in_2021(11, 1):
        confirm(scored)
    assert "round" not in subjects("supervision")
