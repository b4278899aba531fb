"""Referrals (移送): one handshake from the department or supervision to the credit section and back."""

from sqlalchemy import select

from portal.extensions import db
from portal.models.referrals import Referral
from portal.models.submissions import Submission


def list_of_dossier(dossier_id: int) -> list[Referral]:
    """The dossier's referrals, newest first."""
    return list(
        db.session.execute(
            select(Referral).where(Referral.dossier_id == dossier_id).order_by(Referral.id.desc())
        ).scalars()
    )


def follow_acceptance(submission: Submission) -> None:
    """Inside the deed that accepts: open referrals of the dossier learn that there is a newer revision."""
    for referral in list_of_dossier(submission.dossier_id):
        if referral.concluded_at is None:
            referral.note = f"已接收第 {submission.revision} 次报送，请核对变动。"


def note_revocation(submission: Submission) -> None:
    """Inside the deed that revokes: referrals that rest on the revoked submission say so until answered."""
    for referral in list_of_dossier(submission.dossier_id):
        referral.note = f"所依据的第 {submission.revision} 次报送已被撤销，请核对。"
