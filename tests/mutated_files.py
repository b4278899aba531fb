"""Files broken at random: bits turned, parts cut out, doubled or overwritten. Each is taken, or refused with a sentence.

What `portal.documents.attachments` takes has the pictures it promises; what the import reads is lines of text; what
the import pages take becomes drafts that can be opened.
"""

import csv
import io
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse
from xlsxwriter import Workbook

from portal.documents.attachments import Asked, inspect
from portal.domain.attachments import FileKind, Limits, explain
from portal.domain.content import Kind
from portal.domain.errors import Invalid
from portal.domain.imports import Column
from portal.extensions import db
from portal.models.imports import ImportFile
from portal.models.submissions import Submission
from portal.services import import_files, imports
from tests import sample_files

BATCH = 50
TABLE = '案件名称,立案时间,罚款数额（万元）\n甲案,2021-03-05,1.26\n"乙,案",2021-03-06,2\n'.encode()
NAMES = (
    *("表.csv", "表.csv", "表.xlsx") * 10,
    *(
        "=表.csv",
        "../表.csv",
        "C:\\\\表.xlsx",
        ".csv",
        "表.CSV",
        "😀.xlsx",
        "表.xls",
        "a\x01.csv",
        "\u202e.xlsx",
    ),
    *("“表”;a='.csv", "a\u2028.csv", "甲" * 130 + ".csv"),
)
HEADINGS = ("", " ", "要改的地方", "=1+1", "备注\n（一）", "\x01", "甲" * 300, "<r>")
DAYS = (
    *("0001-01-01", "0000-01", "0001-01", "1990-01-01", "9999-12-31", "2019-05", "2099-12", "44260", "99999"),
    *("2021-03-05 14:30:00", "2021-02-30", "2021-13"),
)
CELLS = (
    *(
        "1e308",
        "1e-5",
        "-1",
        "NaN",
        "12345678901234567890",
        "０",
        "无",
        " ",
        "\x00",
        "\x1f",
        "\x7f",
        "a\r\nb",
        '"',
    ),
    *("=1+1", "'=1", "<r>", "\u202e甲", "😀" * 70, "甲" * 300, "铁2021-示例一所-0001"),
)
# What a column of such a hint takes; "" where hardly anything is right.
TAKEN = {
    "例如 2021-10-12": "2021-10-12",
    "例如 2021-09": "2021-09",
    "整数": "3",
    "万元，例如 1.26": "1.26",
    "18 位": "",
    "多个用顿号分开": "",
}
NEEDED = ("title", "month", "task", "category_code", "filed_on", "found_on")


@dataclass
class Outcome:
    """`verdicts` counts "taken" and the word of each refusal; `wrong` tells what was neither."""

    kind: str
    files: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def mutate(content: bytes, chance: random.Random) -> bytes:
    """The content with one to eight wounds."""
    broken = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(broken) + 1)
        span = slice(place, place + chance.choice((1, 4, 40, len(broken))))
        match chance.choice(("turn", "cut", "double", "overwrite", "put in")):
            case "turn" if place < len(broken):
                broken[place] ^= 1 << chance.randrange(8)
            case "cut":
                del broken[span]
            case "double":
                broken[place:place] = broken[span][:4096]
            case "overwrite":
                broken[span] = chance.choice((b"\0", b"\xff", b"%PDF", b"PK\3\4")) * min(
                    10, len(broken[span])
                )
            case "put in":
                broken[place:place] = chance.randbytes(chance.randint(1, 64))
    return bytes(broken)


def try_attachments(kind: FileKind, number: int, seed: int, folder: Path) -> Outcome:
    """Look at so many broken files of one kind, as an upload does."""
    outcome, chance, limits = Outcome(kind.label), random.Random(f"{seed} {kind}"), Limits()
    begin = time.perf_counter()
    for start in range(0, number, BATCH):
        asked = []
        for place in range(start, min(start + BATCH, number)):
            path = folder / f"{kind}-{place}"
            path.write_bytes(mutate(sample_files.make(kind), chance))
            asked.append(Asked(path, kind, folder))
        for each, verdict in zip(asked, inspect(asked, limits), strict=True):
            outcome.files += 1
            outcome.verdicts[verdict.refused or "taken"] += 1
            if verdict.refused and not explain(verdict.refused, limits).endswith("。"):
                outcome.wrong.append(f"{each.path.name}: no sentence for {verdict.refused}")
            if not verdict.refused and kind.has_preview and not verdict.pictures:
                outcome.wrong.append(f"{each.path.name}: taken without a picture")
            each.path.unlink()
            for picture in verdict.pictures:
                picture.unlink()
    outcome.seconds = time.perf_counter() - begin
    return outcome


