"""Imports (导入): a spreadsheet of filings becomes drafts of the departments its author writes for, all or none."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import String, select

from portal.documents.import_templates import write_template
from portal.domain.content import CONTENT, Kind
from portal.domain.errors import Forbidden, Invalid
from portal.domain.imports import Column, ImportRow, Problem, list_columns, match_headings, read_row
from portal.domain.permissions import Actor, Role
from portal.extensions import db
from portal.models.departments import Department
from portal.models.submissions import Dossier, Submission
from portal.services import clock, drafts, plans, trail
from portal.store import deed

# As many digests as one query may name on either engine.
BATCH = 500


@dataclass(frozen=True)
class Ready:
    """One row that can be stored. Its digest tells it again whatever its format: it adds a dossier only once."""

    row: ImportRow
    department_id: int
    digest: str


@dataclass(frozen=True)
class Reading:
    """A file as read: rows not imported before, the number of those that were, and what to say about its cells."""

    rows: tuple[Ready, ...]
    known: int
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)


def read(actor: Actor, kind: Kind, path: Path, departments: Collection[str] = ()) -> Reading:
    """Read a .csv (UTF-8 or GB18030) or .xlsx file without storing anything.

    `departments` keeps only the rows of these department codes. Raises Forbidden (403) unless the actor is a
    liaison, Invalid (422) for a file that is no table.
    """
    own = actor.departments.get(Role.LIAISON, frozenset())
    if not own:
        raise Forbidden("只有联络员可以导入，导入的是本部门的草稿。")
    catalogue, today = plans.get_current(), clock.today()
    ids = list_department_ids()
    lines = read_lines(path)
    columns, problems = match_headings(lines[0], columns_of(kind))
    if problems:
        return Reading((), 0, tuple(problems))
    wanted = {ids[code] for code in departments} if departments else None
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row, found = read_row(kind, number, cells, columns, catalogue, today)
        department_id = row.department_id or actor.department_id
        if wanted is not None and department_id not in wanted:
            continue
        problems += found
        if department_id not in own or department_id is None:
            problems.append(Problem(number, columns[0].label, f"{actor.username} 不能为这个部门填报。"))
            continue
        rows.append(Ready(row, department_id, digest_of(kind, department_id, row.content)))
    fresh, known = leave_out_known(rows)
    problems += list_doubles(fresh)
    return Reading(tuple(fresh), known, tuple(sorted(problems, key=lambda problem: problem.row)))


def store(actor: Actor, kind: Kind, rows: Sequence[Ready], *, is_sample: bool = False) -> list[Submission]:
    """Store rows as drafts, in one deed; those that were stored meanwhile are left out."""
    with deed():
        moment = trail.lock()
        fresh, _ = leave_out_known(rows)
        return [
            drafts.add_draft(
                actor,
                kind,
                ready.row.content,
                moment,
                department_id=ready.department_id,
                import_digest=ready.digest,
                is_sample=is_sample,
            )
            for ready in fresh
        ]


def template(kind: Kind) -> bytes:
    """An .xlsx file to fill in: the headings, lists to choose from, and a sheet that explains each column."""
    return write_template(f"{kind.label}导入", columns_of(kind))


def columns_of(kind: Kind) -> tuple[Column, ...]:
    """The columns an import file of this kind may have, by the current plan."""
    table = drafts.CLASS_OF[kind].__table__
    lengths = {
        name: table.c[name].type.length
        for name in CONTENT[kind]
        if name in table.c and isinstance(table.c[name].type, String) and table.c[name].type.length
    }
    return list_columns(kind, plans.get_current(), list_department_ids(), lengths)


def list_department_ids() -> dict[str, int]:
    return {row.code: row.id for row in db.session.execute(select(Department.code, Department.id))}


def read_lines(path: Path) -> list[list[str]]:
    """Every cell of the first sheet as text, so that codes keep their leading zeros."""
    lines = read_csv(path) if path.suffix.lower() == ".csv" else read_workbook(path)
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise Invalid(f"{path.name} 的第 1 行应当是列标题。")
    while lines[0] and not lines[0][-1].strip():
        lines[0].pop()
    return lines


def read_csv(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(StringIO(data.decode(encoding), newline=""), strict=True))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise Invalid(f"{path.name} 不是完好的 CSV 文件（{error}）。") from None
    raise Invalid(f"{path.name} 既不是 UTF-8 也不是 GB18030 编码，请另存后再导入。")


def read_workbook(path: Path) -> list[list[str]]:
    # Imported here: the portal starts without pandas.
    import pandas
    from python_calamine import CalamineError

    try:
        frame = pandas.read_excel(path, engine="calamine", dtype=str, header=None, na_filter=False)
    except (CalamineError, ValueError) as error:
        raise Invalid(f"{path.name} 不是可以读取的 .xlsx 或 .csv 文件（{error}）。") from None
    lines: list[list[str]] = frame.to_numpy().tolist()
    return lines


def digest_of(kind: Kind, department_id: int, content: Mapping[str, Any]) -> str:
    filled = {name: value for name, value in content.items() if value not in (None, "", [])}
    return trail.digest_of([kind, department_id, filled])


def leave_out_known(rows: Sequence[Ready]) -> tuple[list[Ready], int]:
    """The rows that no dossier was imported from yet, and how many others there are."""
    known: set[str | None] = set()
    for start in range(0, len(rows), BATCH):
        digests = [ready.digest for ready in rows[start : start + BATCH]]
        known |= set(
            db.session.execute(
                select(Dossier.import_digest).where(Dossier.import_digest.in_(digests))
            ).scalars()
        )
    fresh = [ready for ready in rows if ready.digest not in known]
    return fresh, len(rows) - len(fresh)


def list_doubles(rows: Sequence[Ready]) -> list[Problem]:
    """Rows that say the same as an earlier one of the file, and second returns of one month."""
    taken = {
        (row.department_id, row.month): f"已有一份（{row.number}）"
        for row in db.session.execute(
            select(Dossier.department_id, Dossier.month, Dossier.number).where(Dossier.month.is_not(None))
        )
    }
    seen: dict[str, int] = {}
    problems = []
    for ready in rows:
        number, month = ready.row.number, ready.row.content.get("month")
        if ready.digest in seen:
            problems.append(Problem(number, "", f"与第 {seen[ready.digest]} 行完全相同。"))
        elif month and (ready.department_id, month) in taken:
            reason = f"这个部门这个月的月报{taken[ready.department_id, month]}。"
            problems.append(Problem(number, CONTENT["monthly_return"]["month"], reason))
        seen.setdefault(ready.digest, number)
        if month:
            taken.setdefault((ready.department_id, month), f"在第 {number} 行")
    return problems
