"""Dossiers (卷宗), their submissions (报送) through the two gates, and the parties they concern."""

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("normalised_name", sa.String(length=200), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
    )
    op.create_index(op.f("ix_parties_normalised_name"), "parties", ["normalised_name"], unique=False)
    op.create_index("uq_parties_credit_code", "parties", ["credit_code"], unique=True)
    op.create_index(
        "uq_parties_name_without_code",
        "parties",
        ["normalised_name", "is_person"],
        unique=True,
        sqlite_where=sa.text("credit_code IS NULL"),
        postgresql_where=sa.text("credit_code IS NULL"),
    )
    op.create_table(
        "dossier_counters",
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_dossier_counters_department_id_departments")
        ),
        sa.PrimaryKeyConstraint("department_id", "year", name=op.f("pk_dossier_counters")),
    )
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "case",
                "lead",
                "monthly_return",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("import_digest", sa.String(length=64), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'monthly_return') = (month IS NOT NULL)", name=op.f("ck_dossiers_month_of_return")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_dossiers_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["year"], ["plans.year"], name=op.f("fk_dossiers_year_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("import_digest", name=op.f("uq_dossiers_import_digest")),
        sa.UniqueConstraint("number", name=op.f("uq_dossiers_number")),
        # The id of a deleted draft is never another's: a page of it may still be open somewhere.
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dossiers_department_id"), "dossiers", ["department_id"], unique=False)
    op.create_index(
        "uq_dossiers_monthly_return",
        "dossiers",
        ["department_id", "month"],
        unique=True,
        sqlite_where=sa.text("month IS NOT NULL"),
        postgresql_where=sa.text("month IS NOT NULL"),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "case",
                "lead",
                "monthly_return",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "leader_approved",
                "accepted",
                "superseded",
                "revoked",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("category_code", sa.String(length=30), nullable=True),
        sa.Column("violation_code", sa.String(length=40), nullable=True),
        sa.Column("secondary_categories", sa.String(length=200), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("party_name", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=60), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_by_id", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "return_code",
            sa.Enum(
                "material_error",
                "minor_correction",
                "missing_attachment",
                "wrong_category",
                "duplicate",
                name="return_code",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("returned_from", sa.String(length=24), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_kept_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("credit_code_reason", sa.String(length=200), nullable=True),
        sa.Column("party_is_person", sa.Boolean(), nullable=True),
        sa.Column("licence_status", sa.String(length=200), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("amount_involved", sa.BigInteger(), nullable=True),
        sa.Column("is_mediated", sa.Boolean(), nullable=True),
        sa.Column("compensation", sa.BigInteger(), nullable=True),
        sa.Column("in_production", sa.Boolean(), nullable=True),
        sa.Column("in_trade", sa.Boolean(), nullable=True),
        sa.Column("other_provinces", sa.String(length=200), nullable=True),
        sa.Column("is_punished", sa.Boolean(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_number", sa.String(length=60), nullable=True),
        sa.Column("decision_content", sa.Text(), nullable=True),
        sa.Column("fine", sa.BigInteger(), nullable=True),
        sa.Column("confiscated", sa.BigInteger(), nullable=True),
        sa.Column("listed_abnormal", sa.Boolean(), nullable=True),
        sa.Column("has_separate_case", sa.Boolean(), nullable=True),
        sa.Column("was_interviewed", sa.Boolean(), nullable=True),
        sa.Column("other_handling", sa.String(length=200), nullable=True),
        sa.Column("is_transferred", sa.Boolean(), nullable=True),
        sa.Column("transferred_on", sa.Date(), nullable=True),
        sa.Column("is_notified", sa.Boolean(), nullable=True),
        sa.Column("notified_bodies", sa.String(length=200), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("summary_verification", sa.Text(), nullable=True),
        sa.Column("summary_facts", sa.Text(), nullable=True),
        sa.Column("summary_effect", sa.Text(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=True),
        sa.Column("is_internet", sa.Boolean(), nullable=True),
        sa.Column("is_rural", sa.Boolean(), nullable=True),
        sa.Column("loss_recovered", sa.BigInteger(), nullable=True),
        sa.Column("other_label", sa.String(length=60), nullable=True),
        sa.Column("excluded_days", sa.Integer(), nullable=True),
        sa.Column("is_typical", sa.Boolean(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("serves_month", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(length=30), nullable=True),
        sa.Column("source_activity", sa.String(length=30), nullable=True),
        sa.Column("source_data", sa.String(length=30), nullable=True),
        sa.Column("source_external", sa.String(length=100), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("handed_to_id", sa.Integer(), nullable=True),
        sa.Column("verification_due_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verification_result", sa.Text(), nullable=True),
        sa.Column("resulting_dossier_id", sa.Integer(), nullable=True),
        sa.Column("claims_importance", sa.Boolean(), nullable=True),
        sa.Column("confirms_importance", sa.Boolean(), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("no_case_reason", sa.Text(), nullable=True),
        sa.Column("no_lead_reason", sa.Text(), nullable=True),
        sa.Column("waives_case", sa.Boolean(), nullable=True),
        sa.Column("waives_lead", sa.Boolean(), nullable=True),
        sa.Column("affirms_statistics", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(returned_at IS NULL) = (return_code IS NULL) AND (returned_at IS NULL OR status = 'draft')",
            name=op.f("ck_submissions_returned"),
        ),
        sa.CheckConstraint(
            "(status IN ('accepted', 'superseded', 'revoked')) = (accepted_at IS NOT NULL)",
            name=op.f("ck_submissions_accepted_at"),
        ),
        sa.CheckConstraint(
            "(status IN ('accepted', 'superseded', 'revoked')) = (accepted_by_id IS NOT NULL)",
            name=op.f("ck_submissions_accepted_by"),
        ),
        sa.CheckConstraint(
            "(status IN ('leader_approved', 'accepted', 'superseded', 'revoked')) = (approved_at IS NOT NULL)",
            name=op.f("ck_submissions_approved_at"),
        ),
        sa.CheckConstraint(
            "(status IN ('leader_approved', 'accepted', 'superseded', 'revoked')) = (approved_by_id IS NOT NULL)",
            name=op.f("ck_submissions_approved_by"),
        ),
        sa.CheckConstraint(
            "(status IN ('submitted', 'leader_approved', 'accepted', 'superseded', 'revoked')) = (submitted_at IS NOT NULL)",
            name=op.f("ck_submissions_submitted_at"),
        ),
        sa.CheckConstraint(
            "(status IN ('submitted', 'leader_approved', 'accepted', 'superseded', 'revoked')) = (submitted_by_id IS NOT NULL)",
            name=op.f("ck_submissions_submitted_by"),
        ),
        sa.CheckConstraint(
            "(status IN ('superseded', 'revoked')) = (ended_at IS NOT NULL)",
            name=op.f("ck_submissions_ended_at"),
        ),
        sa.CheckConstraint(
            "(status IN ('superseded', 'revoked')) = (ended_by_id IS NOT NULL)",
            name=op.f("ck_submissions_ended_by"),
        ),
        sa.CheckConstraint(
            "claims_importance IS NOT TRUE OR status NOT IN ('accepted', 'superseded', 'revoked') OR confirms_importance IS NOT NULL",
            name=op.f("ck_submissions_lead_verdict"),
        ),
        sa.CheckConstraint(
            "is_typical IS NOT TRUE OR status = 'draft' OR closed_on IS NOT NULL",
            name=op.f("ck_submissions_typical_closed"),
        ),
        sa.CheckConstraint(
            "is_typical IS NOT TRUE OR status NOT IN ('accepted', 'superseded', 'revoked') OR grade IS NOT NULL",
            name=op.f("ck_submissions_typical_graded"),
        ),
        sa.CheckConstraint(
            "kind <> 'case' OR status = 'draft' OR (category_code IS NOT NULL AND party_name <> '' AND filed_on IS NOT NULL)",
            name=op.f("ck_submissions_case_complete"),
        ),
        sa.CheckConstraint(
            "kind <> 'lead' OR status = 'draft' OR (category_code IS NOT NULL AND found_on IS NOT NULL AND serves_month IS NOT NULL)",
            name=op.f("ck_submissions_lead_complete"),
        ),
        sa.CheckConstraint(
            "status = 'draft' OR closed_on IS NULL OR filed_on IS NULL OR closed_on >= filed_on",
            name=op.f("ck_submissions_case_dates"),
        ),
        sa.CheckConstraint(
            "status = 'draft' OR decided_on IS NULL OR filed_on IS NULL OR decided_on >= filed_on",
            name=op.f("ck_submissions_case_decided"),
        ),
        sa.CheckConstraint("status = 'draft' OR title <> ''", name=op.f("ck_submissions_title")),
        sa.CheckConstraint(
            "status = 'draft' OR transferred_on IS NULL OR filed_on IS NULL OR transferred_on >= filed_on",
            name=op.f("ck_submissions_case_transferred"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('leader_approved', 'accepted', 'superseded', 'revoked') OR reported_at IS NOT NULL",
            name=op.f("ck_submissions_reported"),
        ),
        sa.CheckConstraint(
            "accepted_by_id <> submitted_by_id AND accepted_by_id <> approved_by_id",
            name=op.f("ck_submissions_four_eyes_acceptor"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> submitted_by_id", name=op.f("ck_submissions_four_eyes_approver")
        ),
        sa.CheckConstraint(
            "coalesce(amount_involved, 0) >= 0 AND coalesce(compensation, 0) >= 0 AND coalesce(fine, 0) >= 0 AND coalesce(confiscated, 0) >= 0 AND coalesce(loss_recovered, 0) >= 0",
            name=op.f("ck_submissions_money"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at > accepted_at", name=op.f("ck_submissions_ended_after")
        ),
        sa.CheckConstraint("grade IS NULL OR grade BETWEEN 0 AND 5", name=op.f("ck_submissions_grade")),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["accounts.id"], name=op.f("fk_submissions_accepted_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["accounts.id"], name=op.f("fk_submissions_approved_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts.id"], name=op.f("fk_submissions_created_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_submissions_department_id_departments")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_submissions_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["accounts.id"], name=op.f("fk_submissions_ended_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["handed_to_id"], ["departments.id"], name=op.f("fk_submissions_handed_to_id_departments")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_submissions_party_id_parties")),
        sa.ForeignKeyConstraint(
            ["resulting_dossier_id"],
            ["dossiers.id"],
            name=op.f("fk_submissions_resulting_dossier_id_dossiers"),
        ),
        sa.ForeignKeyConstraint(
            ["returned_by_id"], ["accounts.id"], name=op.f("fk_submissions_returned_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["accounts.id"], name=op.f("fk_submissions_submitted_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["year", "category_code"],
            ["categories.year", "categories.code"],
            name=op.f("fk_submissions_year_category_code_categories"),
        ),
        sa.ForeignKeyConstraint(
            ["year", "violation_code"],
            ["violations.year", "violations.code"],
            name=op.f("fk_submissions_year_violation_code_violations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("dossier_id", "revision", name=op.f("uq_submissions_dossier_id_revision")),
        # The id of a deleted draft is never another's: a page of it may still be open somewhere.
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_submissions_department_list", "submissions", ["department_id", "changed_at", "id"], unique=False
    )
    op.create_index("ix_submissions_inbox", "submissions", ["status", "due_at", "id"], unique=False)
    op.create_index("ix_submissions_list", "submissions", ["changed_at", "id"], unique=False)
    op.create_index(
        "ix_submissions_obligation", "submissions", ["kind", "department_id", "reported_at"], unique=False
    )
    op.create_index(op.f("ix_submissions_party_id"), "submissions", ["party_id"], unique=False)
    op.create_index(
        "uq_submissions_in_force",
        "submissions",
        ["dossier_id"],
        unique=True,
        sqlite_where=sa.text("status = 'accepted'"),
        postgresql_where=sa.text("status = 'accepted'"),
    )
    op.create_index(
        "uq_submissions_open",
        "submissions",
        ["dossier_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('draft', 'submitted', 'leader_approved')"),
        postgresql_where=sa.text("status IN ('draft', 'submitted', 'leader_approved')"),
    )
    op.create_index(
        "ix_submissions_annex2",
        "submissions",
        [
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
        ],
        unique=False,
        sqlite_where=sa.text("accepted_at IS NOT NULL AND filed_on IS NOT NULL"),
        postgresql_where=sa.text("accepted_at IS NOT NULL AND filed_on IS NOT NULL"),
    )
    op.create_index(
        "ix_submissions_returns",
        "submissions",
        ["month", "department_id", "accepted_at", "ended_at"],
        unique=False,
        sqlite_where=sa.text("accepted_at IS NOT NULL AND month IS NOT NULL"),
        postgresql_where=sa.text("accepted_at IS NOT NULL AND month IS NOT NULL"),
    )
    op.create_table(
        "return_lines",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("category_code", sa.String(length=30), nullable=False),
        sa.Column("persons_sent", sa.Integer(), nullable=True),
        sa.Column("businesses_checked", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "businesses_checked IS NULL OR businesses_checked >= 0",
            name=op.f("ck_return_lines_businesses_checked"),
        ),
        sa.CheckConstraint(
            "persons_sent IS NULL OR persons_sent >= 0", name=op.f("ck_return_lines_persons_sent")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_return_lines_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("submission_id", "category_code", name=op.f("pk_return_lines")),
    )
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "submit",
                "withdraw",
                "approve",
                "recall",
                "accept",
                "return",
                "revise",
                "discard",
                "revoke",
                "supersede",
                "nominate",
                "shortlist",
                "unlist",
                "select",
                "deselect",
                "send",
                "acknowledge",
                "take",
                "list",
                "decline",
                "confirm",
                "reopen",
                "answer",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("target", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["accounts.id"], name=op.f("fk_steps_actor_id_accounts")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_steps_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
    )
    op.create_index(op.f("ix_steps_actor_id"), "steps", ["actor_id"], unique=False)
    op.create_index(op.f("ix_steps_submission_id"), "steps", ["submission_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_steps_submission_id"), table_name="steps")
    op.drop_index(op.f("ix_steps_actor_id"), table_name="steps")
    op.drop_table("steps")
    op.drop_table("return_lines")
    op.drop_index(
        "uq_submissions_open",
        table_name="submissions",
        sqlite_where=sa.text("status IN ('draft', 'submitted', 'leader_approved')"),
        postgresql_where=sa.text("status IN ('draft', 'submitted', 'leader_approved')"),
    )
    op.drop_index(
        "uq_submissions_in_force",
        table_name="submissions",
        sqlite_where=sa.text("status = 'accepted'"),
        postgresql_where=sa.text("status = 'accepted'"),
    )
    op.drop_index(op.f("ix_submissions_party_id"), table_name="submissions")
    op.drop_index("ix_submissions_obligation", table_name="submissions")
    op.drop_index(
        "ix_submissions_returns",
        table_name="submissions",
        sqlite_where=sa.text("accepted_at IS NOT NULL AND month IS NOT NULL"),
        postgresql_where=sa.text("accepted_at IS NOT NULL AND month IS NOT NULL"),
    )
    op.drop_index(
        "ix_submissions_annex2",
        table_name="submissions",
        sqlite_where=sa.text("accepted_at IS NOT NULL AND filed_on IS NOT NULL"),
        postgresql_where=sa.text("accepted_at IS NOT NULL AND filed_on IS NOT NULL"),
    )
    op.drop_index("ix_submissions_list", table_name="submissions")
    op.drop_index("ix_submissions_inbox", table_name="submissions")
    op.drop_index("ix_submissions_department_list", table_name="submissions")
    op.drop_table("submissions")
    op.drop_index(
        "uq_dossiers_monthly_return",
        table_name="dossiers",
        sqlite_where=sa.text("month IS NOT NULL"),
        postgresql_where=sa.text("month IS NOT NULL"),
    )
    op.drop_index(op.f("ix_dossiers_department_id"), table_name="dossiers")
    op.drop_table("dossiers")
    op.drop_table("dossier_counters")
    op.drop_index(
        "uq_parties_name_without_code",
        table_name="parties",
        sqlite_where=sa.text("credit_code IS NULL"),
        postgresql_where=sa.text("credit_code IS NULL"),
    )
    op.drop_index("uq_parties_credit_code", table_name="parties")
    op.drop_index(op.f("ix_parties_normalised_name"), table_name="parties")
    op.drop_table("parties")
