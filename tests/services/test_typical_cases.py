"""Typical cases: nominated by the accepted mark, shortlisted by one person, selected by another."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.errors import Forbidden, FourEyes, Invalid, NotFound, Stale, TransitionNotAllowed
from portal.domain.scoring_input import Level
from portal.domain.workflow import Action, SelectionStatus
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.services import accounts, approvals, nominations, submissions, typical_cases
from portal.services.nominations import Filters
from tests import factories


def actor(username):
    return accounts.as_actor(factories.account(username))


def nominated(code="sls1", **changes):
    return typical_cases.find_of_dossier(factories.accepted_case(code, **changes).dossier_id)


def selected(code="sls1", **changes):
    chosen = nominated(code, **changes)
    typical_cases.take_step(actor("supervision"), chosen, Action.SHORTLIST, chosen.version)
    typical_cases.take_step(
        actor("supervision.head"), chosen, Action.SELECT, chosen.version, level=Level.CITY
    )
    return chosen


def revised(case, **changes):
    """The next revision of a case, accepted; its typical mark as `changes` say."""
    liaison = actor("sls1.liaison")
    draft = submissions.revise(liaison, case, case.version)
    submissions.save_draft(liaison, draft, submissions.content_of(draft) | changes, draft.version)
    return factories.accept(draft)


def titles(username, **filters):
    return {row.case.title for row in nominations.list_page(actor(username), Filters(**filters)).rows}


def test_the_accepted_mark_is_the_nomination_and_a_case_without_it_is_none(app):
    chosen = nominated()
    assert chosen.status is SelectionStatus.NOMINATED
    assert [(step.action, step.actor.username) for step in chosen.steps] == [("nominate", "sls1.liaison")]
    assert nominated(is_typical=False) is None


def test_selecting_names_the_level_and_each_step_says_who_when_and_why(app):
    chosen = nominated()
    typical_cases.take_step(actor("supervision"), chosen, Action.SHORTLIST, chosen.version, "影响大")
    typical_cases.take_step(
        actor("supervision.head"), chosen, Action.SELECT, chosen.version, "报市局", Level.CITY
    )
    assert (chosen.status, chosen.level) == (SelectionStatus.SELECTED, Level.CITY)
    entries = typical_cases.read(actor("supervision"), chosen).timeline
    assert [(entry.label, entry.who, entry.text) for entry in entries] == [
        ("选为典型案例", "supervision.head", "报市局"),
        ("列入候选", "supervision", "影响大"),
        ("提名", "sls1.liaison", ""),
    ]
    rows = db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(2)).scalars().all()
    assert [(row.action, row.target) for row in rows] == [
        ("select", "selected"),
        ("shortlist", "shortlisted"),
    ]
    assert {row.reference for row in rows} == {chosen.dossier.number}


def test_whoever_shortlisted_does_not_select(app):
    chosen, head = nominated(), actor("supervision.head")
    typical_cases.take_step(head, chosen, Action.SHORTLIST, chosen.version)
    with pytest.raises(FourEyes):
        typical_cases.take_step(head, chosen, Action.SELECT, chosen.version, level=Level.DISTRICT)
    assert chosen.status is SelectionStatus.SHORTLISTED
    assert Action.SELECT not in {row.action for row in typical_cases.read(head, chosen).steps}


def test_only_the_head_selects_and_only_supervision_shortlists(app):
    chosen = nominated()
    with pytest.raises(Forbidden):
        typical_cases.take_step(actor("sls1.leader"), chosen, Action.SHORTLIST, chosen.version)
    typical_cases.take_step(actor("supervision"), chosen, Action.SHORTLIST, chosen.version)
    with pytest.raises(Forbidden):
        typical_cases.take_step(
            actor("supervision2"), chosen, Action.SELECT, chosen.version, level=Level.CITY
        )


def test_a_step_taken_twice_or_from_an_old_page_is_refused_and_says_who_was_first(app):
    chosen = nominated()
    old = chosen.version
    typical_cases.take_step(actor("supervision"), chosen, Action.SHORTLIST, old)
    with pytest.raises(TransitionNotAllowed, match=r"supervision .* 已列入候选"):
        typical_cases.take_step(actor("supervision2"), chosen, Action.SHORTLIST, chosen.version)
    with pytest.raises(Stale):
        typical_cases.take_step(actor("supervision2"), chosen, Action.UNLIST, old, "更正")


def test_taking_back_needs_words_and_clears_level_and_person(app):
    chosen, head = selected(), actor("supervision.head")
    with pytest.raises(Invalid):
        typical_cases.take_step(head, chosen, Action.DESELECT, chosen.version, " ")
    assert chosen.status is SelectionStatus.SELECTED
    typical_cases.take_step(head, chosen, Action.DESELECT, chosen.version, "市局未采用")
    assert (chosen.status, chosen.level, chosen.selected_by_id) == (SelectionStatus.SHORTLISTED, None, None)
    typical_cases.take_step(actor("supervision2"), chosen, Action.UNLIST, chosen.version, "重复")
    assert (chosen.status, chosen.shortlisted_by_id) == (SelectionStatus.NOMINATED, None)


def test_a_selection_whose_case_was_revoked_shows_a_note_until_it_is_answered(app):
    chosen, supervision = selected(), actor("supervision")
    case = chosen.submission
    approvals.revoke(actor("supervision.head"), case, case.version, "法院撤销处罚")
    assert "已被撤销" in chosen.note
    steps = [row.action for row in typical_cases.read(supervision, chosen).steps]
    assert steps[0] is Action.ANSWER
    with pytest.raises(Invalid):
        typical_cases.take_step(supervision, chosen, Action.ANSWER, chosen.version, "")
    typical_cases.take_step(supervision, chosen, Action.ANSWER, chosen.version, "等新的报送")
    assert (chosen.note, chosen.status) == ("", SelectionStatus.SELECTED)
    assert typical_cases.read(supervision, chosen).timeline[0].text == "等新的报送"
    assert Action.ANSWER not in {row.action for row in typical_cases.read(supervision, chosen).steps}


def test_a_revision_without_the_mark_leaves_a_note_and_one_with_it_is_followed_silently(app):
    chosen = selected()
    followed = revised(chosen.submission)
    assert (chosen.submission_id, chosen.note) == (followed.id, "")
    revised(followed, is_typical=False)
    assert (chosen.submission_id, "不再作为典型案件" in chosen.note) == (followed.id, True)


def test_nothing_is_shortlisted_while_a_note_waits_or_its_case_is_not_in_force(app):
    chosen, supervision = nominated(), actor("supervision")
    approvals.revoke(actor("supervision.head"), chosen.submission, chosen.submission.version, "有误")
    with pytest.raises(TransitionNotAllowed, match="请先核对提醒"):
        typical_cases.take_step(supervision, chosen, Action.SHORTLIST, chosen.version)
    typical_cases.take_step(supervision, chosen, Action.ANSWER, chosen.version, "已知悉")
    with pytest.raises(TransitionNotAllowed, match="不是现行的"):
        typical_cases.take_step(supervision, chosen, Action.SHORTLIST, chosen.version)
    assert chosen.status is SelectionStatus.NOMINATED


def test_an_answered_nomination_without_a_case_in_force_leaves_the_list(app):
    chosen, supervision = nominated(), actor("supervision")
    approvals.revoke(actor("supervision.head"), chosen.submission, chosen.submission.version, "有误")
    assert titles("supervision") == {factories.CASE["title"]}
    typical_cases.take_step(supervision, chosen, Action.ANSWER, chosen.version, "已知悉")
    assert titles("supervision") == set()


def test_each_reader_sees_what_the_permission_map_gives_them(app):
    nominated("sls1", title="甲")
    selected("sls2", title="乙")
    nominees = {"status": SelectionStatus.NOMINATED}
    winners = {"status": SelectionStatus.SELECTED}
    for username, first, second in [
        ("supervision", {"甲"}, {"乙"}),
        ("bureau", {"甲"}, {"乙"}),
        ("publicity", set(), {"乙"}),
        ("sls1.liaison", {"甲"}, set()),
        ("sls2.leader", set(), {"乙"}),
    ]:
        assert (titles(username, **nominees), titles(username, **winners)) == (first, second), username


def test_what_a_reader_may_not_see_is_not_found(app):
    chosen = nominated("sls1")
    for username in ("sls2.liaison", "publicity", "credit"):
        with pytest.raises(NotFound):
            typical_cases.get(actor(username), chosen.id)


def test_filters_narrow_the_list_and_the_counts_alike(app):
    nominated("sls1", title="九月", closed_on=date(2021, 9, 30), category_code="food")
    nominated("sls2", title="十月", closed_on=date(2021, 10, 1), category_code="ccc", violation_code=None)
    department_id = factories.department("sls2").id
    for filters, wanted in [
        ({"month": date(2021, 9, 1)}, {"九月"}),
        ({"month": date(2021, 10, 1)}, {"十月"}),
        ({"department_id": department_id}, {"十月"}),
        ({"category_code": "food"}, {"九月"}),
        ({"category_code": "food", "department_id": department_id}, set()),
    ]:
        assert titles("supervision", **filters) == wanted
        counts = nominations.count_by_status(actor("supervision"), Filters(**filters))
        assert counts.get(SelectionStatus.NOMINATED, 0) == len(wanted)


def test_a_long_list_is_read_page_by_page_each_case_once(app, monkeypatch):
    monkeypatch.setattr(nominations, "PAGE_SIZE", 2)
    for number in range(5):
        nominated(title=f"案{number}")
    reader, seen, before = actor("supervision"), [], None
    while True:
        page = nominations.list_page(reader, Filters(), before)
        seen += [row.case.title for row in page.rows]
        assert page.total == 5
        if page.next_key is None:
            break
        before = int(page.next_key)
    assert seen == ["案4", "案3", "案2", "案1", "案0"]


def test_amounts_do_not_order_the_list(app):
    small = nominated(title="小", fine=1)
    nominated(title="大", fine=10**9)
    later = nominated(title="中", fine=10**6)
    rows = nominations.list_page(actor("supervision"), Filters()).rows
    assert (rows[0].chosen.id, rows[-1].chosen.id) == (later.id, small.id)
