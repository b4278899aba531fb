"""Contacts (联络员表): the directory of the bureau at any day, who has not filed, and Annex 1 on paper (R100–R105)."""

from dataclasses import dataclass
from datetime import date

from portal.documents.excel import write_workbook
from portal.documents.word import write_form
from portal.domain.annexes import draw_annex1
from portal.domain.contacts import COLUMNS, PERSONS
from portal.domain.drawings import Cell, Column, Form, Row, Table
from portal.domain.errors import NotFound
from portal.domain.periods import end_of_local_day, screen_moment
from portal.domain.permissions import Actor, Permission, can, sign
from portal.extensions import db
from portal.models.contacts import Contacts
from portal.models.departments import Department
from portal.services import accepted, clock, obligations, plans, trail
from portal.services.coverage import TableOf
from portal.store import deed


@dataclass(frozen=True)
class Entry:
    """One department of the directory: what was in force on the day, None where nothing was."""

    department: Department
    contacts: Contacts | None
    state: obligations.Duty | None = None

    @property
    def standing(self) -> str:
        """How a department without contacts stands, as page and workbook say it; empty for one that has filed."""
        if self.contacts:
            return ""
        if self.state and self.state.filing:
            return "已报送，待接收" if self.state.is_readable else "填报中"
        return "未报"


def list_directory(actor: Actor, day: date | None = None) -> tuple[Entry, ...]:
    """The departments the actor may look up, with their contacts at the end of `day`, a local date; None is now.

    `state` is how a department without contacts stands with the duty to file them: today, of no day before.
    """
    departments = [
        each
        for each in obligations.list_departments()
        if can(actor, Permission.CONTACTS_READ, TableOf(each.id))
    ]
    moment = end_of_local_day(day) if day else None
    within = accepted.as_of(moment) if moment else accepted.now()
    statement = db.select(Contacts).where(within, accepted.column.kind == "contacts")
    found = {each.department_id: each for each in db.session.execute(statement).scalars()}
    duties = {
        duty.department_id: duty
        for duty in obligations.list_task_duties(plans.current_year())
        if duty.task and duty.task.kind == "contacts" and not (day and day < clock.today())
    }
    return tuple(Entry(each, found.get(each.id), duties.get(each.id)) for each in departments)


def draw_directory(entries: tuple[Entry, ...], title: str, day: date) -> Table:
    """The directory as a table, a department a row; page and workbook draw from it."""
    columns = [Column("department", "部门", width=30)]
    for person, words in PERSONS.items():
        for name, label in COLUMNS.items():
            columns.append(Column(f"{person}_{name}", label, group=words, width=16))
    columns.append(Column("standing", "报送", width=14))
    rows = tuple(
        Row(
            (
                Cell(entry.department.name),
                *(
                    Cell(getattr(entry.contacts, column.key) if entry.contacts else None)
                    for column in columns[1:-1]
                ),
                Cell(entry.standing),
            )
        )
        for entry in entries
    )
    return Table(title, (f"截至 {day.year} 年 {day.month} 月 {day.day} 日",), tuple(columns), rows)


def export_directory(actor: Actor, day: date | None = None) -> tuple[str, bytes]:
    """The directory as (file name, .xlsx); who took it out is kept in the trail."""
    entries = list_directory(actor, day)
    title = f"{plans.get_current().campaign_name}联络员名录"
    table = draw_directory(entries, title, day or clock.today())
    footer = screen_moment(clock.now())
    content = write_workbook([("联络员名录", table)], exported_by=sign(actor), moment=footer)
    with deed():
        trail.lock()
        trail.record(actor, "export", "contacts", code="directory", fields=(f"rows={len(entries)}",))
    return f"{title}.xlsx", content


def draw_annex(submission: object) -> Form:
    """Annex 1 of one filing; NotFound (404) for what is none."""
    if not isinstance(submission, Contacts):
        raise NotFound
    annex = plans.get_catalogue(submission.year).annex(1)
    content = {
        f"{person}_{name}": getattr(submission, f"{person}_{name}") for person in PERSONS for name in COLUMNS
    }
    return draw_annex1(annex.title, submission.department.name, content, annex.notes)


def export_annex(actor: Actor, submission: Contacts) -> tuple[str, bytes]:
    """Annex 1 as (file name, .docx), the export kept in the trail."""
    form = draw_annex(submission)
    number, submission_id = submission.dossier.number, submission.id
    footer = f"{number}　打印人：{sign(actor)}　打印时间：{screen_moment(clock.now())}"
    name = f"联络员表_{submission.department.short_name}_第{submission.revision}次.docx"
    paper = write_form(form, footer=footer)
    with deed():
        trail.lock()
        trail.record(actor, "export", "submission", submission_id, reference=number, code="annex1")
    return name, paper
