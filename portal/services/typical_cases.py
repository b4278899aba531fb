"""Typical cases (典型案例): nominated by the accepted mark, shortlisted by supervision, selected by its head."""

from sqlalchemy import select

from portal.domain.workflow import Action
from portal.extensions import db
from portal.models.cases import Case
from portal.models.submissions import Submission
from portal.models.typical_cases import TypicalCase, TypicalCaseStep


def find_of_dossier(dossier_id: int) -> TypicalCase | None:
    return db.session.execute(
        select(TypicalCase).where(TypicalCase.dossier_id == dossier_id)
    ).scalar_one_or_none()


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
        chosen.note = f"第 {submission.revision} 次报送已取消典型案件标记，请核对。"


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
