"""The page of a party (当事人), what is offered while its name is typed, and its other dossiers beside a filing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.domain.content import Kind
from portal.domain.errors import NotFound
from portal.domain.periods import local_date
from portal.domain.permissions import Actor, Permission, can
from portal.domain.privacy import mask_name
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.parties import Party
from portal.models.submissions import Submission
from portal.services import parties, readings

SHOWN = 200


@dataclass(frozen=True)
class KnownDossier:
    """A dossier of a party: of a case everyone may know department, month, category; more who may read it.

    The fields after `category` are blank, and `submission_id` None, for who may not.
    """

    department: str
    month: str
    category: str
    submission_id: int | None = None
    number: str = ""
    title: str = ""
    kind: Kind | None = None
    status: Status | None = None
    is_returned: bool = False
    decided_on: date | None = None


def list_known(actor: Actor, party_ids: Collection[int], besides: int = 0) -> list[KnownDossier]:
    """The dossiers of these parties that the actor may know of, each by its latest trip, the newest first.

    `besides` is a dossier left out. Who may read an earlier trip only, reads that one.
    """
    return gather(actor, find_trips(actor, party_ids, besides))


def find_trips(actor: Actor, party_ids: Collection[int], besides: int = 0) -> list[Submission]:
    """The trips of these parties that the actor may know of, the newest first; drafts are nobody's."""
    return list(
        db.session.execute(
            select(Submission)
            .where(
                Submission.party_id.in_(party_ids),
                Submission.dossier_id != besides,
                Submission.status != Status.DRAFT,
                parties.may_know(actor),
            )
            .order_by(Submission.id.desc())
            .limit(SHOWN)
        ).scalars()
    )


def gather(actor: Actor, trips: Iterable[Submission]) -> list[KnownDossier]:
    found: dict[int, KnownDossier] = {}
    for trip in trips:
        if trip.dossier_id not in found or found[trip.dossier_id].submission_id is None:
            found[trip.dossier_id] = describe(actor, trip)
    return list(found.values())


def describe(actor: Actor, row: Submission) -> KnownDossier:
    """What the actor may know of one trip's dossier."""
    day = getattr(row, "filed_on", None) or getattr(row, "found_on", None) or local_date(row.created_at)
    place = (
        row.department.short_name,
        f"{day:%Y-%m}",
        row.category.table_title if row.category else "",
    )
    if not can(actor, Permission.SUBMISSION_READ, row):
        return KnownDossier(*place)
    return KnownDossier(
        *place,
        submission_id=row.id,
        number=row.dossier.number,
        title=readings.read_title(actor, row),
        kind=row.kind,
        status=row.status,
        is_returned=row.is_returned,
        decided_on=row.decision_date,
    )


def list_other_dossiers(
    actor: Actor, content: Mapping[str, Any], submission: Submission | None = None
) -> list[KnownDossier]:
    """The other dossiers of the party that a filing names, newest first."""
    party = parties.find_named(content)
    if party is None:
        return []
    return list_known(actor, parties.list_group(party.id), submission.dossier_id if submission else 0)


@dataclass(frozen=True)
class Profile:
    """A party as one reader may know it. A natural person's name is masked where its filings are read masked."""

    party_id: int
    name: str
    credit_code: str
    is_person: bool
    is_repeat: bool
    dossiers: tuple[KnownDossier, ...]

    @property
    def cases(self) -> tuple[KnownDossier, ...]:
        return tuple(each for each in self.dossiers if each.kind is not Kind.LEAD)

    @property
    def leads(self) -> tuple[KnownDossier, ...]:
        return tuple(each for each in self.dossiers if each.kind is Kind.LEAD)


def find_profile(actor: Actor, party_id: int) -> Profile | None:
    """The party as the actor may know it; None for a business none of whose cases has left its drafts, and for a
    natural person none of whose filings the actor may read.
    """
    group = load_group(party_id)
    if not group:
        return None
    ids = [party.id for party in group]
    trips = find_trips(actor, ids)
    readable = [trip for trip in trips if can(actor, Permission.SUBMISSION_READ, trip)]
    # A row of which the actor knows no filing tells nothing, not even by having been joined.
    told = [party for party in group if any(trip.party_id == party.id for trip in trips)]
    is_person = any(party.is_person for party in told) or any(readings.is_person(trip) for trip in trips)
    shown = readable or ([] if is_person else trips)
    if not shown:
        return None
    root = next(party.id for party in group if party.joined_into_id is None)
    return Profile(
        party_id=root,
        name=read_name(actor, sorted(shown, key=lambda trip: trip.party_id != root)),
        credit_code=next((party.credit_code for party in told if party.credit_code), ""),
        is_person=is_person,
        is_repeat=parties.is_repeat(ids),
        dossiers=tuple(gather(actor, trips)),
    )


def read_name(actor: Actor, trips: Sequence[Submission]) -> str:
    """The name of the first trip that the actor reads in full, else a masked one."""
    in_full = [trip for trip in trips if not readings.must_mask(actor, trip)]
    return in_full[0].party_name if in_full else mask_name(trips[0].party_name)


def load_group(party_id: int) -> list[Party]:
    ids = parties.list_group(party_id)
    return list(db.session.execute(select(Party).where(Party.id.in_(ids)).order_by(Party.id)).scalars())


def get_profile(actor: Actor, party_id: int) -> Profile:
    """As `find_profile`. Raises NotFound (404) alike for a party that is not there and one that may not be known."""
    profile = find_profile(actor, party_id)
    if profile is None:
        raise NotFound
    return profile


def find_beside(actor: Actor, content: Mapping[str, Any]) -> Profile | None:
    """The party that a filing names, as the actor may know it."""
    party = parties.find_named(content)
    return find_profile(actor, party.id) if party else None
