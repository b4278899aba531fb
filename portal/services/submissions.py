"""Submissions (报送) up to the first gate: drafting, saving, submitting, withdrawing, revising, discarding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update

from portal.domain.content import CONTENT
from portal.domain.errors import Finding, Forbidden, Invalid, NotFound, Stale, TransitionNotAllowed
from portal.domain.periods import end_of_local_day, local_date, month_after, screen_moment
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import OPEN, Action, Status, Transition, resolve
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.audit import TrailRow
from portal.models.cases import Case
from portal.models.departments import Department
from portal.models.leads import Lead
from portal.models.monthly_returns import MonthlyReturn, ReturnLine
from portal.models.submissions import Dossier, DossierCounter, Kind, Step, Submission
from portal.services import checks, parties, plans, trail, transitions, working_days
from portal.store import deed

OWN_STEPS = (Action.SUBMIT, Action.WITHDRAW, Action.REVISE, Action.DISCARD)
CLASS_OF: dict[Kind, type[Submission]] = {
    Kind.CASE: Case,
    Kind.LEAD: Lead,
    Kind.MONTHLY_RETURN: MonthlyReturn,
}


def get(actor: Actor, submission_id: int) -> Submission:
    """One submission the actor may read; NotFound (404) alike for absent and invisible."""
    submission = db.session.get(Submission, submission_id)
    if submission is None or not can(actor, Permission.SUBMISSION_READ, submission):
        raise NotFound
    return submission


def find_in_force(dossier_id: int) -> Submission | None:
    """The dossier's accepted submission (现行), if any."""
    return db.session.execute(
        select(Submission).where(Submission.dossier_id == dossier_id, Submission.status == Status.ACCEPTED)
    ).scalar_one_or_none()


def find_open(dossier_id: int) -> Submission | None:
    """The dossier's submission that is still on its way, if any."""
    return db.session.execute(
        select(Submission).where(Submission.dossier_id == dossier_id, Submission.status.in_(OPEN))
    ).scalar_one_or_none()


def content_of(submission: Submission) -> dict[str, Any]:
    """The content fields of one submission by name; a monthly return's lines as (category, persons, businesses)."""
    content = {name: getattr(submission, name) for name in CONTENT[submission.kind]}
    if isinstance(submission, MonthlyReturn):
        content["lines"] = [
            (line.category_code, line.persons_sent, line.businesses_checked) for line in submission.lines
        ]
    return content


def create_draft(
    actor: Actor,
    kind: Kind,
    content: Mapping[str, Any],
    *,
    department_id: int | None = None,
    import_digest: str | None = None,
    is_sample: bool = False,
) -> Submission:
    """Open a dossier with its first draft, for the actor's department unless another of theirs is named.

    `content` may be incomplete. Raises Forbidden (403) for a department that is not the actor's, Invalid (422)
    for a second monthly return of one month.
    """
    with deed():
        moment = trail.lock()
        return add_draft(
            actor,
            kind,
            content,
            moment,
            department_id=department_id,
            import_digest=import_digest,
            is_sample=is_sample,
        )


def add_draft(
    actor: Actor,
    kind: Kind,
    content: Mapping[str, Any],
    moment: datetime,
    *,
    department_id: int | None = None,
    import_digest: str | None = None,
    is_sample: bool = False,
) -> Submission:
    """As `create_draft`, inside the caller's deed, whose trail is locked and gave `moment`."""
    department = db.session.get_one(Department, department_id or actor.department_id)
    submission = CLASS_OF[kind](kind=kind, department_id=department.id, status=Status.DRAFT)
    if not can(actor, Permission.SUBMISSION_WRITE, submission):
        raise Forbidden("您不能为这个部门填报。")
    year = plans.current_year()
    month = content.get("month") if kind is Kind.MONTHLY_RETURN else None
    if kind is Kind.MONTHLY_RETURN:
        refuse_second_return(department.id, month)
    dossier = Dossier(
        number=take_number(department, year),
        kind=kind,
        year=year,
        department_id=department.id,
        month=month,
        import_digest=import_digest,
        is_sample=is_sample,
    )
    db.session.add(dossier)
    db.session.flush()
    submission.dossier_id, submission.year, submission.created_by_id = dossier.id, year, actor.account_id
    submission.created_at = submission.changed_at = moment
    submission.due_at = next_due(moment)
    write_content(submission, content)
    db.session.add(submission)
    db.session.flush()
    trail.record(
        actor,
        "draft",
        "submission",
        submission.id,
        reference=dossier.number,
        content=content_of(submission),
    )
    return submission


def save_draft(actor: Actor, submission: Submission, content: Mapping[str, Any], version: int) -> None:
    """Save what was typed into a draft, complete or not. Raises TransitionNotAllowed or Stale (409)."""
    with deed():
        overwrite(actor, submission, content, version, trail.lock())


