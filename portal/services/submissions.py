"""Submissions (报送) up to the first gate: reading them, checking, submitting, withdrawing, revising, discarding."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import lazyload

from portal.domain.cases import Continuation
from portal.domain.checks import in_form_order
from portal.domain.content import Kind
from portal.domain.errors import Finding, Invalid, NotFound, Stale, TransitionNotAllowed, Unread
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import OPEN, Action, Status, Transition, resolve
from portal.extensions import db
from portal.models.cases import Case
from portal.models.co_handlers import CoHandler
from portal.models.explanations import Explanation
from portal.models.monthly_returns import ReturnLine
from portal.models.readers import DossierReader
from portal.models.submissions import Dossier, Step, Submission
from portal.services import (
    attachments,
    case_origins,
    checks,
    comments,
    drafts,
    duplicates,
    explanations,
    link_rows,
    parties,
    plans,
    reminders,
    searches,
    trail,
    transitions,
)
from portal.services.drafts import content_of
from portal.store import deed

# Asked by every deed and page of one submission: written once. The co-handlers of one case are asked for when
# somebody wants them; those of many are fetched for all together.
TRIPS = select(Submission).options(lazyload(Case.co_handling))
ONE = TRIPS.where(Submission.id == bindparam("id"))
OF_DOSSIER = TRIPS.where(Submission.dossier_id == bindparam("dossier_id"))
IN_FORCE = OF_DOSSIER.where(Submission.status == Status.ACCEPTED)
ON_ITS_WAY = OF_DOSSIER.where(Submission.status.in_(OPEN))
OWN_STEPS = (Action.SUBMIT, Action.WITHDRAW, Action.REVISE, Action.DISCARD)


def get(actor: Actor, submission_id: int) -> Submission:
    """One submission the actor may read; NotFound (404) alike for absent and invisible."""
    submission = db.session.execute(ONE, {"id": submission_id}).scalar_one_or_none()
    if submission is None or not can(actor, Permission.SUBMISSION_READ, submission):
        raise NotFound
    return submission


def find_in_force(dossier_id: int) -> Submission | None:
    """The dossier's accepted submission (现行), if any."""
    return db.session.execute(IN_FORCE, {"dossier_id": dossier_id}).scalar_one_or_none()


def find_former(submission: Submission) -> Submission | None:
    """The accepted submission (现行) of an earlier trip, which this one is to take the place of, if any."""
    if submission.revision == 1:
        return None
    in_force = find_in_force(submission.dossier_id)
    return in_force if in_force and in_force.revision < submission.revision else None


def find_open(dossier_id: int) -> Submission | None:
    """The dossier's submission that is still on its way, if any."""
    return db.session.execute(ON_ITS_WAY, {"dossier_id": dossier_id}).scalar_one_or_none()


def find_sole(actor: Actor, kind: Kind) -> Submission | None:
    """The last trip of what a department files once a year without choosing which (联络员表), if it has begun one."""
    if kind is not Kind.CONTACTS:
        return None
    return db.session.execute(
        select(Submission)
        .where(
            Submission.kind == kind,
            Submission.department_id == actor.department_id,
            Submission.year == plans.current_year(),
        )
        .order_by(Submission.revision.desc())
        .limit(1)
    ).scalar_one_or_none()


def create_draft(
    actor: Actor,
    kind: Kind,
    content: Mapping[str, Any],
    *,
    department_id: int | None = None,
    is_sample: bool = False,
    named: Collection[int] | None = None,
) -> Submission:
    """Open a dossier with its first draft, for the actor's department unless another of theirs is named.

    `content` may be incomplete. `named` makes a lead restricted (限阅): the accounts that may know of it beside
    the actor. Raises Forbidden (403) for a department that is not the actor's, Invalid (422) for a second monthly
    return of one month, or when those named cannot carry the lead through the gates.
    """
    with deed():
        moment = trail.lock()
        return drafts.add_draft(
            actor,
            kind,
            content,
            moment,
            department_id=department_id,
            is_sample=is_sample,
            named=named,
        )


def save_draft(actor: Actor, submission: Submission, content: Mapping[str, Any], version: int) -> None:
    """Save what was typed into a draft, complete or not. Raises TransitionNotAllowed or Stale (409)."""
    with deed():
        drafts.overwrite(actor, submission, content, version, trail.lock())


