"""How a duty stands, in the words of the workbench (还差什么)."""

from dataclasses import dataclass

from portal.domain.obligations import Duty
from portal.domain.scoring_input import Mark
from portal.domain.workflow import Status


@dataclass(frozen=True)
class DutyState:
    """`is_done`: nothing more is asked of the department. `step` says what it may do next, "" for nothing."""

    words: str
    tone: str
    is_done: bool
    step: str = ""


ON_ITS_WAY = {
    Status.DRAFT: DutyState("有草稿，未提交", "warn", False, "继续填写"),
    Status.SUBMITTED: DutyState("已提交，等分管领导审批", "info", False, "查看"),
    Status.LEADER_APPROVED: DutyState("已报送，待接收", "next", True, "查看"),
}


def describe_duty(duty: Duty) -> DutyState:
    """A duty reported in time asks nothing more, though supervision has not accepted it yet (D3)."""
    if duty.mark is Mark.ON_TIME:
        return DutyState("已接收，按时", "good", True)
    if duty.mark is Mark.LATE:
        return DutyState(f"已接收，迟 {duty.days_late} 天", "warn", True)
    if duty.mark is Mark.WAIVED:
        return DutyState("免报", "mute", True)
    state = ON_ITS_WAY[duty.filing.status] if duty.filing else DutyState("未动", "mute", False, "填报")
    if duty.mark is Mark.MISSING:
        words = state.words if duty.filing else "未报"
        return DutyState(f"{words}，已过期限", "bad", False, state.step)
    return state
