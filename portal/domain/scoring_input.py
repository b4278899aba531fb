"""What a department's score is computed from: counts, marks and the filings behind them.

No field here holds an amount of money, and none may be added: fines and confiscations must not be tied to the
assessment of those who impose them, directly or in disguise (行政处罚法 §74).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class Mark(StrEnum):
    """How a monthly duty was met (R094). Pending (待接收): left the department, not yet judged (D3)."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    WAIVED = "waived"
    PENDING = "pending"

    @property
    def label(self) -> str:
        return _MARK_LABELS[self]


_MARK_LABELS = {
    Mark.ON_TIME: "按时",
    Mark.LATE: "迟报",
    Mark.MISSING: "未报",
    Mark.WAIVED: "免报",
    Mark.PENDING: "待接收",
}


class Level(StrEnum):
    """Where a typical case (典型案例) was adopted. The values are the names of the rubric's parameters."""

    DISTRICT = "district"
    CITY = "city"
    NATIONAL = "national"

    @property
    def label(self) -> str:
        return {"district": "区", "city": "市", "national": "总局"}[self.value]


@dataclass(frozen=True)
class Evidence:
    """What a line rests on: a filing, another page, or neither (missing, or restricted 限阅: named only)."""

    text: str
    submission_id: int | None = None
    url: str = ""


@dataclass(frozen=True)
class MonthMark:
    """`month` is the first of the month served. A waiver (免报) names the return that asked for it.

    A met duty without a submission id is a restricted one.
    """

    month: date
    mark: Mark
    submission_id: int | None = None


@dataclass(frozen=True)
class GradedCase:
    """A marked case (典型案件) and its grade at acceptance, 0–5."""

    submission_id: int
    grade: Decimal


@dataclass(frozen=True)
class Adoption:
    """One adoption of a case. Adoptions of the same dossier count once, at their best."""

    dossier_id: int
    submission_id: int
    level: Level
    is_co_handler: bool = False


@dataclass(frozen=True)
class LeadOutcome:
    """A lead (线索). Only those whose time for verification had ended by the cut-off are looked at."""

    submission_id: int | None
    term_ended: bool
    verified_in_time: bool
    confirmed_important: bool


@dataclass(frozen=True)
class CaseClock:
    """A case. `term_ended`: 90 + 30 days and the excluded days had passed by the cut-off.

    `decided_in_time`: by the cut-off it had been decided or closed.
    """

    submission_id: int
    term_ended: bool
    decided_in_time: bool


@dataclass(frozen=True)
class ReportCounts:
    """Duties of the kinds named in `counted` (月报, 联络员表 …), and returns for material error.

    `passes` counts what passed gate one (leader's approvals), of which `material_returns` came back.
    """

    owed: int
    late: int
    missing: int
    passes: int
    material_returns: int
    pending: int = 0
    counted: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class ManualEntry:
    """A person's entry for an indicator the portal cannot compute. `points` None = not entered yet."""

    points: Decimal | None
    note: str
    applicable: bool = True
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class RegisterEntry:
    """A bonus or deduction with its proof. `indicator`: the one set to zero, where the rule asks for it."""

    code: str
    note: str
    count: int = 1
    indicator: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class ScoringInput:
    """One department in one round. `series` is the department's, and must be one the rubric scores."""

    department: str
    series: str
    case_months: tuple[MonthMark, ...] = ()
    lead_months: tuple[MonthMark, ...] = ()
    grades: tuple[GradedCase, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    leads: tuple[LeadOutcome, ...] = ()
    cases: tuple[CaseClock, ...] = ()
    reports: ReportCounts | None = None
    manual: Mapping[str, ManualEntry] = field(default_factory=lambda: MappingProxyType({}))
    bonuses: tuple[RegisterEntry, ...] = ()
    deductions: tuple[RegisterEntry, ...] = ()
