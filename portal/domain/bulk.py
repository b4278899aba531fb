"""Several filings decided in one go (批量办理): what is asked of each ticked row and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.domain.workflow import ReturnCode


@dataclass(frozen=True)
class Item:
    """One ticked row as it was posted: `version` is the one the reader saw, `code` that of a return."""

    submission_id: int
    version: int
    comment: str = ""
    code: ReturnCode | None = None
    verdicts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A verdict that acceptance of one row must give; `former` is what the revision in force was given."""

    name: str
    words: str
    former: int | None

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """What is posted and what the page writes for it; the former answer is posted alike."""
        if self.name == "grade":
            return tuple((str(points), f"{points} 分") for points in range(6))
        return ("yes", "是"), ("no", "否")

    @property
    def former_answer(self) -> str:
        if self.former is None:
            return ""
        return str(self.former) if self.name == "grade" else "yes" if self.former else "no"


@dataclass(frozen=True)
class Outcome:
    """What came of one row. Nothing is told of a filing that the person may not read: its `title` is empty."""

    submission_id: int
    title: str
    department: str
    is_done: bool
    sentence: str
