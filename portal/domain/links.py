"""Links between dossiers (R038, R148): upstream and downstream, 另案, 系列; and where a small graph draws each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class LinkKind(StrEnum):
    """How two dossiers hang together. A supply (上下游) leads from the upstream one to the downstream one."""

    SUPPLY = "supply"
    SEPARATE = "separate"

    @property
    def label(self) -> str:
        return {LinkKind.SUPPLY: "上下游", LinkKind.SEPARATE: "另案"}[self]


class Relation(StrEnum):
    """What the other dossier is, seen from one of the two."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"
    SEPARATE = "separate"
    SERIES = "series"

    @property
    def label(self) -> str:
        return {
            Relation.UPSTREAM: "上游",
            Relation.DOWNSTREAM: "下游",
            Relation.SEPARATE: "另案",
            Relation.SERIES: "系列案",
        }[self]

    @property
    def hint(self) -> str:
        return {
            Relation.UPSTREAM: "上游：违法物品、行为的来源",
            Relation.DOWNSTREAM: "下游：从这一件流出去的",
            Relation.SEPARATE: "另案：分出去另外处理的",
            Relation.SERIES: "系列案：成组查办，各算各的件数",
        }[self]


# Hops from the dossier in the middle, and dossiers at most: what a page can still show.
FARTHEST = 3
MOST_NODES = 24

BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, MARGIN = 190, 50, 70, 26, 24


@dataclass(frozen=True)
class Join:
    """A line from one dossier to another; only a supply has a direction."""

    source: int
    target: int
    relation: Relation


@dataclass(frozen=True)
class Box:
    key: int
    x: int
    y: int
    is_centre: bool


@dataclass(frozen=True)
class Line:
    """An SVG path; `relation` DOWNSTREAM is a supply, with its arrow at the end."""

    path: str
    relation: Relation


@dataclass(frozen=True)
class Layout:
    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def chain(keys: Sequence[int]) -> list[Join]:
    """The members of a series, one line from each to the next."""
    return [Join(one, other, Relation.SERIES) for one, other in pairwise(keys)]


def find_columns(centre: int, edges: Iterable[Join]) -> dict[int, int]:
    """How far left (upstream, negative) or right of the centre each dossier stands that a line leads to."""
    steps: dict[int, list[tuple[int, int]]] = {}
    for edge in edges:
        step = 1 if edge.relation is Relation.DOWNSTREAM else 0
        steps.setdefault(edge.source, []).append((edge.target, step))
        steps.setdefault(edge.target, []).append((edge.source, -step))
    columns, waiting = {centre: 0}, [centre]
    for key in waiting:
        for other, step in steps.get(key, ()):
            if other not in columns:
                columns[other] = columns[key] + step
                waiting.append(other)
    return columns


def lay_out(centre: int, edges: Sequence[Join]) -> Layout:
    """Boxes in columns from upstream (left) to downstream (right), the centre's row first, and the lines between."""
    columns = find_columns(centre, edges)
    first = min(columns.values())
    rows: dict[int, int] = {}
    places: dict[int, tuple[int, int]] = {}
    for key, column in columns.items():
        row = rows[column] = rows.get(column, -1) + 1
        x = MARGIN + (column - first) * (BOX_WIDTH + GAP_X)
        places[key] = (x, MARGIN + row * (BOX_HEIGHT + GAP_Y))
    width = 2 * MARGIN + (max(columns.values()) - first) * (BOX_WIDTH + GAP_X) + BOX_WIDTH
    height = 2 * MARGIN + max(rows.values()) * (BOX_HEIGHT + GAP_Y) + BOX_HEIGHT
    boxes = tuple(Box(key, *place, key == centre) for key, place in places.items())
    return Layout(width, height, boxes, tuple(Line(draw(edge, places), edge.relation) for edge in edges))


# How far along the side of a box, and how far out beside it, a line of each relation runs.
SHARES = {Relation.SERIES: 0.3, Relation.DOWNSTREAM: 0.5, Relation.SEPARATE: 0.65}


def draw(edge: Join, places: Mapping[int, tuple[int, int]]) -> str:
    """The path of one line: between columns from side to side, within one from box to box or around them.

    Each relation has a place of its own, so that two between the same boxes do not lie upon each other.
    """
    share = SHARES[edge.relation]
    (x1, y1), (x2, y2) = places[edge.source], places[edge.target]
    middle1, middle2 = y1 + round(BOX_HEIGHT * share), y2 + round(BOX_HEIGHT * share)
    if x1 == x2 and abs(y1 - y2) == BOX_HEIGHT + GAP_Y:
        centre, upper, lower = x1 + round(BOX_WIDTH * share), min(y1, y2) + BOX_HEIGHT, max(y1, y2)
        start, end = (upper, lower) if y1 < y2 else (lower, upper)
        return f"M{centre} {start}V{end}"
    if x1 == x2:
        side, out = x1 + BOX_WIDTH, x1 + BOX_WIDTH + round(2 * MARGIN * share)
        return f"M{side} {middle1}C{out} {middle1} {out} {middle2} {side} {middle2}"
    start, end = (x1 + BOX_WIDTH, x2) if x1 < x2 else (x1, x2 + BOX_WIDTH)
    half = (start + end) // 2
    return f"M{start} {middle1}C{half} {middle1} {half} {middle2} {end} {middle2}"
