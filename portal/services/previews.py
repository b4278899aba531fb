"""One filing as its decision needs it, beside the inbox: what changed, what the checks say, what was said before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.domain.content import Kind
from portal.domain.differences import Difference
from portal.domain.errors import Finding, NotFound
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import OPEN, Action, ReturnCode, Status
from portal.models.submissions import Step, Submission
from portal.services import (
    attachments,
    decisions,
    differences,
    explanations,
    parties,
    readings,
    remarks,
    submissions,
)
from portal.services.inbox import days_left

KEY_FACTS = {
    Kind.CASE: "category_code violation_code party_name filed_on closed_on amount_involved decided_on fine "
    "confiscated is_transferred is_typical",
    Kind.LEAD: "category_code violation_code party_name found_on origin source_activity source_data "
    "source_external serves_month claims_importance content",
    Kind.MONTHLY_RETURN: "month no_case_reason no_lead_reason affirms_statistics",
    Kind.PUBLICITY: "medium outlet outlet_level appeared_on link",
    Kind.REPORT: "task report_cases report_suggestions",
    Kind.CONTACTS: "leader_name leader_mobile liaison_name liaison_mobile",
}


@dataclass(frozen=True)
class Preview:
    """All that a decision needs, beside the list. Without a revision in force there is no difference to show.

    `shelf` is None for who may not read the files; then no difference tells of them.
    """

    submission: Submission
    decision: decisions.Decision
    former: Submission | None
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...]
    words: Mapping[str, str]
    last_return: Step | None
    answers: tuple[remarks.Answer, ...]
    last_opinion: Step | None
    last_submit: Step | None
    key_facts: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    shelf: attachments.Shelf | None
    days: int
    can_write: bool

    @property
    def return_label(self) -> str:
        """The words of the last return's code."""
        return next(
            (code.label for code in ReturnCode if self.last_return and code == self.last_return.code), ""
        )

    @property
    def author(self) -> str:
        """Who submitted it, while it is submitted."""
        return self.last_submit.actor.name if self.last_submit and self.submission.submitted_at else ""


def get_preview(actor: Actor, submission_id: int) -> Preview:
    """One submission as its decision needs it; NotFound (404) when the actor may not read it."""
    submission = submissions.get(actor, submission_id)
    if readings.must_mask(actor, submission):
        # Who reads it masked has no part in deciding it: the inbox shows names in full.
        raise NotFound
    former = submissions.find_former(submission)
    steps = submission.steps[::-1]
    last_return = next((step for step in steps if step.action is Action.RETURN), None)
    shown = differences.list_fields(submission)
    shelf = attachments.read(actor, submission, former)
    changed = differences.compare(former, submission) if former else ()
    return Preview(
        submission=submission,
        decision=decisions.get_decision(actor, submission),
        former=former,
        differences=changed + (differences.compare_files(shelf) if shelf else ()),
        findings=submissions.list_findings(submission) if submission.status in OPEN else (),
        words=explanations.find(submission),
        last_return=last_return,
        answers=remarks.list_answers(submission, last_return) if last_return else (),
        last_opinion=next((step for step in steps if step.action is Action.APPROVE), None),
        last_submit=next((step for step in steps if step.action is Action.SUBMIT), None),
        key_facts=list_key_facts(actor, submission, shown),
        fields=tuple((label, text) for _, label, text in shown),
        shelf=shelf,
        days=days_left(submission.due_at),
        can_write=submission.status is Status.DRAFT and can(actor, Permission.SUBMISSION_WRITE, submission),
    )


def list_key_facts(
    actor: Actor, submission: Submission, shown: Iterable[tuple[str, str, str]]
) -> tuple[tuple[str, str], ...]:
    """What a reviewer looks at first; a return shows all it has."""
    wanted = KEY_FACTS[submission.kind].split()
    facts = [shorten(label, text) for name, label, text in shown if name in wanted or "." in name]
    if submission.party_id:
        others = parties.count_other_dossiers(actor, submission.party_id, submission.dossier_id)
        mark = "，屡罚屡犯" if others and parties.is_repeat(parties.list_group(submission.party_id)) else ""
        facts += [("同一当事人", f"另有 {others} 件{mark}")] if others else []
    return tuple(facts)


def shorten(label: str, text: str) -> tuple[str, str]:
    """A label without what stands in brackets; the unit goes to the value."""
    word, _, rest = label.partition("（")
    return word, f"{text} {rest.rstrip('）')}" if rest in ("万元）", "人次）", "家次）") else text
