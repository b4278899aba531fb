"""Import files: spreadsheets on their way to drafts."""

import sqlalchemy as sa
from alembic import op

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None

KINDS = ("case", "lead", "monthly_return", "publicity", "report", "contacts")


def upgrade() -> None:
    op.create_table(
        "import_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("headings_digest", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_import_files_name")),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (content IS NOT NULL)", name=op.f("ck_import_files_content")
        ),
        sa.CheckConstraint("stored = 0 OR stored <= total", name=op.f("ck_import_files_stored")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_import_files_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_files")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_files_account_id"), "import_files", ["account_id"], unique=False)
    op.create_index(
        "ix_import_files_headings", "import_files", ["kind", "headings_digest", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_import_files_headings", table_name="import_files")
    op.drop_index(op.f("ix_import_files_account_id"), table_name="import_files")
    op.drop_table("import_files")
