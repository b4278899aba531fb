"""Files broken at random: bits turned, parts cut out, doubled or overwritten. Each is taken, or refused with a sentence.

What `portal.documents.attachments` takes has the pictures it promises; what the import reads is lines of text.
"""

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from portal.documents.attachments import Asked, inspect
from portal.domain.attachments import FileKind, Limits, explain
from portal.domain.errors import Invalid
from portal.services import import_files
from tests import sample_files

BATCH = 50
TABLE = '案件名称,立案时间,罚款数额（万元）\n甲案,2021-03-05,1.26\n"乙,案",2021-03-06,2\n'.encode()


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
