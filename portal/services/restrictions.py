"""Restricted dossiers (限阅): who may be named in one, and naming them (R066, R173)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from portal.domain.content import Readership
from portal.domain.errors import Finding, Forbidden, Invalid, Stale, TransitionNotAllowed
from portal.domain.permissions import FILING_ROLES, RECEIVING_ROLES, Actor, Permission, can
from portal.extensions import db
from portal.models.accounts import Account, Appointment
from portal.models.readers import DossierReader
from portal.models.submissions import Dossier, Step, Submission
from portal.services import accounts, notices, trail
from portal.store import deed


@dataclass(frozen=True)
class Place:
    """What a gate's permission is judged on, before there is a submission."""

    department_id: int


def list_candidates(department_id: int) -> list[Actor]:
    """Who may be named: liaisons and leaders of the department, and the supervision section, in office today."""
    statement = (
        select(Account)
        .options(selectinload(Account.appointments))
        .join(Appointment)
        .where(
            Account.disabled_at.is_(None),
            or_(
                and_(Appointment.role.in_(FILING_ROLES), Appointment.department_id == department_id),
                Appointment.role.in_(RECEIVING_ROLES),
            ),
        )
        .distinct()
        .order_by(Account.id)
    )
    found = [accounts.as_actor(account) for account in db.session.execute(statement).scalars()]
    return [each for each in found if is_candidate(each, department_id)]


def is_candidate(person: Actor, department_id: int) -> bool:
    is_own = department_id in person.own_departments
    return is_own or not person.roles.isdisjoint(RECEIVING_ROLES)


def describe(person: Actor) -> str:
    """The name with the role, unless the name is the role's already (sample accounts)."""
    return person.name if person.role_label in person.name else f"{person.name}（{person.role_label}）"


def offer_readership(actor: Actor, department_id: int | None, lead: Submission | None) -> Readership | None:
    """Whom the form of a lead offers to name; None where it asks nothing.

    A lead is restricted when it is opened or never. Until it is first submitted its department may name more.
    """
    if department_id is None or (lead is not None and not may_still_name(lead)):
        return None
    named = list_readers(lead.dossier) if lead is not None else []
    known = {each.account_id for each in named} | {actor.account_id}
    people = tuple(
        (each.account_id, describe(each))
        for each in list_candidates(department_id)
        if each.account_id not in known
    )
    return Readership(people, tuple(each.account.name for each in named))


def may_still_name(lead: Submission) -> bool:
    """Whether its department may name readers in the form: a restricted lead nobody else has had before them."""
    steps = select(Step.id).where(Step.submission_id == lead.id).limit(1)
    return lead.is_restricted and lead.revision == 1 and db.session.execute(steps).first() is None


def refuse_gaps(author_id: int, department_id: int, account_ids: Collection[int]) -> None:
    """Raise Invalid (422) unless, with its author, two more persons are named who can carry it through the gates."""
    people = {each.account_id: each for each in list_candidates(department_id)}
    named = [people[account_id] for account_id in account_ids if account_id in people]
    if len(named) < len(set(account_ids)):
        raise Invalid(findings=(Finding("reader_ids", "请从列表中选择。"),))
    place = Place(department_id)
    others = [each for each in named if each.account_id != author_id]
    approvers = {each.account_id for each in others if can(each, Permission.SUBMISSION_APPROVE, place)}
    acceptors = {each.account_id for each in others if can(each, Permission.SUBMISSION_ACCEPT, place)}
    if not any(approver != acceptor for approver in approvers for acceptor in acceptors):
        sentence = "至少指定一名本部门分管领导（审批）和一名执法监管科人员（接收），与填报人是三个人。"
        raise Invalid(findings=(Finding("reader_ids", sentence),))


def restrict(actor: Actor, dossier: Dossier, account_ids: Collection[int], moment: datetime) -> None:
    """Make a dossier that is being opened a restricted one, inside the caller's deed. Refuses as `refuse_gaps`."""
    refuse_gaps(actor.account_id, dossier.department_id, account_ids)
    dossier.is_restricted = True
    db.session.flush()
    add_readers(actor, dossier, {actor.account_id, *account_ids}, moment)


def add_readers(actor: Actor, dossier: Dossier, account_ids: Iterable[int], moment: datetime) -> list[int]:
    """Name those not named yet, inside the caller's deed; returns them."""
    known = select(DossierReader.account_id).where(DossierReader.dossier_id == dossier.id)
    added = sorted(set(account_ids) - set(db.session.execute(known).scalars()))
    db.session.add_all(
        DossierReader(
            dossier_id=dossier.id, account_id=account_id, named_by_id=actor.account_id, named_at=moment
        )
        for account_id in added
    )
    db.session.flush()
    db.session.expire(dossier, ["readers"])
    return added


def list_readers(dossier: Dossier) -> list[DossierReader]:
    """The persons named in a restricted dossier, in the order they were named; of any other, nobody."""
    return list(dossier.readers) if dossier.is_restricted else []


def list_nameable(actor: Actor, submission: Submission) -> list[tuple[int, str]]:
    """Whom the actor may name now, beside those who are; empty where they may not."""
    if not submission.is_restricted or not can(actor, Permission.SUBMISSION_NAME_READERS, submission):
        return []
    return [
        (each.account_id, describe(each))
        for each in list_candidates(submission.department_id)
        if each.account_id not in submission.reader_ids
    ]


def name_readers(actor: Actor, submission: Submission, version: int, account_ids: Collection[int]) -> None:
    """Let more persons know of a restricted dossier; recorded by name, moment and who named them.

    Raises TransitionNotAllowed or Stale (409), Forbidden (403), Invalid (422) when nobody is chosen.
    """
    with deed():
        moment = trail.lock()
        if not submission.is_restricted:
            raise TransitionNotAllowed("这个卷宗不是限阅卷宗。")
        if submission.version != version:
            raise Stale
        if not can(actor, Permission.SUBMISSION_NAME_READERS, submission):
            raise Forbidden("您不能为这个卷宗增加知悉人员。")
        offered = {account_id for account_id, _ in list_nameable(actor, submission)}
        if not account_ids or not offered.issuperset(account_ids):
            raise Invalid(findings=(Finding("reader_ids", "请从列表中选择。"),))
        dossier, submission_id = submission.dossier, submission.id
        added = add_readers(actor, dossier, account_ids, moment)
        trail.record(
            actor,
            "name_readers",
            "submission",
            submission_id,
            reference=dossier.trail_reference,
            fields=["readers"],
            content=added,
        )
        text, why = f"{actor.name}请您知悉一条限阅线索", "因为您被指定为知悉人员"
        notices.send(actor, moment, "submission", submission_id, text, dict.fromkeys(added, why))
