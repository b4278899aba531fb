"""Notices (通知) to persons, and reminders (催办)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Moment

UNREAD = text("read_at IS NULL AND done_at IS NULL")


class Notice(db.Model):
    """What one person is told. `subject` and `subject_id` say what it is about, `why` why they get it.

    `done_at` is when there was nothing left to tell: it is gone from every list, read or not.
    """

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    why: Mapped[str] = mapped_column(String(100))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    # A comment (留言) or the news of a link stays until it is read: the thing it is about moving on does not answer it.
    is_comment: Mapped[bool] = mapped_column(default=False)
    # The permission (Permission) for what it calls somebody to do; without it they are not shown the call.
    calls_for: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        Index("ix_notices_unread", "account_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        Index("ix_notices_account", "account_id", "id"),
        Index("ix_notices_subject", "subject", "subject_id"),
    )


class Reminder(db.Model):
    """One reminder (催办) about a department's month: one for each department and local day from either side."""

    __tablename__ = "reminders"

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    month: Mapped[date]
    day: Mapped[date]
    is_own: Mapped[bool]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    sent_at: Mapped[datetime] = mapped_column(Moment)

    # Of two who press at the same moment one is told that it is done already.
    __table_args__ = (UniqueConstraint("department_id", "day", "is_own"),)