def review(
    actor: Actor, kind: Kind, content: Mapping[str, Any], submission: Submission | None = None
) -> tuple[Finding, ...]:
    """卷面检查 of what stands on a form, for a new filing or for `submission`, which says what the form leaves out.

    With what it might repeat.
    """
    catalogue, dossier_id, department_id = plans.get_current(), None, actor.department_id
    if submission is not None:
        catalogue, dossier_id = plans.get_catalogue(submission.year), submission.dossier_id
        department_id = submission.department_id
        content = {**content_of(submission), **content}
    return in_form_order(
        kind,
        [
            *checks.review(kind, content, catalogue, dossier_id, department_id),
            *duplicates.list_findings(actor, kind, content, dossier_id, catalogue.settings.duplicate_days),
        ],
    )


def list_findings(submission: Submission) -> tuple[Finding, ...]:
    """卷面检查 of what the draft now says."""
    return checks.review(
        submission.kind,
        content_of(submission),
        plans.get_catalogue(submission.year),
        submission.dossier_id,
        submission.department_id,
    )


def list_duplicates(actor: Actor, submission: Submission) -> list[Finding]:
    """What a filing might repeat, for whoever has to judge it."""
    days = plans.get_catalogue(submission.year).settings.duplicate_days
    content = content_of(submission)
    return duplicates.list_findings(actor, submission.kind, content, submission.dossier_id, days)


def refuse_errors(findings: Sequence[Finding], words: Mapping[str, str]) -> None:
    """Raise Invalid (422) with what stops submitting: errors, and reminders whose word is not among `words`."""
    errors = tuple(finding for finding in findings if finding.is_error)
    errors += explanations.list_unexplained(findings, words)
    if errors:
        raise Invalid(f"有 {len(errors)} 处要改，改好后再提交。", errors)


def refuse_unseen(findings: Iterable[Finding], seen: Collection[str]) -> None:
    """Raise Unread (422) where a reminder that asks for nothing is not among those `seen`, by their keys."""
    keys = [finding.key for finding in findings if finding.is_quiet]
    if not set(keys) <= set(seen):
        raise Unread(len(keys))


def submit(actor: Actor, submission: Submission, version: int) -> None:
    """Send a draft to the leader; its content is frozen from now on. Raises Invalid (422) with the findings."""
    transitions.check(actor, submission, Action.SUBMIT, version=version)
    refuse_errors(list_findings(submission), explanations.find(submission))
    with deed():
        hand_in(actor, submission, version, trail.lock())


def keep(
    actor: Actor,
    kind: Kind,
    content: Mapping[str, Any],
    submission: Submission | None = None,
    version: int = 0,
    *,
    is_submitted: bool = False,
    named: Collection[int] | None = None,
    words: Mapping[str, str] | None = None,
    seen: Collection[str] = (),
) -> Submission:
    """Save a form, and send it to the leader if it `is_submitted`, in one deed: a refusal saves nothing.

    Without a `submission` a dossier is opened, with `named` a restricted one. `words` answer reminders by their
    code; `seen` are the keys of those that ask for none and stood on the page: each is read once before it is
    submitted. Raises Invalid or Unread (422), TransitionNotAllowed or Stale (409).
    """
    findings, words = review(actor, kind, content, submission), words or {}
    if is_submitted:
        refuse_errors(findings, words)
        refuse_unseen(findings, seen)
    with deed():
        moment = trail.lock()
        if submission is None:
            submission = drafts.add_draft(actor, kind, content, moment, named=named)
        else:
            drafts.overwrite(actor, submission, content, version, moment, named)
        explanations.write(actor, submission, words, findings)
        if is_submitted:
            hand_in(actor, submission, submission.version, moment)
    return submission


def autosave(
    actor: Actor, submission: Submission, content: Mapping[str, Any], version: int, words: Mapping[str, str]
) -> None:
    """Save a draft whose form is still being filled in. What says the same as the draft writes nothing, no trail row."""
    held = content_of(submission)
    is_same = all((value or None) == (held[name] or None) for name, value in content.items())
    if not is_same or words != explanations.find(submission):
        keep(actor, submission.kind, content, submission, version, words=words)


