"""What may happen to a thing that has a state: one mechanism, one table for each such thing.

The tables draw the buttons and enforce the rule. Nothing here assigns a status; `services.transitions` does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.errors import TransitionNotAllowed
from portal.domain.permissions import Permission


class Labelled(StrEnum):
    """A stored word with the Chinese label, tone and shape under which every page shows it."""

    label: str
    tone: str
    shape: str

    def __new__(cls, value: str, label: str, tone: str = "mute", shape: str = "none") -> "Labelled":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.tone, member.shape = label, tone, shape
        return member


class Status(Labelled):
    """Where a submission (报送) stands between the two gates."""

    DRAFT = "draft", "草稿", "mute", "dashed"
    SUBMITTED = "submitted", "待审批", "info", "quarter"
    LEADER_APPROVED = "leader_approved", "待接收", "next", "half"
    ACCEPTED = "accepted", "已接收", "good", "full"
    SUPERSEDED = "superseded", "已被替代", "mute", "barred"
    REVOKED = "revoked", "已撤销", "bad", "slashed"


class SelectionStatus(Labelled):
    """Where a typical case (典型案例) stands. Nominated by the accepted mark; published in a batch (a later issue)."""

    NOMINATED = "nominated", "已提名", "info", "quarter"
    SHORTLISTED = "shortlisted", "已入围", "next", "half"
    SELECTED = "selected", "已入选", "good", "full"


class ReferralStatus(Labelled):
    """Where a referral (移送) stands in its handshake."""

    SENT = "sent", "待签收", "info", "quarter"
    ACKNOWLEDGED = "acknowledged", "待受理", "next", "half"
    TAKEN = "taken", "办理中", "next", "half"
    RETURNED = "returned", "已退回", "bad", "back"
    LISTED = "listed", "已列入", "good", "full"
    NOT_LISTED = "not_listed", "不予列入", "mute", "barred"


class RoundStatus(Labelled):
    """Where an evaluation round (考核轮次) stands."""

    SCORING = "scoring", "计分中", "info", "quarter"
    CONFIRMED = "confirmed", "已确认", "good", "full"


class ReturnCode(Labelled):
    """Why a submission was sent back (退回原因). Whether it restarts the clock (D2) stands in the plan file."""

    MATERIAL_ERROR = "material_error", "实质错误"
    MINOR_CORRECTION = "minor_correction", "一般更正"
    MISSING_ATTACHMENT = "missing_attachment", "缺附件"
    WRONG_CATEGORY = "wrong_category", "类别有误"
    DUPLICATE = "duplicate", "重复报送"


class Action(StrEnum):
    """A deed that moves something from one state to another; also the last part of its address."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    RECALL = "recall"
    ACCEPT = "accept"
    RETURN = "return"
    REVISE = "revise"
    DISCARD = "discard"
    REVOKE = "revoke"
    SUPERSEDE = "supersede"
    NOMINATE = "nominate"
    SHORTLIST = "shortlist"
    UNLIST = "unlist"
    SELECT = "select"
    DESELECT = "deselect"
    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    TAKE = "take"
    LIST = "list"
    DECLINE = "decline"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    ANSWER = "answer"


