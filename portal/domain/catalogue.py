"""Reads and checks a plan file (方案数据). What changes by year is in such a file, never in code.

Callers need only this module: the values themselves are defined in `plan` and `rubric`.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from portal.domain.plan import (
    Annex,
    BlankPair,
    Catalogue,
    Category,
    Deadline,
    Decision,
    DepartmentGroup,
    DepartmentPlan,
    Labelled,
    LeadSources,
    ListingArticle,
    ListingRegime,
    Miscoding,
    Note,
    ReturnCode,
    Settings,
    UpstreamDocument,
    Violation,
)
from portal.domain.plan_checks import check
from portal.domain.plan_file import CatalogueError, Lines, bind, parse

__all__ = [
    "Annex",
    "BlankPair",
    "Catalogue",
    "CatalogueError",
    "Category",
    "Change",
    "Deadline",
    "Decision",
    "DepartmentGroup",
    "DepartmentPlan",
    "Labelled",
    "LeadSources",
    "ListingArticle",
    "ListingRegime",
    "Miscoding",
    "Note",
    "ReturnCode",
    "Settings",
    "UpstreamDocument",
    "Violation",
    "compare",
    "load_catalogue",
    "read_catalogue",
]


@dataclass(frozen=True)
class Change:
    """One value an amended file would change. None stands for "not there": an addition or a removal."""

    path: str
    old: str | None
    new: str | None


def read_catalogue(text: str) -> Catalogue:
    """The plan in this text. Raises CatalogueError with line and reason at the first thing that is wrong."""
    lines = Lines(text)
    catalogue = bind(Catalogue, parse(text), lines)
    check(catalogue, lines)
    return catalogue


def load_catalogue(path: pathlib.Path | str) -> Catalogue:
    """As `read_catalogue`, from a UTF-8 file; a byte order mark, which Windows editors add, is let pass."""
    data = pathlib.Path(path).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CatalogueError(line, "文件不是 UTF-8 编码，请另存为 UTF-8 后再载入。") from error
    return read_catalogue(text)


def compare(old: Catalogue, new: Catalogue) -> tuple[Change, ...]:
    """What loading `new` over `old` would change, in the order of the files.

    Entries with a code are matched by it, so moving one is no change; plain lists are compared whole.
    """
    before, after = dict(_flatten(old, "")), dict(_flatten(new, ""))
    paths = [*before, *(path for path in after if path not in before)]
    return tuple(
        Change(path, before.get(path), after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    )


def _flatten(value: object, path: str) -> Iterator[tuple[str, str]]:
    for inner, name in _parts(value):
        if isinstance(name, str):
            yield from _flatten(inner, f"{path}.{name}" if path else name)
        else:
            yield from _flatten(inner, f"{path}[{getattr(inner, 'code', name)}]")
    if not _parts(value) and value is not None:
        yield path, "、".join(str(each) for each in value) if isinstance(value, tuple) else str(value)


def _parts(value: object) -> list[tuple[object, str | int]]:
    if is_dataclass(value):
        return [(getattr(value, each.name), each.name) for each in fields(value)]
    if isinstance(value, Mapping):
        return [(number, key) for key, number in value.items()]
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return [(row, position) for position, row in enumerate(value)]
    return []
