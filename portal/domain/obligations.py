"""Obligations (报送义务): what a department owes for one month and how it met it (R083, R084, D1–D6). Pure.

Duties read `reported_at`, never the moment of acceptance: supervision's own delay changes no mark (D3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from portal.domain.content import Kind
from portal.domain.periods import local_date, month_of
from portal.domain.plan import Deadline
from portal.domain.scoring_input import Mark
from portal.domain.workflow import Status

NEVER = datetime.max.replace(tzinfo=UTC)
ENTERED = (Status.ACCEPTED, Status.SUPERSEDED)
AT_HOME = (Status.SUBMITTED, Status.DRAFT)


@dataclass(frozen=True)
class Filing:
    """What one submission says about one duty.

    `month` is the first of the month it serves: the one a case closed in, a lead names, a return reports. It
    `meets` the duty when a case is marked typical or a lead's importance is claimed; `waives` are the kinds
    that a return was granted to go without (免报). A restricted one (限阅) counts like any other. What is filed
    once a year names its `task` and has no month.
    """

    id: int
    department_id: int
    kind: Kind
    month: date | None
    status: Status
    reported_at: datetime | None
    accepted_at: datetime | None
    meets: bool
    waives: frozenset[Kind] = frozenset()
    is_restricted: bool = False
    task: str = ""

    @property
    def key(self) -> "Key":
        return self.department_id, self.kind, self.task or self.month


# Department, kind, and the month or the task it serves.
Key = tuple[int, Kind, date | str | None]


@dataclass(frozen=True)
class Duty:
    """One department owes one kind for one month, or a `task` once in the year, whose month is that of its due day.

    `due_at` is a UTC moment. `mark` is None before it is due with nothing accepted. `filing` is what the mark
    rests on, the return that asked for the waiver, or what is on its way; `may_open` says whether the person who
    asked may open it.
    """

    department_id: int
    kind: Kind
    month: date
    due_at: datetime
    mark: Mark | None
    filing: Filing | None = None
    may_open: bool = False
    task: Deadline | None = None

    @property
    def submission_id(self) -> int | None:
        """What a score may name as its evidence: a restricted filing (限阅) counts unnamed."""
        return self.filing.id if self.filing and not self.filing.is_restricted else None

    @property
    def reported_at(self) -> datetime | None:
        """When what it rests on left the department; None while that is the department's to send, at first or again.

        A return may keep the moment for the second pass (D2): until then nothing has been reported.
        """
        return self.filing.reported_at if self.filing and self.filing.status not in AT_HOME else None

    @property
    def due_on(self) -> date:
        """The local due day; the due moment is the midnight that ends it."""
        return local_date(self.due_at) - timedelta(days=1)

    @property
    def title(self) -> str:
        """What is owed, as the department is told."""
        if self.task:
            return self.task.title
        month = self.month.month
        return {
            Kind.CASE: f"典型案件（{month} 月办结）不少于 1 件",
            Kind.LEAD: f"重要线索（{month} 月）不少于 1 条",
            Kind.MONTHLY_RETURN: f"{month} 月月报和累计案件统计表 1 份",
        }[self.kind]

    @property
    def verdict(self) -> "Summary":
        return summarise([self])

    @property
    def is_readable(self) -> bool:
        """Whether what it rests on has left the department; a draft is the department's own."""
        return self.reported_at is not None

    @property
    def days_late(self) -> int:
        """Local days from the due day to the day it was reported; 0 when on time or not reported."""
        if self.reported_at is None or self.reported_at <= self.due_at:
            return 0
        return (local_date(self.reported_at) - self.due_on).days


Filings = Mapping[Key, Sequence[Filing]]


