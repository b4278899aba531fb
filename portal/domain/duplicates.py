"""Duplicates: whether two filings might be one and the same case or lead. Reasons, no verdict."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from portal.domain.parties import normalise

# Texts are near-equal from this share of common pairs of characters on; shorter ones are alike by chance.
NEAR = 0.85
SHORTEST_TEXT = 30
LONGEST_TEXT = 1000
# Names of parties are offered as perhaps the same from this share on.
NEAR_NAME = 0.6

UNSPOKEN = re.compile(r"[\W_]+")


class Reason(StrEnum):
    """Why two filings might be the same."""

    PARTY = "party"
    DECISION = "decision"
    TEXT = "text"

    @property
    def label(self) -> str:
        return {
            Reason.PARTY: "当事人、类别相同，日期相近",
            Reason.DECISION: "处罚决定书文号相同",
            Reason.TEXT: "文字几乎相同",
        }[self]


@dataclass(frozen=True)
class Facts:
    """What is compared of a filing. `is_same_party` is asked of the other one only."""

    category_code: str | None
    day: date | None
    decision_number: str | None
    text: str
    is_same_party: bool = False


# The text that is written is held against a hundred others.
@lru_cache(maxsize=256)
def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without spaces and punctuation."""
    plain = UNSPOKEN.sub("", normalise(text))
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def similarity(one: str, other: str) -> float:
    """How much two texts have in common, 0 to 1 (Dice over pairs of characters)."""
    left, right = bigrams(one), bigrams(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def is_near_equal(one: str, other: str) -> bool:
    one, other = one[:LONGEST_TEXT], other[:LONGEST_TEXT]
    shorter, longer = sorted((len(one), len(other)))
    # Texts of very different lengths have too little in common, whatever they say.
    return shorter >= SHORTEST_TEXT and 2 * shorter >= longer and similarity(one, other) >= NEAR


def plain_number(number: str | None) -> str:
    """A document number as it is compared: 〔2021〕, [2021] and (2021) are alike."""
    return UNSPOKEN.sub("", normalise(number or ""))


BRACKETS = (("〔", "〕"), ("[", "]"), ("(", ")"), ("（", "）"), ("【", "】"), ("［", "］"))


def spell_number(number: str | None) -> list[str]:
    """The ways in which a document number is found written, as it stands and with other brackets about its year."""
    if not number:
        return []
    plain = number.strip()
    for left, right in BRACKETS:
        plain = plain.replace(left, "[").replace(right, "]")
    return [number, *(plain.replace("[", left).replace("]", right) for left, right in BRACKETS)]


def find_reasons(own: Facts, other: Facts, days: int) -> Iterator[Reason]:
    """Why `other` might be the same as `own`, dates counting as near up to so many days apart."""
    is_near = own.day is not None and other.day is not None and abs((own.day - other.day).days) <= days
    is_alike = is_near and own.category_code is not None and own.category_code == other.category_code
    if is_alike and other.is_same_party:
        yield Reason.PARTY
    if plain_number(own.decision_number) and plain_number(own.decision_number) == plain_number(
        other.decision_number
    ):
        yield Reason.DECISION
    if is_near_equal(own.text, other.text):
        yield Reason.TEXT
