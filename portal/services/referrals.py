"""Referrals (移送): one handshake from the department or supervision to the credit section and back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.domain import notices as notice_words
from portal.domain.eligibility import (
    ListingHints,
    listing_hints,
)
from portal.domain.errors import Finding, Forbidden, Invalid, NotFound, Stale, TransitionNotAllowed
from portal.domain.permissions import Actor, Permission, can
from portal.domain.plan import ListingRegime
from portal.domain.referrals import Grounds, Result, check_grounds, check_result
from portal.domain.workflow import Action, Comment, Status, Transition
from portal.extensions import db
from portal.models.cases import Case
from portal.models.referrals import Referral, ReferralStep
from portal.models.submissions import Submission
from portal.services import clock, notices, plans, submissions, trail, transitions, working_days
from portal.store import deed


@dataclass(frozen=True)
class DossierReferrals:
    """What a case page shows of its dossier's referrals, newest first; `refusal` says why no new one may be sent."""

    submission: Submission
    rows: Sequence[Referral]
    refusal: str

    @property
    def may_send(self) -> bool:
        return not self.refusal


def get(actor: Actor, referral_id: int) -> Referral:
    """One referral the actor may read; NotFound (404) alike for absent and invisible."""
    referral = db.session.get(Referral, referral_id)
    if referral is None or not can(actor, Permission.REFERRAL_READ, referral.submission):
        raise NotFound
    return referral


def list_of_dossier(dossier_id: int) -> list[Referral]:
    """The dossier's referrals, newest first."""
    return list(
        db.session.execute(
            select(Referral).where(Referral.dossier_id == dossier_id).order_by(Referral.id.desc())
        ).scalars()
    )


def read_dossier(actor: Actor, submission: Submission) -> DossierReferrals | None:
    """The referrals of the dossier as the actor may see them; None for a reader of no referrals."""
    if not can(actor, Permission.REFERRAL_READ, submission):
        return None
    referrals = list_of_dossier(submission.dossier_id)
    refusal = find_refusal(submission, referrals)
    if not can(actor, Permission.REFERRAL_SEND, submission):
        refusal = "由承办部门联络员或者执法监督管理科发起移送。"
    return DossierReferrals(submission, referrals, refusal)


def find_refusal(submission: Submission, referrals: Iterable[Referral]) -> str:
    """The sentence that refuses a new referral of this revision beside the dossier's; empty when it may be sent."""
    if not isinstance(submission, Case):
        return "只有案件可以移送信用监督管理科。"
    if submission.status is not Status.ACCEPTED:
        return "只有现行的报送可以移送。"
    waiting = next((each for each in referrals if each.concluded_at is None), None)
    if waiting:
        return f"这个卷宗已有一件移送在办（{waiting.status.label}），有结果后才能再次移送。"
    return ""


def get_regime(submission: Submission) -> ListingRegime:
    """The listing rules of the day of decision; while the case is undecided, today's."""
    return plans.get_catalogue(submission.year).listing_regime(submission.decision_date or clock.today())


def find_hints(submission: Submission) -> ListingHints | None:
    """What the listing rules say about a case; None for what is no case or ended without a penalty."""
    if not isinstance(submission, Case):
        return None
    catalogue = plans.get_catalogue(submission.year)
    return listing_hints(submissions.content_of(submission), catalogue, clock.today())


def refuse_unless_sendable(actor: Actor, submission: Submission) -> None:
    """Raise Forbidden (403) for a department that is not the actor's, TransitionNotAllowed (409) with the reason."""
    if not can(actor, Permission.REFERRAL_SEND, submission):
        raise Forbidden("由承办部门联络员或者执法监督管理科发起移送。")
    refusal = find_refusal(submission, list_of_dossier(submission.dossier_id))
    if refusal:
        raise TransitionNotAllowed(refusal)


def send(actor: Actor, submission: Submission, version: int, grounds: Grounds) -> Referral:
    """Refer a case in force. The step keeps the judgement as it was first written.

    Raises Invalid (422) for missing grounds, Stale (409) when the submission moved since the page was drawn.
    """
    refuse_gaps(submission, grounds)
    with deed():
        moment = trail.lock()
        db.session.refresh(submission)
        refuse_unless_sendable(actor, submission)
        if submission.version != version:
            raise Stale
        referral = Referral(
            dossier_id=submission.dossier_id,
            sent_by_id=actor.account_id,
            sent_at=moment,
            due_at=working_days.due_after(moment, settings_of(submission).acknowledge_working_days),
            steps=[
                ReferralStep(
                    action=Action.SEND, actor_id=actor.account_id, moment=moment, comment=grounds.judgement
                )
            ],
            **columns_of(submission, grounds),
        )
        db.session.add(referral)
        db.session.flush()
        reference = submission.dossier.number
        trail.record(actor, Action.SEND, "referral", referral.id, reference=reference, content=grounds)
        notices.announce(actor, "referral", referral, notice_words.REFERRAL[Action.SEND], moment)
    return referral


