"""What account security needs: ended appointments, former passwords, named sign-ins, the address in the trail."""

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

ADMINISTRATOR = sa.text(
    "role IN ('system_admin', 'security_admin', 'auditor') AND ends_on IS NULL AND ended_at IS NULL"
)
ENDS = ("sign_out", "owner", "password", "role", "department", "disabled")
UNIQUE = "uq_appointments_account_id_role_department_id_starts_on"


def upgrade() -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.add_column(sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    with op.batch_alter_table("appointments") as batch:
        batch.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch.drop_constraint(op.f(UNIQUE), type_="unique")
    op.create_index(
        "uq_appointments_open_administrator",
        "appointments",
        ["account_id"],
        unique=True,
        sqlite_where=ADMINISTRATOR,
        postgresql_where=ADMINISTRATOR,
    )
    op.create_table(
        "former_passwords",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_former_passwords_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_passwords")),
    )
    op.create_index(op.f("ix_former_passwords_account_id"), "former_passwords", ["account_id"], unique=False)
    with op.batch_alter_table("sign_ins") as batch:
        batch.add_column(
            sa.Column(
                "ended_for",
                sa.Enum(*ENDS, name="ended_for", native_enum=False, create_constraint=True, length=24),
                nullable=True,
            )
        )
        batch.add_column(sa.Column("agent", sa.String(length=200), server_default="", nullable=False))
    with op.batch_alter_table("sign_in_failures") as batch:
        batch.add_column(sa.Column("is_pending", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("trail") as batch:
        batch.add_column(sa.Column("address", sa.String(length=45), server_default="", nullable=False))
    op.create_index("ix_trail_actor", "trail", ["actor_id", "number"], unique=False)
    op.create_index("ix_trail_reference", "trail", ["reference", "number"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_trail_reference", table_name="trail")
    op.drop_index("ix_trail_actor", table_name="trail")
    with op.batch_alter_table("trail") as batch:
        batch.drop_column("address")
    with op.batch_alter_table("sign_in_failures") as batch:
        batch.drop_column("is_pending")
    with op.batch_alter_table("sign_ins") as batch:
        batch.drop_constraint(op.f("ck_sign_ins_ended_for"), type_="check")
        batch.drop_column("agent")
        batch.drop_column("ended_for")
    op.drop_index(op.f("ix_former_passwords_account_id"), table_name="former_passwords")
    op.drop_table("former_passwords")
    op.drop_index("uq_appointments_open_administrator", table_name="appointments")
    with op.batch_alter_table("appointments") as batch:
        batch.create_unique_constraint(op.f(UNIQUE), ["account_id", "role", "department_id", "starts_on"])
        batch.drop_column("ended_at")
    with op.batch_alter_table("accounts") as batch:
        batch.drop_column("version")
        batch.drop_column("password_changed_at")
