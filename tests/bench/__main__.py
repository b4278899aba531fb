"""`python -m tests.bench [--seed N] [--sizes 10000 100000] [--engines sqlite]`: every figure a ratio taken in this one run."""

import argparse
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.bench.annex2 import measure_table, measure_workbook
from tests.bench.approval import measure_approval
from tests.bench.imports import measure_import
from tests.bench.ledger import measure_ledger, measure_memory
from tests.bench.lists import measure_list, measure_own_share
from tests.bench.measure import Ratio, print_table
from tests.bench.searches import measure_searches
from tests.bench.stage import set_up
from tests.bench.startup import measure_startup
from tests.postgresql import empty_database, find_programs, throwaway_server

IMPORTED = (10_000, 50_000)
LARGEST_LEDGER = 100_000


@contextmanager
def server() -> Iterator[str]:
    """An empty PostgreSQL database, or "" where no server can be started."""
    with ExitStack() as stack:
        programs = find_programs()
        yield (
            stack.enter_context(empty_database(stack.enter_context(throwaway_server(programs))))
            if programs
            else ""
        )


def run(sizes: list[int], engines: list[str], seed: int) -> Iterator[Ratio]:
    yield measure_startup()
    memory = {}
    for cases in sizes:
        goal = 2.0 if cases <= 10_000 else 1.5
        with set_up(cases, seed) as stage:
            yield measure_table(stage, goal)
            first = measure_list(stage, 0, 3.5)
            yield from (first, measure_own_share(stage, first), measure_list(stage, 0, 3.5, "author"))
            yield measure_list(stage, 0.9, 3.5)
            yield measure_approval(stage)
            yield measure_workbook(stage)
            yield from measure_searches(stage)
            if cases <= LARGEST_LEDGER:
                yield measure_ledger(stage)
                memory[cases] = measure_memory(stage)
        if "postgresql" not in engines:
            continue
        with server() as url:
            if not url:
                print("no PostgreSQL: apt-get install postgresql")
                continue
            with set_up(cases, seed, url) as stage:
                yield measure_table(stage, goal)
                yield from measure_searches(stage)
    if len(memory) > 1:
        small, *_, large = memory
        told = f"{large // 1000}k/{small // 1000}k"
        yield Ratio(
            "ledger, most memory held, in MB", told, "SQLite", memory[large], memory[small], 1.1, 1e-6
        )
    with set_up(100, seed) as stage:
        for rows in IMPORTED:
            yield measure_import(stage, rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--seed", type=int, default=20210514)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgresql"])
    arguments = parser.parse_args()
    print(
        f"Python {sys.version.split()[0]}, seed {arguments.seed}; CPU time, medians (PostgreSQL: wall time)"
    )
    warnings.simplefilter("ignore")
    ratios = []
    for ratio in run(arguments.sizes, arguments.engines, arguments.seed):
        ratios.append(ratio)
        print(f"{ratio.job} {ratio.size} {ratio.engine}: {ratio.value:.2f}", flush=True)
    print_table(ratios)


if __name__ == "__main__":
    main()