def overwrite(
    actor: Actor, submission: Submission, content: Mapping[str, Any], version: int, moment: datetime
) -> None:
    """As `save_draft`, inside the caller's deed."""
    refuse_unless_draft(actor, submission, version)
    refuse_other_month(submission, content)
    before = content_of(submission)
    write_content(submission, content)
    after = content_of(submission)
    changed = sorted(name for name in after if after[name] != before[name])
    submission.changed_at, submission.version = moment, version + 1
    trail.record(
        actor,
        "save",
        "submission",
        submission.id,
        reference=submission.dossier.number,
        fields=changed,
        content=after,
    )


def review(
    actor: Actor, kind: Kind, content: Mapping[str, Any], submission: Submission | None = None
) -> tuple[Finding, ...]:
    """卷面检查 of what stands on a form, for a new filing or for `submission`."""
    if submission is None:
        return checks.review(kind, content, plans.get_current(), actor.department_id)
    catalogue = plans.get_catalogue(submission.year)
    return checks.review(kind, content, catalogue, submission.department_id, submission.dossier_id)


def list_findings(submission: Submission) -> tuple[Finding, ...]:
    """卷面检查 of what the draft now says."""
    return checks.review(
        submission.kind,
        content_of(submission),
        plans.get_catalogue(submission.year),
        submission.department_id,
        submission.dossier_id,
    )


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Raise Invalid (422) with the findings that stop submitting, if there are any."""
    errors = tuple(finding for finding in findings if finding.is_error)
    if errors:
        raise Invalid(f"有 {len(errors)} 处要改，改好后再提交。", errors)


def submit(actor: Actor, submission: Submission, version: int) -> None:
    """Send a draft to the leader; its content is frozen from now on. Raises Invalid (422) with the findings."""
    transitions.check(actor, submission, Action.SUBMIT, version=version)
    refuse_errors(list_findings(submission))
    with deed():
        hand_in(actor, submission, version, trail.lock())


def keep(
    actor: Actor,
    kind: Kind,
    content: Mapping[str, Any],
    submission: Submission | None = None,
    version: int = 0,
    *,
    is_submitted: bool = False,
) -> Submission:
    """Save a form, and send it to the leader if it `is_submitted`, in one deed: a refusal saves nothing.

    Without a `submission` a dossier is opened. Raises Invalid (422), TransitionNotAllowed or Stale (409).
    """
    if is_submitted:
        refuse_errors(review(actor, kind, content, submission))
    with deed():
        moment = trail.lock()
        if submission is None:
            submission = add_draft(actor, kind, content, moment)
        else:
            overwrite(actor, submission, content, version, moment)
        if is_submitted:
            hand_in(actor, submission, submission.version, moment)
    return submission


@dataclass(frozen=True)
class Conflict:
    """Somebody was faster (D14): what they did, and whether what was typed can still be saved over it."""

    sentence: str
    is_draft: bool


def find_conflict(actor: Actor, submission: Submission, version: int | None) -> Conflict | None:
    """Whether the page that was drawn from `version` is out of date; None asks about a page not yet drawn.

    Raises Forbidden (403) when the draft is not the actor's to write, TransitionNotAllowed (409) for a page
    not yet drawn of what is no draft.
    """
    if not can(actor, Permission.SUBMISSION_WRITE, submission):
        raise Forbidden("您不能修改这个部门的报送。")
    if submission.status is not Status.DRAFT:
        sentence = transitions.describe_latest(submission) + "内容已不能修改。"
        if version is None:
            raise TransitionNotAllowed(sentence)
        return Conflict(sentence, is_draft=False)
    if version is None or version == submission.version:
        return None
    return Conflict(describe_last_save(submission), is_draft=True)


def describe_last_save(submission: Submission) -> str:
    """Who saved a draft last, for the page of somebody who was slower; a save is no step."""
    latest = db.session.execute(
        select(Account.name, TrailRow.moment)
        .join(Account, Account.id == TrailRow.actor_id)
        .where(TrailRow.subject == "submission", TrailRow.subject_id == submission.id)
        .order_by(TrailRow.number.desc())
        .limit(1)
    ).one_or_none()
    if latest is None:
        return "这份草稿刚刚被改动。"
    return f"{latest.name} {screen_moment(latest.moment)} 改动了这份草稿。"


def hand_in(actor: Actor, submission: Submission, version: int, moment: datetime) -> None:
    """The step itself, inside the caller's deed, once the checks have passed."""
    party = parties.find_or_add(
        submission.party_name,
        getattr(submission, "credit_code", None),
        bool(getattr(submission, "party_is_person", None)),
    )
    transitions.advance(
        actor,
        submission,
        Action.SUBMIT,
        version=version,
        changes={"party_id": party.id if party else None, "due_at": next_due(moment)},
    )


def list_own_steps(actor: Actor, submission: Submission) -> tuple[Transition, ...]:
    """What the filing department may do with it now: submit, withdraw, revise, discard."""
    hidden = set()
    if was_ever_submitted(submission):
        hidden.add(Action.DISCARD)
    if find_open(submission.dossier_id) is not None:
        hidden.add(Action.REVISE)
    return tuple(
        row
        for row in transitions.list_available(actor, submission)
        if row.action in OWN_STEPS and row.action not in hidden
    )


