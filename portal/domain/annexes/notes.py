"""说明: the notes under a form."""

from collections.abc import Sequence


def introduce(notes: str | Sequence[str]) -> tuple[str, ...]:
    """The notes line by line, as they stand in the plan file, the first one introduced by 说明."""
    lines = notes.splitlines() if isinstance(notes, str) else list(notes)
    return tuple(f"说明：{line}" if number == 0 else line for number, line in enumerate(lines))
