"""Links between dossiers, and series of cases."""

import sqlalchemy as sa
from alembic import op

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("supply", "separate", name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_dossier_links_two_dossiers")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["dossiers.id"], name=op.f("fk_dossier_links_source_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["dossiers.id"], name=op.f("fk_dossier_links_target_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["accounts.id"], name=op.f("fk_dossier_links_made_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_links")),
        sa.UniqueConstraint(
            "source_id", "target_id", "kind", name=op.f("uq_dossier_links_source_id_target_id_kind")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dossier_links_target_id"), "dossier_links", ["target_id"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_series_name")),
        sa.ForeignKeyConstraint(["made_by_id"], ["accounts.id"], name=op.f("fk_series_made_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "series_members",
        sa.Column("dossier_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_series_members_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_series_members_series_id_series")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["accounts.id"], name=op.f("fk_series_members_added_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_series_members")),
    )
    op.create_index(op.f("ix_series_members_series_id"), "series_members", ["series_id"], unique=False)


def downgrade() -> None:
    op.drop_table("series_members")
    op.drop_table("series")
    op.drop_table("dossier_links")
