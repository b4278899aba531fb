"""Saved views (常用条件): the filters and columns of a list under a name, each person's own."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db


class SavedView(db.Model):
    """The arguments of the list's address: it shows what they find on the day it is opened."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str] = mapped_column(String(30))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        UniqueConstraint("account_id", "name"),
        # The id of a removed one is never another's: a page of it may still be open somewhere.
        {"sqlite_autoincrement": True},
    )
