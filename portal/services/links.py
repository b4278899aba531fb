"""Links between dossiers (R038, R148): who hangs together with whom, as far as one may see; making and removing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select

from portal.domain.content import Kind
from portal.domain.dossiers import Filters
from portal.domain.errors import Finding, Forbidden, Invalid, TransitionNotAllowed
from portal.domain.links import LinkKind, Relation
from portal.domain.permissions import Actor, Permission, Role, can
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.links import DossierLink
from portal.models.submissions import Dossier, Submission
from portal.services import dossiers, link_rows, notices, readings, selections, trail
from portal.services.visibility import visible_to
from portal.store import deed

# What has a party and a content of its own; a monthly return is neither upstream nor downstream of anything.
LINKED_KINDS = (Kind.CASE, Kind.LEAD)
SUGGESTED = 8


@dataclass(frozen=True)
class Other:
    """A dossier by the trip its reader opens, and its name as they may read it."""

    submission: Submission
    title: str


@dataclass(frozen=True)
class Linked:
    """The other end of a link, seen from one dossier; both are the reader's to see."""

    link_id: int
    relation: Relation
    other: Other
    note: str
    may_remove: bool


def find_readable(actor: Actor, dossier_ids: Collection[int]) -> dict[int, Submission]:
    """The trip of each dossier that the actor reads: the one in force, else the latest. Invisible ones are absent."""
    if not dossier_ids:
        return {}
    rows = db.session.execute(
        select(Submission)
        .where(Submission.dossier_id.in_(dossier_ids), visible_to(actor))
        .order_by(Submission.revision)
    ).scalars()
    found: dict[int, Submission] = {}
    for row in rows:
        known = found.get(row.dossier_id)
        if known is None or known.status is not Status.ACCEPTED:
            found[row.dossier_id] = row
    return found


def relation_of(link: DossierLink, dossier_id: int) -> Relation:
    """What the other end is, seen from this dossier."""
    if link.kind is LinkKind.SEPARATE:
        return Relation.SEPARATE
    return Relation.UPSTREAM if link.target_id == dossier_id else Relation.DOWNSTREAM


def other_end(link: DossierLink, dossier_id: int) -> int:
    return link.source_id if link.target_id == dossier_id else link.target_id


def list_linked(actor: Actor, submission: Submission) -> list[Linked]:
    """The links of a dossier whose other end the actor may see; of the rest there is nothing, not even a number."""
    here = submission.dossier_id
    links = link_rows.list_of([here])
    readable = find_readable(actor, {other_end(link, here) for link in links})
    found = []
    for link in links:
        other = readable.get(other_end(link, here))
        if other is not None:
            may_remove = may_link(actor, submission, other)
            end = Other(other, readings.read_title(actor, other))
            found.append(Linked(link.id, relation_of(link, here), end, link.note, may_remove))
    return sorted(found, key=lambda each: list(Relation).index(each.relation))


def may_link(actor: Actor, *ends: Submission) -> bool:
    """Whether the actor may link these, or remove their link: of the department of one of them, or supervision."""
    return any(can(actor, Permission.DOSSIER_LINK, end) for end in ends)


def may_offer(actor: Actor, submission: Submission) -> bool:
    """Whether the page of this dossier offers to link it."""
    return submission.kind in LINKED_KINDS and can(actor, Permission.DOSSIER_LINK)


def find_by_number(actor: Actor, number: str) -> Submission | None:
    """The dossier of this number that may be linked and that the actor may see."""
    dossier = db.session.execute(
        select(Dossier).where(Dossier.number == number.strip(), Dossier.kind.in_(LINKED_KINDS))
    ).scalar_one_or_none()
    return find_readable(actor, [dossier.id]).get(dossier.id) if dossier else None


def suggest(actor: Actor, asked: str) -> list[dossiers.ListRow]:
    """Cases and leads that the actor may see, by number, name or party, the latest change first."""
    if len("".join(asked.split())) < 2:
        return []
    condition = and_(
        selections.matching(actor, Filters(search=asked)), dossiers.columns.kind.in_(LINKED_KINDS)
    )
    statement = dossiers.ROWS.where(condition).order_by(
        dossiers.columns.changed_at.desc(), dossiers.columns.id.desc()
    )
    found: dict[str, Any] = {}
    for row in db.session.execute(statement.limit(4 * SUGGESTED)):
        found.setdefault(row.number, row)
    return [dossiers.present(actor, row) for row in list(found.values())[:SUGGESTED]]


