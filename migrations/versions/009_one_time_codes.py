"""One-time codes (动态口令): the secret of an account, and sign-ins that wait for a code."""

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.add_column(sa.Column("code_secret", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("code_step", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("sign_ins") as batch:
        batch.add_column(sa.Column("needs_code", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("sign_ins") as batch:
        batch.drop_column("needs_code")
    with op.batch_alter_table("accounts") as batch:
        batch.drop_column("code_step")
        batch.drop_column("code_secret")
