"""The one family of refusals: each carries a Chinese sentence and the HTTP status that says what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zlib import crc32


@dataclass(frozen=True)
class Finding:
    """One remark on one field (卷面检查). An empty `field` speaks of the whole form.

    An error (错误) stops submitting; a reminder (提醒) does not, but one with a `code` waits for a sentence that
    explains it. `submission_id` is another filing that it speaks of, which its reader may open; `beside` are
    label and words of what to compare with it.
    """

    field: str
    message: str
    is_error: bool = True
    code: str = ""
    submission_id: int | None = None
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def is_quiet(self) -> bool:
        """A reminder that asks for nothing: it is only read."""
        return not self.is_error and not self.code

    @property
    def key(self) -> str:
        """Short and the same for the same words on the same field: by it a form tells which reminders it showed."""
        return f"{crc32(f'{self.field} {self.message}'.encode()):08x}"


class PortalError(Exception):
    """A refusal the reader can act on. Any floor may raise it; only the routes render it.

    `state` is where the thing that was acted on stands now, with its label and tone, where that is known (D14).
    """

    status = 400
    state: Any = None

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if status is not None:
            self.status = status


class NotFound(PortalError):
    """Absent, or not visible to the reader: the two must look alike."""

    status = 404

    def __init__(self, message: str = "没有找到，或者您无权查看。") -> None:
        super().__init__(message)


class Forbidden(PortalError):
    """The reader's roles lack this page altogether."""

    status = 403

    def __init__(self, message: str = "您的角色不能使用这一页。") -> None:
        super().__init__(message)


class TransitionNotAllowed(PortalError):
    """The step does not start from the present state (D14)."""

    status = 409


class Stale(PortalError):
    """Somebody changed the thing since the reader's page was drawn (D14)."""

    status = 409

    def __init__(self, message: str = "这条记录刚刚被他人改动，请核对当前内容后再操作。") -> None:
        super().__init__(message)


class FourEyes(PortalError):
    """Author, approver and acceptor must be three persons."""

    status = 409

    def __init__(self, message: str = "填报、审批、接收须由三个不同的人办理。") -> None:
        super().__init__(message)


class Invalid(PortalError):
    """What was typed cannot be taken; the findings name the fields."""

    status = 422

    def __init__(self, message: str = "有内容需要更正。", findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class Unread(PortalError):
    """Nothing is wrong with what was typed, but reminders stand beside it that its writer has not been shown."""

    status = 422

    def __init__(self, number: int) -> None:
        super().__init__(f"还没有提交：有 {number} 处提醒，请看一遍；没有要改的，再点一次“提交审批”。")
