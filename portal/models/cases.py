"""Cases (案件): the fields of Annex 3 (典型案件报送信息表, R130–R157) and those only Annex 2 asks for."""

from datetime import date

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.submissions import Kind, Submission


class Case(Submission):
    """Money is 分. A yes/no question not answered yet is null."""

    __mapper_args__ = {"polymorphic_identity": Kind.CASE}  # noqa: RUF012

    credit_code: Mapped[str | None] = mapped_column(String(18))
    credit_code_reason: Mapped[str | None] = mapped_column(String(200))
    party_is_person: Mapped[bool | None]
    licence_status: Mapped[str | None] = mapped_column(String(200))
    filed_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    amount_involved: Mapped[int | None] = mapped_column(BigInteger)
    is_mediated: Mapped[bool | None]
    compensation: Mapped[int | None] = mapped_column(BigInteger)
    in_production: Mapped[bool | None]
    in_trade: Mapped[bool | None]
    other_provinces: Mapped[str | None] = mapped_column(String(200))
    is_punished: Mapped[bool | None]
    decided_on: Mapped[date | None]
    decision_number: Mapped[str | None] = mapped_column(String(60))
    decision_content: Mapped[str | None] = mapped_column(Text)
    fine: Mapped[int | None] = mapped_column(BigInteger)
    confiscated: Mapped[int | None] = mapped_column(BigInteger)
    listed_abnormal: Mapped[bool | None]
    has_separate_case: Mapped[bool | None]
    was_interviewed: Mapped[bool | None]
    other_handling: Mapped[str | None] = mapped_column(String(200))
    is_transferred: Mapped[bool | None]
    transferred_on: Mapped[date | None]
    is_notified: Mapped[bool | None]
    notified_bodies: Mapped[str | None] = mapped_column(String(200))
    notified_on: Mapped[date | None]
    summary_verification: Mapped[str | None] = mapped_column(Text)
    summary_facts: Mapped[str | None] = mapped_column(Text)
    summary_effect: Mapped[str | None] = mapped_column(Text)
    is_public: Mapped[bool | None]
    # Not on Annex 3, but Annex 2 asks for them.
    is_internet: Mapped[bool | None]
    is_rural: Mapped[bool | None]
    loss_recovered: Mapped[int | None] = mapped_column(BigInteger)
    other_label: Mapped[str | None] = mapped_column(String(60))
    # Days excluded from the 90 + 30 by 程序规定 §64 (hearing, notice, testing …), natural days.
    excluded_days: Mapped[int | None]
    # The department files it as a typical case (典型案件); supervision's grade 0–5 is given with acceptance.
    is_typical: Mapped[bool | None]
    grade: Mapped[int | None]


# Annex 2 reads nothing but this index: the period's rows by filing date, with all that its sums look at.
WAS_ACCEPTED = text("accepted_at IS NOT NULL AND filed_on IS NOT NULL")
Index(
    "ix_submissions_annex2",
    *(
        Case.__table__.c[name]
        for name in (
            "filed_on",
            "department_id",
            "category_code",
            "violation_code",
            "other_label",
            "accepted_at",
            "ended_at",
            "closed_on",
            "decided_on",
            "transferred_on",
            "amount_involved",
            "fine",
            "confiscated",
            "loss_recovered",
            "is_internet",
            "is_rural",
        )
    ),
    sqlite_where=WAS_ACCEPTED,
    postgresql_where=WAS_ACCEPTED,
)
