"""How a submission went (办理过程): its four steps, the deeds of all its dossier's trips, its statutory clocks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from portal.domain.periods import local_date, screen_moment
from portal.domain.permissions import Actor, Permission, can
from portal.domain.privacy import mask_in
from portal.domain.workflow import SUBMISSION, Action, ReturnCode, Status
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.submissions import Step, Submission
from portal.services import clock, plans, readings, remarks, submissions, terms, working_days

TONES = {
    Action.SUBMIT: "info",
    Action.APPROVE: "good",
    Action.ACCEPT: "good",
    Action.RETURN: "bad",
    Action.REVOKE: "bad",
}
# By the stored words of a step.
DONE_WORDS = {(row.action, row.source.value): row.done for row in SUBMISSION}
RETURN_LABELS = {code.value: code.label for code in ReturnCode}


@dataclass(frozen=True)
class Gate:
    """One of the four steps: done, now or later."""

    label: str
    note: str
    state: str


@dataclass(frozen=True)
class Entry:
    """One deed on the timeline; `href_id` is the trip it belongs to, where that is not the one shown."""

    label: str
    who: str
    moment_text: str
    text: str
    tone: str
    href_id: int | None = None


@dataclass(frozen=True)
class History:
    """Everything about how one submission went. `trips` are the dossier's submissions that the reader may open."""

    gates: tuple[Gate, ...]
    timeline: tuple[Entry, ...]
    clocks: tuple[terms.Term, ...]
    last_return: Step | None
    trips: tuple[Submission, ...]

    @property
    def return_label(self) -> str:
        """The words of the last return's code."""
        return RETURN_LABELS.get(self.last_return.code, "") if self.last_return else ""


def tell(actor: Actor, submission: Submission) -> History:
    """The history of one submission and its dossier, as far as the actor may read it."""
    trips = tuple(
        trip
        for trip in submissions.list_revisions(submission.dossier_id)
        if can(actor, Permission.SUBMISSION_READ, trip)
    )
    timeline = list_timeline(trips, submission)
    if readings.must_mask(actor, submission):
        name = submission.party_name
        timeline = tuple(replace(entry, text=mask_in(entry.text, name)) for entry in timeline)
    return History(
        gates=list_gates(submission),
        timeline=timeline,
        clocks=terms.list_terms(submission),
        last_return=find_last_return(submission),
        trips=trips,
    )


def list_gates(submission: Submission) -> tuple[Gate, ...]:
    """Where the trip stands between the department and the accepted set, with who and when."""
    stamps = (submission.submitted_at, submission.approved_at, submission.accepted_at)
    people = (submission.submitted_by_id, submission.approved_by_id, submission.accepted_by_id)
    labels = ("部门提交", "分管领导同意", "执法监管科接收")
    reached = sum(stamp is not None for stamp in stamps)
    names = map_names(people)
    gates = [
        Gate(
            label, f"{names[person]}　{screen_moment(stamp)}" if person else "", "done" if stamp else "later"
        )
        for label, person, stamp in zip(labels, people, stamps, strict=True)
    ]
    if reached < len(gates):
        gates[reached] = Gate(labels[reached], describe_waiting(submission), "now")
    ends = {
        Status.ACCEPTED: "现行",
        Status.SUPERSEDED: f"{screen_moment(submission.ended_at)} 被后一次报送替代",
        Status.REVOKED: f"{screen_moment(submission.ended_at)} 撤销",
    }
    last = Gate(
        "计入统计与考核", ends.get(submission.status, "接收即生效"), "done" if reached == 3 else "later"
    )
    return (*gates, last)


def map_names(account_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these accounts; an account itself brings its department and all it was appointed to."""
    rows = db.session.execute(
        select(Account.id, Account.name).where(Account.id.in_(set(account_ids) - {None}))
    )
    return {row.id: row.name for row in rows}


def describe_waiting(submission: Submission) -> str:
    """How long the present step has waited, and its limit where the plan sets one."""
    if submission.status is Status.DRAFT:
        return "已退回，待修改后重新提交" if submission.is_returned else "草稿，还没有提交"
    since = submission.approved_at or submission.submitted_at
    waited = working_days.count_between(local_date(since), clock.today()) if since else 0
    limit = plans.get_catalogue(submission.year).settings.accept_working_days
    words = f"已等 {waited} 个工作日" if waited else "今天送到"
    return f"{words}，限 {limit} 个工作日" if submission.status is Status.LEADER_APPROVED else words


def list_timeline(trips: Sequence[Submission], submission: Submission) -> tuple[Entry, ...]:
    """The deeds on every trip, newest first."""
    authors = map_names(trip.created_by_id for trip in trips)
    return tuple(
        entry
        for trip in trips
        for entry in list_deeds(trip, authors[trip.created_by_id], trip.id != submission.id, len(trips) > 1)
    )


def list_deeds(trip: Submission, author: str, is_other: bool, is_one_of_many: bool) -> Iterator[Entry]:
    waiting = {Status.SUBMITTED: ("等待分管领导审批", "info"), Status.LEADER_APPROVED: ("等待接收", "next")}
    suffix = f"（第 {trip.revision} 次）" if is_one_of_many else ""
    href_id = trip.id if is_other else None
    if trip.status in waiting:
        words, tone = waiting[trip.status]
        department = trip.department.name if trip.status is Status.SUBMITTED else "执法监督管理科"
        yield Entry(words + suffix, department, "", "", tone, href_id)
    for step in reversed(trip.steps):
        yield Entry(
            describe_deed(step) + suffix,
            name_who(step),
            screen_moment(step.moment),
            tell_words(trip, step),
            TONES.get(step.action, "mute"),
            href_id,
        )
    yield Entry(
        ("开始填报" if trip.revision == 1 else "开始新一次报送") + suffix,
        author,
        screen_moment(trip.created_at),
        "",
        "mute",
        href_id,
    )


def tell_words(trip: Submission, step: Step) -> str:
    """What was said, and the fields that a return named."""
    named = remarks.list_labels(trip, step)
    return f"{step.comment}　涉及项目：{'、'.join(named)}。" if named else step.comment


def name_who(step: Step) -> str:
    """Who did it; a deputy with the leader they acted for."""
    return f"{step.actor.name}（代{step.acted_for.name}）" if step.acted_for else step.actor.name


def describe_deed(step: Step) -> str:
    words = DONE_WORDS.get((step.action, step.source), "办理")
    return f"{words}：{RETURN_LABELS[step.code]}" if step.code else words


def find_last_return(submission: Submission) -> Step | None:
    """The return that a draft still has to answer."""
    steps: Sequence[Step] = submission.steps if submission.is_returned else ()
    return next((step for step in reversed(steps) if step.action is Action.RETURN), None)
