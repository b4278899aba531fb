"""Joined parties: a duplicate points to the party it was joined into, and who joined and split is kept."""

import sqlalchemy as sa
from alembic import op

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None

STANDING = sa.text("split_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("parties") as batch:
        batch.add_column(sa.Column("joined_into_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch.create_foreign_key(
            op.f("fk_parties_joined_into_id_parties"), "parties", ["joined_into_id"], ["id"]
        )
        batch.create_check_constraint(op.f("ck_parties_joined_elsewhere"), sa.text("joined_into_id <> id"))
        batch.create_index(op.f("ix_parties_joined_into_id"), ["joined_into_id"], unique=False)
    op.create_table(
        "party_joins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("joined_by_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("split_by_id", sa.Integer(), nullable=True),
        sa.Column("split_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("party_id <> into_id", name=op.f("ck_party_joins_two_parties")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_party_joins_reason")),
        sa.CheckConstraint(
            "(split_by_id IS NULL) = (split_at IS NULL)", name=op.f("ck_party_joins_split_by")
        ),
        sa.CheckConstraint("split_at > joined_at", name=op.f("ck_party_joins_split_after")),
        sa.ForeignKeyConstraint(["into_id"], ["parties.id"], name=op.f("fk_party_joins_into_id_parties")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_party_joins_party_id_parties")),
        sa.ForeignKeyConstraint(
            ["joined_by_id"], ["accounts.id"], name=op.f("fk_party_joins_joined_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["split_by_id"], ["accounts.id"], name=op.f("fk_party_joins_split_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_joins")),
    )
    op.create_index(op.f("ix_party_joins_into_id"), "party_joins", ["into_id"], unique=False)
    op.create_index(
        "uq_party_joins_standing",
        "party_joins",
        ["party_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    op.drop_table("party_joins")
    with op.batch_alter_table("parties") as batch:
        batch.drop_index(op.f("ix_parties_joined_into_id"))
        batch.drop_constraint(op.f("ck_parties_joined_elsewhere"), type_="check")
        batch.drop_constraint(op.f("fk_parties_joined_into_id_parties"), type_="foreignkey")
        batch.drop_column("version")
        batch.drop_column("joined_into_id")
