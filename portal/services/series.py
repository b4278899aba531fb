"""Series of cases (系列案): cases worked together that open and export as a group; each counts once, in its own right."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from portal.documents.excel import write_workbook
from portal.domain.drawings import Cell, Column, Row, Table
from portal.domain.errors import Finding, Forbidden, Invalid, NotFound, TransitionNotAllowed
from portal.domain.links import Relation
from portal.domain.periods import screen_moment
from portal.domain.permissions import Actor, sign
from portal.domain.privacy import mask_name
from portal.extensions import db
from portal.models.links import Series, SeriesMember
from portal.models.submissions import Kind, Submission
from portal.services import clock, link_rows, links, readings, trail
from portal.store import deed

COLUMNS = (
    Column("number", "卷宗编号", width=24),
    Column("title", "案件名称", width=44),
    Column("party", "当事人", width=28),
    Column("department", "承办部门", width=14),
    Column("category", "案件类型", width=16),
    Column("status", "状态", width=12),
    Column("filed_on", "立案时间", width=12),
    Column("decided_on", "作出处罚时间", width=14),
    Column("closed_on", "结案时间", width=12),
    Column("amount_involved", "涉案金额（万元）", unit="万元", kind="money", width=16),
)


@dataclass(frozen=True)
class View:
    """A series as one reader sees it: the members they may see, each by the trip they read."""

    series: Series
    members: tuple[Submission, ...]
    table: Table
    may_rename: bool

    @property
    def file_name(self) -> str:
        return f"系列案_{self.series.name}.xlsx"


@dataclass(frozen=True)
class Membership:
    """The series that a case stands in, the other members its reader may see, and whether they may take it out."""

    series_id: int
    name: str
    others: tuple[links.Other, ...]
    may_leave: bool


def find_of(actor: Actor, submission: Submission) -> Membership | None:
    """The series of a case, as far as the actor may see it."""
    series = link_rows.find_series(submission.dossier_id)
    if series is None:
        return None
    readable = links.find_readable(actor, set(link_rows.list_members(series.id)) - {submission.dossier_id})
    others = tuple(
        links.Other(readable[key], readings.read_title(actor, readable[key])) for key in sorted(readable)
    )
    return Membership(series.id, series.name, others, links.may_link(actor, submission))


def get(actor: Actor, series_id: int) -> View:
    """A series with the members that the actor may see. NotFound (404) alike where none is, or none is theirs."""
    series = db.session.get(Series, series_id)
    readable = links.find_readable(actor, link_rows.list_members(series_id)) if series else {}
    if series is None or not readable:
        raise NotFound
    members = tuple(readable[key] for key in sorted(readable))
    return View(series, members, draw(actor, series, members), links.may_link(actor, *members))


def draw(actor: Actor, series: Series, members: tuple[Submission, ...]) -> Table:
    amounts = [case.amount_involved for case in members if case.amount_involved is not None]
    total = [Cell(f"合计 {len(members)} 件"), *(Cell() for _ in COLUMNS[2:])]
    heading = ("", f"{len(members)} 件，各计一次", f"数据时点 {screen_moment(clock.now())}")
    return Table(
        title=f"系列案：{series.name}",
        heading=heading,
        columns=COLUMNS,
        rows=tuple(Row(draw_cells(actor, case)) for case in members),
        total=Row((*total, Cell(sum(amounts) if amounts else None)), is_total=True),
    )


def draw_cells(actor: Actor, case: Any) -> tuple[Cell, ...]:
    is_masked = readings.must_mask(actor, case)
    days = (case.filed_on, case.decided_on, case.closed_on)
    return (
        Cell(case.dossier.number, href=f"/submissions/{case.id}"),
        Cell(readings.read_title(actor, case)),
        Cell(mask_name(case.party_name) if is_masked else case.party_name),
        Cell(case.department.short_name),
        Cell(case.category.table_title if case.category else ""),
        Cell(case.status.label),
        *map(Cell, days),
        Cell(case.amount_involved),
    )


def export(actor: Actor, series_id: int) -> tuple[str, bytes]:
    """The group as (file name, .xlsx), drawn as the page; the export is kept in the trail."""
    view = get(actor, series_id)
    moment = screen_moment(clock.now())
    name = view.file_name
    content = write_workbook([("系列案", view.table)], exported_by=sign(actor), moment=moment)
    with deed():
        trail.lock()
        trail.record(actor, "export", "series", series_id, reference=f"系列-{series_id}")
    return name, content


def add(actor: Actor, submission: Submission, number: str, name: str) -> None:
    """Put the case and the one of this number into one series: that of either, or a new one of this name.

    Raises Forbidden (403) where neither is the actor's; Invalid (422) for what is no case, for two that stand in
    different series or in the same already, and for a new series without a name.
    """
    with deed():
        moment = trail.lock()
        other = links.find_other_end(actor, submission, number)
        for case in (submission, other):
            if case.kind is not Kind.CASE:
                sentence = f"{case.dossier.number} 是{case.kind.label}，系列案只收案件。"
                raise Invalid(findings=(Finding("number", sentence),))
        series = choose(
            link_rows.find_series(submission.dossier_id), link_rows.find_series(other.dossier_id), name
        )
        if series is None:
            series = Series(name=name, made_by_id=actor.account_id, made_at=moment)
            db.session.add(series)
            db.session.flush()
        known = link_rows.list_members(series.id)
        for case in (submission, other):
            if case.dossier_id not in known:
                member = SeriesMember(series_id=series.id, dossier_id=case.dossier_id)
                member.added_by_id, member.added_at = actor.account_id, moment
                db.session.add(member)
        db.session.flush()
        links.record(actor, "link", Relation.SERIES, submission, other)
        links.tell_departments(actor, moment, submission, other)


def rename(actor: Actor, series_id: int, name: str) -> None:
    """Call the series otherwise. NotFound (404) as `get`, Forbidden (403) where no member is the actor's."""
    with deed():
        trail.lock()
        view = get(actor, series_id)
        if not view.may_rename:
            raise Forbidden("只有成员的承办部门和执法监管科可以给系列改名。")
        if not name:
            raise Invalid(findings=(Finding("name", "请写系列名称，例如某品牌减肥食品系列案。"),))
        view.series.name = name
        trail.record(actor, "rename", "series", series_id, reference=f"系列-{series_id}", content=name)


def choose(own: Series | None, others: Series | None, name: str) -> Series | None:
    """The series that two cases come to stand in, None for a new one."""
    if own and others:
        sentence = "两件已经在同一个系列。" if own is others else "两件已经在不同的系列，请先把其中一件移出。"
        raise Invalid(findings=(Finding("number", sentence),))
    if not own and not others and not name:
        raise Invalid(findings=(Finding("name", "新的系列要有名称，例如某品牌减肥食品系列案。"),))
    return own or others


def leave(actor: Actor, submission: Submission) -> None:
    """Take a case out of its series; a series of one is none and goes. Raises TransitionNotAllowed (409), Forbidden (403)."""
    with deed():
        trail.lock()
        series = link_rows.find_series(submission.dossier_id)
        if series is None:
            raise TransitionNotAllowed("这一件已不在系列中。")
        if not links.may_link(actor, submission):
            raise Forbidden("只有承办部门和执法监管科可以移出系列。")
        series_id = series.id
        members: Any = SeriesMember.__table__
        db.session.execute(delete(members).where(members.c.dossier_id == submission.dossier_id))
        links.record(actor, "unlink", Relation.SERIES, submission)
        link_rows.dissolve_single(series_id)
