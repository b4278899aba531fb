"""Referrals (移送) to the credit section and their dated steps."""

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "sent",
                "acknowledged",
                "taken",
                "returned",
                "listed",
                "not_listed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("regime", sa.String(length=40), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("factors", sa.JSON(), nullable=False),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_by_id", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_by_id", sa.Integer(), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_asked_on", sa.Date(), nullable=True),
        sa.Column("consent_given_on", sa.Date(), nullable=True),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(status = 'returned') = (returned_by_id IS NOT NULL)", name=op.f("ck_referrals_returned")
        ),
        sa.CheckConstraint(
            "(status IN ('listed', 'not_listed')) = (concluded_by_id IS NOT NULL)",
            name=op.f("ck_referrals_concluded"),
        ),
        sa.CheckConstraint(
            "(status IN ('sent')) = (acknowledged_by_id IS NULL)", name=op.f("ck_referrals_acknowledged")
        ),
        sa.CheckConstraint(
            "(status IN ('taken', 'listed', 'not_listed')) = (taken_by_id IS NOT NULL)",
            name=op.f("ck_referrals_taken"),
        ),
        sa.CheckConstraint("judgement <> ''", name=op.f("ck_referrals_judgement")),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"], ["accounts.id"], name=op.f("fk_referrals_acknowledged_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["concluded_by_id"], ["accounts.id"], name=op.f("fk_referrals_concluded_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_referrals_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["returned_by_id"], ["accounts.id"], name=op.f("fk_referrals_returned_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["accounts.id"], name=op.f("fk_referrals_sent_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_referrals_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["accounts.id"], name=op.f("fk_referrals_taken_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    op.create_index(op.f("ix_referrals_dossier_id"), "referrals", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_referrals_status"), "referrals", ["status"], unique=False)
    op.create_index(op.f("ix_referrals_submission_id"), "referrals", ["submission_id"], unique=False)
    op.create_index(
        "uq_referrals_open",
        "referrals",
        ["dossier_id"],
        unique=True,
        sqlite_where=sa.text("concluded_by_id IS NULL"),
        postgresql_where=sa.text("concluded_by_id IS NULL"),
    )
    op.create_table(
        "referral_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
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
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts.id"], name=op.f("fk_referral_steps_actor_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_referral_steps_referral_id_referrals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_steps")),
    )
    op.create_index(op.f("ix_referral_steps_referral_id"), "referral_steps", ["referral_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_referral_steps_referral_id"), table_name="referral_steps")
    op.drop_table("referral_steps")
    op.drop_index(
        "uq_referrals_open",
        table_name="referrals",
        sqlite_where=sa.text("concluded_by_id IS NULL"),
        postgresql_where=sa.text("concluded_by_id IS NULL"),
    )
    op.drop_index(op.f("ix_referrals_submission_id"), table_name="referrals")
    op.drop_index(op.f("ix_referrals_status"), table_name="referrals")
    op.drop_index(op.f("ix_referrals_dossier_id"), table_name="referrals")
    op.drop_table("referrals")
