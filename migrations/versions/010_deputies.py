"""Deputies of leaders, and for whom a step was taken."""

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deputies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_deputies_span")),
        sa.CheckConstraint("deputy_id <> leader_id", name=op.f("ck_deputies_another")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_deputies_ended")),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], ["accounts.id"], name=op.f(f"fk_deputies_{name}_id_accounts")
            )
            for name in ("leader", "deputy", "named_by", "ended_by")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_deputies_department_id_departments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputies")),
    )
    op.create_index(op.f("ix_deputies_deputy_id"), "deputies", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_deputies_department_id"), "deputies", ["department_id"], unique=False)
    with op.batch_alter_table("steps") as batch:
        batch.add_column(sa.Column("for_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_steps_for_id_accounts"), "accounts", ["for_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("steps") as batch:
        batch.drop_constraint(op.f("fk_steps_for_id_accounts"), type_="foreignkey")
        batch.drop_column("for_id")
    op.drop_index(op.f("ix_deputies_department_id"), table_name="deputies")
    op.drop_index(op.f("ix_deputies_deputy_id"), table_name="deputies")
    op.drop_table("deputies")
