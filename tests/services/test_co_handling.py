"""Co-handlers (协办, D10): who may read the case and from when, whose word it takes, and what it earns."""

from datetime import date

import pytest

from portal.domain.errors import Forbidden, NotFound, Stale, TransitionNotAllowed
from portal.domain.scoring_input import Level as AdoptionLevel
from portal.domain.workflow import Action
from portal.models.typical_cases import Level
from portal.services import (
    approvals,
    co_handling,
    notices,
    plans,
    readings,
    scoring_inputs,
    submissions,
    typical_cases,
)
from tests import factories


def named(*codes):
    return " ".join(str(factories.department(code).id) for code in codes)


def approved(**changes):
    return factories.approved_case(co_handlers=named("sls2"), **changes)


def test_a_co_handler_reads_the_case_from_the_leaders_approval_on(app):
    waiting = factories.submitted_case(co_handlers=named("sls2"))
    helper = factories.actor("sls2.liaison")
    with pytest.raises(NotFound):
        submissions.get(helper, waiting.id)
    approvals.approve(factories.actor("sls1.leader"), waiting, waiting.version)
    assert submissions.get(helper, waiting.id).id == waiting.id
    with pytest.raises(NotFound):
        submissions.get(factories.actor("sls3.liaison"), waiting.id)


def test_a_co_handler_reads_the_names_of_natural_persons(app):
    case = approved(party_is_person=True, party_name="张三丰")
    assert not readings.must_mask(factories.actor("sls2.liaison"), case)


def test_only_the_co_handlers_own_leader_confirms_and_only_once(app):
    case = approved()
    for username in ("sls1.leader", "sls2.liaison", "sls3.leader", "supervision.head"):
        with pytest.raises(Forbidden):
            co_handling.confirm(factories.actor(username), case, case.version)
    leader = factories.actor("sls2.leader")
    with pytest.raises(Stale):
        co_handling.confirm(leader, case, case.version + 1)
    co_handling.confirm(leader, case, case.version)
    with pytest.raises(TransitionNotAllowed, match="已经确认过"):
        co_handling.confirm(leader, case, case.version)
    (part,) = co_handling.read(leader, case)
    assert (part.confirmed_by, part.may_confirm) == ("sls2.leader", False)


def test_two_co_handlers_are_confirmed_each_by_its_own(app):
    case = factories.approved_case(co_handlers=named("sls2", "sls3"))
    co_handling.confirm(factories.actor("sls3.leader"), case, case.version)
    said = {
        part.department: part.confirmed_by for part in co_handling.read(factories.actor("sls1.leader"), case)
    }
    assert sorted(said.values(), key=str) == [None, "sls3.leader"]


def test_a_word_stands_for_the_revisions_that_follow(app):
    case = factories.accepted_case(co_handlers=named("sls2"))
    co_handling.confirm(factories.actor("sls2.leader"), case, case.version)
    revision = submissions.revise(factories.actor("sls1.liaison"), case, case.version)
    assert revision.co_handlers == case.co_handlers
    factories.accept(revision)
    (part,) = co_handling.read(factories.actor("sls2.leader"), revision)
    assert part.confirmed_by == "sls2.leader"


def test_the_co_handlers_leader_is_told_when_the_case_may_be_confirmed(app):
    leader = factories.actor("sls2.leader")
    before = notices.count(leader)
    approved()
    assert notices.count(leader) == before + 1
    (first, *_) = notices.list_page(leader).rows
    assert first.text.startswith("请确认协办：")


def adoptions_of(code):
    given = scoring_inputs.draw_inputs(
        plans.get_catalogue(2021), date(2021, 12, 31), [factories.department(code)]
    )[0]
    return [(each.dossier_id, each.level, each.is_co_handler) for each in given.adoptions]


def select_case(case):
    chosen = typical_cases.find_of_dossier(case.dossier_id)
    typical_cases.take_step(factories.actor("supervision"), chosen, Action.SHORTLIST, chosen.version)
    head = factories.actor("supervision.head")
    typical_cases.take_step(head, chosen, Action.SELECT, chosen.version, level=Level.CITY)


def test_an_adopted_case_counts_for_a_confirmed_co_handler_and_for_no_other(in_2021):
    with in_2021(11, 1):
        case = factories.accepted_case(co_handlers=named("sls2", "sls3"))
        co_handling.confirm(factories.actor("sls2.leader"), case, case.version)
        select_case(case)
        level = AdoptionLevel.CITY
        assert adoptions_of("sls1") == [(case.dossier_id, level, False)]
        assert adoptions_of("sls2") == [(case.dossier_id, level, True)]
        assert adoptions_of("sls3") == []
