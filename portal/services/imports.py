"""Imports (导入): a spreadsheet of filings becomes drafts of the departments its author writes for, all or none."""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import String, and_, or_, select

from portal.documents.import_marks import REASONS
from portal.documents.import_sheets import MOST_CELLS, MOST_COLUMNS, read_sheet
from portal.documents.import_templates import write_template
from portal.domain.content import CONTENT, LONGEST_REPORT, LONGEST_TEXT, MANY, Kind
from portal.domain.errors import Forbidden, Invalid
from portal.domain.imports import (
    DEPARTMENT_LABELS,
    DOSSIER,
    IDENTITY_LABELS,
    CellReader,
    Column,
    ImportRow,
    Problem,
    list_columns,
    list_identity,
    match_headings,
    read_row,
)
from portal.domain.permissions import Actor, Role
from portal.domain.privacy import mask_value
from portal.extensions import db
from portal.models.departments import Department
from portal.models.submissions import Dossier, Submission
from portal.services import clock, drafts, plans, trail
from portal.services.readings import is_person
from portal.services.visibility import visible_to
from portal.store import deed

# As many digests as one query may name on either engine.
BATCH = 500
SEPARATORS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class Ready:
    """One row that can be stored. Its digest tells it again whatever its format: it adds a dossier only once."""

    row: ImportRow
    department_id: int
    digest: str


@dataclass(frozen=True)
class Reading:
    """A file as read: rows not imported before, the number of those that were, and what to say about its cells.

    `unchanged` counts the rows of an exported ledger that say what the portal holds; `places` tells in which column
    of the file, from 0, each heading of the portal stands.
    """

    rows: tuple[Ready, ...]
    known: int
    problems: tuple[Problem, ...]
    unchanged: int = 0
    places: Mapping[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)


def read(actor: Actor, kind: Kind, path: Path, departments: Collection[str] = ()) -> Reading:
    """Read a .csv (UTF-8 or GB18030) or .xlsx file without storing anything.

    `departments` keeps only the rows of these department codes. Raises Forbidden (403) unless the actor is a
    liaison, Invalid (422) for a file that is no table.
    """
    return judge(actor, kind, read_lines(path), departments=departments)


def judge(
    actor: Actor,
    kind: Kind,
    lines: Sequence[Sequence[str]],
    mapping: Mapping[str, str] | None = None,
    departments: Collection[str] = (),
) -> Reading:
    """As `read`, of a table's lines, the headings first; `mapping` is that of `domain.imports.match_headings`."""
    own = actor.departments.get(Role.LIAISON, frozenset())
    if not own:
        raise Forbidden("只有联络员可以导入，导入的是本部门的草稿。")
    catalogue, today = plans.get_current(), clock.today()
    known_columns = columns_of(kind)
    columns, problems = match_headings(lines[0], (*known_columns, *list_identity()), mapping)
    if problems:
        return Reading((), 0, tuple(problems))
    ids = list_department_ids()
    wanted = {ids[code] for code in departments} if departments else None
    readers = [CellReader(column) if column else None for column in columns]
    rows, exported = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row, found = read_row(kind, number, cells, readers, catalogue, today)
        department_id = row.department_id or actor.department_id
        if wanted is not None and department_id not in wanted:
            continue
        if row.dossier:
            exported.append(row)
            # What was filed was checked when it was; here only what cannot be read matters.
            problems += [problem for problem in found if problem.is_error]
            continue
        problems += found
        if department_id not in own or department_id is None:
            problems.append(Problem(number, known_columns[0].label, "您不能为这个部门填报。"))
            continue
        rows.append(Ready(row, department_id, digest_of(kind, department_id, row.content)))
    fresh, known = leave_out_known(rows)
    problems += list_doubles(kind, fresh)
    unchanged, others = compare_exported(actor, kind, exported, [column.name for column in columns if column])
    problems += others
    places = {column.label: place for place, column in enumerate(columns) if column}
    in_order = tuple(sorted(problems, key=lambda problem: problem.row))
    return Reading(tuple(fresh), known, in_order, unchanged, places)


