"""The audit trail (审计留痕): append-only, each row chained to the one before by its hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Moment


class TrailRow(db.Model):
    """Who did what to which thing, when. Names of changed fields and a digest, never values."""

    __tablename__ = "trail"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    moment: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    actor_name: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    reference: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(24), default="")
    target: Mapped[str] = mapped_column(String(24), default="")
    code: Mapped[str] = mapped_column(String(40), default="")
    fields: Mapped[str] = mapped_column(String(2000), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    # The network address the person acted from; empty for commands and timers.
    address: Mapped[str] = mapped_column(String(45), default="", server_default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    # The auditor asks by person and by dossier, newest first.
    __table_args__ = (
        Index("ix_trail_subject", "subject", "subject_id"),
        Index("ix_trail_actor", "actor_id", "number"),
        Index("ix_trail_reference", "reference", "number"),
    )


class TrailHead(db.Model):
    """The end of the chain, locked first in every deed that the trail records."""

    __tablename__ = "trail_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int]
    moment: Mapped[datetime] = mapped_column(Moment)
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (CheckConstraint("id = 1", name="single"),)
