"""Ratios in one run: what the portal takes over what the bare tools take for the same job, CPU time, medians."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

Job = Callable[[], Any]


@dataclass(frozen=True)
class Ratio:
    """Seconds of the portal and of the bare tools, shown as milliseconds, or anything else with its `scale`.

    `goal` None: nothing was promised.
    """

    job: str
    size: str
    engine: str
    portal: float
    bare: float
    goal: float | None
    scale: float = 1000.0

    @property
    def value(self) -> float:
        return self.portal / self.bare

    @property
    def is_met(self) -> bool:
        return self.goal is None or self.value <= self.goal


def compare(
    portal: Job, bare: Job, *, rounds: int = 15, clock: Callable[[], float] = process_time
) -> tuple[float, float]:
    """The medians of both, taken turn by turn so that a busy machine slows both alike.

    A database server does its work in another process: give perf_counter there, the clock on the wall.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    for job in (portal, bare, portal, bare):
        job()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for job, seconds in zip((portal, bare), taken, strict=True):
                started = clock()
                job()
                seconds.append(clock() - started)
    finally:
        gc.enable()
    return median(taken[0]), median(taken[1])


def print_table(ratios: list[Ratio]) -> None:
    print(f"\n{'job':<38}{'size':>8}  {'engine':<11}{'portal ms':>10}{'bare ms':>10}{'ratio':>7}{'goal':>7}")
    for ratio in ratios:
        goal = "" if ratio.goal is None else f"{ratio.goal:.1f}"
        verdict = "" if ratio.is_met else "  missed"
        print(
            f"{ratio.job:<38}{ratio.size:>8}  {ratio.engine:<11}{ratio.portal * ratio.scale:>10.2f}"
            f"{ratio.bare * ratio.scale:>10.2f}{ratio.value:>7.2f}{goal:>7}{verdict}"
        )
