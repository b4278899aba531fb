"""The handshake board (移送与移交): one row a referral, one column a step, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.domain.drawings import Page
from portal.domain.periods import local_date, screen_moment
from portal.domain.permissions import Actor, Permission, Role
from portal.domain.workflow import Action, ReferralStatus, Transition
from portal.extensions import db
from portal.models.referrals import Referral, ReferralStep
from portal.models.submissions import Submission
from portal.services import clock, transitions, working_days
from portal.services.visibility import visible_to

PAGE_SIZE = 50
AT_CREDIT = (ReferralStatus.SENT, ReferralStatus.ACKNOWLEDGED, ReferralStatus.TAKEN)
AT_SENDER = (ReferralStatus.RETURNED,)
CONCLUDED = (ReferralStatus.LISTED, ReferralStatus.NOT_LISTED)
TIMED = (ReferralStatus.SENT, ReferralStatus.ACKNOWLEDGED)


class Tab(StrEnum):
    OPEN = "open"
    OURS = "ours"
    THEIRS = "theirs"
    CONCLUDED = "concluded"

    @property
    def label(self) -> str:
        return {"open": "办理中", "ours": "轮到我方", "theirs": "轮到对方", "concluded": "已有结果"}[
            self.value
        ]


@dataclass(frozen=True)
class Stage:
    """One column's cell: `state` done, waiting or later. `days` are working days left, negative when past."""

    state: str = "later"
    title: str = ""
    note: str = ""
    tone: str = "mute"
    days: int | None = None
    due_text: str = ""

    @property
    def clock_text(self) -> str:
        if self.days is None:
            return ""
        if self.days < 0:
            return f"超时 {-self.days} 个工作日"
        return f"还有 {self.days} 个工作日" if self.days else "今天 24:00 截止"


@dataclass(frozen=True)
class Handshake:
    """One row: the referral, its four stages and the steps that its reader may take."""

    referral: Referral
    submission: Submission
    stages: tuple[Stage, Stage, Stage, Stage]
    steps: tuple[Transition, ...]


def list_board(actor: Actor, tab: Tab, after: int | None = None) -> Page:
    """The referrals of a tab: open ones the longest waiting first, concluded ones the latest first.

    Never ordered by any amount. `after` is a key of a page.
    """
    is_concluded = tab is Tab.CONCLUDED
    wanted = [visible_to(actor, Permission.REFERRAL_READ), Referral.status.in_(statuses_of(actor, tab))]
    if after:
        wanted.append(Referral.id < after if is_concluded else Referral.id > after)
    found = list(
        db.session.execute(
            select(Referral)
            .join(Submission, Submission.id == Referral.submission_id)
            .options(
                joinedload(Referral.submission), joinedload(Referral.dossier), selectinload(Referral.steps)
            )
            .where(*wanted)
            .order_by(Referral.id.desc() if is_concluded else Referral.id)
            .limit(PAGE_SIZE + 1)
        ).scalars()
    )
    shown = found[:PAGE_SIZE]
    return Page(
        rows=tuple(read(actor, referral) for referral in shown),
        previous_key="" if after else None,
        next_key=str(shown[-1].id) if len(found) > PAGE_SIZE else None,
        total=count_tabs(actor)[tab],
    )


def count_tabs(actor: Actor) -> dict[Tab, int]:
    rows = db.session.execute(
        select(Referral.status, func.count())
        .join(Submission, Submission.id == Referral.submission_id)
        .where(visible_to(actor, Permission.REFERRAL_READ))
        .group_by(Referral.status)
    )
    counts = {row[0]: row[1] for row in rows}
    return {tab: sum(counts.get(status, 0) for status in statuses_of(actor, tab)) for tab in Tab}


def count_overdue(actor: Actor) -> int:
    """How many wait beyond their term for the credit section."""
    overdue: ColumnElement[bool] = Referral.due_at <= clock.now()
    return db.session.execute(
        select(func.count())
        .select_from(Referral)
        .join(Submission, Submission.id == Referral.submission_id)
        .where(visible_to(actor, Permission.REFERRAL_READ), Referral.status.in_(TIMED), overdue)
    ).scalar_one()


def statuses_of(actor: Actor, tab: Tab) -> Sequence[ReferralStatus]:
    """Our turn is the other side's wait: the credit section and the senders see the two tabs exchanged."""
    ours, theirs = (AT_CREDIT, AT_SENDER) if Role.CREDIT in actor.roles else (AT_SENDER, AT_CREDIT)
    return {
        Tab.OPEN: AT_CREDIT + AT_SENDER,
        Tab.OURS: ours,
        Tab.THEIRS: theirs,
        Tab.CONCLUDED: CONCLUDED,
    }[tab]


def read(actor: Actor, referral: Referral) -> Handshake:
    """One referral as a row of the board and as its page shows it."""
    submission = referral.submission
    steps = tuple(
        row
        for row in transitions.list_available(actor, referral, about=submission)
        if referral.note or row.action is not Action.ANSWER
    )
    latest = {step.action: step for step in referral.steps}
    stages = (
        finish(latest[Action.SEND]),
        draw_acknowledging(referral, latest),
        draw_taking(referral, latest),
        draw_working(referral, latest),
    )
    return Handshake(referral, submission, stages, steps)


def draw_acknowledging(referral: Referral, latest: dict[Action, ReferralStep]) -> Stage:
    if referral.status is ReferralStatus.SENT:
        return wait(referral, "等信用科签收")
    return finish(latest[Action.ACKNOWLEDGE])


def draw_taking(referral: Referral, latest: dict[Action, ReferralStep]) -> Stage:
    if referral.status is ReferralStatus.ACKNOWLEDGED:
        return wait(referral, "等信用科受理")
    if referral.status is ReferralStatus.RETURNED:
        step = latest[Action.RETURN]
        return Stage("waiting", f"退回：{step.comment}", screen_moment(step.moment), "warn")
    if referral.taken_at:
        return finish(latest[Action.TAKE], "受理")
    return Stage()


def draw_working(referral: Referral, latest: dict[Action, ReferralStep]) -> Stage:
    if referral.status is ReferralStatus.TAKEN:
        begun = local_date(latest[Action.TAKE].moment)
        spent = working_days.count_between(begun, clock.today())
        return Stage("waiting", "信用科办理中", f"已办 {spent} 个工作日", "info")
    if referral.status is ReferralStatus.LISTED:
        return finish(latest[Action.LIST], f"已列入 {referral.decision_number}")
    if referral.status is ReferralStatus.NOT_LISTED:
        return finish(latest[Action.DECLINE], "不予列入", "mute")
    return Stage()


def finish(step: ReferralStep, title: str = "", tone: str = "good") -> Stage:
    """A step that is done: what came of it, or else which department took it; the timeline names the person."""
    department = step.actor.department
    who = department.short_name if department else step.actor.name
    return Stage("done", title or who, screen_moment(step.moment), tone)


def wait(referral: Referral, title: str) -> Stage:
    # Terms end at 24:00, which is already the next day.
    last_day = local_date(referral.due_at - timedelta(microseconds=1))
    days = count_days_left(last_day, clock.today())
    tone = "bad" if days < 0 else "info"
    return Stage("waiting", title, "", tone, days, f"{last_day} 24:00 截止")


def count_days_left(last_day: date, today: date) -> int:
    """Working days until `last_day`; at least one too many once it is past, even on a day off."""
    if today <= last_day:
        return working_days.count_between(today, last_day)
    return -max(1, working_days.count_between(last_day, today))
