"""Attachments (附件) of a submission: what is known of each file; its bytes lie in the storage."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.attachments import FileKind
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.columns import Moment, word
from portal.models.submissions import Submission


class Attachment(db.Model):
    """One version of one file. Frozen with its submission; a new revision has rows of its own for the same files."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[FileKind] = mapped_column(word(FileKind, "kind"))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    # The key in the storage; several rows may name one file.
    stored_name: Mapped[str] = mapped_column(String(40), index=True)
    pages: Mapped[int] = mapped_column(default=1)
    edition: Mapped[int] = mapped_column(default=1)
    # The version that this one took the place of, in the same submission.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"), unique=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    # When and where a picture of the enforcement (执法影像) was taken, and what it shows.
    taken_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(200), default="")

    submission: Mapped[Submission] = relationship()
    uploaded_by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("stored_name <> ''", name="stored_name"),
        CheckConstraint("pages >= 1", name="pages"),
        CheckConstraint("edition >= 1 AND (replaces_id IS NULL OR edition > 1)", name="edition"),
        CheckConstraint("replaces_id <> id", name="replaces"),
        # The id of a removed one is never another's: a page of it may still be open somewhere.
        {"sqlite_autoincrement": True},
    )
