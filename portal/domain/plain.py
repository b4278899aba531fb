"""Frozen values as plain JSON and back, so that what was once confirmed can be kept as it was."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """What `json` can write: dataclasses as objects, decimals, dates and words as text."""
    if dataclasses.is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, Mapping):
        return {key: to_plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    return value


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of type `kind` that `to_plain` made `plain` of. A field unknown to `plain` takes its default."""
    made: T = _read(kind, plain)
    return made


def _read(kind: Any, plain: Any) -> Any:
    is_frozen: bool = dataclasses.is_dataclass(kind)
    if is_frozen:
        return kind(
            **{name: _read(hint, plain[name]) for name, hint in _hints(kind).items() if name in plain}
        )
    origin = get_origin(kind)
    if origin is not None:
        return _read_generic(origin, get_args(kind), plain)
    if kind is date:
        return date.fromisoformat(plain)
    if kind is Decimal or issubclass(kind, Enum):
        return kind(plain)
    return plain


def _read_generic(origin: Any, arguments: tuple[Any, ...], plain: Any) -> Any:
    if origin is tuple:
        return tuple(_read(arguments[0], each) for each in plain)
    if origin in (UnionType, Union):
        return None if plain is None else _read(arguments[0], plain)
    if origin is Literal:
        return plain
    return MappingProxyType({key: _read(arguments[1], each) for key, each in plain.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
