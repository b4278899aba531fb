"""Indexes by which possible duplicates are asked for: the party's name, and category with the day of a case or a lead."""

import sqlalchemy as sa
from alembic import op

revision = "026"
down_revision = "025"
branch_labels = None
depends_on = None

DAYS = {"case": "filed_on", "lead": "found_on"}


def upgrade() -> None:
    op.create_index(op.f("ix_submissions_party_name"), "submissions", ["party_name"])
    for kind, day in DAYS.items():
        has_day = sa.text(f"{day} IS NOT NULL")
        op.create_index(
            f"ix_submissions_{kind}_day",
            "submissions",
            ["category_code", day],
            sqlite_where=has_day,
            postgresql_where=has_day,
        )


def downgrade() -> None:
    for kind in DAYS:
        op.drop_index(f"ix_submissions_{kind}_day", table_name="submissions")
    op.drop_index(op.f("ix_submissions_party_name"), table_name="submissions")
