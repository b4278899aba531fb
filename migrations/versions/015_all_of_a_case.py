"""All that a case says: coding by industry and product, dates to its end, co-handlers; words to reminders."""

import sqlalchemy as sa
from alembic import op

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None

COLUMNS = (
    ("industry", sa.String(length=30)),
    ("product", sa.String(length=30)),
    ("executed_on", sa.Date()),
    ("published_on", sa.Date()),
    ("summary_result", sa.Text()),
    ("officers", sa.String(length=200)),
    ("online_platform", sa.String(length=100)),
    ("excluded_reason", sa.String(length=200)),
    ("quality_flags", sa.String(length=100)),
    ("focus_tags", sa.String(length=100)),
    ("is_major", sa.Boolean()),
    ("continues", sa.String(length=24)),
)
# SQLite re-creates the table, and would forget that ids are never given twice.
KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("submissions", table_kwargs=KEPT) as batch:
        for name, kind in COLUMNS:
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.create_check_constraint(
            op.f("ck_submissions_continues"), sa.text("continues IN ('decision', 'closing', 'transfer')")
        )
        batch.create_check_constraint(
            op.f("ck_submissions_case_executed"),
            sa.text("status = 'draft' OR executed_on IS NULL OR filed_on IS NULL OR executed_on >= filed_on"),
        )
    if op.get_bind().dialect.name == "sqlite":
        # The migration before this one re-created the dossiers and did forget it.
        with op.batch_alter_table("dossiers", recreate="always", table_kwargs=KEPT):
            pass
    op.create_table(
        "co_handlers",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_co_handlers_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_co_handlers_department_id_departments")
        ),
        sa.PrimaryKeyConstraint("submission_id", "department_id", name=op.f("pk_co_handlers")),
    )
    op.create_index(op.f("ix_co_handlers_department_id"), "co_handlers", ["department_id"], unique=False)
    op.create_table(
        "co_handler_confirmations",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_co_handler_confirmations_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_co_handler_confirmations_department_id_departments"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_co_handler_confirmations_submission_id_submissions"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["accounts.id"],
            name=op.f("fk_co_handler_confirmations_confirmed_by_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("dossier_id", "department_id", name=op.f("pk_co_handler_confirmations")),
    )
    op.create_table(
        "explanations",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_explanations_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("submission_id", "code", name=op.f("pk_explanations")),
    )


def downgrade() -> None:
    op.drop_table("explanations")
    op.drop_table("co_handler_confirmations")
    op.drop_index(op.f("ix_co_handlers_department_id"), table_name="co_handlers")
    op.drop_table("co_handlers")
    with op.batch_alter_table("submissions", table_kwargs=KEPT) as batch:
        batch.drop_constraint(op.f("ck_submissions_case_executed"), type_="check")
        batch.drop_constraint(op.f("ck_submissions_continues"), type_="check")
        for name, _ in reversed(COLUMNS):
            batch.drop_column(name)