def find_other_end(actor: Actor, submission: Submission, number: str) -> Submission:
    """The other end that a form names.

    Raises Invalid (422) where it cannot be one, Forbidden (403) where neither end is the actor's.
    """
    other = find_by_number(actor, number)
    if other is None:
        sentence = f"没有找到编号为“{number}”的案件或线索。" if number else "请填写卷宗编号。"
        raise Invalid(findings=(Finding("number", sentence),))
    if other.dossier_id == submission.dossier_id:
        raise Invalid(findings=(Finding("number", "这就是本卷宗，请填另一个。"),))
    if submission.kind not in LINKED_KINDS:
        raise TransitionNotAllowed("只有案件和线索可以关联。")
    if not may_link(actor, submission, other):
        raise Forbidden("只有两个卷宗之一的承办部门和执法监管科可以关联。")
    return other


def make(actor: Actor, submission: Submission, relation: Relation, number: str, note: str = "") -> None:
    """Link the dossier to the one of this number, which is its `relation`. Recorded for both.

    Raises Forbidden (403) where neither end is the actor's; Invalid (422) for a number that is not there or not
    theirs to see, or a link that stands already.
    """
    with deed():
        moment = trail.lock()
        other = find_other_end(actor, submission, number)
        ends = submission.dossier_id, other.dossier_id
        source, target = reversed(ends) if relation is Relation.UPSTREAM else ends
        kind = LinkKind.SEPARATE if relation is Relation.SEPARATE else LinkKind.SUPPLY
        if link_rows.find_between(kind, *ends):
            raise Invalid(findings=(Finding("number", f"{other.dossier.number} 已经关联为{kind.label}。"),))
        db.session.add(
            DossierLink(
                kind=kind,
                source_id=source,
                target_id=target,
                note=note,
                made_by_id=actor.account_id,
                made_at=moment,
            )
        )
        db.session.flush()
        record(actor, "link", relation, submission, other)
        tell_departments(actor, moment, submission, other)


def remove(actor: Actor, submission: Submission, link_id: int | None) -> None:
    """Take one link of the dossier away. Raises TransitionNotAllowed (409) for one that does not stand or whose other
    end the actor may not see, Forbidden (403) where neither end is theirs.
    """
    with deed():
        trail.lock()
        here = submission.dossier_id
        link = db.session.get(DossierLink, link_id or 0)
        ends = {} if link is None else find_readable(actor, {link.source_id, link.target_id})
        if link is None or here not in (link.source_id, link.target_id) or len(ends) < 2:
            raise TransitionNotAllowed("这条关联已经解除。")
        other = ends[other_end(link, here)]
        if not may_link(actor, submission, other):
            raise Forbidden("只有两个卷宗之一的承办部门和执法监管科可以解除关联。")
        relation = relation_of(link, here)
        db.session.delete(link)
        db.session.flush()
        record(actor, "unlink", relation, submission, other)


def tell_departments(actor: Actor, moment: datetime, *ends: Submission) -> None:
    """Inside the deed: tell the liaisons of an end that is not the actor's own. What stands at the other end they read
    on the page, as far as they may see it.
    """
    for end in ends:
        if actor.covers(Role.LIAISON, end.department_id):
            continue
        by = f"{actor.department_name}{actor.name}"
        text = f"{by}把《{notices.name_in_notice(end)}》与另一卷宗关联"
        liaisons = notices.list_holders({Role.LIAISON}, end.department_id).get(Role.LIAISON, [])
        why = f"因为您是{end.department.short_name}联络员"
        whys = notices.keep_to_readers(end, {each.account_id: why for each in liaisons})
        notices.send(actor, moment, "submission", end.id, text, whys, is_comment=True)


def record(actor: Actor, action: str, relation: Relation, *ends: Submission) -> None:
    """A row of the trail for each end: whoever looks up one of the two finds the deed."""
    for end in ends:
        trail.record(
            actor,
            action,
            "submission",
            end.id,
            reference=end.dossier.trail_reference,
            code=relation,
            content=[each.dossier_id for each in ends],
        )
