"""Leads: a longer term for verification with its reason; the case that was opened from one."""

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None

# SQLite re-creates the table, and would forget that ids are never given twice.
KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("submissions", table_kwargs=KEPT) as batch:
        batch.add_column(sa.Column("extension_reason", sa.String(length=300), nullable=True))
    op.create_table(
        "case_origins",
        sa.Column("case_dossier_id", sa.Integer(), nullable=False),
        sa.Column("lead_dossier_id", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_dossier_id"], ["dossiers.id"], name=op.f("fk_case_origins_case_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["lead_dossier_id"], ["dossiers.id"], name=op.f("fk_case_origins_lead_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["accounts.id"], name=op.f("fk_case_origins_opened_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("case_dossier_id", name=op.f("pk_case_origins")),
        sa.UniqueConstraint("lead_dossier_id", name=op.f("uq_case_origins_lead_dossier_id")),
    )


def downgrade() -> None:
    op.drop_table("case_origins")
    with op.batch_alter_table("submissions", table_kwargs=KEPT) as batch:
        batch.drop_column("extension_reason")
