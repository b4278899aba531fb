"""Parties (当事人): one row a business or person, so that a repeat offender shows at once."""

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db


class Party(db.Model):
    """Known by its 统一社会信用代码 where one is given, else by its normalised name."""

    __tablename__ = "parties"

    id: Mapped[int] = mapped_column(primary_key=True)
    normalised_name: Mapped[str] = mapped_column(String(200), index=True)
    credit_code: Mapped[str | None] = mapped_column(String(18))
    is_person: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("uq_parties_credit_code", "credit_code", unique=True),
        Index(
            "uq_parties_name_without_code",
            "normalised_name",
            "is_person",
            unique=True,
            sqlite_where=text("credit_code IS NULL"),
            postgresql_where=text("credit_code IS NULL"),
        ),
    )
