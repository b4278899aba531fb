"""Annex 2 drawn "now" while four writers carry cases to acceptance; each drawn table, asked for again, is the same.

The page echoes the moment it read the accepted set at. Bounded in draws; loopback only.
"""

import html
import re
import time
from dataclasses import dataclass, field

from flask import Flask

from portal.extensions import db
from tests import factories
from tests.kills import CLIENTS, Writer, sign_in
from tests.races import Visitor
from tests.serving import serving, variables_of

NOW = "/statistics?through=2021-12-31"
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
PINNED = re.compile(r'href="(/statistics\?[^"]*as_of=[^"]*)"[^>]*>固定链接')


@dataclass
class Outcome:
    """`different` tells the address of each table that came out otherwise; `tables` how many unlike ones were drawn."""

    draws: int = 0
    tables: int = 0
    accepted: int = 0
    errors: int = 0
    different: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_right(self) -> bool:
        return not self.different and not self.errors


def run(app: Flask, draws: int) -> Outcome:
    """Draw so many tables over the database of `app` under writing load, then draw each again."""
    outcome, begin = Outcome(), time.perf_counter()
    with app.app_context():
        for username in ("supervision", "sls1.liaison", "sls1.leader"):
            factories.account(username)
        db.session.remove()
    with serving(variables_of(app)) as address:
        reader, people = Visitor(address, "supervision"), sign_in(address)
        writers = [Writer(people) for _ in range(CLIENTS)]
        for writer in writers:
            writer.start()
        drawn = [draw(reader, NOW) for _ in range(draws)]
        for writer in writers:
            writer.stopped.set()
        for writer in writers:
            writer.join(timeout=90)
            outcome.errors += writer.errors + writer.cut_off
            outcome.accepted += sum(action == "accept" for _, action in writer.acknowledged)
        for address_of_table, table in drawn:
            again = draw(reader, address_of_table)[1]
            if again != table:
                outcome.different.append(address_of_table)
    outcome.draws = len(drawn)
    # The addresses of the figures carry the moment: without them only what the table says is counted.
    outcome.tables = len({re.sub(r'href="[^"]*"', "", table) for _, table in drawn})
    outcome.seconds = time.perf_counter() - begin
    return outcome


def draw(reader: Visitor, address: str) -> tuple[str, str]:
    """The address under which the table stays what it is, and the table."""
    status, page = reader.ask("GET", address)
    pinned, table = PINNED.search(page), TABLE.search(page)
    assert status == 200 and pinned and table, f"{address}: {status}"
    return html.unescape(pinned[1]), table[0]
