"""`python -m tests.campaign [--parts …] [--engines …] [--rounds N]`: races, kills, programs and odd answers at full length.

Prints the tables of docs/figures.md; ends with 1 if anything at all went wrong.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.domain.attachments import FileKind
from portal.extensions import db
from tests import factories, kills, mutated_files, odd_answers, pair_races, races, redraws, tamperings
from tests.conftest import Browser
from tests.laws import walks, worlds
from tests.model.machine import play
from tests.model.portals import staged
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


def approve_at_once(app: Flask, engine: str, asked: argparse.Namespace) -> bool:
    outcome = races.run(app, asked.rounds)
    print(describe(engine, outcome), flush=True)
    return tell(outcome.wrong)


def race_in_pairs(app: Flask, engine: str, asked: argparse.Namespace) -> bool:
    outcomes = pair_races.run(app, asked.rounds)
    for outcome in outcomes:
        ends = "; ".join(
            f"{first} / {second} → {', '.join(states)}: {count:,}"
            for (first, second, states), count in sorted(outcome.ends.items())
        )
        print(
            f"| {ENGINES[engine]} | {outcome.race} | {outcome.rounds:,} | {ends} | {len(outcome.wrong)} "
            f"| {outcome.seconds:.0f} s |",
            flush=True,
        )
    is_right = tell(sentence for outcome in outcomes for sentence in outcome.wrong)
    return is_right and outcomes[-1].broken_at is None


def kill_again_and_again(app: Flask, engine: str, asked: argparse.Namespace) -> bool:
    outcome = kills.run(app, asked.kills, asked.seed)
    print(
        f"| {ENGINES[engine]} | {outcome.kills} | {outcome.acknowledged:,} | {outcome.cut_off} | {len(outcome.lost)} "
        f"| {outcome.errors} | {len(outcome.broken)} | {max(outcome.starts):.1f} s | {outcome.seconds:.0f} s |",
        flush=True,
    )
    return tell(outcome.lost) and outcome.is_right


def draw_again(app: Flask, engine: str, asked: argparse.Namespace) -> bool:
    outcome = redraws.run(app, asked.draws)
    print(
        f"| {ENGINES[engine]} | {outcome.draws:,} | {outcome.tables:,} | {outcome.accepted:,} "
        f"| {len(outcome.different)} | {outcome.errors} | {outcome.seconds:.0f} s |",
        flush=True,
    )
    return tell(outcome.different) and outcome.is_right


def play_model(app: Flask, engine: str, asked: argparse.Namespace) -> bool:
    app.test_client_class = Browser
    with staged(app) as stage:
        tally = play(stage, asked.programs, 40, asked.seed)
    print(
        f"| {ENGINES[engine]} | {asked.seed} | {tally.programs:,} | {tally.steps:,} | {tally.outcomes['done']:,} "
        f"| {int(bool(tally.found))} | {tally.seconds:.0f} s |",
        flush=True,
    )
    return tell([tally.found] if tally.found else [])


def break_files(app: Flask, engine: str, asked: argparse.Namespace) -> bool:
    """Most ask no database: for them the first engine's turn is enough."""
    outcomes = []
    if engine == asked.engines[0]:
        with tempfile.TemporaryDirectory(prefix="portal-campaign-") as folder:
            outcomes += [
                mutated_files.try_attachments(kind, asked.files, asked.seed, Path(folder))
                for kind in FileKind
            ]
        outcomes += [
            mutated_files.try_imports(name, asked.files, asked.seed) for name in ("sheet.xlsx", "sheet.csv")
        ]
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with app.app_context():
        client, username = app.test_client(), factories.account("sls1.liaison").username
        client.post("/sign-in", data={"username": username, "password": factories.PASSWORD})
        walked = mutated_files.walk_imports(client, asked.files // 10, asked.seed)
    outcomes.append(replace(walked, kind=f"{walked.kind}, {ENGINES[engine]}"))
    for outcome in outcomes:
        refused = outcome.verdicts.total() - outcome.verdicts["taken"]
        print(
            f"| {outcome.kind} | {outcome.files:,} | {outcome.verdicts['taken']:,} | {refused:,} "
            f"| {len(outcome.wrong)} | {outcome.seconds:.0f} s |",
            flush=True,
        )
    return tell(sentence for outcome in outcomes for sentence in outcome.wrong)


def tamper(app: Flask, engine: str, asked: argparse.Namespace) -> bool:
    outcome = tamperings.run(app, asked.tamperings, asked.seed)
    print(
        f"| {ENGINES[engine]} | {outcome.tried:,} | {len(outcome.kinds)} | {outcome.rows} "
        f"| {len(outcome.missed)} | {outcome.seconds:.0f} s |",
        flush=True,
    )
    return tell(outcome.missed)


def answer_oddly(app: Flask, engine: str, asked: argparse.Namespace) -> bool:
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    world = worlds.populate(app)
    forms = odd_answers.list_forms(world, walks.walk(world))
    started = perf_counter()
    outcome = odd_answers.run(world, forms, asked.answers, asked.seed)
    through = sum(count for status, count in outcome.statuses.items() if status < 400)
    print(
        f"| {ENGINES[engine]} | {outcome.forms} | {outcome.tries:,} | {through:,} "
        f"| {outcome.tries - through - len(outcome.broken):,} | {len(outcome.broken)} "
        f"| {perf_counter() - started:.0f} s |",
        flush=True,
    )
    return tell(outcome.broken)


def tell(wrong: Iterable[str]) -> bool:
    """Whether nothing went wrong; what did is printed."""
    sentences = list(wrong)
    for sentence in sentences[:20]:
        print(f"  {sentence}")
    return not sentences


# Each part: what it tells, the head of its table, and how one engine is put through it.
PARTS = {
    "approvals": (
        "Eight concurrent approvals of one submission, through gunicorn with two workers",
        "engine | rounds | won | 409 | other answers | wrong rounds | trail | whole | slowest answer",
        approve_at_once,
    ),
    "pairs": (
        "Two different deeds at once on one dossier",
        "engine | race | rounds | ends | wrong rounds | whole",
        race_in_pairs,
    ),
    "kills": (
        "kill -9 of the whole server while four clients write",
        "engine | kills | acknowledged steps | requests cut off | lost | other answers | broken chains | slowest start "
        "| whole",
        kill_again_and_again,
    ),
    "redraws": (
        "Annex 2 drawn while four clients carry cases to acceptance, then drawn again",
        "engine | draws | unlike tables | accepted meanwhile | different | other answers | whole",
        draw_again,
    ),
    "model": (
        "Programs of 40 steps over HTTP against the reference model",
        "engine | seed | programs | requests | done | disagreements | whole",
        play_model,
    ),
    "files": (
        "Broken files, sent as attachments and as sheets to import",
        "kind | files | taken | refused with a sentence | neither | whole",
        break_files,
    ),
    "tamperings": (
        "The trail tampered with past the portal",
        "engine | tamperings | kinds | rows | not found | whole",
        tamper,
    ),
    "answers": (
        "Odd answers to every form that a person sees",
        "engine | forms | answers | taken | refused with a sentence | 5xx | whole",
        answer_oddly,
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--tamperings", type=int, default=1000)
    parser.add_argument("--answers", type=int, default=2500, help="To each form, on each engine.")
    parser.add_argument("--programs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=20210517)
    asked = parser.parse_args()
    is_right = True
    for part in asked.parts:
        title, head, run = PARTS[part]
        print(f"\n{title}:\n\n| {head} |\n|{'---|' * (head.count('|') + 1)}")
        for engine in asked.engines:
            with portal_on(engine) as app:
                is_right = run(app, engine, asked) and is_right
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
