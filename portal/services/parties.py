"""Parties (当事人): finding the row a name or credit code stands for, and what else it was party to."""

import unicodedata

from sqlalchemy import func, select

from portal.extensions import db
from portal.models.parties import Party
from portal.models.submissions import Submission


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


def count_other_dossiers(party_id: int, dossier_id: int) -> int:
    """In how many other dossiers this party appears: more than none shows a repeat offender (屡罚屡犯, R025e)."""
    return db.session.execute(
        select(func.count(Submission.dossier_id.distinct())).where(
            Submission.party_id == party_id, Submission.dossier_id != dossier_id
        )
    ).scalar_one()
