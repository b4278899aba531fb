"""The portal over HTTP and a model of it on one page never disagree."""

from tests.model.machine import play

# A step costs 20 ms: `make campaign` plays 2,000 programs. PostgreSQL keeps the same promises by the same code.
PROGRAMS = {"sqlite": 200, "postgresql": 30}
STEPS = 40
# What the machine must have done itself on SQLite, or its agreement says little; the few programs on PostgreSQL do less.
DONE = (
    "write",
    "save",
    "submit",
    "withdraw",
    "approve",
    "recall",
    "return",
    "accept",
    "revise",
    "revoke",
    "discard",
    "move",
    "disable",
    "enable",
    "grant",
    "end_role",
    "name_deputy",
    "end_deputy",
    "sign in",
)


def test_the_portal_and_the_reference_agree(stage):
    engine = "sqlite" if stage.app.extensions["settings"].database_url.startswith("sqlite") else "postgresql"
    tally = play(stage, PROGRAMS[engine], STEPS, chosen_seed=20210517)
    assert not tally.found, tally.found
    assert engine == "postgresql" or [action for action in DONE if not tally.done[action]] == []
