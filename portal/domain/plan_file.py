"""Turns TOML text into frozen dataclasses, and knows on which line each key of it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from portal.domain.errors import PortalError

Path = tuple[str | int, ...]
T = TypeVar("T")

_HEADER = re.compile(r"^\s*\[(\[?)\s*([\w.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w\-]+)\s*=\s*(.*)$")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)$")
_TYPE_NAMES = {
    str: "文字（加引号）",
    int: "整数",
    bool: " true 或 false",
    date: "日期（如 2021-05-14）",
    Decimal: "数",
}
_SYNTAX = {
    "Expected '=' after a key": "键名后面缺少等号",
    "Invalid value": "等号后面的值写法不对（文字要加引号）",
    "Invalid statement": "这一行既不是“键 = 值”，也不是 [段名]",
    "Cannot overwrite a value": "同一个键写了两次",
    "Unclosed array": "列表缺少右方括号，或者项目之间缺少逗号",
    "Unclosed inline table": "花括号没有写完",
    "Unterminated string": "文字缺少右引号",
    "Illegal character": "文字中有不允许的字符，或者缺少右引号",
    "Expected newline": "值的后面多写了内容",
    "Expected ']": "段名缺少右方括号",
    "Cannot declare": "同一个段写了两次",
    "Cannot mutate": "这一段已经写完，不能再添",
    "Invalid date": "日期不存在或者写法不对",
}


class CatalogueError(PortalError):
    """A plan file that cannot be used: the line (from 1) to look at, and the reason in Chinese."""

    status = 422

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"方案文件第 {line} 行：{reason}")
        self.line = line
        self.reason = reason


class Lines:
    """Finds the line of a key. Paths are keys and, in arrays, positions from 0."""

    def __init__(self, text: str) -> None:
        self._text = text.splitlines()
        self._found: dict[Path, int] = {(): 1}
        self._tables: dict[Path, int] = {}
        self._here: Path = ()
        self._array: Path | None = None
        self._items = 0
        for number, line in enumerate(self._text, 1):
            self._read(number, line)

    def at(self, path: Path) -> int:
        """The line of the key, or of the nearest table around it that the file does have."""
        while path not in self._found:
            path = path[:-1]
        return self._found[path]

    def at_text(self, path: Path, text: str) -> int:
        """The first line, from the key on, that holds the text in quotes; else the key's own line."""
        start = self.at(path)
        for number, line in enumerate(self._text[start - 1 :], start):
            if f'"{text}"' in line:
                return number
        return start

    def _read(self, number: int, line: str) -> None:
        if self._array is not None:
            self._read_item(number, line.strip())
        elif header := _HEADER.match(line):
            self._open_table(number, header[2].split("."), is_array=bool(header[1]))
        elif key := _KEY.match(line):
            path = (*self._here, key[1])
            self._found[path] = number
            if key[2].startswith("[") and "]" not in key[2]:
                self._array, self._items = path, 0

    def _read_item(self, number: int, line: str) -> None:
        assert self._array is not None
        if line.startswith("]"):
            self._array = None
        elif line.startswith(("{", '"')):
            self._found[(*self._array, self._items)] = number
            self._items += 1

    def _open_table(self, number: int, parts: list[str], is_array: bool) -> None:
        path: Path = ()
        for depth, part in enumerate(parts, 1):
            path = (*path, part)
            if path in self._tables and not (is_array and depth == len(parts)):
                path = (*path, self._tables[path])
        if is_array:
            self._tables[path] = self._tables.get(path, -1) + 1
            self._found.setdefault(path, number)
            path = (*path, self._tables[path])
        self._here = path
        self._found[path] = number


def parse(text: str) -> dict[str, Any]:
    """TOML with exact decimals. Raises CatalogueError with the line the parser stopped at."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = _AT_LINE.search(message)
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        reason = next((said for start, said in _SYNTAX.items() if message.startswith(start)), message)
        raise CatalogueError(line, f"语法错误：{reason}。") from error


def bind(cls: type[T], table: Mapping[str, Any], lines: Lines, path: Path = ()) -> T:
    """A dataclass from a table, key by key. Unknown, missing, mistyped and repeated entries are refused."""
    if not isinstance(table, dict):
        raise CatalogueError(lines.at(path), f"“{_name(path)}”应当是一段，里面写“键 = 值”。")
    hints = get_type_hints(cls)
    known = {each.name: each for each in fields(cls)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise CatalogueError(lines.at((*path, key)), f"没有“{key}”这一项。")
    for each in known.values():
        if each.name not in table and _is_required(each):
            raise CatalogueError(lines.at(path), f"缺少“{each.name}”。")
    values = {key: _convert(hints[key], value, lines, (*path, key)) for key, value in table.items()}
    for key, value in values.items():
        if isinstance(value, str) and not value.strip() and _is_required(known[key]):
            raise CatalogueError(lines.at((*path, key)), f"“{key}”不能为空。")
    return cls(**values)


def _is_required(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _name(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _convert(kind: Any, value: Any, lines: Lines, path: Path) -> Any:
    origin = get_origin(kind)
    if origin is UnionType:
        kind = next(each for each in get_args(kind) if each is not NoneType)
        return _convert(kind, value, lines, path)
    if origin is tuple:
        return _convert_list(get_args(kind)[0], value, lines, path)
    if origin is Literal:
        return _choose(get_args(kind), value, lines, path)
    if origin is Mapping:
        return _convert_numbers(value, lines, path)
    if is_dataclass(kind):
        return bind(kind, value, lines, path)  # type: ignore[arg-type]
    return _convert_plain(kind, value, lines, path)


def _convert_list(kind: Any, value: Any, lines: Lines, path: Path) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise CatalogueError(lines.at(path), f"“{_name(path)}”应当是列表，写在方括号里。")
    rows = tuple(_convert(kind, each, lines, (*path, position)) for position, each in enumerate(value))
    seen: set[str] = set()
    for position, row in enumerate(rows):
        code = getattr(row, "code", None)
        if code in seen:
            raise CatalogueError(lines.at((*path, position, "code")), f"代码“{code}”重复。")
        if code is not None:
            seen.add(code)
    return rows


def _convert_numbers(value: Any, lines: Lines, path: Path) -> Mapping[str, Decimal]:
    if not isinstance(value, dict):
        raise CatalogueError(lines.at(path), f"“{_name(path)}”应当是花括号里的“名称 = 数”。")
    numbers = {key: _convert_plain(Decimal, each, lines, (*path, key)) for key, each in value.items()}
    return MappingProxyType(numbers)


def _choose(choices: tuple[Any, ...], value: Any, lines: Lines, path: Path) -> Any:
    if value not in choices:
        listed = "、".join(str(each) for each in choices if each)
        raise CatalogueError(lines.at(path), f"“{_name(path)}”只能是：{listed}。")
    return value


def _convert_plain(kind: Any, value: Any, lines: Lines, path: Path) -> Any:
    # bool is an int and datetime is a date to isinstance, so types are compared exactly.
    accepted = (int, Decimal) if kind is Decimal else (kind,)
    if type(value) not in accepted:
        raise CatalogueError(lines.at(path), f"“{_name(path)}”应当是{_TYPE_NAMES[kind]}。")
    if type(value) in (int, Decimal) and value < 0:
        raise CatalogueError(lines.at(path), f"“{_name(path)}”不能是负数。")
    return Decimal(value) if kind is Decimal else value
