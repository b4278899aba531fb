"""The tables that draw the buttons and enforce the rule (law 6 itself stands in tests/laws)."""

import pytest

from portal.domain.errors import TransitionNotAllowed
from portal.domain.permissions import Permission
from portal.domain.workflow import SUBMISSION, Action, Comment, Status, available, resolve


def may_do_anything(_permission):
    return True


def only(permission):
    return lambda needed: needed is permission


@pytest.mark.parametrize(
    ("status", "permission", "labels"),
    [
        (Status.SUBMITTED, Permission.SUBMISSION_APPROVE, ["同意上报", "退回…"]),
        (Status.LEADER_APPROVED, Permission.SUBMISSION_APPROVE, ["收回同意"]),
        (Status.LEADER_APPROVED, Permission.SUBMISSION_ACCEPT, ["接收", "退回…"]),
        (Status.ACCEPTED, Permission.SUBMISSION_REVOKE, ["撤销…"]),
        (Status.SUBMITTED, Permission.SUBMISSION_ACCEPT, []),
        (Status.REVOKED, Permission.SUBMISSION_REVOKE, []),
    ],
)
def test_each_gate_offers_its_own_steps(status, permission, labels):
    assert [row.label for row in available("submission", status, only(permission))] == labels


def test_nobody_supersedes_by_hand():
    offered = {row.action for row in available("submission", Status.ACCEPTED, may_do_anything)}
    assert Action.SUPERSEDE not in offered


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.REVOKED])
def test_what_has_ended_goes_nowhere(status):
    assert available("submission", status, may_do_anything) == ()


def test_a_step_that_does_not_start_here_says_where_things_stand():
    with pytest.raises(TransitionNotAllowed, match="已接收"):
        resolve("submission", Action.APPROVE, Status.ACCEPTED)


def test_sending_back_and_revoking_need_words():
    told = {row.action for row in SUBMISSION if row.comment is Comment.REQUIRED}
    assert told == {Action.RETURN, Action.REVOKE}


def test_a_label_that_opens_a_dialog_ends_in_dots():
    for row in SUBMISSION:
        assert row.label.endswith("…") == (row.comment is Comment.REQUIRED), row
