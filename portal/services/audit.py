"""What the auditor (审计员) does with the trail: reads it page by page, takes it out, checks that it holds."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, func, or_, select

from portal.documents.excel import write_workbook
from portal.domain.audit import label_action, label_code, label_fields, label_state, label_subject
from portal.domain.chain import Head
from portal.domain.drawings import Cell, Column, Page, Row, Table
from portal.domain.errors import Invalid
from portal.domain.periods import end_of_local_day, screen_moment, start_of_local_day
from portal.domain.permissions import Actor, sign
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.audit import TrailRow
from portal.models.departments import Department
from portal.services import clock, trail
from portal.store import deed

PAGE = 50
MOST_EXPORTED = 50_000
COLUMNS = (
    Column("number", "序号", kind="count", width=8),
    Column("moment", "时间", width=20),
    Column("person", "人员", width=26),
    Column("action", "操作", width=16),
    Column("subject", "对象", width=12),
    Column("reference", "编号或名称", width=24),
    Column("states", "由 → 到", width=22),
    Column("code", "说明", width=20),
    Column("fields", "涉及项目", width=40),
    Column("address", "地址", width=16),
    Column("digest", "内容摘要（SHA-256）", width=24),
)


@dataclass(frozen=True)
class Filters:
    """What the trail is narrowed to; empty values do not narrow. The days are local, both included."""

    person: str = ""
    reference: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None

    def describe(self) -> str:
        words = (
            self.person and f"人员 {self.person}",
            self.reference and f"编号 {self.reference}",
            self.action and f"操作 {label_action(self.action)}",
            self.since and f"自 {self.since}",
            self.until and f"至 {self.until}",
        )
        return "，".join(word for word in words if word) or "全部"


@dataclass(frozen=True)
class Line:
    """One row of the trail in words."""

    number: int
    moment: str
    person: str
    username: str
    action: str
    subject: str
    reference: str
    states: str
    code: str
    fields: str
    address: str
    digest: str
    is_refused: bool


def list_page(filters: Filters, before: int | None = None, after: int | None = None) -> Page:
    """Fifty rows, newest first: those before the number `before`, or the nearest ones after the number `after`."""
    statement = narrow(select_rows(), filters)
    if after is not None:
        found = list(read(statement.where(TrailRow.number > after).order_by(TrailRow.number)))
        shown, older, newer = found[:PAGE][::-1], True, len(found) > PAGE
    else:
        if before is not None:
            statement = statement.where(TrailRow.number < before)
        found = list(read(statement.order_by(TrailRow.number.desc())))
        shown, older, newer = found[:PAGE], len(found) > PAGE, before is not None
    departments = map_departments()
    lines = tuple(put_in_words(row, departments) for row in shown)
    if not lines:
        return Page()
    return Page(
        lines,
        previous_key=str(lines[0].number) if newer else None,
        next_key=str(lines[-1].number) if older else None,
    )


def select_rows() -> Select[*tuple[Any, ...]]:
    return select(TrailRow.__table__, Account.name.label("person")).outerjoin(
        Account, Account.id == TrailRow.actor_id
    )


def read(statement: Select[*tuple[Any, ...]]) -> Iterator[RowMapping]:
    yield from db.session.execute(statement.limit(PAGE + 1)).mappings()


def narrow(statement: Select[*tuple[Any, ...]], filters: Filters) -> Select[*tuple[Any, ...]]:
    if filters.person:
        # A refused sign-in is nobody's deed; it names the account that was tried.
        ids = select(Account.id).where(
            or_(Account.username == filters.person, Account.name == filters.person)
        )
        tried = select(Account.username).where(Account.id.in_(ids))
        statement = statement.where(
            or_(
                TrailRow.actor_id.in_(ids),
                (TrailRow.action == "sign_in_failed") & TrailRow.reference.in_(tried),
            )
        )
    if filters.reference:
        statement = statement.where(TrailRow.reference == filters.reference)
    if filters.action:
        statement = statement.where(TrailRow.action == filters.action)
    if filters.since:
        statement = statement.where(TrailRow.moment >= start_of_local_day(filters.since))
    if filters.until:
        statement = statement.where(TrailRow.moment < end_of_local_day(filters.until))
    return statement


def map_departments() -> dict[str, str]:
    return dict(db.session.execute(select(Department.code, Department.short_name)).all())


def put_in_words(row: RowMapping, departments: dict[str, str]) -> Line:
    states = [label_state(row[name], departments) for name in ("source", "target")]
    return Line(
        number=row["number"],
        moment=screen_moment(row["moment"]),
        person=row["person"] or ("" if row["action"] == "sign_in_failed" else "系统"),
        username=row["actor_name"],
        action=label_action(row["action"]),
        subject=label_subject(row["subject"]),
        reference=row["reference"],
        states=" → ".join(states) if all(states) else states[0] or states[1],
        code=label_code(row["code"]),
        fields=label_fields(row["fields"]),
        address=row["address"],
        digest=row["digest"],
        is_refused=row["action"] == "sign_in_failed",
    )


def export(actor: Actor, filters: Filters) -> bytes:
    """The narrowed trail as a workbook (.xlsx); taking it is itself recorded. Raises Invalid (422) when too long."""
    number = db.session.execute(narrow(select(func.count()).select_from(TrailRow), filters)).scalar_one()
    if number > MOST_EXPORTED:
        raise Invalid(f"符合条件的有 {number:,} 行，一次最多导出 {MOST_EXPORTED:,} 行，请缩短时间范围。")
    statement = narrow(select_rows(), filters).order_by(TrailRow.number)
    departments = map_departments()
    rows = tuple(draw_row(put_in_words(row, departments)) for row in db.session.execute(statement).mappings())
    heading = (f"筛选：{filters.describe()}", f"共 {len(rows)} 行", "")
    table = Table("审计留痕", heading, COLUMNS, rows, footnotes=("只记项目名称和内容摘要，不记内容。",))
    paper = write_workbook([("审计留痕", table)], exported_by=sign(actor), moment=screen_moment(clock.now()))
    with deed():
        trail.lock()
        trail.record(actor, "export", "trail", reference=filters.describe()[:60], code=f"{len(rows)} 行")
    return paper


def draw_row(line: Line) -> Row:
    person = f"{line.person}（{line.username}）" if line.username else line.person
    values = {**line.__dict__, "person": person}
    return Row(tuple(Cell(values[column.key] or None) for column in COLUMNS))


def dump() -> Iterator[str]:
    """The whole trail as JSON lines, row by row, the head last. Taking it is recorded first and among them."""
    with deed():
        trail.lock()
        trail.record(None, "export", "trail")
    with trail.read_chain() as (head, rows):
        for row in rows:
            kept = {name: value for name, value in row.items() if not name.startswith("head_")}
            yield json.dumps({**kept, "moment": row["moment"].isoformat()}, ensure_ascii=False)
    yield json.dumps({"head": {"number": head.number, "hash": head.hash}})


def read_exported_head(text: str) -> Head:
    """The head at the end of what `dump` wrote. Raises Invalid (422) when there is none."""
    lines = text.strip().splitlines()
    try:
        head = json.loads(lines[-1])["head"]
        return Head(int(head["number"]), str(head["hash"]))
    except (IndexError, KeyError, TypeError, ValueError):
        raise Invalid("这个文件最后一行不是留痕的末端，请用 flask audit export 写出的文件。") from None


def list_grants(role: str) -> tuple[str, ...]:
    """SQL for the owner of a PostgreSQL database: `role` may run the portal, and only add to the trail.

    To be run again after an upgrade that brings tables. Raises Invalid (422) for what is no plain name of a role.
    """
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", role):
        raise Invalid("数据库角色名用小写字母、数字、下划线，不以数字开头。")
    return (
        f"GRANT USAGE ON SCHEMA public TO {role};",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON trail FROM {role};",
        # The head moves with every row.
        f"REVOKE INSERT, DELETE, TRUNCATE ON trail_head FROM {role};",
        f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON alembic_version FROM {role};",
    )
