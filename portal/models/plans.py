"""The yearly plan (方案) as loaded: its text, its categories and their kinds of violation, keyed by year and code."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Moment


class Plan(db.Model):
    """One campaign year (活动年度): the plan file as it was loaded, so that what it said can always be read again."""

    __tablename__ = "plans"

    year: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(Moment)


class Category(db.Model):
    """A category (违法类别) with the title the plan gives it and the one Annex 2 prints (R029)."""

    __tablename__ = "categories"

    year: Mapped[int] = mapped_column(ForeignKey("plans.year"), primary_key=True)
    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(60))
    table_title: Mapped[str] = mapped_column(String(60))
    fixed_label: Mapped[str | None] = mapped_column(String(100))


class Violation(db.Model):
    """A kind of violation (违法行为类型) of one category, with the name Annex 2 fills in for it."""

    __tablename__ = "violations"

    year: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    category_code: Mapped[str] = mapped_column(String(30))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(200))
    fill_in: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        ForeignKeyConstraint(["year", "category_code"], ["categories.year", "categories.code"]),
    )


class CategoryDepartment(db.Model):
    """Which department leads (牵头负责) or cooperates (按职责配合) in a category."""

    __tablename__ = "category_departments"

    year: Mapped[int] = mapped_column(primary_key=True)
    category_code: Mapped[str] = mapped_column(String(30), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(20))

    __table_args__ = (
        ForeignKeyConstraint(["year", "category_code"], ["categories.year", "categories.code"]),
        CheckConstraint("part IN ('responsible', 'cooperating')", name="part"),
    )