def compare_exported(
    actor: Actor, kind: Kind, rows: Sequence[ImportRow], names: Sequence[str]
) -> tuple[int, list[Problem]]:
    """How many rows of an exported ledger say what the portal holds, and what is wrong with the others.

    `names` are the columns that the file has: a cell emptied there differs too. An import only ever adds drafts;
    what was changed in the file is to be changed on the page of the dossier.
    """
    label, unchanged, problems = IDENTITY_LABELS[DOSSIER], 0, []
    own = actor.own_departments
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        held = find_exported(actor, kind, {row.dossier for row in batch})
        for row in batch:
            trips = held.get(row.dossier, {})
            trip = trips.get(row.revision or max(trips, default=0))
            if trip is None:
                sentence = f"没有“{row.dossier}”这一份，或者不在您的范围内。新的卷宗请把编号留空。"
                problems.append(Problem(row.number, label, sentence))
            elif changed := list_changes(row, names, read_as_exported(trip, own), trip.department_id):
                labels = "、".join(CONTENT[kind].get(name, name) for name in changed)
                sentence = f"{row.dossier} 已在系统中，“{labels}”与系统中的不同。导入不改已有的卷宗，请在它的页面上修改。"
                problems.append(Problem(row.number, label, sentence))
            else:
                unchanged += 1
    return unchanged, problems


def read_as_exported(trip: Submission, own: Collection[int]) -> Mapping[str, Any]:
    """The content of a trip as its ledger says it: of other departments' a natural person's name is masked."""
    content = drafts.content_of(trip)
    if trip.department_id in own or not is_person(trip):
        return content
    return {field: mask_value(field, value, trip.party_name) for field, value in content.items()}


def find_exported(actor: Actor, kind: Kind, numbers: Collection[str]) -> dict[str, dict[int, Submission]]:
    """The trips that the actor may see of these dossiers, by number and revision."""
    found: dict[str, dict[int, Submission]] = {}
    query = (
        select(Submission)
        .join(Dossier, Dossier.id == Submission.dossier_id)
        .where(Dossier.number.in_(numbers), Submission.kind == kind, visible_to(actor))
    )
    for trip in db.session.execute(query).scalars():
        found.setdefault(trip.dossier.number, {})[trip.revision] = trip
    return found


def list_changes(
    row: ImportRow, names: Sequence[str], held: Mapping[str, Any], department_id: int
) -> list[str]:
    """The names of the fields in which a row differs from the content that the portal holds."""
    changed = [
        name
        for name in names
        if name in held and flatten(name, row.content.get(name)) != flatten(name, held[name])
    ]
    if any(name.startswith("lines.") for name in names):
        filed, kept = (list_counts(content.get("lines", ())) for content in (row.content, held))
        changed += ["lines"] if filed != kept else []
    if row.department_id not in (None, department_id):
        changed.append(DEPARTMENT_LABELS[0])
    return changed


def flatten(name: str, value: Any) -> Any:
    """A value as a cell can hold it: without blanks around it, several in any order, nothing where there is nothing."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").strip()
        return (frozenset(text.split()) if name in MANY else text) or None
    return value


def list_counts(lines: Iterable[tuple[str, int | None, int | None]]) -> set[tuple[str, int, int]]:
    return {(code, persons or 0, checked or 0) for code, persons, checked in lines if persons or checked}


def store(actor: Actor, kind: Kind, rows: Sequence[Ready], *, is_sample: bool = False) -> list[Submission]:
    """Store rows as drafts, in one deed; those that were stored meanwhile are left out."""
    with deed():
        return add_drafts(actor, kind, rows, trail.lock(), is_sample=is_sample)


def add_drafts(
    actor: Actor, kind: Kind, rows: Sequence[Ready], moment: datetime, *, is_sample: bool = False
) -> list[Submission]:
    """As `store`, inside the caller's deed, whose trail is locked and gave `moment`."""
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
    longest = LONGEST_REPORT if kind is Kind.REPORT else LONGEST_TEXT
    lengths = {
        name: table.c[name].type.length or longest
        for name in CONTENT[kind]
        if name in table.c and isinstance(table.c[name].type, String)
    }
    return list_columns(kind, plans.get_current(), list_department_ids(), lengths)


