"""Who is named in a restricted dossier (限阅): the only persons for whom it exists."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.models.accounts import Account
from portal.models.columns import Moment
from portal.models.submissions import Dossier


class DossierReader(db.Model):
    """One person named in one restricted dossier, by whom and when. Nobody is ever struck off."""

    __tablename__ = "dossier_readers"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    named_at: Mapped[datetime] = mapped_column(Moment)

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    named_by: Mapped[Account] = relationship(foreign_keys=[named_by_id])


Dossier.readers = relationship(
    DossierReader, order_by=[DossierReader.named_at, DossierReader.account_id], viewonly=True
)
