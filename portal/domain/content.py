"""What a filing says: its content fields in the order of the paper form, with the label each carries everywhere.

Forms, import templates, the difference between revisions and the copy a revision starts from read these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain import cases, contacts, leads, monthly_returns, publicity, reports
from portal.domain.catalogue import Catalogue


class Kind(StrEnum):
    """What a dossier is about. The address of a kind is its word with hyphens."""

    CASE = "case"
    LEAD = "lead"
    MONTHLY_RETURN = "monthly_return"
    PUBLICITY = "publicity"
    REPORT = "report"
    CONTACTS = "contacts"

    @property
    def label(self) -> str:
        return KIND_LABELS[self.value]

    @property
    def slug(self) -> str:
        return self.value.replace("_", "-")


KIND_LABELS: Mapping[str, str] = {
    "case": "案件",
    "lead": "线索",
    "monthly_return": "月报",
    "publicity": "宣传信息",
    "report": "工作情况报告",
    "contacts": "联络员表",
}

# The parts of each form in paper order: title and the fields of content in it. Page and form draw from the same.
Parts = tuple[tuple[str, tuple[str, ...]], ...]

CONTENT: Mapping[str, Mapping[str, str]] = {
    "case": cases.LABELS,
    "lead": leads.LABELS,
    "monthly_return": monthly_returns.LABELS,
    "publicity": publicity.LABELS,
    "report": reports.LABELS,
    "contacts": contacts.LABELS,
}
SECTIONS: Mapping[str, Parts] = {
    "case": cases.PARTS,
    "lead": leads.PARTS,
    "monthly_return": monthly_returns.PARTS,
    "publicity": publicity.PARTS,
    "report": reports.PARTS,
    "contacts": contacts.PARTS,
}
# Days of a filing; its months say which duty it serves and are no dates.
DATES = frozenset((*cases.DATES, *leads.DATES, *publicity.DATES))

# Several codes in one value, separated by spaces.
MANY = frozenset(("secondary_categories", "quality_flags", "focus_tags", "co_handlers"))

TICKS, TICK_WORDS = cases.TICKS, cases.TICK_WORDS
# What a text of several paragraphs may hold, in characters; the parts of a report more.
LONGEST_TEXT, LONGEST_REPORT = 5_000, 20_000
# Ticked or left alone: a box left alone says no more than one that was never asked.
BOXES = frozenset(
    (*TICK_WORDS, "party_is_person", "is_major", "is_typical", "claims_importance", "affirms_statistics")
)


def name_parts(kind: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The parts of the form with (field, label) of each question, as a return names them."""
    labels = {**CONTENT[kind], "lines": "出动与检查"}
    return tuple((title, tuple((name, labels[name]) for name in names)) for title, names in SECTIONS[kind])


@dataclass(frozen=True)
class Readership:
    """Who may be named in a restricted dossier (限阅), as (account id, words), and the names of those who are.

    Nobody named yet: the dossier is still to be opened, restricted or not.
    """

    people: tuple[tuple[int, str], ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choices:
    """What a form offers to choose from: months by their first day, departments and cases as (id, words).

    `tasks` are the once-a-year duties that may be filed, as (code, title).
    """

    catalogue: Catalogue
    months: tuple[date, ...] = ()
    departments: tuple[tuple[int, str], ...] = ()
    cases: tuple[tuple[int, str], ...] = ()
    readership: Readership | None = None
    tasks: tuple[tuple[str, str], ...] = ()
