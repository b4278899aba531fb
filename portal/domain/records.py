"""What consumers read of the accepted set (已接收的报送): frozen views, sums by category, and what is behind a sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Basis(StrEnum):
    """By which date cases enter the period. The official table knows the filing date only (R110, A5)."""

    FILED = "filed"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"filed": "按立案时间", "closed": "按结案时间"}[self.value]


@dataclass(frozen=True, slots=True)
class AcceptedRecord:
    """An accepted submission as evidence and exports see it. Amounts in 分, moments in UTC.

    What another kind of filing asks for is None. `kind` is the stored word: case, lead, monthly_return.
    """

    submission_id: int
    dossier_id: int
    number: str
    revision: int
    kind: str
    year: int
    department_id: int
    department_code: str
    department_name: str
    title: str
    category_code: str | None
    violation_code: str | None
    party_id: int | None
    party_name: str
    party_is_person: bool | None
    submitted_at: datetime
    reported_at: datetime
    accepted_at: datetime
    ended_at: datetime | None
    filed_on: date | None = None
    decided_on: date | None = None
    closed_on: date | None = None
    transferred_on: date | None = None
    excluded_days: int | None = None
    amount_involved: int | None = None
    fine: int | None = None
    confiscated: int | None = None
    loss_recovered: int | None = None
    is_internet: bool | None = None
    is_rural: bool | None = None
    is_typical: bool | None = None
    grade: int | None = None
    found_on: date | None = None
    serves_month: date | None = None
    verification_due_on: date | None = None
    verified_on: date | None = None
    claims_importance: bool | None = None
    confirms_importance: bool | None = None
    month: date | None = None
    waives_case: bool | None = None
    waives_lead: bool | None = None
    appeared_on: date | None = None
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class CategorySums:
    """One department's figures in one category, by the column keys of Annex 2; amounts in 分.

    Without a department several were added up. A count of none is 0, a sum over nothing but blanks is None
    (R113). `violations` counts the cases by (violation code, label written for 其他).
    """

    department_id: int | None
    category_code: str
    figures: Mapping[str, int | None]
    violations: Mapping[tuple[str | None, str | None], int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one submission adds to one figure. `day` is the date it is listed by, persons' names are masked."""

    submission_id: int
    number: str
    title: str
    department_name: str
    category_code: str | None
    day: date
    value: int
    may_open: bool = True

    @property
    def key(self) -> str:
        return f"{self.day.isoformat()}.{self.submission_id}"


def add(*amounts: int | None) -> int | None:
    """The sum of what is known; None when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
