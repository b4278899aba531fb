"""The two gates: the leader approves (分管领导审批), the supervision section accepts (执法监管科接收); both return."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from portal.domain.errors import Finding, Invalid
from portal.domain.permissions import Actor
from portal.domain.workflow import Action, ReturnCode, Status
from portal.extensions import db
from portal.models.submissions import Step, Submission
from portal.services import (
    co_handling,
    drafts,
    explanations,
    plans,
    referrals,
    remarks,
    reminders,
    submissions,
    transitions,
    typical_cases,
    working_days,
)

# The judgements of acceptance: column → the field of content that asks for it, and the question.
VERDICTS = {
    "grade": ("is_typical", "典型案件质量评分（0–5 分）"),
    "confirms_importance": ("claims_importance", "是否确认为重要线索"),
    "waives_case": ("no_case_reason", "本月典型案件是否同意免报"),
    "waives_lead": ("no_lead_reason", "本月重要线索是否同意免报"),
}


def approve(actor: Actor, submission: Submission, version: int, comment: str = "同意") -> None:
    """Gate one. What leaves the department is reported at this moment (A13), unless D2 keeps an earlier one."""
    with transitions.deed_on(submission) as moment:
        settings = plans.get_catalogue(submission.year).settings
        transitions.advance(
            actor,
            submission,
            Action.APPROVE,
            version=version,
            comment=comment,
            changes={
                "reported_at": reported_at(submission, moment),
                "due_at": working_days.due_after(moment, settings.accept_working_days),
            },
        )
        reminders.follow_gate(actor, submission, moment)
        co_handling.tell(actor, submission, moment)


def reported_at(submission: Submission, moment: datetime) -> datetime:
    """The earlier moment if a return left it standing and its term still runs (D2), else now."""
    kept_until = submission.reported_kept_until
    if submission.reported_at and kept_until and moment <= kept_until:
        return submission.reported_at
    return moment


def recall(actor: Actor, submission: Submission, version: int, comment: str = "") -> None:
    """The leader takes an approval back, as long as supervision has not acted."""
    transitions.take(actor, submission, Action.RECALL, version=version, comment=comment)


def send_back(
    actor: Actor,
    submission: Submission,
    version: int,
    code: ReturnCode | None,
    comment: str,
    fields: Iterable[str] = (),
) -> None:
    """Return (退回) from either gate, with a coded reason and words; `fields` are those it speaks of (涉及项目).

    Raises Invalid (422) where code or words are missing.
    """
    findings = []
    if code is None:
        findings.append(Finding("code", "请选择退回原因。"))
    if not comment.strip():
        findings.append(Finding("comment", "请写明缺什么、怎么补。"))
    if code is None or findings:
        raise Invalid("退回须说明原因。", tuple(findings))
    with transitions.deed_on(submission) as moment:
        catalogue = plans.get_catalogue(submission.year)
        changes: dict[str, Any] = {
            "return_code": code,
            "returned_from": submission.status,
            "due_at": drafts.next_due(moment),
        }
        if submission.status is Status.LEADER_APPROVED:
            restarts = catalogue.return_code(code).restarts_clock
            days = catalogue.settings.kept_if_approved_again_working_days
            changes["reported_kept_until"] = None if restarts else working_days.due_after(moment, days)
            if restarts:
                changes["reported_at"] = None
        transitions.advance(
            actor, submission, Action.RETURN, version=version, comment=comment.strip(), changes=changes
        )
        if named := remarks.describe(submission, fields):
            steps = Step.__table__
            this = (steps.c.submission_id == submission.id, steps.c.moment == moment)
            db.session.execute(update(steps).where(*this).values(return_fields=named))
        reminders.follow_gate(actor, submission, moment)


def list_verdicts(submission: Submission) -> dict[str, str]:
    """The judgements acceptance must give on this submission: column name → the question in Chinese."""
    return {name: words for name, (flag, words) in VERDICTS.items() if getattr(submission, flag, None)}


def accept(
    actor: Actor,
    submission: Submission,
    version: int,
    verdicts: Mapping[str, Any] | None = None,
    comment: str = "",
) -> None:
    """Gate two: the submission is in force from this moment, and the one before it ends at the same moment.

    `verdicts` answers `list_verdicts`; Invalid (422) where one is missing.
    """
    verdicts = dict(verdicts or {})
    wanted = list_verdicts(submission)
    findings = tuple(
        Finding(name, f"请填写：{question}。")
        for name, question in wanted.items()
        if verdicts.get(name) is None
    )
    if findings:
        raise Invalid("接收前请作出判断。", findings)
    with transitions.deed_on(submission):
        former = submissions.find_in_force(submission.dossier_id)
        if former is not None and former.id != submission.id:
            transitions.advance(actor, former, Action.SUPERSEDE, version=former.version)
        transitions.advance(
            actor,
            submission,
            Action.ACCEPT,
            version=version,
            comment=comment,
            changes={name: verdicts[name] for name in wanted},
        )
        typical_cases.follow_acceptance(submission)
        if former is not None:
            referrals.follow_acceptance(submission)


def revoke(actor: Actor, submission: Submission, version: int, comment: str) -> Submission | None:
    """Take an accepted submission out of the accepted set; the former one does not revive.

    Opens a draft from it at once, which is returned, unless a revision is already open. What had read it is noted.
    """
    if not comment.strip():
        raise Invalid("撤销须说明理由。", (Finding("comment", "请写明撤销的理由。"),))
    with transitions.deed_on(submission) as moment:
        transitions.advance(actor, submission, Action.REVOKE, version=version, comment=comment.strip())
        typical_cases.note_revocation(submission)
        referrals.note_revocation(submission)
        draft = None
        if submissions.find_open(submission.dossier_id) is None:
            draft = drafts.copy_as_draft(submission, submission.created_by_id, moment)
            explanations.copy(submission, draft.id)
        db.session.flush()
    return draft
