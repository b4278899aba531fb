"""Evaluation rounds (考核轮次) and what is entered for them by hand, bonuses and deductions too."""

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scoring", "confirmed", name="status", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_scores", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(status = 'confirmed') = (confirmed_by_id IS NOT NULL)",
            name=op.f("ck_evaluation_rounds_confirmed"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"], name=op.f("fk_evaluation_rounds_confirmed_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["accounts.id"], name=op.f("fk_evaluation_rounds_opened_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["year"], ["plans.year"], name=op.f("fk_evaluation_rounds_year_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_rounds")),
        sa.UniqueConstraint("year", "through", name=op.f("uq_evaluation_rounds_year_through")),
    )
    op.create_table(
        "manual_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=30), nullable=False),
        sa.Column("points", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_manual_entries_department_id_departments")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["accounts.id"], name=op.f("fk_manual_entries_entered_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["evaluation_rounds.id"], name=op.f("fk_manual_entries_round_id_evaluation_rounds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_entries")),
        sa.UniqueConstraint(
            "round_id",
            "department_id",
            "indicator",
            name=op.f("uq_manual_entries_round_id_department_id_indicator"),
        ),
    )
    op.create_table(
        "register_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("proof", sa.String(length=400), nullable=False),
        sa.Column("indicator", sa.String(length=30), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_register_entries_count")),
        sa.CheckConstraint("proof <> ''", name=op.f("ck_register_entries_proof")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_register_entries_department_id_departments")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["accounts.id"], name=op.f("fk_register_entries_entered_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["evaluation_rounds.id"],
            name=op.f("fk_register_entries_round_id_evaluation_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entries")),
    )
    op.create_index(op.f("ix_register_entries_round_id"), "register_entries", ["round_id"])


def downgrade() -> None:
    op.drop_table("register_entries")
    op.drop_table("manual_entries")
    op.drop_table("evaluation_rounds")
