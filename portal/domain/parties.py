"""Parties (当事人): how names are compared, who counts as a natural person, and who as a repeat offender (屡罚屡犯)."""

import unicodedata
from collections.abc import Iterable
from datetime import date

from portal.domain.privacy import looks_like_person

# A shorter question would list half of the parties.
SHORTEST_QUESTION = 2


def normalise(name: str) -> str:
    """A name as it is compared: full-width forms folded, no spaces, brackets alike."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def spell_code(code: str) -> str:
    """A 统一社会信用代码 as it is kept: half-width capitals without spaces."""
    return "".join(unicodedata.normalize("NFKC", code).split()).upper()


def is_person(name: str, marked: bool | None) -> bool:
    """Whether a party is a natural person: as marked, and where nobody could mark it as its name looks."""
    return looks_like_person(name) if marked is None else marked


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def is_repeat_offender(decided: Iterable[date], today: date, cases: int, months: int) -> bool:
    """Whether so many of these decisions, one a case in force, fall within so many months before `today` (R025e)."""
    since = months_before(today, months)
    return sum(since < day <= today for day in decided) >= cases


WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def holds_organisation_code(code: str) -> bool:
    """Whether the nine characters of an organisation code (组织机构代码) hold by their last one (GB 11714)."""
    total = sum(int(character, 36) * weight for character, weight in zip(code, WEIGHTS, strict=False))
    return "0X987654321"[total % 11] == code[8]