def judge(
    filings: Filings, department_id: int, kind: Kind, month: date, due_at: datetime, moment: datetime
) -> Duty:
    """How the duty stands at `moment`: met by the earliest report among accepted revisions (D2), waived (D5),
    waiting for supervision, or missing once the due moment has passed (D3).
    """
    about = [each for each in filings.get((department_id, kind, month), ()) if each.meets]
    filing = find_earliest(about, ENTERED)
    if filing is not None:
        mark: Mark | None = Mark.ON_TIME if (filing.reported_at or NEVER) <= due_at else Mark.LATE
    elif (filing := find_waiver(filings, department_id, kind, month)) is not None:
        mark = Mark.WAIVED
    elif (filing := find_earliest(about, (Status.LEADER_APPROVED,))) is not None:
        mark = Mark.PENDING if moment >= due_at else None
    else:
        filing = find_earliest(about, AT_HOME)
        mark = Mark.MISSING if moment >= due_at else None
    return Duty(department_id, kind, month, due_at, mark, filing)


def judge_task(
    filings: Filings, department_id: int, task: Deadline, due_at: datetime, moment: datetime
) -> Duty:
    """How a once-a-year duty stands at `moment`; nothing waives it."""
    kind, month = Kind(task.kind), month_of(local_date(due_at) - timedelta(days=1))
    about: Filings = {(department_id, kind, month): filings.get((department_id, kind, task.code), ())}
    return replace(judge(about, department_id, kind, month, due_at, moment), task=task)


def find_earliest(filings: Sequence[Filing], statuses: tuple[Status, ...]) -> Filing | None:
    """The filing in one of `statuses` that was reported first."""
    among = [each for each in filings if each.status in statuses]
    return min(among, key=lambda each: (each.reported_at or NEVER, each.id), default=None)


def find_waiver(filings: Filings, department_id: int, kind: Kind, month: date) -> Filing | None:
    """The accepted return that excused this duty; it lapses when a filing of that month is accepted later (D5)."""
    for granted in filings.get((department_id, Kind.MONTHLY_RETURN, month), ()):
        if granted.status is Status.ACCEPTED and kind in granted.waives:
            later = (
                each.status in ENTERED and (each.accepted_at or NEVER) > (granted.accepted_at or NEVER)
                for each in filings.get((department_id, kind, month), ())
            )
            return None if any(later) else granted
    return None


@dataclass(frozen=True)
class Summary:
    """All duties of one department and month in a few characters; only what needs someone `is_filled`.

    `is_complete` (已报齐): nothing more is asked of the department, though supervision may not have accepted it.
    """

    text: str
    tone: str
    is_filled: bool = True
    is_complete: bool = False


LACKING = {Kind.CASE: "缺案件", Kind.LEAD: "缺线索", Kind.MONTHLY_RETURN: "缺月报"}


def summarise(duties: Sequence[Duty]) -> Summary:
    """The cell of the grid, the worst thing first: missing, late, waiting, not yet due, met."""
    marks = [duty.mark for duty in duties]
    missing = [duty for duty in duties if duty.mark is Mark.MISSING]
    if missing:
        everything = len(missing) == len(duties) and len(duties) > 1
        return Summary(
            "✕ 未报" if everything else "✕ " + "、".join(LACKING.get(duty.kind, "未报") for duty in missing),
            "bad",
        )
    if Mark.PENDING in marks:
        return Summary("… 待接收", "info", is_complete=True)
    if None in marks:
        lacking = [duty for duty in duties if duty.mark is None and duty.reported_at is None]
        if len(lacking) == len(duties) and not any(duty.filing for duty in duties):
            return Summary("未动", "mute")
        if lacking:
            return Summary(f"… 差 {len(lacking)} 项", "info")
        return Summary("… 待接收", "info", is_complete=True)
    if Mark.LATE in marks:
        return Summary(f"迟 {max(duty.days_late for duty in duties)} 天", "warn", is_complete=True)
    if set(marks) == {Mark.WAIVED}:
        return Summary("— 免报", "mute", is_complete=True)
    return Summary("✓ 按时", "good", is_filled=False, is_complete=True)
