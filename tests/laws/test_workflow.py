"""Law 6: transitions are unique by action and source, every state is reached, every permission is held by a role."""

import pytest

from portal.domain.permissions import PERMISSION_MAP, SCOPES, Permission, Role
from portal.domain.workflow import WORKFLOWS
from portal.services import transitions, visibility

EVERY = pytest.mark.parametrize("workflow", WORKFLOWS)
ROWS = [(workflow, row) for workflow, rows in WORKFLOWS.items() for row in rows]
EACH = pytest.mark.parametrize(
    ("workflow", "row"), ROWS, ids=[f"{workflow}-{row.action}-{row.source}" for workflow, row in ROWS]
)


@EVERY
def test_one_action_from_one_state_is_one_row(workflow):
    pairs = [(row.action, row.source) for row in WORKFLOWS[workflow]]
    twice = {pair for pair in pairs if pairs.count(pair) > 1}
    assert not twice, f"{twice}: which row would be taken? Give the second deed an action of its own"


@EVERY
def test_every_state_is_reached_from_the_first(workflow):
    rows = WORKFLOWS[workflow]
    reached = {rows[0].source}
    for _ in rows:
        reached |= {row.target for row in rows if row.source in reached and row.target}
    assert reached == set(type(rows[0].source)), "a state that nothing reaches: give it a row, or delete it"


@EACH
def test_every_row_is_somebodys_to_take(workflow, row):
    assert PERMISSION_MAP[row.permission], f"no role holds {row.permission}: nobody could ever {row.action}"
    assert row.label and row.done, "a button and a timeline need their words"


@EACH
def test_every_stamp_is_a_column_of_its_table(workflow, row):
    table = next(table for table, name in transitions.WORKFLOW_OF.items() if name == workflow)
    wanted = {f"{stem}_{end}" for stem in row.stamps + row.clears for end in ("by_id", "at")}
    wanted |= {f"{stem}_by_id" for stem in row.others}
    assert wanted <= set(table.c.keys()), (
        f"{table}: add the columns of the stamp, with a CHECK, or correct the row"
    )


@EVERY
def test_a_step_back_leaves_no_stamp_behind(workflow):
    order = [*type(WORKFLOWS[workflow][0].source)]
    for there in WORKFLOWS[workflow]:
        for back in WORKFLOWS[workflow]:
            undone = (there.source, there.target) == (back.target, back.source)
            if undone and order.index(there.source) < order.index(there.target):
                left = set(there.stamps) - set(back.clears)
                assert not left, f"{back.action} undoes {there.action}: let it clear {left}"


def test_every_permission_is_mapped_and_every_role_holds_one():
    assert set(PERMISSION_MAP) == set(Permission), "say in PERMISSION_MAP who holds it"
    held = {role for row in PERMISSION_MAP.values() for role in row}
    assert held == set(Role), "a role that may do nothing: map it, or delete it"


def test_every_scope_has_its_twin_in_sql():
    used = {scope for row in PERMISSION_MAP.values() for scopes in row.values() for scope in scopes}
    assert used <= set(SCOPES) == set(visibility.SCOPES), "write the scope as predicate and as SQL"
