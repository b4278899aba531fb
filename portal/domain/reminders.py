"""The words of a reminder (催办), ready to paste into the bureau's messenger. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Lack:
    """What one department has not reported."""

    department: str
    items: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"{self.department}：缺{'、'.join(self.items)}"


def write_paragraph(month: date, due_on: date, hours: int, lacking: Sequence[Lack]) -> str:
    """Departments, items and whole hours left, which are negative when past; empty when nothing is lacking."""
    if not lacking:
        return ""
    left = f"还有 {hours} 小时" if hours >= 0 else f"已超过 {-hours} 小时"
    listed = "；".join(lack.words for lack in lacking)
    return (
        f"【铁拳行动报送提醒】{month.month} 月报送 {due_on.month} 月 {due_on.day} 日 24:00 截止，{left}。"
        f"以下 {len(lacking)} 个部门尚未报齐：{listed}。请登录平台填报，经分管领导同意后报送。"
    )
