"""What the page of a sending asks and what the page of a referral tells: the rules beside the ticks."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.domain.eligibility import Circumstance, ListingHints, list_circumstances, name_place
from portal.domain.permissions import Actor
from portal.domain.plan import ListingRegime
from portal.domain.workflow import REFERRAL, Action, Status
from portal.extensions import db
from portal.models.referrals import Referral
from portal.models.submissions import Dossier, Submission
from portal.services import referrals, submissions, timelines
from portal.services.visibility import visible_to


@dataclass(frozen=True)
class Proposal:
    """What the form of a sending asks about a case: the regime's checklist beside what its category points at.

    `grouped` are the circumstances by article, as (place and title of the article, its circumstances).
    `returned` is the referral that is corrected, None for a new one.
    """

    submission: Submission
    regime: ListingRegime
    hints: ListingHints | None
    grouped: tuple[tuple[str, tuple[Circumstance, ...]], ...]
    returned: Referral | None = None

    @property
    def version(self) -> int:
        return self.returned.version if self.returned else self.submission.version

    @property
    def acknowledge_days(self) -> int:
        return int(referrals.settings_of(self.submission).acknowledge_working_days)

    @property
    def hinted(self) -> frozenset[str]:
        return frozenset(each.code for each in self.hints.circumstances) if self.hints else frozenset()


@dataclass(frozen=True)
class Account:
    """What a referral's page tells beside its board; `circumstances` with their places."""

    regime: ListingRegime
    circumstances: tuple[Circumstance, ...]
    timeline: list[timelines.Entry]


def propose(submission: Submission, returned: Referral | None = None) -> Proposal:
    """What the form of a sending shows."""
    regime = referrals.get_regime(submission)
    circumstances = tuple(list_circumstances(regime))
    grouped = tuple(
        (
            f"{name_place(article.code)}　{article.title}",
            tuple(each for each in circumstances if each.code.split(".")[0] == article.code),
        )
        for article in regime.articles
    )
    return Proposal(submission, regime, referrals.find_hints(submission), grouped, returned)


def propose_again(referral: Referral) -> Proposal:
    """The same for a returned referral, about what is in force now."""
    current = submissions.find_in_force(referral.dossier_id)
    return propose(current or referral.submission, referral)


def find_by_number(actor: Actor, number: str) -> Submission | None:
    """The revision in force under a dossier's number, if the actor may read it."""
    found = db.session.execute(
        select(Submission)
        .join(Dossier, Dossier.id == Submission.dossier_id)
        .where(Dossier.number == number, Submission.status == Status.ACCEPTED, visible_to(actor))
    ).scalar_one_or_none()
    return found


def read_account(referral: Referral) -> Account:
    regime = referrals.regime_of(referral)
    ticked = tuple(each for each in list_circumstances(regime) if each.code in referral.articles)
    return Account(regime, ticked, timelines.tell(referral.steps, REFERRAL, (Action.SEND, "发出")))
