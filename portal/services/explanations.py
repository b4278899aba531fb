"""Words to reminders (提醒的说明): what a department says where 卷面检查 asks for a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from portal.domain.case_checks import WORDS
from portal.domain.errors import Finding
from portal.domain.permissions import Actor
from portal.domain.privacy import mask_in
from portal.extensions import db
from portal.models.explanations import Explanation
from portal.models.submissions import Submission
from portal.services import trail


@dataclass(frozen=True)
class Answer:
    """What was asked about, in two or three words, and the sentence that answers it."""

    label: str
    sentence: str


def find(submission: Submission) -> dict[str, str]:
    """The sentence by the code of its reminder."""
    rows = select(Explanation.code, Explanation.sentence).where(Explanation.submission_id == submission.id)
    return {row.code: row.sentence for row in db.session.execute(rows)}


def read(submission: Submission, *, is_masked: bool) -> tuple[Answer, ...]:
    """What reviewers and readers see of them, natural persons masked where the reader sees the filing so."""
    words = find(submission)
    return tuple(
        Answer(label, mask_in(words[code], submission.party_name) if is_masked else words[code])
        for code, label in WORDS.items()
        if code in words
    )


def list_unexplained(findings: Iterable[Finding], words: Mapping[str, str]) -> tuple[Finding, ...]:
    """Each reminder that waits for its sentence, as what stops submitting."""
    return tuple(
        Finding(finding.field, f"{finding.message}确实如此的，请在卷面检查里写一句说明。")
        for finding in findings
        if finding.code and not words.get(finding.code, "").strip()
    )


def write(
    actor: Actor, submission: Submission, words: Mapping[str, str], findings: Iterable[Finding]
) -> None:
    """Keep the sentences to what is asked now, in place of those before. Inside the deed that saved the draft."""
    asked = {finding.code for finding in findings if finding.code}
    kept = {code: words[code].strip() for code in sorted(asked) if words.get(code, "").strip()}
    if kept == find(submission):
        return
    db.session.execute(delete(Explanation).where(Explanation.submission_id == submission.id))
    put(submission.id, kept)
    trail.record(
        actor,
        "explain",
        "submission",
        submission.id,
        reference=submission.dossier.trail_reference,
        fields=["explanations"],
        content=kept,
    )


def copy(former: Submission, draft_id: int) -> None:
    """A revision begins with the words of the one it is a copy of. Inside the caller's deed."""
    put(draft_id, find(former))


def put(submission_id: int, words: Mapping[str, str]) -> None:
    rows = [{"submission_id": submission_id, "code": code, "sentence": text} for code, text in words.items()]
    if rows:
        db.session.execute(insert(Explanation), rows)
