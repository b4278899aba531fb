"""Links between dossiers (R038, R148), and series of cases (系列案)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.links import LinkKind
from portal.extensions import db
from portal.models.columns import Moment, word


class DossierLink(db.Model):
    """Two dossiers that hang together; removing takes the row away, the trail keeps both deeds."""

    __tablename__ = "dossier_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LinkKind] = mapped_column(word(LinkKind, "kind"))
    source_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), index=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("source_id <> target_id", name="two_dossiers"),
        UniqueConstraint("source_id", "target_id", "kind"),
        {"sqlite_autoincrement": True},
    )


class Series(db.Model):
    """A group of cases that are worked together; each is a case of its own and counts once."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("name <> ''", name="name"), {"sqlite_autoincrement": True})


class SeriesMember(db.Model):
    """A case in its series: in one at most."""

    __tablename__ = "series_members"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), primary_key=True, autoincrement=False)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime] = mapped_column(Moment)
