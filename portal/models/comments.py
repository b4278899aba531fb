"""Comments (留言) beside a submission, never part of its content."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.comments import Side
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.columns import Moment, word


class Comment(db.Model):
    """What one side wrote: for itself, or shared with the other. Not changed and not deleted afterwards."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    side: Mapped[Side] = mapped_column(word(Side, "side"))
    is_shared: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)

    author: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (CheckConstraint("text <> ''", name="text"),)
