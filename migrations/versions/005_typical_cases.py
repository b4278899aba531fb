"""Typical cases (典型案例) shortlisted and selected from accepted nominations, with their dated steps."""

import sqlalchemy as sa
from alembic import op

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "typical_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "nominated",
                "shortlisted",
                "selected",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "district",
                "city",
                "national",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("shortlisted_by_id", sa.Integer(), nullable=True),
        sa.Column("shortlisted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("selected_by_id", sa.Integer(), nullable=True),
        sa.Column("selected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(status = 'selected') = (level IS NOT NULL)", name=op.f("ck_typical_cases_level_of_selected")
        ),
        sa.CheckConstraint(
            "(status = 'selected') = (selected_by_id IS NOT NULL)", name=op.f("ck_typical_cases_selected")
        ),
        sa.CheckConstraint(
            "(status IN ('shortlisted', 'selected')) = (shortlisted_by_id IS NOT NULL)",
            name=op.f("ck_typical_cases_shortlisted"),
        ),
        sa.CheckConstraint("selected_by_id <> shortlisted_by_id", name=op.f("ck_typical_cases_four_eyes")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_typical_cases_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["selected_by_id"], ["accounts.id"], name=op.f("fk_typical_cases_selected_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["shortlisted_by_id"], ["accounts.id"], name=op.f("fk_typical_cases_shortlisted_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_typical_cases_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typical_cases")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_typical_cases_dossier_id")),
    )
    op.create_index(op.f("ix_typical_cases_status"), "typical_cases", ["status"], unique=False)
    op.create_index(op.f("ix_typical_cases_submission_id"), "typical_cases", ["submission_id"], unique=False)
    op.create_table(
        "typical_case_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("typical_case_id", sa.Integer(), nullable=False),
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
            ["actor_id"], ["accounts.id"], name=op.f("fk_typical_case_steps_actor_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["typical_case_id"],
            ["typical_cases.id"],
            name=op.f("fk_typical_case_steps_typical_case_id_typical_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typical_case_steps")),
    )
    op.create_index(
        op.f("ix_typical_case_steps_typical_case_id"), "typical_case_steps", ["typical_case_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_typical_case_steps_typical_case_id"), table_name="typical_case_steps")
    op.drop_table("typical_case_steps")
    op.drop_index(op.f("ix_typical_cases_submission_id"), table_name="typical_cases")
    op.drop_index(op.f("ix_typical_cases_status"), table_name="typical_cases")
    op.drop_table("typical_cases")
