"""The hash chain of the audit trail (审计留痕): how a row is hashed, and where a chain breaks. Pure.

The chain alone finds what was altered, deleted, put in or swapped. Whoever rewrites everything up to the head, or
cuts off the end and moves the head back, is found against a head that was exported before.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
CHAINED = (
    "number",
    "moment",
    "actor_id",
    "actor_name",
    "action",
    "subject",
    "subject_id",
    "reference",
    "source",
    "target",
    "code",
    "fields",
    "digest",
    "address",
    "previous_hash",
)


@dataclass(frozen=True)
class Head:
    """The end of a chain: the number and hash of its last row, 0 and GENESIS while it is empty."""

    number: int
    hash: str


def chain_hash(row: Any) -> str:
    """The hash of one row, its predecessor's hash among what is hashed. A row maps column names to values."""
    values = [row[name].isoformat() if name == "moment" else row[name] for name in CHAINED]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


def find_first_break(rows: Iterable[Any], head: Head, exported: Iterable[Head] = ()) -> int | None:
    """The number of the first row that was altered, deleted, put in or swapped, or None while the chain holds.

    `rows` come in the order of their numbers, `head` is where the portal says that they end, `exported` are heads
    that were taken out of it before: each must still be the hash of its row.
    """
    known = {each.number: each.hash for each in exported}
    if known.get(0, GENESIS) != GENESIS:
        return 0
    previous, expected = GENESIS, 1
    for row in rows:
        is_whole = (
            row["number"] == expected and row["previous_hash"] == previous and chain_hash(row) == row["hash"]
        )
        if not is_whole or known.get(expected, row["hash"]) != row["hash"]:
            return expected
        previous, expected = row["hash"], expected + 1
    is_end = head == Head(expected - 1, previous) and max(known, default=0) < expected
    return None if is_end else expected
