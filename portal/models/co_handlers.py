"""Co-handling departments (协办部门) of a case, and the word of each one's leader that it did handle it (D10)."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Moment


class CoHandler(db.Model):
    """A department that a filing names as co-handler: content, frozen with it."""

    __tablename__ = "co_handlers"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True, index=True)


class CoHandlerConfirmation(db.Model):
    """That a co-handler's own leader confirmed it, and on which submission. It stands for the dossier's later ones."""

    __tablename__ = "co_handler_confirmations"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime] = mapped_column(Moment)
