"""Parties (当事人): finding the row a name or credit code stands for, and what else it was party to."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from portal.domain.content import Kind
from portal.domain.parties import holds_organisation_code, is_person, is_repeat_offender, normalise
from portal.domain.permissions import Actor
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.parties import Party
from portal.models.submissions import Submission
from portal.services import accepted, clock, plans
from portal.services.visibility import visible_to


def find(name: str, credit_code: str | None = None, person: bool = False) -> Party | None:
    """The party of this credit code or, where none is given, of this name."""
    if credit_code:
        return db.session.execute(select(Party).where(Party.credit_code == credit_code)).scalar_one_or_none()
    return db.session.execute(
        select(Party).where(
            Party.normalised_name == normalise(name),
            Party.credit_code.is_(None),
            Party.is_person == person,
        )
    ).scalar_one_or_none()


def find_named(content: Mapping[str, Any]) -> Party | None:
    """The party that a filing names."""
    name = content.get("party_name")
    if not name:
        return None
    return find(name, content.get("credit_code"), is_person(name, content.get("party_is_person")))


def find_or_add(name: str, credit_code: str | None = None, marked: bool | None = None) -> Party | None:
    """As `find`, adding the party when it is new; None without a name. Inside the caller's deed."""
    if not name:
        return None
    person = is_person(name, marked)
    party = find(name, credit_code, person)
    if party is None:
        party = Party(normalised_name=normalise(name), credit_code=credit_code or None, is_person=person)
        db.session.add(party)
        db.session.flush()
    return party


def list_group(party_id: int) -> list[int]:
    """The ids of all rows that stand for this party: itself, what was joined into it, or it into which."""
    root = select(func.coalesce(Party.joined_into_id, Party.id)).where(Party.id == party_id).scalar_subquery()
    same = or_(Party.id == root, Party.joined_into_id == root)
    return list(db.session.execute(select(Party.id).where(same).order_by(Party.id)).scalars())


def may_know(actor: Actor) -> ColumnElement[bool]:
    """The condition on Submission that the actor may know of it: theirs to read, or a case that left its drafts.

    A restricted dossier (限阅) is never a case.
    """
    return or_(visible_to(actor), and_(Submission.kind == Kind.CASE, Submission.status != Status.DRAFT))


def count_other_dossiers(actor: Actor, party_id: int, dossier_id: int) -> int:
    """In how many other dossiers this party appears."""
    return db.session.execute(
        select(func.count(Submission.dossier_id.distinct())).where(
            Submission.party_id.in_(list_group(party_id)),
            Submission.dossier_id != dossier_id,
            may_know(actor),
        )
    ).scalar_one()


def list_decisions(party_ids: Collection[int]) -> list[date]:
    """When the penalties of these parties were decided, one a case in force."""
    table: Any = Submission.__table__
    return list(
        db.session.execute(
            select(table.c.decided_on).where(
                accepted.now(), table.c.party_id.in_(party_ids), table.c.decided_on.is_not(None)
            )
        ).scalars()
    )


def is_repeat(party_ids: Collection[int]) -> bool:
    """Whether this party is a repeat offender (屡罚屡犯, R025e) by the plan's window. Leads never count."""
    settings = plans.get_current().settings
    return is_repeat_offender(
        list_decisions(party_ids),
        clock.today(),
        settings.repeat_offender_cases,
        settings.repeat_offender_months,
    )


def describe_wrong_code(credit_code: str) -> str:
    """What is wrong with a 统一社会信用代码, "" when it holds.

    Its last character checks the whole (GB 32100), its 17th the organisation code inside (GB 11714).
    """
    try:
        uscc.validate(credit_code)
    except InvalidChecksum:
        return "统一社会信用代码第 18 位不符，请核对；确实如此请写明理由。"
    except ValidationError:
        return "统一社会信用代码应为 18 位数字和大写字母，请核对；确实如此请写明理由。"
    if not holds_organisation_code(uscc.compact(credit_code)[8:17]):
        return "统一社会信用代码第 9 至 17 位不是有效的组织机构代码，请核对；确实如此请写明理由。"
    return ""
