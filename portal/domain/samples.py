"""The story of the sample portal (示例): who did what when in 2021, by fixed rules and without chance.

Pure: what happened comes out as events in the order of their moments; the service lives through them.
docs/sample-data.md tells the rules to readers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from portal.domain.content import Kind
from portal.domain.links import Relation
from portal.domain.periods import SHANGHAI, month_after, month_of
from portal.domain.referrals import Grounds
from portal.domain.workflow import ReturnCode

# The portal of the story opens with the year's first working day and stands still at the morning of this day.
OPENS = datetime(2021, 1, 4, 8, tzinfo=SHANGHAI)
ENDS = datetime(2021, 10, 8, 9, tzinfo=SHANGHAI)
MONTHS = tuple(date(2021, month, 1) for month in range(1, 10))

# What is known only after the filing of a case: its first trip leaves it out.
OUTCOME = (
    "closed_on",
    "amount_involved",
    "is_punished",
    "decided_on",
    "decision_content",
    "fine",
    "confiscated",
    "executed_on",
    "published_on",
    "is_transferred",
    "transferred_on",
    "summary_facts",
    "summary_result",
    "summary_effect",
    "loss_recovered",
    "is_typical",
)


class Deed(StrEnum):
    """What one person does to one filing."""

    DRAFT = "draft"
    REVISE = "revise"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    ACCEPT = "accept"
    REVOKE = "revoke"
    SHORTLIST = "shortlist"
    SELECT = "select"
    REFER = "refer"
    ACKNOWLEDGE = "acknowledge"
    LINK = "link"
    JOIN = "join"


@dataclass(frozen=True)
class Event:
    """One deed of the story. `key` names the filing; `details` is what the deed is given besides."""

    moment: datetime
    key: str
    deed: Deed
    by: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Filing:
    """Something to file: `details` of its draft hold kind and content, department codes still in place of ids."""

    key: str
    department: str
    kind: Kind
    content: Mapping[str, Any]
    number: int
    verdicts: Mapping[str, Any] = field(default_factory=dict)


class Reach(StrEnum):
    """How far a filing has come when the story ends."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED_BY_LEADER = "returned_by_leader"
    APPROVED = "approved"
    RETURNED_BY_SUPERVISION = "returned_by_supervision"
    ACCEPTED = "accepted"


IsWorkingDay = Callable[[date], bool]


class Calendar:
    """Days of the story; nobody works on a day off."""

    def __init__(self, is_working_day: IsWorkingDay) -> None:
        self.is_working_day = is_working_day

    def on_or_after(self, day: date) -> date:
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def on_or_before(self, day: date) -> date:
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def later(self, day: date, count: int) -> date:
        for _ in range(count):
            day = self.on_or_after(day + timedelta(days=1))
        return day

    def last_of(self, month: date) -> date:
        """The month's last working day: reports of this day are on time."""
        return self.on_or_before(month_after(month) - timedelta(days=1))

    def late_for(self, month: date) -> date:
        """The first working day from the 6th of the month after: reports of this day are late."""
        return self.on_or_after(month_after(month).replace(day=6))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A local moment."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def acceptor(filing: Filing) -> str:
    """执法监管科 does not accept its own filings; its head does (D11)."""
    if filing.department == "zfjd":
        return "supervision.head"
    return ("supervision", "supervision2")[filing.number % 2]


def trip(
    calendar: Calendar, filing: Filing, day: date, reach: Reach = Reach.ACCEPTED, *, revises: bool = False
) -> Iterator[Event]:
    """One trip through the gates, reported on `day`, as far as it came.

    Every seventh filing that went through was sent back once by its leader, every ninth once by supervision.
    """
    liaison, leader = f"{filing.department}.liaison", f"{filing.department}.leader"
    minute = filing.number % 29
    opening = Deed.REVISE if revises else Deed.DRAFT
    details = {"kind": filing.kind, "content": filing.content, "department": filing.department}
    yield Event(at(day, 9, minute), filing.key, opening, liaison, details)
    if reach is Reach.DRAFT:
        return
    yield Event(at(day, 9, 30 + minute), filing.key, Deed.SUBMIT, liaison)
    if reach is Reach.SUBMITTED:
        return
    if reach is Reach.RETURNED_BY_LEADER or filing.number % 7 == 3:
        yield sent_back(at(day, 10, 30), filing, leader, ReturnCode.MISSING_ATTACHMENT)
        if reach is Reach.RETURNED_BY_LEADER:
            return
        yield Event(at(day, 13, 30), filing.key, Deed.SUBMIT, liaison)
    yield Event(at(day, 15, minute), filing.key, Deed.APPROVE, leader)
    if reach is Reach.APPROVED:
        return
    judged = calendar.later(day, 1 + filing.number % 3)
    if reach is Reach.RETURNED_BY_SUPERVISION:
        # The same afternoon, so that it came back before the holidays.
        yield sent_back(at(day, 16, 30 + minute), filing, acceptor(filing), ReturnCode.MATERIAL_ERROR)
        return
    if filing.number % 9 == 5:
        yield sent_back(at(judged, 10, minute), filing, acceptor(filing), ReturnCode.MINOR_CORRECTION)
        yield Event(at(judged, 14, minute), filing.key, Deed.SUBMIT, liaison)
        yield Event(at(judged, 16, minute), filing.key, Deed.APPROVE, leader)
        judged = calendar.later(judged, 1)
    yield Event(
        at(judged, 10, 30 + minute), filing.key, Deed.ACCEPT, acceptor(filing), {"verdicts": filing.verdicts}
    )


