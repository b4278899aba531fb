"""处罚决定, 结案 and 移送 on a case in force: a revision in which only that step's fields are open."""

import re
from datetime import date

import pytest

from portal.domain.cases import CONTINUATIONS, LABELS, Continuation, list_steps
from portal.domain.errors import Invalid, TransitionNotAllowed
from portal.services import continuations, submissions
from tests import factories

OPEN = dict.fromkeys(
    ("closed_on", "is_punished", "decided_on", "decision_number", "decision_content", "fine", "confiscated")
)
OPEN |= {"is_transferred": False, "transferred_on": None, "is_typical": False}
DECIDED = {
    "is_punished": True,
    "decided_on": date(2021, 9, 1),
    "decision_content": "罚款一万元。",
    "fine": 1_000_000,
}


def begin(step, **changes):
    case = factories.accepted_case(**{**OPEN, **changes})
    return case, continuations.begin(factories.actor("sls1.liaison"), case, step, case.version)


def version_on(page):
    return re.search(r'name="version" value="(\d+)"', page)[1]


def test_a_case_in_force_offers_the_steps_before_it(sign_in_as):
    case = factories.accepted_case(**OPEN)
    page = sign_in_as("sls1.liaison").get(f"/submissions/{case.id}").get_data(as_text=True)
    assert [step in page for step in ("处罚决定…", "结案…", "移送…")] == [True, True, True]
    closed = factories.accepted_case()
    page = sign_in_as("sls1.liaison").get(f"/submissions/{closed.id}").get_data(as_text=True)
    assert "处罚决定…" not in page and "结案…" not in page


def test_a_step_is_filled_in_alone_and_what_else_is_posted_changes_nothing(sign_in_as):
    case = factories.accepted_case(**OPEN)
    liaison = sign_in_as("sls1.liaison")
    opened = liaison.post(
        f"/submissions/{case.id}/continue", data={"version": case.version, "step": "decision"}
    )
    form = liaison.get(opened.location).get_data(as_text=True)
    assert 'name="decided_on"' in form and 'name="title"' not in form and "只填处罚决定" in form
    typed = factories.as_typed({**DECIDED, "title": "另一个名称", "amount_involved": 1})
    posted = {**typed, "version": version_on(form), "intent": "submit"}
    done = liaison.post(opened.location, data=posted)
    assert done.status_code == 302
    draft = submissions.find_open(case.dossier_id)
    assert (draft.decided_on, draft.fine) == (date(2021, 9, 1), 1_000_000)
    assert (draft.title, draft.amount_involved) == (case.title, case.amount_involved)
    page = sign_in_as("sls1.leader").get(f"/approvals?id={draft.id}").get_data(as_text=True)
    assert "第 2 次报送（处罚决定）" in page


def test_the_server_refuses_another_field_of_such_a_draft(app):
    _, draft = begin("closing")
    liaison = factories.actor("sls1.liaison")
    with pytest.raises(Invalid) as refusal:
        submissions.save_draft(liaison, draft, {"title": "另一个名称"}, draft.version)
    assert [finding.field for finding in refusal.value.findings] == ["title"]
    submissions.save_draft(liaison, draft, {"closed_on": date(2021, 10, 1)}, draft.version)
    assert draft.closed_on == date(2021, 10, 1)


def test_such_a_draft_can_be_opened_whole(sign_in_as):
    _, draft = begin("transfer")
    liaison = sign_in_as("sls1.liaison")
    opened = liaison.post(f"/submissions/{draft.id}/widen", data={"version": draft.version})
    assert 'name="title"' in liaison.get(opened.location).get_data(as_text=True)
    again = liaison.post(f"/submissions/{draft.id}/widen", data={"version": draft.version + 1})
    assert again.status_code == 409


@pytest.mark.parametrize("step", ["", "nothing"])
def test_a_step_that_does_not_exist_is_refused_with_a_sentence(sign_in_as, step):
    case = factories.accepted_case(**OPEN)
    answer = sign_in_as("sls1.liaison").post(
        f"/submissions/{case.id}/continue", data={"version": case.version, "step": step}
    )
    assert answer.status_code == 422 and "请选择处罚决定、结案或者移送。" in answer.get_data(as_text=True)


def test_a_step_taken_is_not_taken_again(app):
    with pytest.raises(TransitionNotAllowed, match="不能再填处罚决定"):
        begin("decision", **DECIDED)


def test_every_step_opens_fields_that_a_case_has():
    assert set(CONTINUATIONS) == set(Continuation)
    assert all(name in LABELS for names in CONTINUATIONS.values() for name in names)
    assert list_steps({"decided_on": date(2021, 9, 1)}) == (Continuation.CLOSING, Continuation.TRANSFER)
