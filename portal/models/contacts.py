"""Contacts (联络员表, Annex 1): one a department and year; a change is a revision, so the former ones stay (R104)."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.submissions import Kind, Submission


class Contacts(Submission):
    """Always two rows of five cells, so they are columns here and need no table of their own."""

    __mapper_args__ = {"polymorphic_identity": Kind.CONTACTS}  # noqa: RUF012

    leader_name: Mapped[str | None] = mapped_column(String(60))
    leader_post: Mapped[str | None] = mapped_column(String(60))
    leader_office_phone: Mapped[str | None] = mapped_column(String(40))
    leader_mobile: Mapped[str | None] = mapped_column(String(40))
    leader_fax: Mapped[str | None] = mapped_column(String(40))
    liaison_name: Mapped[str | None] = mapped_column(String(60))
    liaison_post: Mapped[str | None] = mapped_column(String(60))
    liaison_office_phone: Mapped[str | None] = mapped_column(String(40))
    liaison_mobile: Mapped[str | None] = mapped_column(String(40))
    liaison_fax: Mapped[str | None] = mapped_column(String(40))