def send_again(actor: Actor, referral: Referral, version: int, grounds: Grounds, correction: str) -> None:
    """Resubmit (补正重发) a returned referral, resting on what is in force now. Refuses as `send` does."""
    submission = submissions.find_in_force(referral.dossier_id)
    if submission is None:
        raise TransitionNotAllowed("所依据的报送已经撤销，新的报送接收后才能补正重发。")
    findings = check_grounds(get_regime(submission), grounds)
    if not correction.strip():
        findings = (Finding("correction", "请写明补正了什么。"), *findings)
    if findings:
        raise Invalid("补正重发须说明理由。", findings)
    words = f"{correction.strip()}\n判断的理由：{grounds.judgement}"
    move(actor, referral, Action.SEND, version, words, columns_of(submission, grounds) | {"note": ""})


def take_step(
    actor: Actor, referral: Referral, action: Action, version: int, comment: str = ""
) -> Transition:
    """Acknowledge, take, return, decline, or answer the note. Invalid (422) where words are missing."""
    changes: dict[str, Any] = {}
    if action is Action.ANSWER:
        current = submissions.find_in_force(referral.dossier_id)
        changes = {"note": "", "submission_id": current.id if current else referral.submission_id}
    return move(actor, referral, action, version, comment, changes)


def enter_listing(actor: Actor, referral: Referral, version: int, result: Result, comment: str) -> None:
    """Record that the party was listed (登记列入). Invalid (422) for a result that is incomplete or out of order."""
    findings = check_result(regime_of(referral), result, clock.today())
    if findings:
        raise Invalid("列入的结果还不完整。", findings)
    move(actor, referral, Action.LIST, version, comment, vars(result))


def move(
    actor: Actor, referral: Referral, action: Action, version: int, comment: str, changes: dict[str, Any]
) -> Transition:
    """One step of the handshake, with the clock that starts with it."""
    with deed():
        moment = trail.lock()
        db.session.refresh(referral)
        note, submission = referral.note, referral.submission
        settings = settings_of(submission)
        limits = {
            Action.SEND: settings.acknowledge_working_days,
            Action.ACKNOWLEDGE: settings.accept_working_days,
        }
        if action in limits:
            changes = changes | {"due_at": working_days.due_after(moment, limits[action])}
        row = transitions.advance(
            actor,
            referral,
            action,
            version=version,
            comment=comment.strip(),
            changes=changes,
            about=submission,
        )
        if row.comment is Comment.REQUIRED and not comment.strip():
            raise Invalid("请写明理由。", (Finding("comment", "请写明理由。"),))
        if action is Action.ANSWER and not note:
            raise TransitionNotAllowed("这里没有要核对的提醒。")
    return row


def refuse_gaps(submission: Submission, grounds: Grounds) -> None:
    findings = check_grounds(get_regime(submission), grounds)
    if findings:
        raise Invalid("移送的理由还不完整。", findings)


def columns_of(submission: Submission, grounds: Grounds) -> dict[str, Any]:
    """What a sending stores; under the old regime nothing is ticked."""
    regime = get_regime(submission)
    return {
        "submission_id": submission.id,
        "regime": regime.code,
        "articles": list(grounds.articles) if regime.has_checklist else [],
        "factors": list(grounds.factors) if regime.has_checklist else [],
        "judgement": grounds.judgement.strip(),
    }


def regime_of(referral: Referral) -> ListingRegime:
    """The rules that the referral was sent under."""
    regimes = plans.get_catalogue(referral.dossier.year).listing_regimes
    return next(regime for regime in regimes if regime.code == referral.regime)


def settings_of(submission: Submission) -> Any:
    return plans.get_catalogue(submission.year).settings


def follow_acceptance(submission: Submission) -> None:
    """Inside the deed that accepts: open referrals of the dossier learn that there is a newer revision."""
    for referral in list_of_dossier(submission.dossier_id):
        if referral.concluded_at is None:
            referral.note = f"已接收第 {submission.revision} 次报送，请核对变动。"


def note_revocation(submission: Submission) -> None:
    """Inside the deed that revokes: referrals that rest on the revoked submission say so until answered."""
    for referral in list_of_dossier(submission.dossier_id):
        referral.note = f"所依据的第 {submission.revision} 次报送已被撤销，请核对。"
