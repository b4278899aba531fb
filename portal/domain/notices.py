"""Notices (通知): which deed tells whom what, and why they get it. Pure.

The second pass through the gates tells the same people the same as the first. Nobody is told of their own deed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.permissions import Permission
from portal.domain.workflow import Action, Labelled, Status


class Audience(Labelled):
    """Who is told, with the reason they read."""

    LEADERS = "leaders", "因为您是{department}分管领导"
    DEPUTIES = "deputies", "因为您正代理{department}分管领导"
    AUTHOR = "author", "因为您是填报人"
    LIAISONS = "liaisons", "因为您是{department}联络员"
    APPROVER = "approver", "因为您同意了这次报送"
    SUPERVISION = "supervision", "因为您负责接收各部门的报送"
    HEADS = "heads", "因为您是执法监管科负责人"
    CREDIT = "credit", "因为您是信用监督管理科经办"
    PUBLICITY = "publicity", "因为您负责宣传"
    SENDER = "sender", "因为您发出了这件移送"
    ADDRESSEES = "addressees", "因为{department}把它移交您所在的部门"


GATE_ONE = (Audience.LEADERS, Audience.DEPUTIES)
GATE_TWO = (Audience.SUPERVISION, Audience.HEADS)
DEPARTMENT = (Audience.AUTHOR, Audience.LIAISONS)
SENDERS = (Audience.SENDER, Audience.LIAISONS)


@dataclass(frozen=True)
class Telling:
    """One thing told: to whom, in which words. `{title}` and `{department}` are filled in.

    Whoever may not do what it calls for is not called.
    """

    audiences: tuple[Audience, ...]
    text: str
    calls_for: Permission | None = None


SUBMISSION: Mapping[tuple[Action, str], Telling] = {
    (Action.SUBMIT, Status.DRAFT): Telling(
        GATE_ONE, "{department}提交《{title}》，等您审批", Permission.SUBMISSION_APPROVE
    ),
    (Action.APPROVE, Status.SUBMITTED): Telling(
        GATE_TWO, "{department}分管领导同意上报《{title}》，等您接收", Permission.SUBMISSION_ACCEPT
    ),
    (Action.RECALL, Status.LEADER_APPROVED): Telling(
        GATE_ONE, "《{title}》已收回同意，仍等您审批", Permission.SUBMISSION_APPROVE
    ),
    (Action.RETURN, Status.SUBMITTED): Telling(
        DEPARTMENT, "分管领导退回《{title}》，请修改后重新提交", Permission.SUBMISSION_WRITE
    ),
    (Action.RETURN, Status.LEADER_APPROVED): Telling(
        DEPARTMENT, "执法监督管理科退回《{title}》，请修改后重新提交", Permission.SUBMISSION_WRITE
    ),
    (Action.ACCEPT, Status.LEADER_APPROVED): Telling((Audience.AUTHOR,), "《{title}》已接收，计入统计与考核"),
    (Action.REVOKE, Status.ACCEPTED): Telling(
        (*DEPARTMENT, Audience.APPROVER), "《{title}》已撤销，不再计入统计与考核"
    ),
}
# Told when the lead is in force: what was told before a gate is gone once the gate is passed.
HAND_OVER = Telling((Audience.ADDRESSEES,), "{department}移交线索《{title}》，请您所在的部门办理")
TYPICAL_CASE: Mapping[Action, Telling] = {
    Action.SHORTLIST: Telling((Audience.HEADS, Audience.AUTHOR), "《{title}》列入典型案例候选"),
    Action.UNLIST: Telling((Audience.AUTHOR,), "《{title}》移出典型案例候选"),
    Action.SELECT: Telling((Audience.AUTHOR, Audience.PUBLICITY), "《{title}》选为典型案例"),
    Action.DESELECT: Telling((Audience.AUTHOR,), "《{title}》取消入选典型案例"),
}
REFERRAL: Mapping[Action, Telling] = {
    Action.SEND: Telling((Audience.CREDIT,), "收到移送《{title}》，等您签收", Permission.REFERRAL_WORK),
    Action.ACKNOWLEDGE: Telling(SENDERS, "信用监督管理科已签收移送《{title}》"),
    Action.TAKE: Telling(SENDERS, "信用监督管理科已受理移送《{title}》"),
    Action.RETURN: Telling(SENDERS, "信用监督管理科退回移送《{title}》，请补正重发"),
    Action.LIST: Telling(SENDERS, "移送《{title}》已有结果：列入严重违法失信名单"),
    Action.DECLINE: Telling(SENDERS, "移送《{title}》已有结果：不予列入"),
}

# What a notice is about → the permissions for what it may call for.
CALLED_FOR: Mapping[str, tuple[Permission, ...]] = {
    "submission": (
        Permission.SUBMISSION_APPROVE,
        Permission.SUBMISSION_ACCEPT,
        Permission.SUBMISSION_WRITE,
        Permission.CO_HANDLING_CONFIRM,
    ),
    "referral": (Permission.REFERRAL_WORK,),
}


def find_telling(workflow: str, action: Action, source: str) -> Telling | None:
    """What a step tells; None for a step that tells nobody."""
    if workflow == "submission":
        return SUBMISSION.get((action, source))
    return {"typical_case": TYPICAL_CASE, "referral": REFERRAL}.get(workflow, {}).get(action)
