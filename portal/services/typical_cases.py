"""Typical cases (典型案例): nominated by the accepted mark, shortlisted by supervision, selected by its head."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.domain.eligibility import judge_nomination
from portal.domain.errors import Finding, Invalid, NotFound, TransitionNotAllowed
from portal.domain.permissions import Actor, Permission, can
from portal.domain.scoring_input import Level
from portal.domain.workflow import TYPICAL_CASE, Action, Comment, Status, Transition
from portal.extensions import db
from portal.models.cases import Case
from portal.models.submissions import Submission
from portal.models.typical_cases import TypicalCase, TypicalCaseStep
from portal.services import submissions, timelines, trail, transitions
from portal.store import deed

# These say that the case stands as it was read; the other steps may also be taken because it no longer does.
RESTING_ON_THE_CASE = (Action.SHORTLIST, Action.SELECT)
# Forward before back: the order of the buttons.
ORDER = (Action.ANSWER, Action.SHORTLIST, Action.SELECT, Action.UNLIST, Action.DESELECT)
CHANGES: dict[Action, dict[str, Any]] = {Action.DESELECT: {"level": None}, Action.ANSWER: {"note": ""}}


@dataclass(frozen=True)
class Nomination:
    """One typical case with the case it rests on, what `findings` say of it and the steps its reader may take."""

    chosen: TypicalCase
    case: Submission
    findings: tuple[Finding, ...]
    steps: tuple[Transition, ...]

    @property
    def next_step(self) -> Transition | None:
        """What the list offers: a step forward, never one back."""
        return next((row for row in self.steps if ORDER.index(row.action) < ORDER.index(Action.UNLIST)), None)

    @property
    def timeline(self) -> list[timelines.Entry]:
        return timelines.tell(self.chosen.steps, TYPICAL_CASE, (Action.NOMINATE, "提名"))


def get(actor: Actor, typical_case_id: int) -> TypicalCase:
    """One typical case the actor may read; NotFound (404) alike for absent and invisible."""
    chosen = db.session.get(TypicalCase, typical_case_id)
    if chosen is None or not can(actor, Permission.TYPICAL_CASE_READ, chosen.submission):
        raise NotFound
    return chosen


def find_of_dossier(dossier_id: int) -> TypicalCase | None:
    return db.session.execute(
        select(TypicalCase).where(TypicalCase.dossier_id == dossier_id)
    ).scalar_one_or_none()


def read(actor: Actor, chosen: TypicalCase) -> Nomination:
    """The typical case as its page shows it."""
    case = chosen.submission
    findings = judge_nomination(submissions.content_of(case), case.status is Status.ACCEPTED)
    barred: tuple[Action, ...] = RESTING_ON_THE_CASE if chosen.note or list_errors(findings) else ()
    steps = tuple(
        row
        for row in transitions.list_available(actor, chosen, about=case)
        if row.action not in barred and (chosen.note or row.action is not Action.ANSWER)
    )
    return Nomination(chosen, case, findings, tuple(sorted(steps, key=lambda row: ORDER.index(row.action))))


def take_step(
    actor: Actor,
    chosen: TypicalCase,
    action: Action,
    version: int,
    comment: str = "",
    level: Level | None = None,
) -> Transition:
    """Shortlist, unlist, select (with its `level`), deselect, or answer the note.

    Raises Invalid (422) where words or level are missing; TransitionNotAllowed (409) for shortlisting or
    selecting what its case no longer bears out; and as `transitions.advance` does.
    """
    if action is Action.SELECT and level is None:
        raise Invalid("选定须写明级别。", (Finding("level", "请选择级别：区、市或总局。"),))
    changes = CHANGES.get(action, {}) | ({"level": level} if action is Action.SELECT else {})
    with deed():
        trail.lock()
        db.session.refresh(chosen)
        note, case = chosen.note, chosen.submission
        row = transitions.advance(
            actor, chosen, action, version=version, comment=comment.strip(), changes=changes, about=case
        )
        if row.comment is Comment.REQUIRED and not comment.strip():
            raise Invalid("请写明理由。", (Finding("comment", "请写明理由。"),))
        if action is Action.ANSWER and not note:
            raise TransitionNotAllowed("这里没有要核对的提醒。")
        if action in RESTING_ON_THE_CASE:
            refuse_unless_sound(case, note)
    return row


def refuse_unless_sound(case: Submission, note: str) -> None:
    """Raise unless the case may be a typical case and nothing about it waits for an answer."""
    if note:
        raise TransitionNotAllowed(f"请先核对提醒：{note}")
    errors = list_errors(judge_nomination(submissions.content_of(case), case.status is Status.ACCEPTED))
    if errors:
        raise TransitionNotAllowed("".join(finding.message for finding in errors))


def list_errors(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.is_error]


def follow_acceptance(submission: Submission) -> None:
    """Inside the deed that accepts: a marked case is nominated; one already there learns what now stands."""
    if not isinstance(submission, Case):
        return
    chosen = find_of_dossier(submission.dossier_id)
    if chosen is None:
        if submission.is_typical:
            nominate(submission)
        return
    if submission.is_typical:
        chosen.submission_id = submission.id
    else:
        chosen.note = f"第 {submission.revision} 次报送不再作为典型案件报送，请核对。"


def nominate(case: Case) -> None:
    """The accepted mark is the nomination: by who submitted it, from the moment it is in force."""
    chosen = TypicalCase(dossier_id=case.dossier_id, submission_id=case.id)
    chosen.steps = [
        TypicalCaseStep(action=Action.NOMINATE, actor_id=case.submitted_by_id, moment=case.accepted_at)
    ]
    db.session.add(chosen)


def note_revocation(submission: Submission) -> None:
    """Inside the deed that revokes: what had read the revoked submission says so until it is answered."""
    chosen = find_of_dossier(submission.dossier_id)
    if chosen is not None:
        chosen.note = f"所依据的第 {submission.revision} 次报送已被撤销，请核对。"
