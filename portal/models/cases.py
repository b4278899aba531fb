"""Cases (案件): the fields of Annex 3 (典型案件报送信息表, R130–R157) and those only Annex 2 asks for."""

from datetime import date

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.cases import Continuation
from portal.models.co_handlers import CoHandler
from portal.models.columns import word
from portal.models.submissions import Kind, Submission


class Case(Submission):
    """Money is 分. A yes/no question not answered yet is null."""

    __mapper_args__ = {"polymorphic_identity": Kind.CASE}  # noqa: RUF012

    # Besides the kind of violation, a case is coded by industry and product (R010): codes of the plan file.
    industry: Mapped[str | None] = mapped_column(String(30))
    product: Mapped[str | None] = mapped_column(String(30))
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
    executed_on: Mapped[date | None]
    published_on: Mapped[date | None]
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
    summary_result: Mapped[str | None] = mapped_column(Text)
    summary_effect: Mapped[str | None] = mapped_column(Text)
    is_public: Mapped[bool | None]
    officers: Mapped[str | None] = mapped_column(String(200))
    # Not on Annex 3, but Annex 2 asks for them.
    is_internet: Mapped[bool | None]
    online_platform: Mapped[str | None] = mapped_column(String(100))
    is_rural: Mapped[bool | None]
    loss_recovered: Mapped[int | None] = mapped_column(BigInteger)
    other_label: Mapped[str | None] = mapped_column(String(60))
    # Days excluded from the 90 + 30 by 程序规定 §64 (hearing, notice, testing …), natural days.
    excluded_days: Mapped[int | None]
    excluded_reason: Mapped[str | None] = mapped_column(String(200))
    # Codes of the plan file separated by spaces: 铁案, 新型案 … (R037); 重点商品 … (R011).
    quality_flags: Mapped[str | None] = mapped_column(String(100))
    focus_tags: Mapped[str | None] = mapped_column(String(100))
    # 重大影响: may be reported at any time (R076, R090).
    is_major: Mapped[bool | None]
    # The department files it as a typical case (典型案件); supervision's grade 0–5 is given with acceptance.
    is_typical: Mapped[bool | None]
    grade: Mapped[int | None]
    # A revision that only takes the case one step on; its other fields stay as they are in force.
    continues: Mapped[Continuation | None] = mapped_column(word(Continuation, "continues"))

    co_handling: Mapped[list[CoHandler]] = relationship(
        cascade="all, delete-orphan", order_by=CoHandler.department_id, lazy="selectin"
    )

    @property
    def step_label(self) -> str:
        return self.continues.label if self.continues else ""

    @property
    def co_handler_ids(self) -> frozenset[int]:
        return frozenset(row.department_id for row in self.co_handling)

    @property
    def co_handlers(self) -> str | None:
        """The co-handling departments as content holds them: ids separated by spaces."""
        return " ".join(str(department_id) for department_id in sorted(self.co_handler_ids)) or None

    @co_handlers.setter
    def co_handlers(self, ids: str | None) -> None:
        kept = {row.department_id: row for row in self.co_handling}
        wanted = sorted({int(each) for each in (ids or "").split()})
        self.co_handling = [kept.get(each) or CoHandler(department_id=each) for each in wanted]


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

# Whether the same decision was filed before is asked while a case is written.
HAS_DECISION_NUMBER = text("decision_number IS NOT NULL")
Index(
    "ix_submissions_decision_number",
    Case.__table__.c.decision_number,
    sqlite_where=HAS_DECISION_NUMBER,
    postgresql_where=HAS_DECISION_NUMBER,
)

# As is what of its category was filed about the same day.
HAS_DAY = text("filed_on IS NOT NULL")
Index(
    "ix_submissions_case_day",
    Case.__table__.c.category_code,
    Case.__table__.c.filed_on,
    sqlite_where=HAS_DAY,
    postgresql_where=HAS_DAY,
)
