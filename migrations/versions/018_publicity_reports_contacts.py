"""Publicity, reports and contacts (宣传信息, 工作情况报告, 联络员表): their columns, and one dossier a task and year."""

import sqlalchemy as sa
from alembic import op

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None

# SQLite re-creates the tables, and would forget that ids are never given twice.
KEPT = {"sqlite_autoincrement": True}
OLD = ("case", "lead", "monthly_return")
NEW = (*OLD, "publicity", "report", "contacts")
TEXTS = ("account_given", "report_cases", "report_publicity", "report_problems", "report_suggestions")
CELLS = {"name": 60, "post": 60, "office_phone": 40, "mobile": 40, "fax": 40}
CHECKS = {
    "publicity_complete": "kind <> 'publicity' OR status = 'draft' OR (medium IS NOT NULL AND appeared_on IS NOT NULL)",
    "report_complete": "kind <> 'report' OR status = 'draft' OR report_cases IS NOT NULL",
    "contacts_complete": "kind <> 'contacts' OR status = 'draft' OR (leader_name IS NOT NULL AND liaison_name IS NOT NULL)",
}


def list_columns() -> list[sa.Column]:
    cells = [
        sa.Column(f"{person}_{name}", sa.String(length), nullable=True)
        for person in ("leader", "liaison")
        for name, length in CELLS.items()
    ]
    return [
        sa.Column("task", sa.String(40), nullable=True),
        sa.Column("medium", sa.String(30), nullable=True),
        sa.Column("outlet", sa.String(100), nullable=True),
        sa.Column("outlet_level", sa.String(24), nullable=True),
        sa.Column("appeared_on", sa.Date(), nullable=True),
        sa.Column("link", sa.String(500), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=True) for name in TEXTS),
        *cells,
    ]


def say_kinds(batch, table: str, kinds: tuple[str, ...]) -> None:
    batch.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    batch.create_check_constraint(op.f(f"ck_{table}_kind"), sa.text(f"kind IN ({listed})"))


def upgrade() -> None:
    with op.batch_alter_table("dossiers", table_kwargs=KEPT) as batch:
        batch.add_column(sa.Column("task", sa.String(40), nullable=True))
        say_kinds(batch, "dossiers", NEW)
        batch.create_check_constraint(
            op.f("ck_dossiers_task_of_kind"), sa.text("(kind IN ('report', 'contacts')) = (task IS NOT NULL)")
        )
    op.create_index(
        "uq_dossiers_task",
        "dossiers",
        ["department_id", "year", "task"],
        unique=True,
        sqlite_where=sa.text("task IS NOT NULL"),
        postgresql_where=sa.text("task IS NOT NULL"),
    )
    with op.batch_alter_table("submissions", table_kwargs=KEPT) as batch:
        for column in list_columns():
            batch.add_column(column)
        say_kinds(batch, "submissions", NEW)
        batch.create_check_constraint(
            op.f("ck_submissions_outlet_level"), sa.text("outlet_level IN ('district', 'city', 'national')")
        )
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_submissions_{name}"), sa.text(rule))


def downgrade() -> None:
    # The tables before this know nothing of these kinds: what was filed of them goes, with all that hangs on it.
    new = ", ".join(f"'{kind}'" for kind in NEW if kind not in OLD)
    filings = f"SELECT id FROM submissions WHERE kind IN ({new})"
    for table in ("steps", "comments", "explanations", "co_handlers"):
        op.execute(f"DELETE FROM {table} WHERE submission_id IN ({filings})")
    op.execute(f"DELETE FROM submissions WHERE kind IN ({new})")
    op.execute(f"DELETE FROM dossiers WHERE kind IN ({new})")
    with op.batch_alter_table("submissions", table_kwargs=KEPT) as batch:
        for name in (*CHECKS, "outlet_level"):
            batch.drop_constraint(op.f(f"ck_submissions_{name}"), type_="check")
        say_kinds(batch, "submissions", OLD)
        for column in reversed(list_columns()):
            batch.drop_column(column.name)
    op.drop_index("uq_dossiers_task", table_name="dossiers")
    with op.batch_alter_table("dossiers", table_kwargs=KEPT) as batch:
        batch.drop_constraint(op.f("ck_dossiers_task_of_kind"), type_="check")
        say_kinds(batch, "dossiers", OLD)
        batch.drop_column("task")
