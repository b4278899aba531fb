"""Reports (工作情况报告): what a period's accepted set says of a department, and the report as a document."""

from datetime import date

from sqlalchemy import and_, func, or_, select

from portal.documents.word import write_form
from portal.domain.catalogue import Catalogue
from portal.domain.content import Kind
from portal.domain.drawings import Form
from portal.domain.errors import NotFound
from portal.domain.money import format_wan
from portal.domain.parties import is_person
from portal.domain.periods import end_of_whole_months, local_date, paper_period, screen_moment
from portal.domain.permissions import Actor, sign
from portal.domain.privacy import mask_in
from portal.domain.reports import (
    LABELS,
    TEXTS,
    Figures,
    ReportFacts,
    draw_report,
    write_cases,
    write_publicity,
)
from portal.domain.statistics import Question
from portal.extensions import db
from portal.models.reports import Report
from portal.models.submissions import Submission
from portal.services import accepted, clock, plans, statistics, trail
from portal.store import deed


def suggest_texts(department_id: int, catalogue: Catalogue, task: str) -> dict[str, str]:
    """The texts of a new report, written from the period's figures, to be edited by the liaison."""
    start, end = catalogue.task_period(catalogue.task(task))
    figures = gather_figures(department_id, start, end)
    return {"report_cases": write_cases(figures), "report_publicity": write_publicity(figures)}


def gather_figures(department_id: int, start: date, end: date) -> Figures:
    """What the accepted set says now of one department and the local days from `start` to `end`.

    A case counts as filed, decided, closed or transferred by the date of that very step; it is open (在查) when it was
    filed by `end` and not closed by then. Restricted leads are counted and not named.
    """
    column = accepted.column
    is_open = and_(column.filed_on <= end, or_(column.closed_on.is_(None), column.closed_on > end))
    found = accepted.records(
        accepted.now(),
        column.department_id == department_id,
        or_(
            is_open,
            *(
                column[name].between(start, end)
                for name in (
                    "filed_on",
                    "decided_on",
                    "closed_on",
                    "transferred_on",
                    "found_on",
                    "appeared_on",
                )
            ),
        ),
    )

    def within(name: str) -> list[accepted.AcceptedRecord]:
        return [each for each in found if (day := getattr(each, name)) and start <= day <= end]

    decided, leads, published = within("decided_on"), within("found_on"), within("appeared_on")
    open_ones = [
        each
        for each in found
        if each.filed_on and each.filed_on <= end and not (each.closed_on and each.closed_on <= end)
    ]
    sent, checked = sum_inspections(department_id, start, end_of_whole_months(end))
    return Figures(
        start=start,
        end=end,
        filed=len(within("filed_on")),
        closed=len(within("closed_on")),
        decided=len(decided),
        penalty=sum((each.fine or 0) + (each.confiscated or 0) for each in decided),
        transferred=len(within("transferred_on")),
        leads=len(leads),
        persons_sent=sent,
        businesses_checked=checked,
        publicity=len(published),
        closed_cases=[name(each) for each in within("closed_on")],
        open_cases=[name(each) for each in open_ones],
        leads_named=[name(each) for each in leads if not each.is_restricted],
        published=[name(each) for each in published],
    )


def name(record: accepted.AcceptedRecord) -> tuple[str, str]:
    """Number and title as a report may name them: a natural person by the surname only (R173)."""
    is_masked = is_person(record.party_name, record.party_is_person)
    return record.number, mask_in(record.title, record.party_name) if is_masked else record.title


def sum_inspections(department_id: int, start: date, end: date) -> tuple[int, int]:
    """Persons sent and businesses checked in the monthly returns of the months from `start` to `end`."""
    lines = accepted.lines.c
    row = db.session.execute(
        select(func.sum(lines.persons_sent), func.sum(lines.businesses_checked))
        .join_from(accepted.submissions, accepted.lines, lines.submission_id == accepted.column.id)
        .where(
            accepted.now(),
            accepted.column.department_id == department_id,
            accepted.column.month.between(start, end),
        )
    ).one()
    return accepted.as_integer(row[0]) or 0, accepted.as_integer(row[1]) or 0


def find_question(submission: Submission) -> Question | None:
    """The department's Annex 2 that goes with a report (R089): through the last whole month of its period, as it stood
    when it was submitted. None for what is no report, or of no period yet.
    """
    if not isinstance(submission, Report) or not submission.task:
        return None
    catalogue = plans.get_catalogue(submission.year)
    end = catalogue.task_period(catalogue.task(submission.task))[1]
    return Question(end_of_whole_months(end), submission.department.code, as_of=submission.submitted_at)


def draw(actor: Actor | None, submission: Submission) -> Form:
    """The report on paper, with the department's cumulative figures as they stood when it was submitted.

    Raises NotFound (404) for what is no report.
    """
    question = find_question(submission)
    if not isinstance(submission, Report) or question is None:
        raise NotFound
    catalogue = plans.get_catalogue(submission.year)
    start, end = catalogue.task_period(catalogue.task(submission.task or ""))
    drawing = statistics.draw(None, question)
    through = question.through or end
    rows = [
        (
            row.table_title,
            *show_figures(row.filed, row.closed, row.amount_involved, row.penalty, row.transferred),
        )
        for row in drawing.rows
    ]
    names = ("filed", "closed", "amount_involved", "penalty", "transferred")
    rows.append(("合计", *show_figures(*(drawing.total(name) for name in names))))
    texts = [(LABELS[name], getattr(submission, name) or "") for name in TEXTS]
    return draw_report(
        ReportFacts(
            title=submission.title,
            department=submission.department.name,
            period=paper_period(start, end),
            reported_on=local_date(submission.submitted_at) if submission.submitted_at else None,
            texts=[(title, text) for title, text in texts if text],
            table_title=f"案件统计（1月1日至{through.month}月{through.day}日累计，按立案时间）",
            table=rows,
            contact=f"{submission.contact_name}（{submission.contact_phone}）",
        )
    )


def show_figures(
    filed: int | None, closed: int | None, amount: int | None, penalty: int | None, transferred: int | None
) -> tuple[str, ...]:
    """Five figures as the report prints them; what is not known stays blank, which is not 0."""
    money = ["" if each is None else format_wan(each) for each in (amount, penalty)]
    counts = ["" if each is None else str(each) for each in (filed, closed, transferred)]
    return counts[0], counts[1], *money, counts[2]


def export(actor: Actor, submission: Submission) -> tuple[str, bytes]:
    """The report as (file name, .docx); who took it out is kept in the trail."""
    form = draw(actor, submission)
    number = submission.dossier.number
    footer = f"{number}　打印人：{sign(actor)}　打印时间：{screen_moment(clock.now())}"
    name = f"{submission.title}_{submission.department.short_name}.docx"
    submission_id = submission.id
    paper = write_form(form, footer=footer)
    with deed():
        trail.lock()
        trail.record(actor, "export", "submission", submission_id, reference=number, code=Kind.REPORT)
    return name, paper
