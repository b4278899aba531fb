"""The chain of the audit trail: whatever is done to it behind the portal's back is found."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.chain import CHAINED, GENESIS, Head, chain_hash, find_first_break

START = datetime(2021, 4, 1, tzinfo=UTC)
LENGTH = 120
ROUNDS = 1000


def link(rows, number=1, previous=GENESIS):
    """The rows as the portal would have chained them."""
    linked = []
    for place, row in enumerate(rows, number):
        row = {**row, "number": place, "previous_hash": previous}
        row["hash"] = previous = chain_hash(row)
        linked.append(row)
    return linked


def make_row(place):
    row = dict.fromkeys(CHAINED, "")
    return row | {
        "moment": START + timedelta(minutes=place),
        "actor_id": place % 7 or None,
        "actor_name": f"person{place % 7}",
        "action": ("submit", "approve", "accept")[place % 3],
        "subject": "submission",
        "subject_id": place,
        "reference": f"铁2021-食生科-{place:04}",
    }


ROWS = link(make_row(place) for place in range(LENGTH))
HEAD = Head(LENGTH, ROWS[-1]["hash"])
EXPORTED = Head(80, ROWS[79]["hash"])


def alter(rows, chance):
    row = rows[chance.randrange(len(rows))]
    name = chance.choice([*CHAINED, "hash"])
    value = row[name]
    if isinstance(value, datetime):
        row[name] = value + timedelta(microseconds=1)
    elif isinstance(value, str):
        row[name] = value + "x"
    else:
        row[name] = (value or 0) + 1


def alter_and_rehash(rows, chance):
    row = rows[chance.randrange(len(rows))]
    row["reference"] += "x"
    row["hash"] = chain_hash(row)


def delete(rows, chance):
    del rows[chance.randrange(len(rows))]


def insert(rows, chance):
    place = chance.randrange(len(rows) + 1)
    before = rows[place - 1]["hash"] if place else GENESIS
    rows[place:place] = link([make_row(place)], place + 1, before)


def swap(rows, chance):
    one, other = chance.sample(range(len(rows)), 2)
    rows[one], rows[other] = rows[other], rows[one]
    if chance.random() < 0.5:
        rows[one]["number"], rows[other]["number"] = one + 1, other + 1


def repeat(rows, chance):
    place = chance.randrange(len(rows))
    rows.insert(place, dict(rows[place]))


def cut(rows, chance):
    del rows[chance.randrange(len(rows)) :]


TAMPERINGS = (alter, alter_and_rehash, delete, insert, swap, repeat, cut)


def copy():
    return [dict(row) for row in ROWS]


def test_an_untouched_chain_holds_against_its_head_and_every_exported_one():
    exported = [Head(row["number"], row["hash"]) for row in ROWS]
    assert find_first_break(ROWS, HEAD, exported) is None
    assert find_first_break([], Head(0, GENESIS)) is None
    assert find_first_break(iter(ROWS), HEAD, [Head(0, GENESIS)]) is None


def test_a_thousand_tamperings_are_all_found():
    chance, found = random.Random(20210401), 0
    for number in range(ROUNDS):
        rows = copy()
        TAMPERINGS[number % len(TAMPERINGS)](rows, chance)
        assert rows != ROWS, "the tampering changed nothing"
        assert find_first_break(rows, HEAD) is not None, TAMPERINGS[number % len(TAMPERINGS)].__name__
        found += 1
    assert found == ROUNDS


def rewrite(rows, chance):
    """By somebody who knows how: one row is changed, all after it are chained anew, and the head is moved."""
    place = chance.randrange(EXPORTED.number)
    rows[place]["actor_name"] = "somebody else"
    previous = rows[place - 1]["hash"] if place else GENESIS
    rows[place:] = link(rows[place:], place + 1, previous)


def cut_before_the_exported_head(rows, chance):
    del rows[chance.randrange(EXPORTED.number) :]


def cut_and_fill_up(rows, chance):
    place = chance.randrange(EXPORTED.number)
    previous = rows[place - 1]["hash"] if place else GENESIS
    rows[place:] = link(map(make_row, range(200, 300)), place + 1, previous)


@pytest.mark.parametrize("deed", [rewrite, cut_before_the_exported_head, cut_and_fill_up])
def test_who_rewrites_the_chain_and_its_head_is_found_against_an_exported_head(deed):
    chance = random.Random(4)
    for _ in range(200):
        rows = copy()
        deed(rows, chance)
        head = Head(len(rows), rows[-1]["hash"] if rows else GENESIS)
        assert find_first_break(rows, head) is None, "this is what the chain alone cannot see"
        assert find_first_break(rows, head, [EXPORTED]) is not None


def test_the_first_row_that_does_not_hold_is_named():
    rows = copy()
    rows[41]["action"] = "return"
    assert find_first_break(rows, HEAD) == 42
    assert find_first_break(ROWS, HEAD, [Head(50, "0" * 64)]) == 50
    assert find_first_break(ROWS[:-1], HEAD) == LENGTH


def test_numbers_that_leave_one_out_are_found_even_when_the_hashes_fit():
    jumped = ROWS[:50] + link((make_row(place) for place in range(50)), 52, ROWS[49]["hash"])
    assert find_first_break(jumped, Head(100, jumped[-1]["hash"])) == 51
