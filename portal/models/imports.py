"""Import files (导入文件): a spreadsheet that a liaison sent in, what its headings mean, and how far it was stored."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.content import Kind
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.columns import Moment, word


class ImportFile(db.Model):
    """One file of one liaison. Its bytes are kept until all of it is stored; then the row tells what was imported.

    The mapping of the latest file with the same headings is offered for the next one, of a discarded one too.
    """

    __tablename__ = "import_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    headings_digest: Mapped[str] = mapped_column(String(64))
    # The name of the column under each heading, "" under those that are not read; a heading left out is undecided.
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    # How many rows are to be stored in all, from the moment it was begun, and how many are.
    total: Mapped[int | None]
    stored: Mapped[int] = mapped_column(default=0)
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship()

    @property
    def is_discarded(self) -> bool:
        """Whether it was given up before anything of it was stored, or forgotten before all of it was."""
        return self.finished_at is not None and self.total is None

    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("(finished_at IS NULL) = (content IS NOT NULL)", name="content"),
        CheckConstraint("stored = 0 OR stored <= total", name="stored"),
        Index("ix_import_files_headings", "kind", "headings_digest", "id"),
        {"sqlite_autoincrement": True},
    )
