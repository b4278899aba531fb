"""A short program for each planted fault: the steps at which a portal with that fault and the reference part.

Random programs find most of the faults, but not each one each time; these find theirs, and none finds anything in the
portal as it is. A step is a person, an action and a number: of the filings in the order they were made, -1 the latest.
"""

from collections.abc import Callable

from pytest import MonkeyPatch

from tests.model import faults
from tests.model.machine import CHANGES, Disagreement, Machine, Tally
from tests.model.portals import Stage

Step = tuple[str, ...]
Fault = Callable[[MonkeyPatch], None]

LIAISON, LEADER, TWO_ROLES = "sls1.liaison", "sls1.leader", "sls1.leader2"
FILED: tuple[Step, ...] = ((LIAISON, "file"),)
SUBMITTED: tuple[Step, ...] = (*FILED, (LIAISON, "submit"))
APPROVED: tuple[Step, ...] = (*SUBMITTED, (LEADER, "approve"))
ACCEPTED: tuple[Step, ...] = (*APPROVED, ("supervision", "accept"))
AGAIN: tuple[Step, ...] = (
    (LIAISON, "revise"),
    (LIAISON, "submit"),
    (LEADER, "approve"),
    ("supervision", "accept"),
)

PROGRAMS: dict[Fault, tuple[Step, ...]] = {
    faults.four_eyes_off: ((TWO_ROLES, "file"), (TWO_ROLES, "submit"), (TWO_ROLES, "approve")),
    faults.version_check_off: (*FILED, (LIAISON, "submit", "late")),
    faults.returned_keeps_approver: (*APPROVED, ("supervision", "return")),
    faults.recall_after_acceptance: (*ACCEPTED, (LEADER, "recall")),
    faults.supersede_missing: (*ACCEPTED, *AGAIN),
    faults.revocation_revives_the_former: (*ACCEPTED, *AGAIN, ("supervision.head", "revoke")),
    faults.withdraw_after_approval: (*APPROVED, (LIAISON, "withdraw")),
    faults.other_departments_leader_approves: (*SUBMITTED, ("sls2.leader", "approve")),
    faults.disabled_account_still_acts: (*FILED, ("sysadmin", "disable", LIAISON), (LIAISON, "submit")),
    faults.submitted_draft_is_discarded: (*SUBMITTED, (LIAISON, "withdraw"), (LIAISON, "discard")),
    faults.role_ends_only_on_paper: (*FILED, ("sysadmin", "move", LIAISON, "sls2")),
    faults.own_filings_are_accepted: (
        ("zfjd.liaison", "file"),
        ("zfjd.liaison", "submit"),
        ("zfjd.leader", "approve"),
        ("supervision", "accept"),
    ),
    faults.deputy_approves_what_the_leader_filed: (
        ("supervision.head", "name_deputy", TWO_ROLES, "sls1.liaison2"),
        (TWO_ROLES, "file"),
        (TWO_ROLES, "submit"),
        ("sls1.liaison2", "approve"),
    ),
    faults.leader_accepts_what_a_deputy_approved: (
        ("supervision.head", "name_deputy", "supervision.head", "supervision"),
        ("zfjd.liaison", "file"),
        ("zfjd.liaison", "submit"),
        ("supervision", "approve"),
    ),
    faults.second_revision_beside_an_open_one: (*ACCEPTED, (LIAISON, "revise"), (LIAISON, "revise", "first")),
}


def perform(stage: Stage, program: tuple[Step, ...]) -> str:
    """Play the program; the disagreement at its last step, "" where there is none.

    A disagreement before the last step is none of the fault's: it is raised.
    """
    machine = type("Performance", (Machine,), {"stage": stage, "tally": Tally()})()
    machine.begin()
    *before, last = program
    for step in before:
        perform_step(machine, step)
    try:
        perform_step(machine, last)
        machine.teardown()
    except Disagreement as found:
        return str(found)
    return ""


def perform_step(machine: Machine, step: Step) -> None:
    name, action, *more = step
    if action == "file":
        machine.file(name, is_marked=False, intent="save")
    elif action == "name_deputy":
        leader, deputy = more
        machine.name(name, leader, machine.world.people[leader].home, deputy)
    elif action in CHANGES:
        machine.change(name, action, more[0], over=more[1] if len(more) > 1 else "")
    else:
        keys = list(machine.world.filings)
        machine.press(name, action, keys[0 if "first" in more else -1], late=1 if "late" in more else 0)
