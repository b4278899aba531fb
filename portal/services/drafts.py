"""Drafts (草稿): numbering a dossier, writing its content, copying a revision. Each inside the caller's deed."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update

from portal.domain.cases import CONTINUATIONS
from portal.domain.content import CONTENT, Kind
from portal.domain.errors import Finding, Forbidden, Invalid, Stale, TransitionNotAllowed
from portal.domain.periods import end_of_local_day, local_date, month_after
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.cases import Case
from portal.models.contacts import Contacts
from portal.models.departments import Department
from portal.models.leads import Lead
from portal.models.monthly_returns import MonthlyReturn, ReturnLine
from portal.models.publicity import Publicity
from portal.models.reports import Report
from portal.models.submissions import Dossier, DossierCounter, Submission
from portal.services import attachments, plans, restrictions, searches, trail, transitions, working_days

CLASS_OF: dict[Kind, type[Submission]] = {
    Kind.CASE: Case,
    Kind.LEAD: Lead,
    Kind.MONTHLY_RETURN: MonthlyReturn,
    Kind.PUBLICITY: Publicity,
    Kind.REPORT: Report,
    Kind.CONTACTS: Contacts,
}


def content_of(submission: Submission) -> dict[str, Any]:
    """The content fields of one submission by name; a monthly return's lines as (category, persons, businesses)."""
    content = {name: getattr(submission, name) for name in CONTENT[submission.kind]}
    if isinstance(submission, MonthlyReturn):
        content["lines"] = [
            (line.category_code, line.persons_sent, line.businesses_checked) for line in submission.lines
        ]
    return content


def add_draft(
    actor: Actor,
    kind: Kind,
    content: Mapping[str, Any],
    moment: datetime,
    *,
    department_id: int | None = None,
    import_digest: str | None = None,
    is_sample: bool = False,
    named: Collection[int] | None = None,
) -> Submission:
    """As `create_draft`, inside the caller's deed, whose trail is locked and gave `moment`."""
    department = db.session.get_one(Department, department_id or actor.department_id)
    submission = CLASS_OF[kind](kind=kind, department_id=department.id, status=Status.DRAFT)
    if not can(actor, Permission.SUBMISSION_WRITE, submission):
        raise Forbidden("您不能为这个部门填报。")
    month = content.get("month") if kind is Kind.MONTHLY_RETURN else None
    # December's return is written in January and belongs to the year of its month (D6).
    year = month.year if month and month.year in plans.list_years() else plans.current_year()
    task = find_task(kind, content, year)
    if kind is Kind.MONTHLY_RETURN:
        refuse_second_return(department.id, month)
    if task:
        refuse_second_report(department.id, year, task)
    dossier = Dossier(
        number=take_number(department, year),
        kind=kind,
        year=year,
        department_id=department.id,
        month=month,
        task=task,
        import_digest=import_digest,
        is_sample=is_sample,
    )
    db.session.add(dossier)
    db.session.flush()
    if named is not None:
        restrictions.restrict(actor, dossier, named, moment)
    submission.dossier_id, submission.year, submission.created_by_id = dossier.id, year, actor.account_id
    submission.task = task
    submission.created_at = submission.changed_at = moment
    submission.due_at = next_due(moment)
    write_content(submission, content)
    db.session.add(submission)
    db.session.flush()
    searches.keep(submission)
    trail.record(
        actor,
        "draft",
        "submission",
        submission.id,
        reference=dossier.trail_reference,
        content=content_of(submission),
    )
    return submission


def overwrite(
    actor: Actor,
    submission: Submission,
    content: Mapping[str, Any],
    version: int,
    moment: datetime,
    named: Collection[int] | None = None,
) -> None:
    """As `save_draft`, inside the caller's deed; `named` are more readers of a restricted lead."""
    refuse_unless_draft(actor, submission, version)
    refuse_other_month(submission, content)
    before = content_of(submission)
    refuse_other_steps(submission, before, content)
    write_content(submission, content)
    searches.keep(submission)
    after = content_of(submission)
    changed = sorted(name for name in after if after[name] != before[name])
    if named and restrictions.may_still_name(submission):
        known = submission.reader_ids
        restrictions.refuse_gaps(submission.created_by_id, submission.department_id, known.union(named))
        if restrictions.add_readers(actor, submission.dossier, named, moment):
            changed.append("readers")
    submission.changed_at, submission.version = moment, version + 1
    trail.record(
        actor,
        "save",
        "submission",
        submission.id,
        reference=submission.dossier.trail_reference,
        fields=changed,
        content=after,
    )


def copy_as_draft(submission: Submission, author_id: int, moment: datetime) -> Submission:
    """A new draft revision with the content of `submission`, inside the caller's deed."""
    last = db.session.execute(
        select(func.max(Submission.revision)).where(Submission.dossier_id == submission.dossier_id)
    ).scalar_one()
    draft = type(submission)(
        kind=submission.kind,
        dossier_id=submission.dossier_id,
        revision=last + 1,
        status=Status.DRAFT,
        year=submission.year,
        department_id=submission.department_id,
        created_by_id=author_id,
        created_at=moment,
        changed_at=moment,
        due_at=next_due(moment),
        task=submission.task,
    )
    write_content(draft, content_of(submission))
    db.session.add(draft)
    db.session.flush()
    searches.keep(draft)
    attachments.copy(submission.id, draft.id)
    return draft


