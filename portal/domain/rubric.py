"""The rubric (评分规则) of a plan file as frozen values. How it is applied stands in `scoring`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

Sheet = Literal["enforcement", "section"]
Method = Literal[
    "monthly_share", "graded_best", "adoptions", "lead_outcome", "decided_in_time", "reports", "by_hand"
]

# What each method reads from the indicator's `parameters`; a plan file that lacks one is refused.
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "monthly_share": ("late_share",),
    "graded_best": ("top_grade",),
    "adoptions": ("best_cases", "district", "city", "national", "co_handler_share"),
    "reports": ("late", "missing", "per_tenth_returned"),
}


@dataclass(frozen=True)
class Series:
    """Departments compared with each other (系列). A series that is not ranked is only banded.

    `best_cases` is the constant number of cases that T2 looks at.
    """

    code: Literal["station", "brigade", "section"]
    title: str
    sheet: Sheet
    is_ranked: bool
    best_cases: int = 0


@dataclass(frozen=True)
class Indicator:
    """One line of a sheet (指标). With `always_applies`, no occasion earns no points.

    `kind` says whose monthly marks the method monthly_share reads.
    """

    code: str
    sheet: Sheet
    title: str
    points: Decimal
    method: Method
    rule: str
    kind: Literal["", "case", "lead"] = ""
    parameters: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    always_applies: bool = False


@dataclass(frozen=True)
class Band:
    """等次: the band of every total from `minimum` up to the next band."""

    minimum: Decimal
    label: str
    tone: str


@dataclass(frozen=True)
class Adjustment:
    """A bonus (加分) or deduction (扣分) item: points for each entry, always written positive."""

    code: str
    title: str
    points: Decimal
    zeroes_indicator: bool = False


@dataclass(frozen=True)
class Rubric:
    """`excluded` departments take no part unless the supervision head adds them.

    Under `minimum_applicable` applicable points a department is not scored (不参评).
    """

    minimum_applicable: Decimal
    bonus_cap: Decimal
    series: tuple[Series, ...]
    bands: tuple[Band, ...]
    indicators: tuple[Indicator, ...]
    bonuses: tuple[Adjustment, ...]
    deductions: tuple[Adjustment, ...]
    excluded: tuple[str, ...] = ()

    def get_series(self, code: str) -> Series:
        """Raises KeyError for a series the rubric does not score (none)."""
        for series in self.series:
            if series.code == code:
                return series
        raise KeyError(code)

    def list_indicators(self, sheet: Sheet) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if indicator.sheet == sheet)

    def band(self, total: Decimal) -> Band:
        """The highest band the total reaches; the last band begins at 0, so there always is one."""
        return next(band for band in self.bands if total >= band.minimum)