def try_imports(name: str, number: int, seed: int) -> Outcome:
    """Read so many broken sheets, as an import does once a workbook passed the checks of an upload."""
    outcome, chance = Outcome(f"import {name}"), random.Random(f"{seed} {name}")
    content = TABLE if name.endswith(".csv") else sample_files.xlsx()
    begin = time.perf_counter()
    for place in range(number):
        outcome.files += 1
        try:
            lines = import_files.read_lines(name, mutate(content, chance))
            outcome.verdicts["taken"] += 1
            if not all(isinstance(cell, str) for line in lines for cell in line):
                outcome.wrong.append(f"{place}: a cell that is no text")
        except Invalid as refusal:
            outcome.verdicts["refused"] += 1
            if not refusal.findings[0].message.endswith("。"):
                outcome.wrong.append(f"{place}: no sentence")
        # Anything else would be a 5xx.
        except Exception as error:
            outcome.wrong.append(f"{place}: {error!r}")
    outcome.seconds = time.perf_counter() - begin
    return outcome


def walk_imports(client: FlaskClient, number: int, seed: int) -> Outcome:
    """Send so many odd sheets through the pages, as a liaison does: sent, mapped, tried, marked, stored, opened.

    Verdicts: "refused" when sent, "wrong" rows that keep all out, "taken" as drafts, "known" from an earlier sheet.
    """
    outcome, chance = Outcome("import, page by page"), random.Random(seed)
    begin = time.perf_counter()
    for place in range(number):
        outcome.files += 1
        try:
            outcome.verdicts[walk_import(client, chance)] += 1
        except Exception as error:
            outcome.wrong.append(f"{place}: {error!r}")
    outcome.seconds = time.perf_counter() - begin
    return outcome


def walk_import(client: FlaskClient, chance: random.Random) -> str:
    """The verdict of one sheet; AssertionError where a page answers as it should not."""
    kind, name = chance.choice(list(Kind)), chance.choice(NAMES)
    columns = [each for each in imports.columns_of(kind)[1:] if each.name in NEEDED or chance.random() < 0.15]
    content = make_sheet(name, list(make_lines(columns, chance)))
    if chance.random() < 0.1:
        content = mutate(content, chance)
    answer = client.post("/imports", data={"kind": kind.value, "file": (io.BytesIO(content), name)})
    if answer.status_code == 422:
        assert 'class="error"' in answer.text and "。" in answer.text, "no sentence"
        return "refused"
    address = see(answer.status_code == 302, answer) and answer.location
    file = db.session.get_one(ImportFile, db.session.execute(select(func.max(ImportFile.id))).scalar_one())
    means = {column.label: column.name for column in columns}
    choices = {
        f"column-{at}": file.mapping.get(label) or means.get(label, "-")
        for at, label in enumerate(import_files.read_lines(file.name, file.content or b"")[0])
    }
    for page in (address, f"{address}/marked.xlsx"):
        see((answer := client.get(page)).status_code == 200, answer)
    see((answer := client.post(f"{address}/map-columns", data=choices)).status_code in (302, 422), answer)
    for page in (address, f"{address}/marked.xlsx"):
        see((answer := client.get(page)).status_code == 200, answer)
    last = db.session.execute(select(func.max(Submission.id))).scalar() or 0
    answer = client.post(f"{address}/store")
    see(answer.status_code in (302, 422), answer)
    if answer.status_code == 422:
        see((answer := client.post(f"{address}/discard")).status_code == 302, answer)
        return "wrong"
    drafts = list(db.session.execute(select(Submission.id).where(Submission.id > last)).scalars())
    for draft in drafts:
        for page in (f"/submissions/{draft}", f"/submissions/{draft}/edit"):
            see((answer := client.get(page)).status_code == 200, answer)
    return "taken" if drafts else "known"


def see(is_right: bool, answer: TestResponse) -> bool:
    assert is_right, f"{answer.request.method} {answer.request.path}: {answer.status_code}"
    return is_right


def make_lines(columns: list[Column], chance: random.Random) -> Iterator[list[str]]:
    """The headings and a few rows that an import takes, with an odd heading or an odd cell here and there."""
    yield [chance.choice(HEADINGS) if chance.random() < 0.02 else column.label for column in columns]
    for number in range(chance.randint(1, 3)):
        cells = [
            chance.choice(column.choices)
            if column.choices
            else TAKEN.get(column.hint, f"某{chance.random()}")
            for column in columns
        ]
        # What is filed once a month is another month's in each row.
        cells = [
            f"2021-{number + 1:02}" if column.name == "month" else cell
            for column, cell in zip(columns, cells, strict=True)
        ]
        if cells and chance.random() < 0.3:
            at = chance.randrange(len(cells))
            cells[at] = chance.choice(DAYS if columns[at].hint.startswith("例如") else CELLS)
        yield cells


def make_sheet(name: str, lines: list[list[str]]) -> bytes:
    if name.lower().endswith(".csv"):
        text = io.StringIO()
        csv.writer(text).writerows(lines)
        return text.getvalue().encode()
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                sheet.write_string(row, column, cell)
    return target.getvalue()
