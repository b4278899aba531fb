"""Asking a process of its own what uploaded files are: a file that crashes it is refused, and nothing else happens."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.domain.attachments import PICTURED_PAGES, FileKind, Limits

PROGRAM = Path(__file__).with_name("inspection.py")
SECONDS = 30


@dataclass(frozen=True)
class Asked:
    """One file to inspect; pictures of its first pages go into `folder` where one is given."""

    path: Path
    kind: FileKind
    folder: Path | None = None

    def list_pictures(self) -> list[Path]:
        if self.folder is None or not self.kind.has_preview:
            return []
        number = PICTURED_PAGES if self.kind is FileKind.PDF else 1
        return [self.folder / f"{self.path.name}-{page}.png" for page in range(1, number + 1)]


@dataclass(frozen=True)
class Verdict:
    """`refused` is a word of domain.attachments.SENTENCES, empty for a file that may come in."""

    refused: str
    pages: int = 0
    pictures: tuple[Path, ...] = ()


def inspect(files: Sequence[Asked], limits: Limits) -> list[Verdict]:
    """One verdict a file, in their order. Takes about a third of a second for each process it needs."""
    verdicts: list[Verdict] = []
    while len(verdicts) < len(files):
        left = files[len(verdicts) :]
        answers, why = run(left, limits)
        verdicts += [read_verdict(*pair) for pair in zip(left, answers, strict=False)]
        if len(answers) < len(left):
            # The next one ended the process: it is refused, and the others are asked again.
            verdicts.append(Verdict(why))
    return verdicts


def run(files: Sequence[Asked], limits: Limits) -> tuple[list[dict[str, Any]], str]:
    """The answers of one process, and the refusal of the file that it ended on."""
    question = {
        "limits": {
            "megapixels": limits.megapixels,
            "pages": limits.pages,
            "entries": limits.entries,
            "unpacked": limits.unpacked,
        },
        "files": [
            (str(each.path), each.kind.value, [str(path) for path in each.list_pictures()]) for each in files
        ],
    }
    command = [sys.executable, "-I", "-B", str(PROGRAM)]
    try:
        done = subprocess.run(
            command, input=json.dumps(question).encode() + b"\n", capture_output=True, timeout=SECONDS
        )
        output, why = done.stdout, "broken"
    except subprocess.TimeoutExpired as late:
        output, why = late.stdout or b"", "slow"
    return [json.loads(line) for line in output.splitlines() if line.endswith(b"}")], why


def read_verdict(asked: Asked, answer: dict[str, Any]) -> Verdict:
    pictures = tuple(path for path in asked.list_pictures() if path.exists())
    return Verdict(str(answer["refused"]), int(answer["pages"]), pictures)
