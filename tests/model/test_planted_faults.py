"""Each planted fault is found by the same machine, in a bounded number of programs."""

import pytest

from tests.model.faults import other_departments_leader_approves, planted, returned_keeps_approver
from tests.model.machine import play

PROGRAMS, STEPS = 60, 40
FOUND = (returned_keeps_approver, other_departments_leader_approves)


@pytest.mark.parametrize("fault", FOUND, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("install", ["sqlite"], indirect=True, scope="session")
def test_the_machine_finds(stage, fault):
    with planted(fault):
        tally = play(stage, PROGRAMS, STEPS, chosen_seed=7, shrink=False)
    assert tally.found, f"not found in {tally.programs} programs, {tally.steps} steps"
