"""Attachments of a submission."""

import sqlalchemy as sa
from alembic import op

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "jpeg",
                "png",
                "webp",
                "pdf",
                "docx",
                "xlsx",
                "mp4",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_attachments_name")),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachments_size")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_attachments_sha256")),
        sa.CheckConstraint("stored_name <> ''", name=op.f("ck_attachments_stored_name")),
        sa.CheckConstraint("pages >= 1", name=op.f("ck_attachments_pages")),
        sa.CheckConstraint(
            "edition >= 1 AND (replaces_id IS NULL OR edition > 1)", name=op.f("ck_attachments_edition")
        ),
        sa.CheckConstraint("replaces_id <> id", name=op.f("ck_attachments_replaces")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_attachments_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["attachments.id"], name=op.f("fk_attachments_replaces_id_attachments")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["accounts.id"], name=op.f("fk_attachments_uploaded_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_attachments_replaces_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attachments_submission_id"), "attachments", ["submission_id"], unique=False)
    op.create_index(op.f("ix_attachments_stored_name"), "attachments", ["stored_name"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_attachments_stored_name"), table_name="attachments")
    op.drop_index(op.f("ix_attachments_submission_id"), table_name="attachments")
    op.drop_table("attachments")