COMMENTS = {
    ReturnCode.MISSING_ATTACHMENT: "请补齐证据材料清单后再报。",
    ReturnCode.MATERIAL_ERROR: "检查家次与台账不一致，请核对后重报。",
    ReturnCode.MINOR_CORRECTION: "个别文字有误，请更正。",
}


def sent_back(moment: datetime, filing: Filing, by: str, code: ReturnCode) -> Event:
    return Event(moment, filing.key, Deed.RETURN, by, {"code": code, "comment": COMMENTS[code]})


# Typical cases that a station reported after the month was due.
LATE_CASES = frozenset({22, 24, 25, 19})
# How far the last cases came; all others went through.
LAST_CASES = {34: Reach.APPROVED, 35: Reach.SUBMITTED, 36: Reach.RETURNED_BY_LEADER}


def tell_case(calendar: Calendar, department: str, content: Mapping[str, Any], number: int) -> list[Event]:
    """A case, `number` being its place in the sample file: every third is filed first and again when closed."""
    verdicts = {"grade": 3 + number % 3} if content.get("is_typical") else {}
    whole = Filing(f"case {number}", department, Kind.CASE, content, number, verdicts)
    reach = LAST_CASES.get(number, Reach.ACCEPTED)
    closed_on = content.get("closed_on")
    filed = calendar.on_or_after(content["filed_on"] + timedelta(days=3))
    known = content.get("transferred_on") or content["filed_on"]
    if closed_on is None:
        return list(trip(calendar, whole, calendar.on_or_after(known + timedelta(days=3)), reach))
    is_late = number in LATE_CASES
    day = calendar.late_for(month_of(closed_on)) if is_late else calendar.later(closed_on, 1)
    events: list[Event] = []
    if number % 3 == 0:
        early = {name: value for name, value in content.items() if name not in OUTCOME}
        first = Filing(whole.key, department, Kind.CASE, early, number)
        events += trip(calendar, first, filed)
    return events + list(trip(calendar, whole, day, reach, revises=number % 3 == 0))


def tell_aftermath() -> list[Event]:
    """What became of single cases: one revoked, some chosen as typical, two referred to the credit section."""
    head, clerk = "supervision.head", "supervision"
    judgement = "当事人违法行为性质恶劣、情节严重，社会危害较大，建议列入（示例）。"
    new_rules = Grounds(("7.1",), ("违法频次", "对人民群众生命健康的危害"), judgement)
    # Decided before Order 44 began on 2021-09-01: the old rules have no checklist.
    old_rules = Grounds((), (), judgement)
    return [
        Event(at(date(2021, 6, 15), 11), "case 14", Deed.SHORTLIST, clerk),
        Event(at(date(2021, 6, 17), 11), "case 4", Deed.SHORTLIST, clerk),
        Event(at(date(2021, 6, 22), 11), "case 14", Deed.SELECT, head),
        Event(at(date(2021, 8, 3), 11), "case 11", Deed.REVOKE, head, {"comment": "与另一卷宗重复，撤销。"}),
        Event(at(date(2021, 9, 17), 11), "case 33", Deed.REFER, clerk, {"grounds": new_rules}),
        Event(at(date(2021, 9, 18), 11), "case 33", Deed.ACKNOWLEDGE, "credit"),
        Event(at(date(2021, 9, 28), 11), "case 28", Deed.REFER, clerk, {"grounds": old_rules}),
    ]


def tell_links() -> list[Event]:
    """What supervision found to hang together: a series, an upstream, a separate case, and one party under two names."""
    series = {"relation": Relation.SERIES, "name": "转供电环节加价系列案", "note": ""}
    supply = {"relation": Relation.UPSTREAM, "note": "仿冒服装的生产环节（示例）。"}
    apart = {"relation": Relation.SEPARATE, "note": "另一批次由示例一所另案处理（示例）。"}
    told = (
        ("case 21", Deed.LINK, {"to": "case 22", **series}),
        ("case 21", Deed.LINK, {"to": "case 27", **series}),
        ("case 17", Deed.LINK, {"to": "case 26", **supply}),
        ("case 19", Deed.LINK, {"to": "case 24", **apart}),
        ("case 28", Deed.JOIN, {"to": "case 31", "reason": "同一单位，前后两种写法（示例）。"}),
    )
    day = date(2021, 9, 22)
    return [
        Event(at(day, 10, 5 * place), key, deed, "supervision", details)
        for place, (key, deed, details) in enumerate(told)
    ]


def in_order(events: Sequence[Event]) -> list[Event]:
    """By moment; what falls on one moment keeps the order in which it was told."""
    return sorted(events, key=lambda event: event.moment)