def list_department_ids() -> dict[str, int]:
    return {row.code: row.id for row in db.session.execute(select(Department.code, Department.id))}


def read_lines(path: Path) -> list[list[str]]:
    """Every cell of the first sheet as text, so that codes keep their leading zeros.

    What a marked copy (标注的副本) says beside its rows is left out.
    """
    try:
        lines = read_csv(path) if path.suffix.lower() == ".csv" else read_sheet(path)
    except ValueError as error:
        raise Invalid(f"{path.name}：{error}") from None
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise Invalid(f"{path.name} 的第 1 行应当是列标题。")
    while lines[0] and not lines[0][-1].strip():
        lines[0].pop()
    if REASONS in lines[0]:
        place = lines[0].index(REASONS)
        lines = [line[:place] + line[place + 1 :] for line in lines]
    if len(lines[0]) > MOST_COLUMNS:
        raise Invalid(f"{path.name} 有 {len(lines[0]):,} 列，最多 {MOST_COLUMNS} 列，请只留要导入的。")
    return lines


def read_csv(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    # Asked first: a blank line takes one byte here, and many more as a line of cells.
    if data.count(b"\n") + data.count(b"\r") > MOST_CELLS:
        raise ValueError("行数太多，请删去空行，分成几份再导入。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            return list(csv.reader(StringIO(text, newline=""), delimiter=find_separator(text), strict=True))
        except UnicodeDecodeError:
            continue
        except csv.Error:
            raise ValueError("不是完好的 CSV 文件，请检查引号是否成对，或者另存为 .xlsx 后再传。") from None
    raise ValueError("既不是 UTF-8 也不是 GB18030 编码，请另存后再导入。")


def find_separator(text: str) -> str:
    """What stands between the cells of the first line; a comma where nothing does."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(SEPARATORS, key=first.count)


def digest_of(kind: Kind, department_id: int, content: Mapping[str, Any]) -> str:
    # A nought and a no are answers. Days are written out here: the encoder takes twice as long when it has to ask.
    filled = {
        name: str(value) if isinstance(value, date) else value
        for name, value in content.items()
        if value or value == 0
    }
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


def list_doubles(kind: Kind, rows: Sequence[Ready]) -> list[Problem]:
    """Rows that say the same as an earlier one of the file, and second ones of what is filed once a month or a year."""
    year = plans.current_year()
    is_once = or_(Dossier.month.is_not(None), and_(Dossier.task.is_not(None), Dossier.year == year))
    columns = (Dossier.department_id, Dossier.month, Dossier.task, Dossier.number)
    taken: dict[tuple[int, date | str], str] = {
        (row.department_id, row.month or row.task): f"已有一份（{row.number}）"
        for row in db.session.execute(select(*columns).where(Dossier.kind == kind, is_once))
    }
    seen: dict[str, int] = {}
    problems, planned = [], plans.list_years()
    for ready in rows:
        number, content = ready.row.number, ready.row.content
        month = content.get("month") if kind is Kind.MONTHLY_RETURN else None
        if month and month.year not in planned:
            sentence = f"还没有载入 {month.year} 年度的方案，这个月的月报不能填。"
            problems.append(Problem(number, CONTENT[kind]["month"], sentence))
            continue
        try:
            once = month or drafts.find_task(kind, content, year)
        except Invalid as refusal:
            problems.append(Problem(number, CONTENT[kind]["task"], refusal.findings[0].message))
            continue
        if ready.digest in seen:
            problems.append(Problem(number, "", f"与第 {seen[ready.digest]} 行完全相同。"))
        elif once and (reason := taken.get((ready.department_id, once))):
            label = CONTENT[kind].get("month" if kind is Kind.MONTHLY_RETURN else "task", "")
            problems.append(Problem(number, label, f"这个部门的这一份{kind.label}{reason}。"))
        seen.setdefault(ready.digest, number)
        if once:
            taken.setdefault((ready.department_id, once), f"在第 {number} 行")
    return problems
