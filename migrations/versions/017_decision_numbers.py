"""Decision numbers: an index for the question whether the same decision was filed before."""

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None

GIVEN = sa.text("decision_number IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_submissions_decision_number",
        "submissions",
        ["decision_number"],
        unique=False,
        sqlite_where=GIVEN,
        postgresql_where=GIVEN,
    )


def downgrade() -> None:
    op.drop_index("ix_submissions_decision_number", table_name="submissions")
