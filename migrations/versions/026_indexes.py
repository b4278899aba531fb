"""Indexes: of possible duplicates (the party's name, category with the day of a case or a lead), of what meets a duty,
what was handed over to a department, what waits in one, and of the lists of one kind.
"""

import sqlalchemy as sa
from alembic import op

revision = "026"
down_revision = "025"
branch_labels = None
depends_on = None

WAS_HANDED_OVER = sa.text("handed_to_id IS NOT NULL")
SERVES_A_DUTY = sa.text(
    "(is_typical IS TRUE OR claims_importance IS TRUE OR month IS NOT NULL OR task IS NOT NULL)"
)
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
    op.create_index("ix_submissions_kind_list", "submissions", ["kind", "changed_at", "id"])
    op.create_index("ix_submissions_waiting", "submissions", ["department_id", "status"])
    op.create_index(
        "ix_submissions_duty",
        "submissions",
        ["year", "department_id"],
        sqlite_where=SERVES_A_DUTY,
        postgresql_where=SERVES_A_DUTY,
    )
    op.create_index(
        "ix_submissions_handed_to_id",
        "submissions",
        ["handed_to_id"],
        sqlite_where=WAS_HANDED_OVER,
        postgresql_where=WAS_HANDED_OVER,
    )


def downgrade() -> None:
    op.drop_index("ix_submissions_handed_to_id", table_name="submissions")
    op.drop_index("ix_submissions_duty", table_name="submissions")
    op.drop_index("ix_submissions_waiting", table_name="submissions")
    op.drop_index("ix_submissions_kind_list", table_name="submissions")
    for kind in DAYS:
        op.drop_index(f"ix_submissions_{kind}_day", table_name="submissions")
    op.drop_index(op.f("ix_submissions_party_name"), table_name="submissions")
