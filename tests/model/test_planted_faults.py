"""Each planted fault is found by the machine's own steps and comparison, and nothing is found where none is planted."""

import pytest

from tests.model.faults import planted
from tests.model.programs import PROGRAMS, perform

on_sqlite = pytest.mark.parametrize("install", ["sqlite"], indirect=True, scope="session")
each_fault = pytest.mark.parametrize("fault", PROGRAMS, ids=lambda fault: fault.__name__)


@each_fault
@on_sqlite
def test_the_machine_finds(stage, fault):
    with planted(fault):
        assert perform(stage, PROGRAMS[fault])


@each_fault
@on_sqlite
def test_the_portal_agrees_where_nothing_is_planted(stage, fault):
    assert perform(stage, PROGRAMS[fault]) == ""
