"""What was done to a thing, as its timeline (办理过程) tells it."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.domain.periods import screen_moment
from portal.domain.workflow import Action, Transition
from portal.models.referrals import ReferralStep
from portal.models.typical_cases import TypicalCaseStep


@dataclass(frozen=True)
class Entry:
    label: str
    who: str
    moment_text: str
    text: str
    tone: str


def tell(
    steps: Sequence[TypicalCaseStep | ReferralStep], workflow: Sequence[Transition], born: tuple[Action, str]
) -> list[Entry]:
    """The steps, newest first. `born` names the deed that made the thing, which no row of its workflow is."""
    entries = []
    for number, step in enumerate(steps):
        row = next((row for row in workflow if row.action is step.action), None)
        is_birth = number == 0 and step.action is born[0]
        label, tone = (born[1], "info") if is_birth or row is None else (row.done, tone_of(row))
        entries.append(Entry(label, step.actor.name, screen_moment(step.moment), step.comment, tone))
    return entries[::-1]


def tone_of(row: Transition) -> str:
    return "warn" if row.source is row.target else row.target.tone if row.target else "mute"