def hand_in(actor: Actor, submission: Submission, version: int, moment: datetime) -> None:
    """The step itself, inside the caller's deed, once the checks have passed."""
    party = parties.find_or_add(
        submission.party_name,
        getattr(submission, "credit_code", None),
        getattr(submission, "party_is_person", None),
    )
    transitions.advance(
        actor,
        submission,
        Action.SUBMIT,
        version=version,
        changes={"party_id": party.id if party else None, "due_at": drafts.next_due(moment)},
    )


def list_own_steps(actor: Actor, submission: Submission) -> tuple[Transition, ...]:
    """What the filing department may do with it now: submit, withdraw, revise, discard."""
    return tuple(
        row
        for row in transitions.list_available(actor, submission)
        if row.action in OWN_STEPS and not is_too_late(submission, row.action)
    )


def is_too_late(submission: Submission, action: Action) -> bool:
    """Whether a step that starts from the present state is closed by what has happened to the dossier."""
    if action is Action.DISCARD:
        return was_ever_submitted(submission)
    return action is Action.REVISE and find_open(submission.dossier_id) is not None


def was_ever_submitted(submission: Submission) -> bool:
    """Whether anybody but its author ever had it before them."""
    steps = select(Step.id).where(Step.submission_id == submission.id).limit(1)
    return db.session.execute(steps).first() is not None


def withdraw(actor: Actor, submission: Submission, version: int) -> None:
    """Take a submitted filing back to a draft, as long as the leader has not acted."""
    with transitions.deed_on(submission) as moment:
        transitions.advance(actor, submission, Action.WITHDRAW, version=version)
        reminders.follow_gate(actor, submission, moment)


def revise(
    actor: Actor, submission: Submission, version: int, *, continues: Continuation | None = None
) -> Submission:
    """Open the next revision from a copy of the one in force; that one stays as it is until the copy is accepted.

    Of a case, `continues` opens the fields of that step only.
    """
    with deed():
        moment = trail.lock()
        row = resolve("submission", Action.REVISE, submission.status)
        if submission.version != version:
            raise Stale
        transitions.judge(actor, submission, row, submission)
        if find_open(submission.dossier_id) is not None:
            raise TransitionNotAllowed("这个卷宗已有一次报送在办，办完后才能再次修改。")
        draft = drafts.copy_as_draft(submission, actor.account_id, moment)
        if isinstance(draft, Case):
            draft.continues = continues
        explanations.copy(submission, draft.id)
        trail.record(
            actor,
            Action.REVISE,
            "submission",
            draft.id,
            reference=submission.dossier.trail_reference,
            code=continues or "",
        )
    return draft


def discard(actor: Actor, submission: Submission, version: int) -> None:
    """Delete a draft that was never submitted; its number stays in the trail and is not given again."""
    with deed():
        trail.lock()
        drafts.refuse_unless_draft(actor, submission, version)
        resolve("submission", Action.DISCARD, submission.status)
        if was_ever_submitted(submission):
            raise TransitionNotAllowed("提交过的报送不能删除，只能撤回修改。")
        dossier, submission_id, is_first = submission.dossier, submission.id, submission.revision == 1
        trail.record(
            actor,
            Action.DISCARD,
            "submission",
            submission_id,
            reference=dossier.trail_reference,
            source=Status.DRAFT,
        )
        comments.discard(submission_id)
        attachments.discard(submission_id)
        searches.forget(submission_id)
        for rows in (ReturnLine, CoHandler, Explanation):
            db.session.execute(delete(rows).where(rows.submission_id == submission_id))
        db.session.execute(delete(Submission.__table__).where(Submission.__table__.c.id == submission_id))
        if is_first:
            link_rows.forget(dossier.id)
            case_origins.forget(dossier.id)
            db.session.execute(delete(DossierReader).where(DossierReader.dossier_id == dossier.id))
            db.session.execute(delete(Dossier.__table__).where(Dossier.__table__.c.id == dossier.id))
        db.session.expunge_all()


def list_revisions(dossier_id: int) -> list[Submission]:
    """Every trip of the dossier, newest first."""
    return list(
        db.session.execute(
            select(Submission).where(Submission.dossier_id == dossier_id).order_by(Submission.revision.desc())
        ).scalars()
    )
