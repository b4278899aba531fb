"""Restricted dossiers (限阅): a lead that exists for the persons named in it only."""

import sqlalchemy as sa
from alembic import op

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dossiers") as batch:
        batch.add_column(sa.Column("is_restricted", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.create_check_constraint(
            op.f("ck_dossiers_restricted_lead"), sa.text("kind = 'lead' OR is_restricted IS FALSE")
        )
    op.create_index(
        "ix_dossiers_restricted",
        "dossiers",
        ["is_restricted"],
        unique=False,
        sqlite_where=sa.text("is_restricted IS 1"),
        postgresql_where=sa.text("is_restricted IS true"),
    )
    op.create_table(
        "dossier_readers",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_dossier_readers_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_readers_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["accounts.id"], name=op.f("fk_dossier_readers_named_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("dossier_id", "account_id", name=op.f("pk_dossier_readers")),
    )
    op.create_index(op.f("ix_dossier_readers_account_id"), "dossier_readers", ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_table("dossier_readers")
    op.drop_index("ix_dossiers_restricted", table_name="dossiers")
    with op.batch_alter_table("dossiers") as batch:
        batch.drop_constraint(op.f("ck_dossiers_restricted_lead"), type_="check")
        batch.drop_column("is_restricted")
