"""The yearly plan (方案) as frozen values: what `catalogue` reads and everybody else looks up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, Protocol, TypeVar

from portal.domain.rubric import Rubric


class Coded(Protocol):
    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Coded)


def _by_code(rows: tuple[T, ...], code: str) -> T:
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(code)


DepartmentSeries = Literal["station", "brigade", "section", "none"]
TaskMark = Literal["规定", "自选", "未注明"]
Kind = Literal["", "case", "lead", "monthly_return", "publicity", "report", "contacts"]
Scope = Literal["everyone", "owes_case", "owes_lead", "owes_return", "bureau"]


@dataclass(frozen=True)
class UpstreamDocument:
    """上级文件 that the plan carries out (R008)."""

    document_number: str
    issuer: str
    title: str


@dataclass(frozen=True)
class Settings:
    """Limits and quotas. Names say the unit; days without `working` are natural days (自然日)."""

    due_day: int
    first_owed: date
    last_owed: date
    monthly_case_quota: int
    monthly_lead_quota: int
    quarters_without_report: tuple[int, ...]
    reminder_working_days: int
    approve_working_days: int
    accept_working_days: int
    acknowledge_working_days: int
    kept_if_approved_again_working_days: int
    close_month_working_days: int
    verification_working_days: int
    verification_extension_working_days: int
    decision_days: int
    extension_days: int
    closing_approval_working_days: int
    publicity_working_days: int
    annual_table_through: date
    contact_person: str = ""
    contact_phone: str = ""
    # 屡罚屡犯 (R025e): so many decided cases in force within so many months.
    repeat_offender_cases: int = 2
    repeat_offender_months: int = 24
    # Filings of one party and category are asked about when their dates lie no further apart.
    duplicate_days: int = 30


@dataclass(frozen=True)
class DepartmentPlan:
    """A department (部门) and what it owes every month (D1), from the local date `open_from` until `open_to`, both
    included (D9). One of them `receives` the filings.
    """

    code: str
    name: str
    short_name: str
    series: DepartmentSeries
    aliases: tuple[str, ...] = ()
    owes_case: bool = False
    owes_lead: bool = False
    owes_return: bool = False
    receives: bool = False
    is_sample: bool = False
    open_from: date | None = None
    open_to: date | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.code, self.name, self.short_name, *self.aliases)


@dataclass(frozen=True)
class DepartmentGroup:
    """A name that stands for many departments at once, such as 市场所 (R003)."""

    code: str
    name: str
    series: DepartmentSeries
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Violation:
    """A kind of violation (违法行为类型): text as in the plan, and the name filled into Annex 2 (R114)."""

    code: str
    requirement: str
    text: str
    fill_in: str
    behaviour: str
    goods: tuple[str, ...] = ()
    industry: str = ""
    area: str = ""
    task_mark: TaskMark = "未注明"


@dataclass(frozen=True)
class Note:
    requirement: str
    text: str


@dataclass(frozen=True)
class Category:
    """A category (案件类别). `title` is the plan's name, `table_title` that of Annex 2 (R029).

    `fixed_label` is printed in Annex 2's second column as it stands; if empty, the kinds met are filled in.
    `listing_articles` names articles ("8") or circumstances ("7.2") of the listing regulation that may fit.
    """

    code: str
    requirement: str
    title: str
    table_title: str
    responsible: tuple[str, ...]
    violations: tuple[Violation, ...]
    listing_articles: tuple[str, ...]
    cooperating: tuple[str, ...] = ()
    fixed_label: str = ""
    fill_in_examples: tuple[str, ...] = ()
    listing_note: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Cue:
    """Words by which a text speaks of one category and not of another."""

    category: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Miscoding:
    """A usual mis-coding (常见错归类): goods named by `words` sit in each of `categories` (R028)."""

    code: str
    words: tuple[str, ...]
    categories: tuple[str, ...]
    message: str
    cues: tuple[Cue, ...] = ()

    def speaks_against(self, category: str, text: str) -> bool:
        """Whether the text speaks of another of the categories and of this one with no word."""
        spoken = {cue.category for cue in self.cues if any(word in text for word in cue.words)}
        return bool(spoken) and category not in spoken


@dataclass(frozen=True)
class Labelled:
    code: str
    label: str


@dataclass(frozen=True)
class LeadSources:
    """线索来源 (R031–R033): where a lead may come from."""

    activities: tuple[Labelled, ...]
    data: tuple[Labelled, ...]
    external: tuple[Labelled, ...]


@dataclass(frozen=True)
class Deadline:
    """One rule of the calendar (报送日历, R092). A monthly rule falls on `Settings.due_day`."""

    code: str
    requirement: str
    title: str
    rule: Literal["monthly", "once", "window", "milestone", "any_time"]
    scope: Scope
    kind: Kind = ""
    period: Literal["", "month_before", "cumulative", "annual", "fixed"] = ""
    due_on: date | None = None
    window_start: date | None = None
    window_end: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    # For heads of columns.
    short_title: str = ""
    # The task it is filed together with.
    part_of: str = ""


@dataclass(frozen=True)
class BlankPair:
    """A row and column of Annex 2 that do not correspond and stay blank (R113)."""

    category: str
    column: str


@dataclass(frozen=True)
class Annex:
    code: str
    number: int
    title: str
    notes: tuple[str, ...]
    not_corresponding: tuple[BlankPair, ...] = ()


@dataclass(frozen=True)
class ReturnCode:
    """退回原因 (D2). `restarts_clock`: what is approved again counts from that later moment."""

    code: str
    label: str
    restarts_clock: bool = False
    is_material: bool = False


@dataclass(frozen=True)
class ListingArticle:
    """An article of the listing regulation with its circumstances, abridged."""

    code: str
    title: str
    circumstances: tuple[Labelled, ...]


@dataclass(frozen=True)
class ListingRegime:
    """The rules on the list of serious offenders (严重违法失信名单) for decisions of these dates.

    It knows no money threshold and gives no verdict: articles and factors are a checklist for a person.
    """

    code: str
    title: str
    has_checklist: bool
    term_years: int
    facts: tuple[str, ...]
    articles: tuple[ListingArticle, ...] = ()
    heavier_penalties: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None

    def covers(self, decided_on: date) -> bool:
        return (self.effective_from is None or self.effective_from <= decided_on) and (
            self.effective_to is None or decided_on <= self.effective_to
        )


@dataclass(frozen=True)
class Decision:
    """How the portal reads what the plan leaves open (A1–A13, D1–D16)."""

    code: str
    text: str


@dataclass(frozen=True)
class Catalogue:
    """One campaign year. Lookups raise KeyError for an unknown code."""

    year: int
    title: str
    campaign_name: str
    document_number: str
    issued_on: date
    bureau_name: str
    upstream: tuple[UpstreamDocument, ...]
    settings: Settings
    departments: tuple[DepartmentPlan, ...]
    department_groups: tuple[DepartmentGroup, ...]
    categories: tuple[Category, ...]
    miscodings: tuple[Miscoding, ...]
    lead_sources: LeadSources
    origins: tuple[Labelled, ...]
    media: tuple[Labelled, ...]
    calendar: tuple[Deadline, ...]
    annexes: tuple[Annex, ...]
    return_codes: tuple[ReturnCode, ...]
    listing_regimes: tuple[ListingRegime, ...]
    decisions: tuple[Decision, ...]
    rubric: Rubric
    # What cases are coded by besides the kind of violation (R010, R011, R037).
    industries: tuple[Labelled, ...] = ()
    products: tuple[Labelled, ...] = ()
    quality_flags: tuple[Labelled, ...] = ()
    focus_tags: tuple[Labelled, ...] = ()

    @property
    def tasks(self) -> tuple[Deadline, ...]:
        """What is filed once in the year (R081–R088); what is part of another task is filed with it."""
        return tuple(each for each in self.calendar if each.rule == "once" and each.kind and not each.part_of)

    def task(self, code: str) -> Deadline:
        return _by_code(self.tasks, code)

    def task_period(self, task: Deadline) -> tuple[date, date]:
        """The local days a task tells of: its own, else from 1 January through the annual table's last day (A4)."""
        start, end = date(self.year, 1, 1), self.settings.annual_table_through
        return task.period_start or start, task.period_end or end

    def department(self, code: str) -> DepartmentPlan:
        return _by_code(self.departments, code)

    def department_by_alias(self, text: str) -> DepartmentPlan | None:
        """The department written in any of its spellings (R003), spaces ignored; None if unknown.

        A group's name (市场所) is no department and answers None.
        """
        wanted = "".join(text.split())
        return next((found for found in self.departments if wanted in found.spellings), None)

    def category(self, code: str) -> Category:
        return _by_code(self.categories, code)

    def category_by_title(self, text: str) -> Category | None:
        """The category written as code, as in the plan, as in Annex 2, or as the beginning of only one; else None."""
        wanted = "".join(text.split())
        for category in self.categories:
            if wanted in (category.code, category.title, category.table_title):
                return category
        titles = {title: c for c in self.categories for title in (c.title, c.table_title)}
        begun = {c.code: c for title, c in titles.items() if len(wanted) > 1 and title.startswith(wanted)}
        return next(iter(begun.values())) if len(begun) == 1 else None

    def violation(self, code: str) -> Violation:
        return self._violations[code]

    @cached_property
    def _violations(self) -> Mapping[str, Violation]:
        # An import asks for one in every row.
        return {
            violation.code: violation for category in self.categories for violation in category.violations
        }

    def annex(self, number: int) -> Annex:
        return _by_code(self.annexes, f"annex{number}")

    def return_code(self, code: str) -> ReturnCode:
        return _by_code(self.return_codes, code)

    def listing_regime(self, decided_on: date) -> ListingRegime:
        """The rules of the day the penalty was decided on; the campaign of 2021 straddles two."""
        return next(regime for regime in self.listing_regimes if regime.covers(decided_on))
