"""Links: what each end calls the other, and where the graph draws whom."""

import pytest

from portal.domain.links import (
    BOX_HEIGHT,
    BOX_WIDTH,
    GAP_Y,
    SHARES,
    Join,
    Relation,
    chain,
    find_columns,
    lay_out,
)

DOWN, APART, SERIES = Relation.DOWNSTREAM, Relation.SEPARATE, Relation.SERIES


def test_upstream_stands_left_downstream_right_and_all_else_beneath():
    joins = [Join(2, 1, DOWN), Join(1, 3, DOWN), Join(3, 4, DOWN), Join(1, 5, APART), Join(6, 2, SERIES)]
    assert find_columns(1, joins) == {1: 0, 2: -1, 3: 1, 4: 2, 5: 0, 6: -1}


def test_a_circle_of_supplies_comes_to_an_end():
    joins = [Join(1, 2, DOWN), Join(2, 3, DOWN), Join(3, 1, DOWN)]
    assert set(find_columns(1, joins)) == {1, 2, 3}
    assert len(lay_out(1, joins).lines) == 3


@pytest.mark.parametrize("centre", [1, 3, 5])
def test_no_two_boxes_lie_upon_each_other_and_all_within_the_drawing(centre):
    joins = [Join(1, 2, DOWN), Join(1, 3, DOWN), Join(4, 1, DOWN), *chain([3, 5, 6])]
    layout = lay_out(centre, joins)
    assert {box.key for box in layout.boxes} == {1, 2, 3, 4, 5, 6}
    assert [box.key for box in layout.boxes if box.is_centre] == [centre]
    assert len({(box.x, box.y) for box in layout.boxes}) == 6
    for box in layout.boxes:
        assert 0 <= box.x <= layout.width - BOX_WIDTH and 0 <= box.y <= layout.height - BOX_HEIGHT


def test_a_supply_leaves_at_the_right_and_arrives_at_the_left():
    layout = lay_out(1, [Join(1, 2, DOWN)])
    left, right = layout.boxes
    (line,) = layout.lines
    assert line.path.startswith(f"M{left.x + BOX_WIDTH} ") and f" {right.x} " in line.path


def test_neighbours_in_a_column_are_joined_straight_and_others_around_those_between():
    layout = lay_out(1, [Join(1, 2, APART), Join(1, 3, APART)])
    straight, around = layout.lines
    assert (
        straight.path
        == f"M{24 + round(BOX_WIDTH * SHARES[APART])} {24 + BOX_HEIGHT}V{24 + BOX_HEIGHT + GAP_Y}"
    )
    assert "C" in around.path


@pytest.mark.parametrize("far", [2, 3])
def test_two_relations_between_the_same_two_are_two_lines(far):
    layout = lay_out(1, [Join(1, 2, APART), Join(1, 3, APART), Join(1, far, SERIES)])
    assert len({line.path for line in layout.lines}) == 3


def test_a_series_is_a_chain_of_its_members():
    assert chain([3, 7, 9]) == [Join(3, 7, SERIES), Join(7, 9, SERIES)]
    assert chain([3]) == []
