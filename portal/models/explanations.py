"""What a department says to a reminder (提醒) of 卷面检查 that asks for a word."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db


class Explanation(db.Model):
    """The sentence that answers one coded reminder, frozen with its submission and copied by a revision."""

    __tablename__ = "explanations"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    sentence: Mapped[str] = mapped_column(String(300))