def was_ever_submitted(submission: Submission) -> bool:
    """Whether anybody but its author ever had it before them."""
    steps = select(Step.id).where(Step.submission_id == submission.id).limit(1)
    return db.session.execute(steps).first() is not None


def withdraw(actor: Actor, submission: Submission, version: int) -> None:
    """Take a submitted filing back to a draft, as long as the leader has not acted."""
    transitions.take(actor, submission, Action.WITHDRAW, version=version)


def revise(actor: Actor, submission: Submission, version: int) -> Submission:
    """Open the next revision from a copy of the one in force; that one stays as it is until the copy is accepted."""
    with deed():
        moment = trail.lock()
        db.session.refresh(submission, ["status", "version"])
        row = resolve("submission", Action.REVISE, submission.status)
        if submission.version != version:
            raise Stale
        transitions.judge(actor, submission, row, submission)
        if find_open(submission.dossier_id) is not None:
            raise TransitionNotAllowed("这个卷宗已有一次报送在办，办完后才能再次修改。")
        draft = copy_as_draft(submission, actor.account_id, moment)
        trail.record(actor, Action.REVISE, "submission", draft.id, reference=submission.dossier.number)
    return draft


def copy_as_draft(submission: Submission, author_id: int, moment: datetime) -> Submission:
    """A new draft revision with the content of `submission`, inside the caller's deed."""
    draft = type(submission)(
        kind=submission.kind,
        dossier_id=submission.dossier_id,
        revision=1 + max(each.revision for each in list_revisions(submission.dossier_id)),
        status=Status.DRAFT,
        year=submission.year,
        department_id=submission.department_id,
        created_by_id=author_id,
        created_at=moment,
        changed_at=moment,
        due_at=next_due(moment),
    )
    write_content(draft, content_of(submission))
    db.session.add(draft)
    db.session.flush()
    return draft


def discard(actor: Actor, submission: Submission, version: int) -> None:
    """Delete a draft that was never submitted; its number stays in the trail and is not given again."""
    with deed():
        trail.lock()
        refuse_unless_draft(actor, submission, version)
        resolve("submission", Action.DISCARD, submission.status)
        if was_ever_submitted(submission):
            raise TransitionNotAllowed("提交过的报送不能删除，只能撤回修改。")
        dossier, submission_id, is_first = submission.dossier, submission.id, submission.revision == 1
        trail.record(
            actor, Action.DISCARD, "submission", submission_id, reference=dossier.number, source=Status.DRAFT
        )
        db.session.execute(delete(ReturnLine).where(ReturnLine.submission_id == submission_id))
        db.session.execute(delete(Submission.__table__).where(Submission.__table__.c.id == submission_id))
        if is_first:
            db.session.execute(delete(Dossier.__table__).where(Dossier.__table__.c.id == dossier.id))
        db.session.expunge_all()


def refuse_unless_draft(actor: Actor, submission: Submission, version: int) -> None:
    """Raise unless this is the actor's department's draft in the version their page was drawn from."""
    db.session.refresh(submission, ["status", "version"])
    if submission.status is not Status.DRAFT:
        raise TransitionNotAllowed(transitions.describe_latest(submission) + "内容已不能修改。")
    if submission.version != version:
        raise Stale
    if not can(actor, Permission.SUBMISSION_WRITE, submission):
        raise Forbidden("您不能修改这个部门的报送。")


def refuse_other_month(submission: Submission, content: Mapping[str, Any]) -> None:
    """A dossier keeps its month for life: what was begun for the wrong one is discarded."""
    month = submission.dossier.month
    if month and content.get("month", month) != month:
        raise Invalid(findings=(Finding("month", "月份不能改。填错月份的，删除这份草稿后另填。"),))


def refuse_second_return(department_id: int, month: date | None) -> None:
    if month is None:
        raise Invalid(findings=(Finding("month", "请选择月份。"),))
    number = db.session.execute(
        select(Dossier.number).where(Dossier.department_id == department_id, Dossier.month == month)
    ).scalar()
    if number:
        sentence = f"{month.month} 月的月报已有一份（{number}），请在那一份上修改。"
        raise Invalid(findings=(Finding("month", sentence),))


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
        days = plans.get_catalogue(submission.year).settings.verification_working_days
        submission.verification_due_on = working_days.add_working_days(submission.found_on, days)
    if isinstance(submission, MonthlyReturn) and submission.month:
        submission.title = f"{submission.month.year} 年 {submission.month.month} 月月报"


def next_due(moment: datetime) -> datetime:
    """The next monthly due moment (A1: 24:00 of the 2nd, local) after `moment`, in UTC."""
    day = local_date(moment)
    due_day = plans.get_current().settings.due_day
    first = day.replace(day=1) if day.day <= due_day else month_after(day)
    return end_of_local_day(first.replace(day=due_day))


def list_revisions(dossier_id: int) -> list[Submission]:
    """Every trip of the dossier, newest first."""
    return list(
        db.session.execute(
            select(Submission).where(Submission.dossier_id == dossier_id).order_by(Submission.revision.desc())
        ).scalars()
    )
