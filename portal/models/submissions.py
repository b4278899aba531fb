"""Dossiers (卷宗), their submissions (报送) and the steps each submission took."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.content import Kind
from portal.domain.imports import HAPPENED, is_back_data
from portal.domain.periods import local_date
from portal.domain.workflow import Action, ReturnCode, Status
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.columns import Moment, word
from portal.models.departments import Department
from portal.models.parties import Party
from portal.models.plans import Category, Violation


class DossierCounter(db.Model):
    """The last number given, one counter per department and year; gaps are allowed, a number never comes twice."""

    __tablename__ = "dossier_counters"

    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Dossier(db.Model):
    """The thing that lives and keeps one number for life; its content is in its submissions.

    `month` is the month of a monthly return, of which a department has one dossier.
    """

    __tablename__ = "dossiers"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    year: Mapped[int] = mapped_column(ForeignKey("plans.year"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    month: Mapped[date | None]
    # The once-a-year duty of the calendar that it meets, of which a department has one dossier a year.
    task: Mapped[str | None] = mapped_column(String(40))
    # The digest of the imported row: importing the same file twice adds nothing.
    import_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    # 限阅, from its opening and for life: it exists for the persons named in it only (models.readers).
    is_restricted: Mapped[bool] = mapped_column(default=False, server_default=false())

    submissions: Mapped[list["Submission"]] = relationship(
        back_populates="dossier", order_by="Submission.revision", foreign_keys="[Submission.dossier_id]"
    )

    __table_args__ = (
        CheckConstraint("(kind = 'monthly_return') = (month IS NOT NULL)", name="month_of_return"),
        CheckConstraint("(kind IN ('report', 'contacts')) = (task IS NOT NULL)", name="task_of_kind"),
        # Never a case: no cell of Annex 2 rests on what its reader may not see.
        CheckConstraint("kind = 'lead' OR is_restricted IS FALSE", name="restricted_lead"),
        Index(
            "ix_dossiers_restricted",
            "is_restricted",
            sqlite_where=text("is_restricted IS 1"),
            postgresql_where=text("is_restricted IS true"),
        ),
        Index(
            "uq_dossiers_monthly_return",
            "department_id",
            "month",
            unique=True,
            sqlite_where=text("month IS NOT NULL"),
            postgresql_where=text("month IS NOT NULL"),
        ),
        Index(
            "uq_dossiers_task",
            "department_id",
            "year",
            "task",
            unique=True,
            sqlite_where=text("task IS NOT NULL"),
            postgresql_where=text("task IS NOT NULL"),
        ),
        # The id of a deleted draft is never another's: a page of it may still be open somewhere.
        {"sqlite_autoincrement": True},
    )

    @property
    def trail_reference(self) -> str:
        """What the trail calls it: its number, which of a restricted one not even the auditor reads."""
        return f"限阅-{self.id}" if self.is_restricted else self.number


SET = "('submitted', 'leader_approved', 'accepted', 'superseded', 'revoked')"
JUDGED = "('leader_approved', 'accepted', 'superseded', 'revoked')"
ENTERED = "('accepted', 'superseded', 'revoked')"

# The few that may meet a duty of the calendar. Whoever asks for them says it in the same words, for SQLite to see it.
SERVES_A_DUTY = text(
    "(is_typical IS TRUE OR claims_importance IS TRUE OR month IS NOT NULL OR task IS NOT NULL)"
)

CHECKS = tuple(
    CheckConstraint(rule, name=name)
    for name, rule in {
        # A stamp stands exactly as long as the state that needs it: a bug cannot store an approved row without an approver.
        "submitted_by": f"(status IN {SET}) = (submitted_by_id IS NOT NULL)",
        "submitted_at": f"(status IN {SET}) = (submitted_at IS NOT NULL)",
        "approved_by": f"(status IN {JUDGED}) = (approved_by_id IS NOT NULL)",
        "approved_at": f"(status IN {JUDGED}) = (approved_at IS NOT NULL)",
        "accepted_by": f"(status IN {ENTERED}) = (accepted_by_id IS NOT NULL)",
        "accepted_at": f"(status IN {ENTERED}) = (accepted_at IS NOT NULL)",
        "ended_by": "(status IN ('superseded', 'revoked')) = (ended_by_id IS NOT NULL)",
        "ended_at": "(status IN ('superseded', 'revoked')) = (ended_at IS NOT NULL)",
        "ended_after": "ended_at IS NULL OR ended_at > accepted_at",
        "reported": f"status NOT IN {JUDGED} OR reported_at IS NOT NULL",
        "returned": "(returned_at IS NULL) = (return_code IS NULL) AND (returned_at IS NULL OR status = 'draft')",
        # Four eyes by person (D11, D12): author, approver and acceptor are three.
        "four_eyes_approver": "approved_by_id <> submitted_by_id",
        "four_eyes_acceptor": "accepted_by_id <> submitted_by_id AND accepted_by_id <> approved_by_id",
        # What leaves a draft is complete.
        "title": "status = 'draft' OR title <> ''",
        "case_complete": "kind <> 'case' OR status = 'draft' OR (category_code IS NOT NULL AND party_name <> '' "
        "AND filed_on IS NOT NULL)",
        "case_dates": "status = 'draft' OR closed_on IS NULL OR filed_on IS NULL OR closed_on >= filed_on",
        "case_decided": "status = 'draft' OR decided_on IS NULL OR filed_on IS NULL OR decided_on >= filed_on",
        "case_transferred": "status = 'draft' OR transferred_on IS NULL OR filed_on IS NULL OR transferred_on >= filed_on",
        "case_executed": "status = 'draft' OR executed_on IS NULL OR filed_on IS NULL OR executed_on >= filed_on",
        "money": "coalesce(amount_involved, 0) >= 0 AND coalesce(compensation, 0) >= 0 AND coalesce(fine, 0) >= 0 "
        "AND coalesce(confiscated, 0) >= 0 AND coalesce(loss_recovered, 0) >= 0",
        "typical_closed": "is_typical IS NOT TRUE OR status = 'draft' OR closed_on IS NOT NULL",
        "grade": "grade IS NULL OR grade BETWEEN 0 AND 5",
        "typical_graded": f"is_typical IS NOT TRUE OR status NOT IN {ENTERED} OR grade IS NOT NULL",
        "lead_complete": "kind <> 'lead' OR status = 'draft' OR (category_code IS NOT NULL AND found_on IS NOT NULL "
        "AND serves_month IS NOT NULL)",
        "publicity_complete": "kind <> 'publicity' OR status = 'draft' OR (medium IS NOT NULL AND appeared_on IS NOT NULL)",
        "report_complete": "kind <> 'report' OR status = 'draft' OR report_cases IS NOT NULL",
        "contacts_complete": "kind <> 'contacts' OR status = 'draft' OR (leader_name IS NOT NULL AND liaison_name IS NOT NULL)",
        "lead_verdict": f"claims_importance IS NOT TRUE OR status NOT IN {ENTERED} OR confirms_importance IS NOT NULL",
    }.items()
)


class Submission(db.Model):
    """One trip of a dossier's content through the two gates. Frozen from `submitted` on.

    Columns of one kind stand in its own class and are nullable; rules across status and content are CHECKs below.
    """

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    revision: Mapped[int] = mapped_column(default=1)
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    status: Mapped[Status] = mapped_column(word(Status, "status"), default=Status.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    year: Mapped[int]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    title: Mapped[str] = mapped_column(String(200), default="")
    # The dossier's task once more, for the duties read one table (kinds report and contacts).
    task: Mapped[str | None] = mapped_column(String(40))
    category_code: Mapped[str | None] = mapped_column(String(30))
    violation_code: Mapped[str | None] = mapped_column(String(40))
    # Secondary categories (次要类别) are tags and never counted (A7): codes separated by a space.
    secondary_categories: Mapped[str] = mapped_column(String(200), default="")
    party_id: Mapped[int | None] = mapped_column(ForeignKey("parties.id"), index=True)
    party_name: Mapped[str] = mapped_column(String(200), default="", index=True)
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")

    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    # When anything last happened to it: the default order of every list.
    changed_at: Mapped[datetime] = mapped_column(Moment)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    returned_at: Mapped[datetime | None] = mapped_column(Moment)
    return_code: Mapped[ReturnCode | None] = mapped_column(word(ReturnCode, "return_code"))
    # The status it was sent back from: tells which gate did it.
    returned_from: Mapped[str | None] = mapped_column(String(24))
    # When the leader's approval let it leave the department (A13, D2); duties read this, numbers never do.
    reported_at: Mapped[datetime | None] = mapped_column(Moment)
    # After a return that does not restart the clock, reported_at holds if approved again by then (D2).
    reported_kept_until: Mapped[datetime | None] = mapped_column(Moment)
    # The end of the present wait, so that an inbox sorts by one NOT NULL column.
    due_at: Mapped[datetime] = mapped_column(Moment)

    dossier: Mapped[Dossier] = relationship(
        back_populates="submissions", lazy="joined", innerjoin=True, foreign_keys=[dossier_id]
    )
    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True, foreign_keys=[department_id])
    party: Mapped[Party | None] = relationship()
    category: Mapped[Category | None] = relationship(
        lazy="joined",
        viewonly=True,
        overlaps="violation",
        foreign_keys="[Submission.year, Submission.category_code]",
    )
    violation: Mapped[Violation | None] = relationship(
        lazy="joined", viewonly=True, foreign_keys="[Submission.year, Submission.violation_code]"
    )
    steps: Mapped[list["Step"]] = relationship(order_by="Step.id", cascade="all, delete-orphan")

    # One question fetches rows of any kind whole; without it each row asks again for what only its kind has.
    __mapper_args__ = {"polymorphic_on": "kind", "with_polymorphic": "*"}  # noqa: RUF012

    __table_args__ = (
        ForeignKeyConstraint(["year", "category_code"], ["categories.year", "categories.code"]),
        ForeignKeyConstraint(["year", "violation_code"], ["violations.year", "violations.code"]),
        UniqueConstraint("dossier_id", "revision"),
        *CHECKS,
        Index(
            "uq_submissions_open",
            "dossier_id",
            unique=True,
            sqlite_where=text("status IN ('draft', 'submitted', 'leader_approved')"),
            postgresql_where=text("status IN ('draft', 'submitted', 'leader_approved')"),
        ),
        Index(
            "uq_submissions_in_force",
            "dossier_id",
            unique=True,
            sqlite_where=text("status = 'accepted'"),
            postgresql_where=text("status = 'accepted'"),
        ),
        Index("ix_submissions_list", "changed_at", "id"),
        Index("ix_submissions_kind_list", "kind", "changed_at", "id"),
        Index("ix_submissions_department_list", "department_id", "changed_at", "id"),
        Index("ix_submissions_inbox", "status", "due_at", "id"),
        # The badge of every page of a department's people.
        Index("ix_submissions_waiting", "department_id", "status"),
        Index("ix_submissions_obligation", "kind", "department_id", "reported_at"),
        Index(
            "ix_submissions_duty",
            "year",
            "department_id",
            sqlite_where=SERVES_A_DUTY,
            postgresql_where=SERVES_A_DUTY,
        ),
        {"sqlite_autoincrement": True},
    )

    @property
    def is_restricted(self) -> bool:
        return self.dossier is not None and self.dossier.is_restricted

    @property
    def reader_ids(self) -> frozenset[int]:
        """The accounts named in its restricted dossier."""
        return frozenset(reader.account_id for reader in self.dossier.readers)

    @property
    def is_returned(self) -> bool:
        return self.status is Status.DRAFT and self.returned_at is not None

    @property
    def is_back_data(self) -> bool:
        """Whether it was imported when its month was long reported (补录, D15); its moments are the real ones all the same.

        Sample data never is: it is played at the moments it tells of.
        """
        if self.dossier.import_digest is None or self.dossier.is_sample:
            return False
        entered_on = local_date(self.dossier.submissions[0].created_at)
        return is_back_data((getattr(self, name, None) for name in HAPPENED), entered_on)

    @property
    def co_handler_ids(self) -> frozenset[int]:
        """The departments that a case names as co-handlers; nothing else has any."""
        return frozenset()

    @property
    def addressee_id(self) -> int | None:
        """The department that a lead is handed over to (移交); nothing else goes to any."""
        return getattr(self, "handed_to_id", None)

    @property
    def step_label(self) -> str:
        """The one step of a case that this revision takes (处罚决定, 结案, 移送), "" where all is open."""
        return ""

    @property
    def decision_date(self) -> date | None:
        """When the penalty was decided; only a case has one."""
        return getattr(self, "decided_on", None)


class Step(db.Model):
    """One deed on one submission, as timelines and counts read it. The free text of a return lives here only."""

    __tablename__ = "steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    action: Mapped[Action] = mapped_column(word(Action, "action"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    moment: Mapped[datetime] = mapped_column(Moment)
    source: Mapped[str] = mapped_column(String(24))
    target: Mapped[str] = mapped_column(String(24), default="")
    code: Mapped[str] = mapped_column(String(40), default="")
    comment: Mapped[str] = mapped_column(Text, default="")
    # The fields that a return names (涉及项目), each with the words that stood in it.
    return_fields: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))

    # The leader for whom a deputy (代理) acted.
    for_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    actor: Mapped[Account] = relationship(lazy="joined", innerjoin=True, foreign_keys=[actor_id])
    acted_for: Mapped[Account | None] = relationship(lazy="joined", foreign_keys=[for_id])
