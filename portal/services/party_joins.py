"""Joining duplicates of a party (当事人) and splitting them again: a pointer moves, no filing is rewritten."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.domain.errors import Finding, Forbidden, Invalid, NotFound, Stale, TransitionNotAllowed
from portal.domain.permissions import Actor, Permission, can
from portal.extensions import db
from portal.models.parties import Party, PartyJoin
from portal.services import party_pages, party_searches, trail
from portal.store import deed


@dataclass(frozen=True)
class JoinedParty:
    """A duplicate and how it came to its party; `split_by` is None while it stands."""

    party_id: int
    name: str
    credit_code: str
    reason: str
    joined_by: str
    joined_at: datetime
    split_by: str | None
    split_at: datetime | None


def get(actor: Actor, party_id: int) -> Party:
    """The row of a party the actor may know. Raises NotFound (404)."""
    party_pages.get_profile(actor, party_id)
    return db.session.get_one(Party, party_id)


def list_joins(actor: Actor, party_id: int) -> list[JoinedParty]:
    """What was ever joined into a party, the latest first; for those only who may join and split."""
    if not can(actor, Permission.PARTY_JOIN):
        return []
    found = db.session.execute(
        select(PartyJoin).where(PartyJoin.into_id == party_id).order_by(PartyJoin.id.desc())
    ).scalars()
    return [
        JoinedParty(
            party_id=each.party_id,
            name=each.party.normalised_name,
            credit_code=each.party.credit_code or "",
            reason=each.reason,
            joined_by=each.joined_by.name,
            joined_at=each.joined_at,
            split_by=each.split_by.name if each.split_by else None,
            split_at=each.split_at,
        )
        for each in found
        if party_pages.find_trips(actor, [each.party_id])
    ]


def list_duplicates(actor: Actor, party: party_pages.Profile, asked: str) -> list[party_pages.Profile]:
    """Other parties that might be the same, by what is asked or else by the name; for those only who may join."""
    if not can(actor, Permission.PARTY_JOIN):
        return []
    found = party_searches.search(actor, asked) if asked else party_searches.list_similar(actor, party)
    return [each for each in found if each.party_id != party.party_id]


def join(actor: Actor, into: Party, version: int, other_id: int | None, reason: str) -> None:
    """Let the party `other_id` stand for `into` from now on. Nothing that was filed changes.

    Raises Forbidden (403), TransitionNotAllowed or Stale (409), and Invalid (422) for no reason or no other party
    that the actor may know, or for one that others were joined into.
    """
    with deed():
        moment = trail.lock()
        refuse_unless_standing(actor, into, version)
        findings = list(find_gaps(actor, into, other_id, reason))
        if findings or other_id is None:
            raise Invalid(findings=tuple(findings))
        other = db.session.get_one(Party, other_id)
        other.joined_into_id, other.version, into.version = into.id, other.version + 1, version + 1
        db.session.add(
            PartyJoin(
                party_id=other.id,
                into_id=into.id,
                reason=reason,
                joined_by_id=actor.account_id,
                joined_at=moment,
            )
        )
        record(actor, "join", other, into, reason)


def find_gaps(actor: Actor, into: Party, other_id: int | None, reason: str) -> list[Finding]:
    found = [] if reason else [Finding("reason", "请写明为什么是同一个当事人。")]
    other = db.session.get(Party, other_id) if other_id else None
    if other is None or other.id == into.id or party_pages.find_profile(actor, other.id) is None:
        return [Finding("other_id", "请选择要并入的当事人。"), *found]
    if other.joined_into_id is not None:
        return [Finding("other_id", "它已并入别的当事人，请先在那一页上拆分。"), *found]
    if db.session.execute(select(Party.id).where(Party.joined_into_id == other.id).limit(1)).first():
        return [Finding("other_id", "已有当事人并入它：请到它的页面上，把这一个并过去。"), *found]
    return found


def split(actor: Actor, into: Party, version: int, other_id: int | None) -> None:
    """Let a joined party stand for itself again. Raises Forbidden (403), TransitionNotAllowed or Stale (409)."""
    with deed():
        moment = trail.lock()
        refuse_unless_standing(actor, into, version)
        other = db.session.get(Party, other_id or 0)
        if other is None or other.joined_into_id != into.id:
            raise TransitionNotAllowed("这个当事人没有并入，或者已经拆分。")
        standing = db.session.execute(
            select(PartyJoin).where(PartyJoin.party_id == other.id, PartyJoin.split_at.is_(None))
        ).scalar_one()
        standing.split_by_id, standing.split_at = actor.account_id, moment
        other.joined_into_id, other.version, into.version = None, other.version + 1, version + 1
        record(actor, "split", other, into, "")


def refuse_unless_standing(actor: Actor, into: Party, version: int) -> None:
    db.session.refresh(into)
    if into.joined_into_id is not None:
        raise TransitionNotAllowed("这个当事人已并入别的当事人。")
    if into.version != version:
        raise Stale
    if not can(actor, Permission.PARTY_JOIN):
        raise Forbidden("只有执法监管科可以合并、拆分当事人。")
    if party_pages.find_profile(actor, into.id) is None:
        raise NotFound


def record(actor: Actor, action: str, other: Party, into: Party, reason: str) -> None:
    """By number, not by name: a natural person's stands in no trail."""
    trail.record(
        actor,
        action,
        "party",
        other.id,
        reference=f"当事人-{other.id}",
        target=f"当事人-{into.id}",
        fields=["joined_into_id"],
        content=[other.id, into.id, reason],
    )
