"""What a person may decide on one submission at the two gates, and what the page says before they do."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.effects import describe_acceptance
from portal.domain.errors import NotFound
from portal.domain.permissions import Actor, can
from portal.domain.workflow import SUBMISSION, Action, ReturnCode, Transition
from portal.models.submissions import Submission
from portal.services import plans, submissions, transitions
from portal.services.approvals import list_verdicts

GATES = (Action.APPROVE, Action.ACCEPT, Action.RETURN, Action.RECALL, Action.REVOKE)


@dataclass(frozen=True)
class Decision:
    """What a person may decide on one submission at the gates, and what the page says before they do.

    `effect` tells what the step forward will change; `barred` why somebody whose role could decide may not (four
    eyes); `codes` whether a return for that code restarts the clock (D2).
    """

    submission: Submission
    rows: tuple[Transition, ...]
    questions: Mapping[str, str]
    effect: str
    barred: str
    codes: Mapping[ReturnCode, str]

    def find(self, action: str) -> Transition | None:
        return next((row for row in self.rows if row.action == action), None)


def get_decidable(actor: Actor, submission_id: int) -> Submission:
    """As `submissions.get`; a decision that comes too late hears what may have happened, and nothing of the submission."""
    try:
        return submissions.get(actor, submission_id)
    except NotFound:
        raise NotFound("这一条不在您可以办理的范围内，可能已被填报部门收回或删除。") from None


def get_decision(actor: Actor, submission: Submission) -> Decision:
    """What `actor` may decide on `submission` now; nothing is changed."""
    rows = tuple(row for row in transitions.list_available(actor, submission) if row.action in GATES)
    actions = {row.action for row in rows}
    return Decision(
        submission=submission,
        rows=rows,
        questions=list_verdicts(submission) if Action.ACCEPT in actions else {},
        effect=describe_effect(submission, actions),
        barred=describe_bar(actor, submission, actions),
        codes=describe_codes(submission.year),
    )


def describe_codes(year: int) -> dict[ReturnCode, str]:
    """Whether a return for each reason restarts the clock (D2), by the plan of that year."""
    catalogue = plans.get_catalogue(year)
    return {
        code: "重新计时" if catalogue.return_code(code).restarts_clock else "不重新计时"
        for code in ReturnCode
    }


def describe_effect(submission: Submission, actions: set[Action]) -> str:
    """接收后影响, against the revision in force; for the leader, where the filing goes."""
    if Action.APPROVE in actions:
        return "同意后报送执法监督管理科，报送时间以同意的时间为准。"
    if Action.ACCEPT not in actions:
        return ""
    former = submissions.find_former(submission)
    sentence = describe_acceptance(
        submission.kind,
        submissions.content_of(submission),
        submissions.content_of(former) if former else None,
    )
    return sentence + (f"成为现行，替代第 {former.revision} 次报送。" if former else "")


def describe_bar(actor: Actor, submission: Submission, actions: set[Action]) -> str:
    """Why the gate that waits is closed to a person who could open it for others (four eyes by person)."""
    forward = {Action.APPROVE: "审批", Action.ACCEPT: "接收"}
    for row in SUBMISSION:
        waits = row.source is submission.status and row.action in forward and row.action not in actions
        if waits and can(actor, row.permission, submission):
            leader_id = transitions.find_leader(actor, row, submission)
            by_leader = leader_id in transitions.list_handlers(submission, row)
            who = "您所代理的分管领导" if by_leader else "您"
            return f"{who}经手过这一件，须由他人{forward[row.action]}。"
    return ""
