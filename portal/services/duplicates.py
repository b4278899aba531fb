"""Duplicates: filings that might be the same as the one being written, told before it is submitted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, union
from sqlalchemy.orm import lazyload

from portal.domain.content import CONTENT, Kind
from portal.domain.duplicates import Facts, Reason, find_reasons, spell_number
from portal.domain.errors import Finding
from portal.domain.money import format_wan
from portal.domain.periods import shift
from portal.domain.permissions import RECEIVING_ROLES, Actor, Permission, can
from portal.domain.privacy import mask_name
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.cases import Case
from portal.models.leads import Lead
from portal.models.submissions import Submission
from portal.services import parties, readings, searches
from portal.services.visibility import is_of_kind, is_restricted

Content = Mapping[str, Any]
TABLE = Submission.__table__

# The date by which two of a kind are near, and what is compared word by word.
DAYS: Mapping[str, Any] = {Kind.CASE: Case.filed_on, Kind.LEAD: Lead.found_on}
TEXTS: Mapping[str, tuple[str, ...]] = {
    Kind.CASE: ("title", "summary_verification", "summary_facts"),
    Kind.LEAD: ("title", "content"),
}
FIELDS = {Reason.PARTY: "party_name", Reason.DECISION: "decision_number", Reason.TEXT: "title"}
COMPARED = 100
# A shorter title is every second filing's.
SHORTEST_TITLE = 6
TOLD = 5


@dataclass(frozen=True)
class Filing:
    """The filing that is written: what is compared, and the rows that stand for its party."""

    kind: Kind
    dossier_id: int | None
    facts: Facts
    title: str
    party_name: str
    party_ids: tuple[int, ...]

    def is_of_same_party(self, other: Submission) -> bool:
        """A draft has no party yet, but a name."""
        return other.party_id in self.party_ids or bool(
            self.party_name and other.party_name == self.party_name
        )


def list_findings(
    actor: Actor, kind: Kind, content: Content, dossier_id: int | None, days: int
) -> list[Finding]:
    """A reminder for each filing that might be the same, with the one it speaks of where the actor may read it.

    Dates are near up to so many `days` apart. Of another department's case only department and month are told, and
    only by its party; of a restricted lead (限阅) nothing, to nobody.
    """
    if kind not in DAYS:
        return []
    party = parties.find_named(content)
    ids = tuple(parties.list_group(party.id)) if party else ()
    name = content.get("party_name") or ""
    title = "".join((content.get("title") or "").split())
    filing = Filing(kind, dossier_id, read_facts(kind, content), title, name, ids)
    found = (compare(actor, filing, other, days) for other in find_candidates(actor, filing, days))
    return [finding for finding in found if finding][:TOLD]


def read_facts(kind: Kind, content: Content, *, is_same_party: bool = False) -> Facts:
    return Facts(
        category_code=content.get("category_code"),
        day=content.get(DAYS[kind].key),
        decision_number=content.get("decision_number"),
        text="".join(content.get(name) or "" for name in TEXTS[kind]),
        is_same_party=is_same_party,
    )


def find_candidates(actor: Actor, filing: Filing, days: int) -> Iterator[Submission]:
    """What is worth comparing, each dossier by its latest trip: of the decision, the party, those days, the title.

    Without what hangs on it, which is needed of the few that are told.
    """
    kept = dict.fromkeys([*list_alike(actor, filing, days), *list_of_title(actor, filing)])
    asked = select(Submission).where(TABLE.c.id.in_(kept)).options(lazyload("*"))
    rows = db.session.execute(asked).scalars() if kept else ()
    found, seen = {row.id: row for row in rows}, set()
    # A draft may have been deleted since its id was read.
    for row in (found[each] for each in kept if each in found):
        if row.dossier_id not in seen:
            seen.add(row.dossier_id)
            yield row


def list_alike(actor: Actor, filing: Filing, days: int) -> Iterator[int]:
    """The ids of what is of the decision, the party, those days: the best reason first, the latest of each."""
    facts = filing.facts
    of_decision: ColumnElement[bool] = false()
    near: ColumnElement[bool] = false()
    of_party: ColumnElement[bool] = false()
    if facts.decision_number:
        of_decision = TABLE.c.decision_number.in_(spell_number(facts.decision_number))
    if facts.day and facts.category_code:
        first, last = shift(facts.day, -days), shift(facts.day, days)
        near = and_(
            TABLE.c.category_code == facts.category_code, TABLE.c[DAYS[filing.kind].key].between(first, last)
        )
    if filing.party_name:
        of_party = or_(TABLE.c.party_id.in_(filing.party_ids), TABLE.c.party_name == filing.party_name)
    # Each is asked for along its own index; in one condition they would lead through all that was ever filed.
    any_of = union(*(select(TABLE.c.id).where(each) for each in (of_decision, near, of_party)))
    # The same text may stand under another category or day: with the party, or under the same title.
    reasons = (of_decision, and_(near, of_party), near, of_party)
    asked = select(TABLE.c.id, *reasons).where(is_known(actor, filing), TABLE.c.id.in_(any_of))
    rows = db.session.execute(asked.order_by(TABLE.c.id.desc())).all()
    for place in range(1, len(reasons) + 1):
        yield from [row[0] for row in rows if row[place]][:COMPARED]


def list_of_title(actor: Actor, filing: Filing) -> Sequence[int]:
    if len(filing.title) < SHORTEST_TITLE:
        return ()
    asked = searches.go_along(select(TABLE.c.id).where(is_known(actor, filing)), [filing.title])
    return db.session.execute(asked.order_by(searches.IDS.desc()).limit(COMPARED)).scalars().all()


def is_known(actor: Actor, filing: Filing) -> ColumnElement[bool]:
    """The condition on Submission that it is another filing of the kind, of which the actor may be told."""
    return and_(
        is_of_kind(filing.kind),
        TABLE.c.status.not_in([Status.SUPERSEDED, Status.REVOKED]),
        TABLE.c.dossier_id != (filing.dossier_id or 0),
        ~is_restricted(),
        parties.may_know(actor),
    )


def compare(actor: Actor, filing: Filing, other: Submission, days: int) -> Finding | None:
    """What is told of one candidate."""
    names = (*TEXTS[filing.kind], DAYS[filing.kind].key, "category_code", "decision_number")
    facts = read_facts(
        filing.kind,
        {name: getattr(other, name, None) for name in names},
        is_same_party=filing.is_of_same_party(other),
    )
    reasons = list(find_reasons(filing.facts, facts, days))
    # Of most candidates there is nothing to tell, and who may read one is asked of its other rows.
    if not reasons:
        return None
    may_read = can(actor, Permission.SUBMISSION_READ, other)
    if not may_read and Reason.PARTY in reasons:
        place = f"{other.department.short_name} {facts.day:%Y-%m}"
        asked = "还没有报到执法监管科" if actor.roles & RECEIVING_ROLES else "请向执法监管科核实"
        sentence = f"可能重复：{place} 有一件（{Reason.PARTY.label}），{asked}。"
        return Finding(FIELDS[Reason.PARTY], sentence, is_error=False)
    if not may_read:
        return None
    words = "；".join(reason.label for reason in reasons)
    sentence = f"可能重复：{other.dossier.number}（{words}）。"
    return Finding(
        FIELDS[reasons[0]],
        sentence,
        is_error=False,
        submission_id=other.id,
        beside=tuple(describe(actor, other)),
    )


def describe(actor: Actor, other: Submission) -> Iterator[tuple[str, str]]:
    """What a candidate says of itself, for who may read it: name, party, day, document and amount, where it has them."""
    is_masked = readings.must_mask(actor, other)
    labels = CONTENT[other.kind]
    words = {
        "title": readings.read_title(actor, other),
        "party_name": mask_name(other.party_name) if is_masked and other.party_name else other.party_name,
        DAYS[other.kind].key: getattr(other, DAYS[other.kind].key),
        "category_code": other.category.table_title if other.category else "",
        "decision_number": getattr(other, "decision_number", None),
        "amount_involved": format_wan(getattr(other, "amount_involved", None)),
    }
    yield "部门", f"{other.department.short_name}，第 {other.revision} 次报送，{other.status.label}"
    yield from ((labels[name], str(value)) for name, value in words.items() if value)
