"""Departments (部门): sections, the enforcement brigade and township stations."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db


class Department(db.Model):
    """`series` ranks like with like: station, brigade, section or none. The owes flags are D1's duties.

    Open from `open_from` until `open_to`; a dissolved department names its successor (D9).
    """

    __tablename__ = "departments"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    short_name: Mapped[str] = mapped_column(String(20), unique=True)
    series: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    owes_case: Mapped[bool]
    owes_lead: Mapped[bool]
    owes_return: Mapped[bool]
    # The department that accepts (执法监督管理科); its own filings go to its head (D11).
    receives: Mapped[bool]
    is_sample: Mapped[bool]
    open_from: Mapped[date | None]
    open_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))

    aliases: Mapped[list["DepartmentAlias"]] = relationship(cascade="all, delete-orphan")

    __table_args__ = (
        CheckConstraint("series IN ('station', 'brigade', 'section', 'none')", name="series"),
        CheckConstraint("open_to IS NULL OR open_from IS NULL OR open_to >= open_from", name="open_span"),
    )


class DepartmentAlias(db.Model):
    """Another spelling under which papers name a department (R003)."""

    __tablename__ = "department_aliases"

    alias: Mapped[str] = mapped_column(String(60), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
