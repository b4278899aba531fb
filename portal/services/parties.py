"""Parties (当事人): finding the row a name or credit code stands for, and what else it was party to."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from portal.domain.content import Kind
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.parties import Party
from portal.models.submissions import Submission
from portal.services.visibility import visible_to

OTHERS_SHOWN = 50


def normalise(name: str) -> str:
    """A name as it is compared: full-width forms folded, no spaces, brackets alike."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def find(name: str, credit_code: str | None = None, is_person: bool = False) -> Party | None:
    """The party of this credit code or, where none is given, of this name."""
    if credit_code:
        return db.session.execute(select(Party).where(Party.credit_code == credit_code)).scalar_one_or_none()
    return db.session.execute(
        select(Party).where(
            Party.normalised_name == normalise(name),
            Party.credit_code.is_(None),
            Party.is_person == is_person,
        )
    ).scalar_one_or_none()


def find_or_add(name: str, credit_code: str | None = None, is_person: bool = False) -> Party | None:
    """As `find`, adding the party when it is new; None without a name. Inside the caller's deed."""
    if not name:
        return None
    party = find(name, credit_code, is_person)
    if party is None:
        party = Party(normalised_name=normalise(name), credit_code=credit_code or None, is_person=is_person)
        db.session.add(party)
        db.session.flush()
    return party


def may_know(actor: Actor) -> ColumnElement[bool]:
    """The condition on Submission that the actor may know of it: theirs to read, or a case that left its drafts.

    A restricted dossier (限阅) is never a case.
    """
    return or_(visible_to(actor), and_(Submission.kind == Kind.CASE, Submission.status != Status.DRAFT))


def count_other_dossiers(actor: Actor, party_id: int, dossier_id: int) -> int:
    """In how many other dossiers this party appears: more than none shows a repeat offender (屡罚屡犯, R025e)."""
    return db.session.execute(
        select(func.count(Submission.dossier_id.distinct())).where(
            Submission.party_id == party_id, Submission.dossier_id != dossier_id, may_know(actor)
        )
    ).scalar_one()


@dataclass(frozen=True)
class OtherDossier:
    """Another dossier of a party: of a case everyone may know department, month, category; more who may read it."""

    department: str
    month: str
    category: str
    submission_id: int | None
    number: str


def list_other_dossiers(
    actor: Actor, content: Mapping[str, Any], submission: Submission | None = None
) -> list[OtherDossier]:
    """The other dossiers of the party that a filing names, newest first, with their latest submission."""
    party = (
        find(content["party_name"], content.get("credit_code"), bool(content.get("party_is_person")))
        if content.get("party_name")
        else None
    )
    if party is None:
        return []
    found: dict[int, OtherDossier] = {}
    rows = db.session.execute(
        select(Submission)
        .where(
            Submission.party_id == party.id,
            Submission.dossier_id != (submission.dossier_id if submission else 0),
            Submission.status != Status.DRAFT,
            may_know(actor),
        )
        .order_by(Submission.id.desc())
        .limit(OTHERS_SHOWN)
    ).scalars()
    for row in rows:
        is_visible = can(actor, Permission.SUBMISSION_READ, row)
        found.setdefault(
            row.dossier_id,
            OtherDossier(
                department=row.department.short_name,
                month=f"{row.created_at:%Y-%m}",
                category=row.category.table_title if row.category else "",
                submission_id=row.id if is_visible else None,
                number=row.dossier.number if is_visible else "",
            ),
        )
    return list(found.values())


def describe_wrong_code(credit_code: str) -> str:
    """What is wrong with a 统一社会信用代码, "" when it holds (GB 32100: the last character is a check)."""
    try:
        uscc.validate(credit_code)
    except InvalidChecksum:
        return "统一社会信用代码第 18 位不符，请核对；确实如此请写明理由。"
    except ValidationError:
        return "统一社会信用代码应为 18 位数字和大写字母，请核对；确实如此请写明理由。"
    return ""