def refuse_unless_draft(actor: Actor, submission: Submission, version: int) -> None:
    """Raise unless this is the actor's department's draft in the version their page was drawn from."""
    if submission.status is not Status.DRAFT:
        raise TransitionNotAllowed(transitions.describe_latest(submission) + "内容已不能修改。")
    if submission.version != version:
        raise Stale
    if not can(actor, Permission.SUBMISSION_WRITE, submission):
        raise Forbidden("您不能修改这个部门的报送。")


def refuse_other_month(submission: Submission, content: Mapping[str, Any]) -> None:
    """A dossier keeps its month or task for life: what was begun for the wrong one is discarded."""
    month, task = submission.dossier.month, submission.dossier.task
    if task and content.get("task", task) != task:
        raise Invalid(findings=(Finding("task", "报告的种类不能改。填错的，删除这份草稿后另填。"),))
    if month and content.get("month", month) != month:
        raise Invalid(findings=(Finding("month", "月份不能改。填错月份的，删除这份草稿后另填。"),))


def refuse_other_steps(submission: Submission, before: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    """A revision that takes a case one step on changes nothing but that step's fields."""
    step = submission.continues if isinstance(submission, Case) else None
    if step is None:
        return
    blank = ("", None)
    findings = tuple(
        Finding(name, f"这次只填{step.label}，“{CONTENT[submission.kind][name]}”不能改。")
        for name, value in content.items()
        if name not in CONTINUATIONS[step]
        and value != before[name]
        and not (value in blank and before[name] in blank)
    )
    if findings:
        raise Invalid(findings=findings)


def refuse_second_return(department_id: int, month: date | None) -> None:
    if month is None:
        raise Invalid(findings=(Finding("month", "请选择月份。"),))
    number = db.session.execute(
        select(Dossier.number).where(Dossier.department_id == department_id, Dossier.month == month)
    ).scalar()
    if number:
        sentence = f"{month.month} 月的月报已有一份（{number}），请在那一份上修改。"
        raise Invalid(findings=(Finding("month", sentence),))


def find_task(kind: Kind, content: Mapping[str, Any], year: int) -> str | None:
    """The code of the calendar's task that the filing meets: named by a report, the plan's only one for contacts.

    Raises Invalid (422) for a report of no task. None for the kinds that are filed as often as one likes.
    """
    if kind not in (Kind.REPORT, Kind.CONTACTS):
        return None
    codes = [task.code for task in plans.get_catalogue(year).tasks if task.kind == kind]
    wanted = content.get("task") if kind is Kind.REPORT else next(iter(codes), None)
    if wanted not in codes:
        raise Invalid(findings=(Finding("task", "请选择要报送的是哪一份报告。"),))
    return wanted


def refuse_second_report(department_id: int, year: int, task: str) -> None:
    number = db.session.execute(
        select(Dossier.number).where(
            Dossier.department_id == department_id, Dossier.year == year, Dossier.task == task
        )
    ).scalar()
    if number:
        sentence = f"这一份已经有了（{number}），请在那一份上修改或再次报送。"
        raise Invalid(sentence, findings=(Finding("task", sentence),))


def take_number(department: Department, year: int) -> str:
    """The next number of this department and year: 铁2021-示例一所-0001. Inside the caller's deed."""
    key = (department.id, year)
    if db.session.get(DossierCounter, key) is None:
        db.session.add(DossierCounter(department_id=department.id, year=year, last=0))
        db.session.flush()
    table = DossierCounter.__table__
    last = db.session.execute(
        update(table)
        .where(table.c.department_id == department.id, table.c.year == year)
        .values(last=table.c.last + 1)
        .returning(table.c.last)
    ).scalar_one()
    return f"铁{year}-{department.short_name}-{last:04d}"


def write_content(submission: Submission, content: Mapping[str, Any]) -> None:
    """Put content fields on a draft; names that are not content of its kind are refused as a programming error."""
    for name, value in content.items():
        if name == "lines":
            continue
        if name not in CONTENT[submission.kind]:
            raise KeyError(name)
        setattr(submission, name, value)
    complete(submission)
    if isinstance(submission, MonthlyReturn) and "lines" in content:
        kept = {line.category_code: line for line in submission.lines}
        lines = []
        for category, persons, businesses in content["lines"]:
            line = kept.get(category) or ReturnLine(category_code=category)
            line.persons_sent, line.businesses_checked = persons, businesses
            lines.append(line)
        submission.lines = lines


def complete(submission: Submission) -> None:
    """Fill what follows from the content: a lead's verification term, a return's title."""
    if isinstance(submission, Lead) and submission.found_on:
        settings = plans.get_catalogue(submission.year).settings
        days = settings.verification_working_days
        if submission.extension_reason:
            days += settings.verification_extension_working_days
        submission.verification_due_on = working_days.add_working_days(submission.found_on, days)
    if isinstance(submission, MonthlyReturn) and submission.month:
        submission.title = f"{submission.month.year} 年 {submission.month.month} 月月报"
    if isinstance(submission, Report) and submission.task:
        submission.title = plans.get_catalogue(submission.year).task(submission.task).title
    if isinstance(submission, Contacts):
        submission.title = f"{submission.year} 年联络员表"
        submission.contact_name = submission.liaison_name or ""
        submission.contact_phone = submission.liaison_office_phone or submission.liaison_mobile or ""


def next_due(moment: datetime) -> datetime:
    """The next monthly due moment (A1: 24:00 of the 2nd, local) after `moment`, in UTC."""
    day = local_date(moment)
    due_day = plans.get_current().settings.due_day
    first = day.replace(day=1) if day.day <= due_day else month_after(day)
    return end_of_local_day(first.replace(day=due_day))
