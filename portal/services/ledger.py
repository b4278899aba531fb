"""The ledger (台账): any filtered list as a workbook, streamed as rows from the database into the file."""

from collections.abc import Iterator, Mapping, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from sqlalchemy import ColumnElement, Select, and_, case, select

from portal.documents.ledger import write_ledger
from portal.domain.content import Kind
from portal.domain.dossiers import Filters
from portal.domain.errors import Invalid
from portal.domain.imports import DEPARTMENT, Column
from portal.domain.ledger import LEDGER, LedgerColumn, Words, choose_speech, list_whole, list_words
from portal.domain.parties import is_person
from portal.domain.periods import local_date
from portal.domain.permissions import Actor, sign
from portal.domain.privacy import mask_value
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.co_handlers import CoHandler
from portal.models.departments import Department
from portal.models.monthly_returns import ReturnLine
from portal.models.submissions import Dossier, Submission
from portal.services import clock, imports, plans, trail
from portal.services.dossiers import ORDERS, read_order
from portal.services.selections import matching
from portal.services.visibility import is_restricted
from portal.store import deed

# Rows that are in memory at a time.
BATCH = 500
# The size from which a file stands on disk.
IN_MEMORY = 256 * 1024
# Read for masking and to find what stands beside, whatever the columns.
ALWAYS = ("id", "department_id", "party_name", "party_is_person")

submission: Any = Submission.__table__.c
EXPRESSIONS: Mapping[str, ColumnElement[Any]] = {
    "number": Dossier.__table__.c.number,
    "state": case(
        (and_(submission.status == Status.DRAFT, submission.returned_at.is_not(None)), "returned"),
        else_=submission.status,
    ),
    "department": submission.department_id,
    DEPARTMENT: submission.department_id,
    "is_offered": case(
        (submission.kind == Kind.CASE, submission.is_typical), else_=submission.claims_importance
    ),
}
# Kept in tables of their own.
BESIDE = ("co_handlers", "lines.")
NOTHING: Mapping[str, Any] = {}


class Paper(SpooledTemporaryFile[bytes]):
    """A file that is gone with its last reader, also when nobody came for it."""

    def __del__(self) -> None:
        self.close()


def export(actor: Actor, filters: Filters, *, is_whole: bool = False) -> tuple[str, IO[bytes]]:
    """The name of the file and the file, at its start: 30 columns, or with `is_whole` all that an import reads.

    Natural persons are masked as in the list, restricted dossiers are left out. Who took what out is recorded,
    with filter and row count. Raises Invalid (422) for the whole of no single kind.
    """
    columns, title = choose_columns(filters, is_whole)
    title = f"{title}（{local_date(clock.now()).isoformat()}）"
    target = Paper(IN_MEMORY)
    number = write_ledger(target, title, columns, list_rows(actor, filters, columns), exported_by=sign(actor))
    target.seek(0)
    asked = filters.as_arguments()
    # What was searched for may be a person's name, which stands in no trail.
    told = [name if name == "q" else f"{name}={value}" for name, value in asked.items()]
    with deed():
        trail.lock()
        trail.record(
            actor,
            "export",
            "submission",
            code="ledger_whole" if is_whole else "ledger",
            fields=(*(each.replace(" ", "+") for each in told), f"rows={number}"),
            content=asked,
        )
    return f"{title}.xlsx", target


def choose_columns(filters: Filters, is_whole: bool) -> tuple[tuple[LedgerColumn, ...], str]:
    if not is_whole:
        return LEDGER, f"{filters.kind.label if filters.kind else '报送'}台账"
    if filters.kind is None:
        raise Invalid("全部栏目按种类各不相同：请先在列表上选定种类，再导出。")
    return list_whole(list_columns(filters.kind)), f"{filters.kind.label}全部栏目"


def list_columns(kind: Kind) -> Sequence[Column]:
    return imports.columns_of(kind)


def list_rows(actor: Actor, filters: Filters, columns: Sequence[LedgerColumn]) -> Iterator[list[Any]]:
    """The rows in the order of the list, as cells hold them."""
    names = {row.id: row.name for row in db.session.execute(select(Department.id, Department.name))}
    words: Words = {
        **list_words(plans.get_current(), names),
        "department": names,
        "kind": {kind.value: kind.label for kind in Kind},
        "state": {status.value: status.label for status in Status} | {"returned": "已退回"},
    }
    read = [column.name for column in columns if not column.name.startswith(BESIDE)]
    beside = {place: column.name for place, column in enumerate(columns) if column.name.startswith(BESIDE)}
    speeches = [(place, choose_speech(column, words)) for place, column in enumerate(columns)]
    spoken = [(place, speech) for place, speech in speeches if speech]
    own = actor.own_departments
    # On the connection: the session would make every row once more, on its way to entities.
    connection = db.session.connection()
    found = connection.execute(select_rows(actor, filters, read), execution_options={"yield_per": BATCH})
    for batch in found.partitions():
        kept = read_beside([row[0] for row in batch]) if beside else {}
        for submission_id, department_id, party, is_said_person, *cells in batch:
            for place, name in beside.items():
                cells.insert(place, kept.get(submission_id, NOTHING).get(name))
            for place, say in spoken:
                cells[place] = say(cells[place])
            if department_id not in own and is_person(party, is_said_person):
                mask(cells, columns, party)
            yield cells


def select_rows(actor: Actor, filters: Filters, names: Sequence[str]) -> Select[Any]:
    order, is_rising = read_order(filters)
    read = [submission[name] for name in ALWAYS]
    read += [EXPRESSIONS[name] if name in EXPRESSIONS else submission[name] for name in names]
    return (
        select(*(expression.label(f"cell_{place}") for place, expression in enumerate(read)))
        .select_from(Submission.__table__)
        .join(Dossier.__table__, Dossier.__table__.c.id == submission.dossier_id)
        .where(matching(actor, filters), ~is_restricted())
        .order_by(*(column.asc() if is_rising else column.desc() for column in ORDERS[order]))
    )


def read_beside(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What stands in tables of its own, by submission: the co-handlers of cases, the lines of monthly returns."""
    found: dict[int, dict[str, Any]] = {}
    handlers = select(CoHandler.submission_id, CoHandler.department_id).order_by(CoHandler.department_id)
    for submission_id, department_id in db.session.execute(handlers.where(CoHandler.submission_id.in_(ids))):
        values = found.setdefault(submission_id, {})
        values["co_handlers"] = f"{values.get('co_handlers', '')} {department_id}".strip()
    lines: Any = ReturnLine.__table__.c
    for line in db.session.execute(select(*lines).where(lines.submission_id.in_(ids))):
        values = found.setdefault(line.submission_id, {})
        values[f"lines.{line.category_code}.persons"] = line.persons_sent
        values[f"lines.{line.category_code}.businesses"] = line.businesses_checked
    return found


def mask(cells: list[Any], columns: Sequence[LedgerColumn], name: str) -> None:
    """A natural person's name in every text of the row."""
    for place, column in enumerate(columns):
        if column.kind == "text":
            cells[place] = mask_value(column.name, cells[place], name)
