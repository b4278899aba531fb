"""What changed between two revisions (变动), field by field, in the words of the page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from portal.domain.content import BOXES, MANY
from portal.domain.money import format_wan

# Amounts are 分 in content and 万元 on every page.
MONEY = frozenset({"amount_involved", "compensation", "fine", "confiscated", "loss_recovered"})
MONTHS = frozenset({"month", "serves_month"})
LONG = 24
# How much of an unchanged stretch stands on either side of a change.
KEPT = 12
# A long text is compared sentence by sentence: the comparison costs quadratic time.
BY_SENTENCE = 1500
WORD = re.compile(r"[0-9][0-9,.]*|[A-Za-z]+|\s+|.", re.DOTALL)
SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?")

Words = Mapping[str, Mapping[Any, str]]


@dataclass(frozen=True)
class Segment:
    """A stretch of text, and whether the other revision lacks it."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Difference:
    """One field that changed: its label, what stood before and what stands now. Nothing at all is blank (空)."""

    field: str
    label: str
    before: tuple[Segment, ...]
    after: tuple[Segment, ...]


def list_differences(
    before: Mapping[str, Any], after: Mapping[str, Any], labels: Mapping[str, str], words: Words
) -> tuple[Difference, ...]:
    """The fields of `labels` whose shown value changed, in the order of the form.

    `words` turns stored codes into what the page shows: field → code → words.
    """
    found = []
    for name, label in labels.items():
        if name in BOXES and not before.get(name) and not after.get(name):
            continue
        old, new = show(name, before.get(name), words), show(name, after.get(name), words)
        if old != new:
            found.append(Difference(name, label, *compare(old, new)))
    return tuple(found)


def show(name: str, value: Any, words: Words) -> str:
    """A value as the page writes it; "" for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in words:
        codes = value.split() if name in MANY else [value]
        return "、".join(words[name].get(code, str(code)) for code in codes)
    if isinstance(value, date):
        return value.strftime("%Y-%m") if name in MONTHS else value.isoformat()
    if isinstance(value, int):
        return format_wan(value, exact=True) if name in MONEY else f"{value:,}"
    return str(value)


def compare(old: str, new: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Short values change as a whole; of long texts only the words that changed are marked."""
    if not old or not new or max(len(old), len(new)) <= LONG:
        return whole(old), whole(new)
    unit = SENTENCE if len(old) + len(new) > BY_SENTENCE else WORD
    left, right = split(unit, old), split(unit, new)
    changes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    kept = sum(end - start for tag, start, end, _, _ in changes if tag == "equal")
    if not kept:
        return whole(old), whole(new)
    return (
        mark(left, [(tag != "equal", start, end) for tag, start, end, _, _ in changes]),
        mark(right, [(tag != "equal", start, end) for tag, _, _, start, end in changes]),
    )


def whole(text: str) -> tuple[Segment, ...]:
    return (Segment(text, True),) if text else ()


def split(unit: re.Pattern[str], text: str) -> list[str]:
    return [part for part in unit.findall(text) if part]


def mark(parts: Sequence[str], stretches: Sequence[tuple[bool, int, int]]) -> tuple[Segment, ...]:
    """The text again in segments, unchanged stretches cut short with …… around the changes."""
    texts = [(is_changed, "".join(parts[start:end])) for is_changed, start, end in stretches]
    texts = [(is_changed, text) for is_changed, text in texts if text]
    last = len(texts) - 1
    return tuple(
        Segment(text if is_changed else shorten(text, index > 0, index < last), is_changed)
        for index, (is_changed, text) in enumerate(texts)
    )


def shorten(text: str, follows: bool, leads: bool) -> str:
    """An unchanged stretch: its start where it `follows` a change, its end where it `leads` to one."""
    if len(text) <= KEPT * (follows + leads) + 4:
        return text
    return (text[:KEPT] if follows else "") + "……" + (text[-KEPT:] if leads else "")
