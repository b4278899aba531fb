"""The trail tampered with in the database, as somebody could who owns it; each tampering must be found.

An insider alters, deletes, puts in, swaps or cuts off rows, some of them with right hashes of their own; the cleverest
rewrites everything to the end and moves the head along, which only a head that was exported before can tell.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, insert, select, update

from portal.domain.chain import Head
from portal.extensions import db
from portal.models.audit import TrailHead, TrailRow
from portal.services import trail
from tests import factories
from tests.conftest import undone

TABLE: Any = TrailRow.__table__
HEAD: Any = TrailHead.__table__
Rows = list[dict[str, Any]]


@dataclass
class Outcome:
    """`missed` tells each tampering that was not found, `kinds` how many of each were tried."""

    tried: int = 0
    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run(app: Flask, number: int, seed: int) -> Outcome:
    """Tamper so many times with the trail of ordinary work, each time undone again. The same seed does the same."""
    chance, begin = random.Random(seed), time.perf_counter()
    with undone(app):
        for code in ("sls1", "sls2", "zfdd"):
            factories.accepted_case(code)
        rows = [dict(row) for row in db.session.execute(select(TABLE).order_by(TABLE.c.number)).mappings()]
        exported = Head(rows[-1]["number"], rows[-1]["hash"])
        assert trail.find_first_break([exported]) is None
        outcome = Outcome(rows=len(rows))
        for _ in range(number):
            tamper = chance.choice(TAMPERINGS)
            with db.session.begin_nested() as attempt:
                told = tamper(chance, [dict(row) for row in rows])
                heads = [exported] if tamper in NEEDS_EXPORT else []
                if trail.find_first_break(heads) is None:
                    outcome.missed.append(f"{tamper.__name__}: {told}")
                attempt.rollback()
            outcome.tried += 1
            outcome.kinds[tamper.__name__] += 1
        assert trail.find_first_break([exported]) is None
    outcome.seconds = time.perf_counter() - begin
    return outcome


def alter(chance: random.Random, rows: Rows) -> str:
    """One column of one row, the hash left as it was."""
    row = chance.choice(rows)
    column = chance.choice([*trail.CHAINED[1:], "hash"])
    value = make_other(chance, column, row[column])
    db.session.execute(update(TABLE).where(TABLE.c.number == row["number"]).values({column: value}))
    return f"{column} of {row['number']}"


def alter_with_its_hash(chance: random.Random, rows: Rows) -> str:
    """A row with a right hash of its own; the next row, or the head, does not fit it."""
    row = chance.choice(rows)
    column = chance.choice(["actor_name", "action", "reference", "source", "target", "digest", "moment"])
    row[column] = make_other(chance, column, row[column])
    row["hash"] = trail.chain_hash(row)
    db.session.execute(update(TABLE).where(TABLE.c.number == row["number"]).values(row))
    return f"{column} of {row['number']}"


def remove(chance: random.Random, rows: Rows) -> str:
    row = chance.choice(rows)
    db.session.execute(delete(TABLE).where(TABLE.c.number == row["number"]))
    return str(row["number"])


def remove_and_close_up(chance: random.Random, rows: Rows) -> str:
    """The rows behind it move up by one, and the head with them."""
    place = chance.randrange(len(rows) - 1)
    db.session.execute(delete(TABLE).where(TABLE.c.number == rows[place]["number"]))
    for row in rows[place + 1 :]:
        moved = update(TABLE).where(TABLE.c.number == row["number"]).values(number=row["number"] - 1)
        db.session.execute(moved)
    db.session.execute(update(HEAD).values(number=len(rows) - 1))
    return str(rows[place]["number"])


def put_in(chance: random.Random, rows: Rows) -> str:
    """A row between two others, chained rightly to the one before it."""
    place = chance.randrange(1, len(rows))
    for row in reversed(rows[place:]):
        moved = update(TABLE).where(TABLE.c.number == row["number"]).values(number=row["number"] + 1)
        db.session.execute(moved)
    before = rows[place - 1]
    forged = {**before, "number": before["number"] + 1, "previous_hash": before["hash"]}
    forged["hash"] = trail.chain_hash(forged)
    db.session.execute(insert(TABLE), forged)
    db.session.execute(update(HEAD).values(number=len(rows) + 1))
    return f"behind {before['number']}"


def swap(chance: random.Random, rows: Rows) -> str:
    first, second = (row["number"] for row in chance.sample(rows, 2))
    for number, place in ((first, 0), (second, first), (0, second)):
        db.session.execute(update(TABLE).where(TABLE.c.number == number).values(number=place))
    return f"{first} and {second}"


def cut_the_tail(chance: random.Random, rows: Rows) -> str:
    kept = chance.randrange(len(rows))
    db.session.execute(delete(TABLE).where(TABLE.c.number > kept))
    return f"behind {kept}"


def cut_the_tail_and_move_the_head(chance: random.Random, rows: Rows) -> str:
    kept = chance.randrange(1, len(rows))
    db.session.execute(delete(TABLE).where(TABLE.c.number > kept))
    db.session.execute(update(HEAD).values(number=kept, hash=rows[kept - 1]["hash"]))
    return f"behind {kept}"


def rewrite_to_the_end(chance: random.Random, rows: Rows) -> str:
    """From one row on everything anew, each hash right, the head too."""
    place = chance.randrange(len(rows))
    rows[place]["actor_name"] = make_other(chance, "actor_name", rows[place]["actor_name"])
    previous = rows[place]["previous_hash"]
    for row in rows[place:]:
        row["previous_hash"] = previous
        row["hash"] = previous = trail.chain_hash(row)
        db.session.execute(update(TABLE).where(TABLE.c.number == row["number"]).values(row))
    db.session.execute(update(HEAD).values(hash=previous))
    return f"from {rows[place]['number']}"


def make_other(chance: random.Random, column: str, value: Any) -> Any:
    """A value of the column's kind that is another than this."""
    if column == "moment":
        return value + timedelta(microseconds=chance.choice([-1, 1]) * chance.randrange(1, 10**9))
    if column == "actor_id":
        return None if value is not None else chance.choice(list_accounts())
    if column == "subject_id":
        return (value or 0) + chance.randrange(1, 1000)
    return f"{value[:-1]}{'0' if value[-1:] != '0' else '1'}"


def list_accounts() -> list[int]:
    return list(db.session.execute(select(TABLE.c.actor_id).where(TABLE.c.actor_id.is_not(None))).scalars())


# Told by nothing inside the database.
NEEDS_EXPORT = (cut_the_tail_and_move_the_head, rewrite_to_the_end)
TAMPERINGS: tuple[Callable[[random.Random, Rows], str], ...] = (
    alter,
    alter_with_its_hash,
    remove,
    remove_and_close_up,
    put_in,
    swap,
    cut_the_tail,
    *NEEDS_EXPORT,
)
