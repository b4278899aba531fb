"""Links and series as they are stored, whoever may see their ends: what checks and deletions ask."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, delete, func, or_, select

from portal.domain.links import LinkKind
from portal.extensions import db
from portal.models.links import DossierLink, Series, SeriesMember


def list_of(dossier_ids: Collection[int]) -> list[DossierLink]:
    """Every link from or to these dossiers, whoever may see the other end."""
    ends = or_(DossierLink.source_id.in_(dossier_ids), DossierLink.target_id.in_(dossier_ids))
    return list(db.session.execute(select(DossierLink).where(ends).order_by(DossierLink.id)).scalars())


def has_link(dossier_id: int, kind: LinkKind) -> bool:
    """Whether a link of this kind stands, from or to the dossier."""
    return any(link.kind is kind for link in list_of([dossier_id]))


def find_between(kind: LinkKind, one: int, other: int) -> DossierLink | None:
    """The link of this kind between two dossiers, whichever way it leads."""
    pairs = or_(
        and_(DossierLink.source_id == one, DossierLink.target_id == other),
        and_(DossierLink.source_id == other, DossierLink.target_id == one),
    )
    return db.session.execute(select(DossierLink).where(DossierLink.kind == kind, pairs)).scalar_one_or_none()


def find_series(dossier_id: int) -> Series | None:
    """The series that a case stands in."""
    return db.session.execute(
        select(Series).join(SeriesMember).where(SeriesMember.dossier_id == dossier_id)
    ).scalar_one_or_none()


def list_members(series_id: int) -> list[int]:
    members = select(SeriesMember.dossier_id).where(SeriesMember.series_id == series_id)
    return list(db.session.execute(members.order_by(SeriesMember.dossier_id)).scalars())


def dissolve_single(series_id: int) -> None:
    """Take away a series of fewer than two, inside the caller's deed."""
    members: Any = SeriesMember.__table__
    left = select(func.count()).where(members.c.series_id == series_id)
    if db.session.execute(left).scalar_one() < 2:
        db.session.execute(delete(members).where(members.c.series_id == series_id))
        db.session.execute(delete(Series.__table__).where(Series.__table__.c.id == series_id))


def forget(dossier_id: int) -> None:
    """Take away every link of a dossier that is deleted with its first draft, inside the caller's deed."""
    table: Any = DossierLink.__table__
    db.session.execute(
        delete(table).where(or_(table.c.source_id == dossier_id, table.c.target_id == dossier_id))
    )
    series = find_series(dossier_id)
    if series:
        members: Any = SeriesMember.__table__
        db.session.execute(delete(members).where(members.c.dossier_id == dossier_id))
        dissolve_single(series.id)
