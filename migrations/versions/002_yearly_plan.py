"""The yearly plan (方案): categories and kinds of violation keyed by year and code."""

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_plans")),
    )
    op.create_table(
        "categories",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("table_title", sa.String(length=60), nullable=False),
        sa.Column("fixed_label", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["year"], ["plans.year"], name=op.f("fk_categories_year_plans")),
        sa.PrimaryKeyConstraint("year", "code", name=op.f("pk_categories")),
    )
    op.create_table(
        "category_departments",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("category_code", sa.String(length=30), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "part IN ('responsible', 'cooperating')", name=op.f("ck_category_departments_part")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_category_departments_department_id_departments"),
        ),
        sa.ForeignKeyConstraint(
            ["year", "category_code"],
            ["categories.year", "categories.code"],
            name=op.f("fk_category_departments_year_category_code_categories"),
        ),
        sa.PrimaryKeyConstraint(
            "year", "category_code", "department_id", name=op.f("pk_category_departments")
        ),
    )
    op.create_table(
        "violations",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("category_code", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("fill_in", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["year", "category_code"],
            ["categories.year", "categories.code"],
            name=op.f("fk_violations_year_category_code_categories"),
        ),
        sa.PrimaryKeyConstraint("year", "code", name=op.f("pk_violations")),
    )


def downgrade() -> None:
    op.drop_table("violations")
    op.drop_table("category_departments")
    op.drop_table("categories")
    op.drop_table("plans")
