"""The first sheet of a workbook as lines of text, read by a process of its own with narrow limits.

One cell at the far corner makes a reader ask for every cell before it, and ends the process that reads it: so this
file is also the program that is started. It imports nothing of the portal.
"""

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from posixpath import join
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

MOST_COLUMNS = 200
MOST_CELLS = 1_100_000
MOST_CHARACTERS = 32_000_000
MEMORY = 1024**3
CPU_SECONDS = 10
SECONDS = 30
# How pandas writes a cell that is no text: a whole number without a point, so that codes stay codes, a day with its time.
WRITERS: Mapping[type, Callable[[Any], str]] = {
    bool: str,
    int: str,
    float: lambda number: str(int(number) if number.is_integer() else number),
    date: lambda day: f"{day} 00:00:00",
    datetime: str,
}
# A cell of the sheet's XML: where it stands, and of what type it is.
CELL = re.compile(rb"<((?:\w+:)?)c\s([^>]*[^/>])>(.*?)</\1c>", re.DOTALL)
PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3}\d{1,7})[\"']")
TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
ERROR = re.compile(rb"\st=[\"']e[\"']")
# Told as it stands by `portal.domain.import_cells`.
UNCALCULATED = "#未计算的公式"
TOO_LARGE = "工作表太大，或者不完整。请只留要导入的行和列，另存为新的 .xlsx 后再传。"


def read_sheet(path: Path) -> list[list[str]]:
    """Every cell as text. Raises ValueError with a Chinese sentence for what is no workbook or too much of one."""
    command = [sys.executable, "-I", "-B", __file__, str(path)]
    try:
        # One thread: each of a reader's own would ask for memory before there is anything to read.
        one_thread = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, env=one_thread)
    except subprocess.TimeoutExpired:
        raise ValueError(TOO_LARGE) from None
    if done.returncode:
        raise ValueError(TOO_LARGE)
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise ValueError(answer)
    lines: list[list[str]] = answer
    return lines


def read(path: str) -> list[list[str]] | str:
    """The lines, or why there are none."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        book = CalamineWorkbook.from_path(path)
        first = [each.typ for each in book.sheets_metadata].index(SheetTypeEnum.WorkSheet)
        sheet = book.get_sheet_by_index(first)
    except (CalamineError, ValueError):
        return "打不开，不是完好的 .xlsx 文件。请另存后再传。"
    row, column = sheet.end or (0, 0)
    if column >= MOST_COLUMNS or (row + 1) * (column + 1) > MOST_CELLS:
        return (
            f"工作表用到了第 {row + 1:,} 行、第 {column + 1:,} 列，最多 {MOST_COLUMNS} 列、{MOST_CELLS // 10_000} 万格。"
            "请删去要导入的行和列以外的内容后再传。"
        )
    lines: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    kinds = set(map(type, chain.from_iterable(lines))) - {str}
    if kinds <= WRITERS.keys():
        lines = [
            [cell if type(cell) is str else WRITERS[type(cell)](cell) for cell in line] for line in lines
        ]
    else:
        lines = write_with_pandas(book, sheet.name)
    for row, column, text in find_unread(path, sheet.name):
        if row < len(lines) and column < len(lines[row]):
            lines[row][column] = text
    if lines:
        # What a program left before the first heading when it took it from a CSV file.
        lines[0][0] = lines[0][0].removeprefix("\ufeff")
    if sum(map(len, chain.from_iterable(lines))) > MOST_CHARACTERS:
        return TOO_LARGE
    return lines


def write_with_pandas(book: Any, name: str) -> list[list[str]]:
    """A sheet with times of day or durations. Loading pandas takes longer than reading 10,000 rows without it."""
    import pandas

    table = pandas.read_excel(book, name, engine="calamine", header=None, dtype=str, na_filter=False)
    lines: list[list[str]] = table.to_numpy().tolist()
    return lines


def find_unread(path: str, name: str) -> Iterator[tuple[int, int, str]]:
    """The cells that the reader takes for blank: errors, and formulas that were saved without their value.

    A formula whose value is a text may well be blank.
    """
    try:
        with ZipFile(path) as archive:
            content = archive.read(find_part(archive, name))
    except (KeyError, StopIteration, ElementTree.ParseError):
        # The reader knows more ways to put a workbook together than are looked through here.
        return
    if not ERROR.search(content) and not FORMULA.search(content):
        return
    # Only for such sheets: nothing else of the writer is needed to read.
    from xlsxwriter.utility import xl_cell_to_rowcol

    for _, attributes, inside in CELL.findall(content):
        kind, place = TYPE.search(attributes), PLACE.search(attributes)
        value = VALUE.search(inside)
        if place is None:
            continue
        if kind and kind[1] == b"e":
            text = value[1].decode() if value else "#N/A"
        elif kind is None and value is None and FORMULA.search(inside):
            text = UNCALCULATED
        else:
            continue
        yield *xl_cell_to_rowcol(place[1].decode()), text


def find_part(archive: ZipFile, name: str) -> str:
    """The part of a workbook that holds the sheet of this name."""
    book, links = (
        ElementTree.fromstring(archive.read(f"xl/{part}"))
        for part in ("workbook.xml", "_rels/workbook.xml.rels")
    )
    sheet = next(each for each in book.iter() if each.tag.endswith("}sheet") and each.get("name") == name)
    link = next(value for key, value in sheet.attrib.items() if key.endswith("}id"))
    target = next(each.attrib["Target"] for each in links if each.get("Id") == link)
    return join("/xl", target).lstrip("/")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Chinese as it is: written as escapes it would be twice as long and slower to read.
    sys.stdout.buffer.write(json.dumps(read(sys.argv[1]), ensure_ascii=False).encode())
    sys.stdout.flush()
    # Not a moment for taking a million cells apart again.
    os._exit(0)


if __name__ == "__main__":
    main()
