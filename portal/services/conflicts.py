"""Somebody was faster (D14): whether a form that was drawn earlier may still be saved, told in a sentence."""

from dataclasses import dataclass

from portal.domain.errors import Forbidden, TransitionNotAllowed
from portal.domain.periods import screen_moment
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import Status
from portal.models.submissions import Submission
from portal.services import trail, transitions


@dataclass(frozen=True)
class Conflict:
    """Somebody was faster (D14): what they did, and whether what was typed can still be saved over it."""

    sentence: str
    is_draft: bool


def find_conflict(actor: Actor, submission: Submission, version: int | None) -> Conflict | None:
    """Whether the page that was drawn from `version` is out of date; None asks about a page not yet drawn.

    Raises Forbidden (403) when the draft is not the actor's to write, TransitionNotAllowed (409) for a page
    not yet drawn of what is no draft.
    """
    if not can(actor, Permission.SUBMISSION_WRITE, submission):
        raise Forbidden("您不能修改这个部门的报送。")
    if submission.status is not Status.DRAFT:
        sentence = transitions.describe_latest(submission) + "内容已不能修改。"
        if version is None:
            raise TransitionNotAllowed(sentence)
        return Conflict(sentence, is_draft=False)
    if version is None or version == submission.version:
        return None
    return Conflict(describe_last_save(submission), is_draft=True)


def describe_last_save(submission: Submission) -> str:
    """Who saved a draft last, for the page of somebody who was slower; a save is no step."""
    latest = trail.find_latest("submission", submission.id)
    if latest is None:
        return "这份草稿刚刚被改动。"
    return f"{latest.name} {screen_moment(latest.moment)} 改动了这份草稿。"