class Comment(StrEnum):
    """Whether a deed is given words."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class Transition:
    """One row of a workflow table.

    `target` None deletes the subject. `stamps` and `clears` name stamp columns by their stem: "approved"
    is approved_by_id and approved_at. `done` is the past deed as a timeline tells it. A row that is not
    `by_hand` happens only inside another deed. `others` are the stamps whose persons may not take it (four eyes).
    """

    action: Action
    source: Labelled
    target: Labelled | None
    permission: Permission
    label: str
    done: str
    comment: Comment = Comment.NONE
    stamps: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    by_hand: bool = True
    others: tuple[str, ...] = ()


SUBMISSION = (
    Transition(
        Action.SUBMIT,
        Status.DRAFT,
        Status.SUBMITTED,
        Permission.SUBMISSION_WRITE,
        "提交审批",
        "提交审批",
        stamps=("submitted",),
        clears=("returned",),
    ),
    Transition(
        Action.WITHDRAW,
        Status.SUBMITTED,
        Status.DRAFT,
        Permission.SUBMISSION_WRITE,
        "撤回",
        "撤回",
        clears=("submitted",),
    ),
    Transition(
        Action.APPROVE,
        Status.SUBMITTED,
        Status.LEADER_APPROVED,
        Permission.SUBMISSION_APPROVE,
        "同意上报",
        "分管领导同意",
        Comment.OPTIONAL,
        stamps=("approved",),
        others=("submitted",),
    ),
    Transition(
        Action.RETURN,
        Status.SUBMITTED,
        Status.DRAFT,
        Permission.SUBMISSION_APPROVE,
        "退回…",
        "分管领导退回",
        Comment.REQUIRED,
        stamps=("returned",),
        clears=("submitted",),
    ),
    Transition(
        Action.RECALL,
        Status.LEADER_APPROVED,
        Status.SUBMITTED,
        Permission.SUBMISSION_APPROVE,
        "收回同意",
        "分管领导收回同意",
        Comment.OPTIONAL,
        clears=("approved",),
    ),
    Transition(
        Action.ACCEPT,
        Status.LEADER_APPROVED,
        Status.ACCEPTED,
        Permission.SUBMISSION_ACCEPT,
        "接收",
        "接收",
        Comment.OPTIONAL,
        stamps=("accepted",),
        others=("submitted", "approved"),
    ),
    Transition(
        Action.RETURN,
        Status.LEADER_APPROVED,
        Status.DRAFT,
        Permission.SUBMISSION_ACCEPT,
        "退回…",
        "执法监管科退回",
        Comment.REQUIRED,
        stamps=("returned",),
        clears=("submitted", "approved"),
    ),
    Transition(
        Action.SUPERSEDE,
        Status.ACCEPTED,
        Status.SUPERSEDED,
        Permission.SUBMISSION_ACCEPT,
        "替代",
        "被后一次报送替代",
        stamps=("ended",),
        by_hand=False,
    ),
    Transition(
        Action.REVOKE,
        Status.ACCEPTED,
        Status.REVOKED,
        Permission.SUBMISSION_REVOKE,
        "撤销…",
        "撤销",
        Comment.REQUIRED,
        stamps=("ended",),
    ),
    # A revision opens from a copy; the one in force stays as it is until the copy is accepted.
    Transition(
        Action.REVISE,
        Status.ACCEPTED,
        Status.ACCEPTED,
        Permission.SUBMISSION_WRITE,
        "修改（新一次报送）",
        "开始新一次报送",
    ),
    Transition(Action.DISCARD, Status.DRAFT, None, Permission.SUBMISSION_WRITE, "删除草稿", "删除草稿"),
)

TYPICAL_CASE = (
    Transition(
        Action.SHORTLIST,
        SelectionStatus.NOMINATED,
        SelectionStatus.SHORTLISTED,
        Permission.TYPICAL_CASE_SHORTLIST,
        "列入候选",
        "列入候选",
        Comment.OPTIONAL,
        stamps=("shortlisted",),
    ),
    Transition(
        Action.UNLIST,
        SelectionStatus.SHORTLISTED,
        SelectionStatus.NOMINATED,
        Permission.TYPICAL_CASE_SHORTLIST,
        "移出候选…",
        "移出候选",
        Comment.REQUIRED,
        clears=("shortlisted",),
    ),
    Transition(
        Action.SELECT,
        SelectionStatus.SHORTLISTED,
        SelectionStatus.SELECTED,
        Permission.TYPICAL_CASE_SELECT,
        "选为典型案例",
        "选为典型案例",
        Comment.OPTIONAL,
        stamps=("selected",),
        others=("shortlisted",),
    ),
    Transition(
        Action.DESELECT,
        SelectionStatus.SELECTED,
        SelectionStatus.SHORTLISTED,
        Permission.TYPICAL_CASE_SELECT,
        "取消入选…",
        "取消入选",
        Comment.REQUIRED,
        clears=("selected",),
    ),
    # What it rests on was revoked or changed: the note stands until somebody has answered it, in any state.
    *(
        Transition(
            Action.ANSWER,
            status,
            status,
            Permission.TYPICAL_CASE_SHORTLIST,
            "核对提醒…",
            "核对提醒",
            Comment.REQUIRED,
        )
        for status in SelectionStatus
    ),
)

REFERRAL = (
    Transition(
        Action.ACKNOWLEDGE,
        ReferralStatus.SENT,
        ReferralStatus.ACKNOWLEDGED,
        Permission.REFERRAL_WORK,
        "签收",
        "签收",
        stamps=("acknowledged",),
    ),
    Transition(
        Action.TAKE,
        ReferralStatus.ACKNOWLEDGED,
        ReferralStatus.TAKEN,
        Permission.REFERRAL_WORK,
        "受理",
        "受理",
        Comment.OPTIONAL,
        stamps=("taken",),
    ),
    Transition(
        Action.RETURN,
        ReferralStatus.ACKNOWLEDGED,
        ReferralStatus.RETURNED,
        Permission.REFERRAL_WORK,
        "退回…",
        "退回",
        Comment.REQUIRED,
        stamps=("returned",),
    ),
    Transition(
        Action.SEND,
        ReferralStatus.RETURNED,
        ReferralStatus.SENT,
        Permission.REFERRAL_SEND,
        "补正重发…",
        "补正重发",
        Comment.REQUIRED,
        stamps=("sent",),
        clears=("acknowledged", "returned"),
    ),
    Transition(
        Action.LIST,
        ReferralStatus.TAKEN,
        ReferralStatus.LISTED,
        Permission.REFERRAL_WORK,
        "登记列入…",
        "列入",
        Comment.REQUIRED,
        stamps=("concluded",),
    ),
    Transition(
        Action.DECLINE,
        ReferralStatus.TAKEN,
        ReferralStatus.NOT_LISTED,
        Permission.REFERRAL_WORK,
        "不予列入…",
        "不予列入",
        Comment.REQUIRED,
        stamps=("concluded",),
    ),
    *(
        Transition(
            Action.ANSWER,
            status,
            status,
            Permission.REFERRAL_WORK,
            "核对提醒…",
            "核对提醒",
            Comment.REQUIRED,
        )
        for status in ReferralStatus
    ),
)

EVALUATION_ROUND = (
    Transition(
        Action.CONFIRM,
        RoundStatus.SCORING,
        RoundStatus.CONFIRMED,
        Permission.EVALUATION_CONFIRM,
        "确认得分",
        "确认得分",
        Comment.OPTIONAL,
        stamps=("confirmed",),
        others=("opened",),
    ),
    Transition(
        Action.REOPEN,
        RoundStatus.CONFIRMED,
        RoundStatus.SCORING,
        Permission.EVALUATION_CONFIRM,
        "重新计分…",
        "重新计分",
        Comment.REQUIRED,
        clears=("confirmed",),
    ),
)

# The first state of each thing is where it is born; every other state is reached by its table.
WORKFLOWS: dict[str, tuple[Transition, ...]] = {
    "submission": SUBMISSION,
    "typical_case": TYPICAL_CASE,
    "referral": REFERRAL,
    "evaluation_round": EVALUATION_ROUND,
}

OPEN = (Status.DRAFT, Status.SUBMITTED, Status.LEADER_APPROVED)


def available(workflow: str, status: Labelled, may: Callable[[Permission], bool]) -> Iterable[Transition]:
    """The rows that a person may take by hand from `status`; `may` answers for the person and the subject."""
    return tuple(
        row for row in WORKFLOWS[workflow] if row.source is status and row.by_hand and may(row.permission)
    )


def resolve(workflow: str, action: Action, status: Labelled) -> Transition:
    """The one row for `action` from `status`; raises TransitionNotAllowed (409) when there is none."""
    for row in WORKFLOWS[workflow]:
        if row.action is action and row.source is status:
            return row
    raise TransitionNotAllowed(f"现在是“{status.label}”，不能这样办理。")
