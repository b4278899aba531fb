"""What acceptance will change (接收后影响), told before it happens: a revision against the one in force."""

from collections.abc import Callable, Mapping
from typing import Any

from portal.domain.money import format_wan

Content = Mapping[str, Any]

# What Annex 2 counts of a case: the words, and the date without which it does not count.
COUNTED = (("立案", "filed_on"), ("结案", "closed_on"), ("移送公安", "transferred_on"))
AMOUNTS = (("涉案金额", ("amount_involved",)), ("挽回损失", ("loss_recovered",)))


def describe_acceptance(kind: str, after: Content, before: Content | None) -> str:
    """One sentence; `before` is the content in force, None for a first submission."""
    return DESCRIBED[kind](after, before)


def describe_case(after: Content, before: Content | None) -> str:
    former = before or {}
    changes = [
        change_in_number(word, bool(after.get(name)) - bool(former.get(name))) for word, name in COUNTED
    ]
    changes.append(change_in_amount("罚没款", penalty(after), penalty(former)))
    for word, names in AMOUNTS:
        changes.append(change_in_amount(word, amount(after, names), amount(former, names)))
    counted = "，".join(change for change in changes if change) or "数字不变"
    filed_on = after.get("filed_on")
    table = f"计入 {filed_on.year} 年 {filed_on.month} 月起的累计统计表：" if filed_on else "统计表："
    return f"{table}{counted}{describe_move(after, former)}{describe_mark(after, former)}。"


def describe_move(after: Content, former: Content) -> str:
    """The table counts by filing date: another month of filing moves the case."""
    old, new = former.get("filed_on"), after.get("filed_on")
    if not old or not new or (old.year, old.month) == (new.year, new.month):
        return ""
    return f"；立案月份由 {old.year} 年 {old.month} 月改为 {new.year} 年 {new.month} 月"


def describe_mark(after: Content, former: Content) -> str:
    if bool(after.get("is_typical")) == bool(former.get("is_typical")):
        return ""
    if not after.get("is_typical"):
        return "；典型案件标记取消"
    closed_on = after.get("closed_on")
    return f"；作为 {closed_on.month} 月典型案件，进入典型案例提名" if closed_on else "；进入典型案例提名"


def describe_lead(after: Content, before: Content | None) -> str:
    month = after.get("serves_month")
    if before is not None:
        return "替代现行的一次报送，线索件数不变。"
    claimed = "；确认为重要线索的，计入考核" if after.get("claims_importance") else ""
    return f"线索 +1，计入 {month.month} 月报送{claimed}。" if month else f"线索 +1{claimed}。"


def describe_return(after: Content, before: Content | None) -> str:
    sent, checked = total(after, 1), total(after, 2)
    if before is not None:
        sent, checked = sent - total(before, 1), checked - total(before, 2)
    parts = [change_in_number("出动人次", sent), change_in_number("检查家次", checked)]
    counted = "，".join(part for part in parts if part) or "数字不变"
    month = after["month"]
    return f"计入 {month.year} 年 {month.month} 月起的累计统计表：{counted}。"


def describe_publicity(after: Content, before: Content | None) -> str:
    return "宣传信息 +1，计入各期报告。" if before is None else "替代现行的一次报送，条数不变。"


def describe_report(after: Content, before: Content | None) -> str:
    return "记为已报送。" if before is None else "替代现行的报告。"


def describe_contacts(after: Content, before: Content | None) -> str:
    return "列入联络员名录。" if before is None else "联络员名录改用这一份，以前的报送仍记原联络员。"


DESCRIBED: Mapping[str, Callable[[Content, Content | None], str]] = {
    "case": describe_case,
    "lead": describe_lead,
    "monthly_return": describe_return,
    "publicity": describe_publicity,
    "report": describe_report,
    "contacts": describe_contacts,
}


def total(content: Content, place: int) -> int:
    return sum(line[place] or 0 for line in content.get("lines", ()))


def penalty(content: Content) -> int:
    """罚没款 counts once the penalty is decided."""
    return amount(content, ("fine", "confiscated")) if content.get("decided_on") else 0


def amount(content: Content, names: tuple[str, ...]) -> int:
    return sum(content.get(name) or 0 for name in names)


def change_in_number(word: str, change: int) -> str:
    return f"{word} {'+' if change > 0 else '−'}{abs(change):,}" if change else ""


def change_in_amount(word: str, new: int, old: int) -> str:
    return (
        f"{word} {'+' if new > old else '−'}{format_wan(abs(new - old), exact=True)} 万元"
        if new != old
        else ""
    )
