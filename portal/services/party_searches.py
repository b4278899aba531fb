"""Finding parties (当事人): by name or code, the repeat offenders, and those of nearly the same name."""

from typing import Any

from sqlalchemy import Integer, cast, exists, func, literal, or_, select

from portal.domain.duplicates import NEAR_NAME, bigrams, similarity
from portal.domain.parties import SHORTEST_QUESTION, months_before, normalise
from portal.domain.permissions import Actor
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.parties import Party
from portal.models.submissions import Submission
from portal.services import accepted, clock, parties, plans
from portal.services.party_pages import Profile, find_profile

SUGGESTED = 8
# Names that are worth comparing: those with most in common.
COMPARED = 200
LISTED = 50


def search(actor: Actor, asked: str, limit: int = SUGGESTED) -> list[Profile]:
    """Parties by a part of the name, or the beginning of the credit code, as the actor may know them.

    Nothing for a question of fewer than two characters.
    """
    words = normalise(asked)
    if len(words) < SHORTEST_QUESTION:
        return []
    roots = func.coalesce(Party.joined_into_id, Party.id)
    known = exists().where(
        Submission.party_id == Party.id, Submission.status != Status.DRAFT, parties.may_know(actor)
    )
    found = db.session.execute(
        select(roots.label("root"), func.min(func.length(Party.normalised_name)).label("length"))
        .where(
            or_(
                Party.normalised_name.contains(words, autoescape=True),
                Party.credit_code.startswith(words.upper(), autoescape=True),
            ),
            known,
        )
        .group_by(roots)
        .order_by("length", "root")
        # Some of them may be persons whom the actor may not know.
        .limit(2 * limit)
    )
    profiles = (find_profile(actor, row.root) for row in found)
    return [profile for profile in profiles if profile is not None and matches(profile, words)][:limit]


def matches(profile: Profile, words: str) -> bool:
    """Whether what the reader sees of a party is what was asked for: a masked name is not found by its full one."""
    shown = normalise(profile.name)
    return words in shown or not profile.is_person


def list_repeats(actor: Actor) -> list[Profile]:
    """The repeat offenders (屡罚屡犯) that the actor may know, those with the latest decision first."""
    settings = plans.get_current().settings
    since = months_before(clock.today(), settings.repeat_offender_months)
    table: Any = Submission.__table__
    roots = func.coalesce(Party.joined_into_id, Party.id)
    found = db.session.execute(
        select(roots.label("root"))
        .join(table, table.c.party_id == Party.id)
        .where(accepted.now(), table.c.decided_on > since, table.c.decided_on <= clock.today())
        .group_by(roots)
        .having(func.count() >= settings.repeat_offender_cases)
        .order_by(func.max(table.c.decided_on).desc(), roots)
        .limit(LISTED)
    )
    profiles = (find_profile(actor, row.root) for row in found)
    return [profile for profile in profiles if profile is not None]


def list_similar(actor: Actor, profile: Profile) -> list[Profile]:
    """Parties of nearly the same name, as the actor may know them, the most alike first."""
    roots = func.coalesce(Party.joined_into_id, Party.id)
    # Two characters in common are the least that one and the same name has in two spellings.
    shared = [Party.normalised_name.contains(pair, autoescape=True) for pair in sorted(bigrams(profile.name))]
    if not shared:
        return []
    rows = db.session.execute(
        select(Party.normalised_name, roots.label("root"))
        .where(or_(*shared))
        .order_by(
            sum((cast(each, Integer) for each in shared), literal(0)).desc(),
            func.length(Party.normalised_name),
            Party.id,
        )
        .limit(COMPARED)
    )
    closest: dict[int, float] = {}
    for row in rows:
        closest[row.root] = max(closest.get(row.root, 0), similarity(row.normalised_name, profile.name))
    near = sorted(
        (root for root, share in closest.items() if share >= NEAR_NAME and root != profile.party_id),
        key=lambda root: (-closest[root], root),
    )
    profiles = (find_profile(actor, root) for root in near[: 2 * SUGGESTED])
    return [each for each in profiles if each is not None][:SUGGESTED]
