"""`python -m tests.campaign [--rounds N] [--engines sqlite postgresql]`: the races at full length, on both engines.

Prints the rows of docs/figures.md; ends with 1 if a single round went wrong.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.extensions import db
from tests import races
from tests.postgresql import empty_database, find_programs, throwaway_server

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@contextmanager
def portal_on(engine: str) -> Iterator[Flask]:
    """A portal on an empty database of its own, with schema and plan."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-campaign-")))
        url = f"sqlite:///{folder / 'portal.sqlite3'}"
        if engine == "postgresql":
            programs = find_programs()
            if programs is None:
                sys.exit("no PostgreSQL: apt-get install postgresql")
            url = stack.enter_context(empty_database(stack.enter_context(throwaway_server(programs))))
        app = create_app(Settings(data=folder, database_url=url, secret_key="campaign"))
        done = app.test_cli_runner().invoke(args=["init"])
        assert done.exit_code == 0, done.output
        yield app
        with app.app_context():
            db.engine.dispose()


def describe(engine: str, outcome: races.Outcome) -> str:
    won, late = outcome.answers[races.WON], outcome.answers[races.TOO_LATE]
    others = sum(outcome.answers.values()) - won - late
    chain = "unbroken" if outcome.broken_at is None else f"broken at {outcome.broken_at}"
    return (
        f"| {ENGINES[engine]} | {outcome.rounds:,} | {won:,} | {late:,} | {others:,} | {len(outcome.wrong)} "
        f"| {chain} | {outcome.seconds:.0f} s | {outcome.slowest * 1000:.0f} ms |"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    asked = parser.parse_args()
    print("Eight concurrent approvals of one submission, through gunicorn with two workers:\n")
    print("| engine | rounds | won | 409 | other answers | wrong rounds | trail | whole | slowest answer |")
    print("|---|---|---|---|---|---|---|---|---|")
    is_right = True
    for engine in asked.engines:
        with portal_on(engine) as app:
            outcome = races.run(app, asked.rounds)
        print(describe(engine, outcome), flush=True)
        for sentence in outcome.wrong[:20]:
            print(f"  {sentence}")
        is_right = is_right and outcome.is_right
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
