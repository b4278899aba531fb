"""Taking a case in force one step on (处罚决定, 结案, 移送): a revision in which only that step's fields are open."""

from portal.domain.cases import Continuation, list_steps
from portal.domain.errors import Forbidden, Invalid, TransitionNotAllowed
from portal.domain.permissions import Actor, Permission, can
from portal.models.cases import Case
from portal.models.submissions import Submission
from portal.services import drafts, submissions, trail
from portal.store import deed


def list_open(submission: Submission) -> tuple[Continuation, ...]:
    """The steps that the case has still before it."""
    return list_steps(submissions.content_of(submission)) if isinstance(submission, Case) else ()


def begin(actor: Actor, submission: Submission, step: str, version: int) -> Submission:
    """Open the revision of one step, as posted. Raises as `submissions.revise`, and for a step that is taken."""
    if not can(actor, Permission.SUBMISSION_WRITE, submission):
        raise Forbidden("您不能修改这个部门的报送。")
    if step not in set(Continuation):
        raise Invalid("请选择处罚决定、结案或者移送。")
    step = Continuation(step)
    if submission.status == "accepted" and step not in list_open(submission):
        raise TransitionNotAllowed(
            f"这个案件不能再填{step.label}。改动已填的内容，请用“修改（新一次报送）”。"
        )
    return submissions.revise(actor, submission, version, continues=step)


def widen(actor: Actor, submission: Submission, version: int) -> None:
    """Open all fields of a draft that was begun for one step only."""
    with deed():
        moment = trail.lock()
        drafts.refuse_unless_draft(actor, submission, version)
        if not isinstance(submission, Case) or submission.continues is None:
            raise TransitionNotAllowed("这份草稿的内容都可以修改。")
        submission.continues = None
        submission.changed_at, submission.version = moment, version + 1
        trail.record(
            actor,
            "widen",
            "submission",
            submission.id,
            reference=submission.dossier.trail_reference,
        )
