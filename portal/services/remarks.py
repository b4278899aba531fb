"""Why a draft came back, and the fields that a return names (涉及项目): marked on the form of who answers it, told to
who reads the answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.domain.content import name_parts
from portal.domain.differences import show
from portal.domain.errors import Finding
from portal.domain.workflow import Action, Status
from portal.extensions import db
from portal.models.submissions import Step, Submission
from portal.services import differences

LINES = "lines"


@dataclass(frozen=True)
class Answer:
    """One field that the last return named: what stood there then and what stands there now."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Reason:
    """Why something is to be written again: what happened, and the words of whoever did it."""

    title: str
    text: str


def describe(submission: Submission, names: Iterable[str]) -> dict[str, str]:
    """What stands in these fields of the submission, by name; names that are no field of its kind are left out."""
    known = dict(pair for _, pairs in name_parts(submission.kind) for pair in pairs)
    wanted = [name for name in names if name in known]
    if not wanted:
        return {}
    words, content = differences.get_words(submission), differences.get_content(submission)
    found = {name: show(name, content.get(name), words) for name in wanted}
    if LINES in found:
        labels = differences.get_labels(submission)
        figures = (name for name in labels if "." in name and content.get(name) is not None)
        found[LINES] = "；".join(f"{labels[name]} {content[name]}" for name in figures)
    return found


def list_labels(submission: Submission, step: Step) -> tuple[str, ...]:
    """The labels of the fields that a return named, in the order of the form."""
    return tuple(
        label
        for _, pairs in name_parts(submission.kind)
        for name, label in pairs
        if name in step.return_fields
    )


def list_answers(submission: Submission, step: Step) -> tuple[Answer, ...]:
    """How the submission now answers each field that `step` named."""
    now = describe(submission, step.return_fields)
    labels = list_labels(submission, step)
    names = [
        name for _, pairs in name_parts(submission.kind) for name, _ in pairs if name in step.return_fields
    ]
    return tuple(
        Answer(label, step.return_fields[name], now[name]) for name, label in zip(names, labels, strict=True)
    )


def find_reason(submission: Submission) -> Reason | None:
    """Why the draft has to be written again: the return it answers, or the revocation of the trip before it."""
    if submission.status is not Status.DRAFT:
        return None
    if submission.return_code:
        step = find_last(submission.steps, Action.RETURN)
        return Reason(f"退回原因：{submission.return_code.label}。", step.comment) if step else None
    former = db.session.execute(
        select(Step)
        .join(Submission, Submission.id == Step.submission_id)
        .where(
            Submission.dossier_id == submission.dossier_id,
            Submission.revision == submission.revision - 1,
            Step.action == Action.REVOKE,
        )
    ).scalar_one_or_none()
    return Reason("上一次报送已撤销。", former.comment) if former else None


def find_last(steps: Sequence[Step], action: Action) -> Step | None:
    return next((step for step in reversed(steps) if step.action is action), None)


def list_reminders(submission: Submission) -> tuple[Finding, ...]:
    """What the return that a draft still has to answer named, beside its fields; it blocks nothing."""
    if not submission.is_returned:
        return ()
    last = find_last(submission.steps, Action.RETURN)
    if last is None:
        return ()
    return tuple(
        Finding(name, f"退回时指出这一项：{label}。", is_error=False)
        for _, pairs in name_parts(submission.kind)
        for name, label in pairs
        if name in last.return_fields
    )
