"""卷面检查: what a reviewer would return, found before submitting. Returns findings, blocks nothing itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from portal.domain.cases import DATES, SUMMARY
from portal.domain.catalogue import Catalogue
from portal.domain.content import CONTENT, SECTIONS
from portal.domain.errors import Finding
from portal.domain.money import format_wan
from portal.domain.privacy import find_personal_data

Content = Mapping[str, Any]

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "case": ("category_code", "title", "party_name", "filed_on", "contact_name", "contact_phone"),
    "lead": (
        "title",
        "category_code",
        "found_on",
        "origin",
        "content",
        "serves_month",
        "contact_name",
        "contact_phone",
    ),
    "monthly_return": ("month", "contact_name", "contact_phone"),
}


def check(kind: str, content: Content, catalogue: Catalogue, today: date) -> tuple[Finding, ...]:
    """Errors (错误), which stop submitting, and reminders (提醒), which do not, in the order of the form.

    `kind` is the stored word; `today` the local date, since nothing reported can lie in the future.
    """
    return in_form_order(kind, [*check_required(kind, content), *CHECKS[kind](content, catalogue, today)])


def in_form_order(kind: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as the reader meets their fields, those on the whole form last."""
    order = {name: place for place, name in enumerate(n for _, names in SECTIONS[kind] for n in names)}
    return tuple(sorted(findings, key=lambda finding: order.get(finding.field, len(order))))


def check_required(kind: str, content: Content) -> Iterator[Finding]:
    for field in REQUIRED[kind]:
        if content.get(field) in (None, ""):
            verb = "选择" if field in ("category_code", "origin") else "填写"
            yield Finding(field, f"请{verb}{CONTENT[kind][field]}。")


def check_not_future(
    fields: tuple[str, ...], labels: Mapping[str, str], content: Content, today: date
) -> Iterator[Finding]:
    for field in fields:
        if content.get(field) and content[field] > today:
            yield Finding(field, f"{labels[field]}不能晚于今天（{today}）。")


def check_case(content: Content, catalogue: Catalogue, today: date) -> Iterator[Finding]:
    yield from check_case_dates(content, today)
    yield from check_dependent(content)
    yield from check_unanswered(content)
    yield from check_amounts(content)
    yield from check_typical(content)
    yield from check_category(content, catalogue)
    yield from check_personal_data(content)


def check_case_dates(content: Content, today: date) -> Iterator[Finding]:
    labels = CONTENT["case"]
    yield from check_not_future(DATES, labels, content, today)
    filed_on, closed_on, decided_on = (content.get(f) for f in ("filed_on", "closed_on", "decided_on"))
    for field in ("closed_on", "decided_on", "executed_on", "transferred_on"):
        if filed_on and content.get(field) and content[field] < filed_on:
            yield Finding(field, f"{labels[field]}不能早于立案时间（{filed_on}）。")
    if closed_on and decided_on and closed_on < decided_on:
        sentence = f"结案时间早于作出处罚时间（{decided_on}），请核对。"
        yield Finding("closed_on", sentence, is_error=False)
    if filed_on and (today - filed_on).days > LONG_AGO_DAYS:
        yield Finding("filed_on", f"立案时间是 {filed_on.year} 年，请核对年份。", is_error=False)


# A case filed longer ago than this is more often a slip of the year than an old case.
LONG_AGO_DAYS = 3 * 366


# When the answer on the left is yes, the field on the right must say more.
DEPENDENT = (
    ("is_punished", "decided_on", "已作出处罚的，请填写作出处罚时间。"),
    ("is_punished", "decision_content", "已作出处罚的，请填写处罚决定内容。"),
    ("is_transferred", "transferred_on", "已移送公安机关的，请填写移送时间。"),
    ("is_notified", "notified_bodies", "已通报的，请填写通报部门。"),
)


def check_dependent(content: Content) -> Iterator[Finding]:
    for question, field, sentence in DEPENDENT:
        if content.get(question) and content.get(field) in (None, ""):
            yield Finding(field, sentence)
    if content.get("decided_on") and not content.get("is_punished"):
        yield Finding("is_punished", "填了作出处罚时间，是否处罚应选“是”。")
    if content.get("transferred_on") and not content.get("is_transferred"):
        yield Finding("is_transferred", "填了移送时间，案件移送公安机关应选“是”。")


QUESTIONS = ("is_mediated", "is_punished", "is_transferred", "is_notified", "is_public")


def check_unanswered(content: Content) -> Iterator[Finding]:
    """Questions of the paper form without an answer: neither box would be ticked in print."""
    open_ones = [name for name in QUESTIONS if content.get(name) is None]
    if open_ones:
        words = "、".join(CONTENT["case"][name] for name in open_ones)
        yield Finding(open_ones[0], f"还没有回答：{words}。", is_error=False)


# 万元 typed as 元 shows as an amount above these (分): reminders only, for large cases do occur.
LARGE = {
    "amount_involved": 10_000 * 1_000_000,
    "compensation": 1_000 * 1_000_000,
    "fine": 1_000 * 1_000_000,
    "confiscated": 1_000 * 1_000_000,
    "loss_recovered": 10_000 * 1_000_000,
}


def check_amounts(content: Content) -> Iterator[Finding]:
    for field, limit in LARGE.items():
        label = CONTENT["case"][field].removesuffix("（万元）")
        if (content.get(field) or 0) > limit:
            sentence = f"{label} {format_wan(content[field])} 万元，请核对单位是否为万元。"
            yield Finding(field, sentence, is_error=False)
    if content.get("is_punished"):
        if content.get("fine") is None and content.get("confiscated") is None:
            yield Finding("fine", "已处罚而没有填罚款数额和没收违法所得；没有就填 0。", is_error=False)
    elif content.get("fine") or content.get("confiscated"):
        yield Finding("is_punished", "填了罚没款数额，请核对是否处罚。", is_error=False)
    if content.get("compensation") and not content.get("is_mediated"):
        yield Finding("is_mediated", "填了赔偿数额，请核对是否调解。", is_error=False)


def check_personal_data(content: Content) -> Iterator[Finding]:
    """The summary may be published; numbers that identify a person do not belong in it."""
    for field in ("title", "decision_content", "summary_verification", "summary_facts", "summary_effect"):
        for word in find_personal_data(content.get(field)):
            yield Finding(field, f"写有{word}，属个人信息，请删去。", is_error=False)


def check_typical(content: Content) -> Iterator[Finding]:
    if not content.get("is_typical"):
        return
    if not content.get("closed_on"):
        yield Finding("closed_on", "典型案件须已办结，请填写结案时间。")
    for field, part in SUMMARY.items():
        if not content.get(field):
            yield Finding(field, f"案情摘要缺“{part}”部分。", is_error=field == "summary_facts")


def check_category(content: Content, catalogue: Catalogue) -> Iterator[Finding]:
    yield from check_violation(content, catalogue)
    code = content.get("category_code")
    if code == "other" and not content.get("other_label"):
        yield Finding("other_label", "其他违法请写明具体名称，例如消费者权益保护。")
    if code and code in (content.get("secondary_categories") or "").split():
        yield Finding("secondary_categories", "次要类别与案件类型相同，请去掉。", is_error=False)
    text = f"{content.get('title') or ''}{content.get('decision_content') or ''}"
    for miscoding in catalogue.miscodings:
        if code in miscoding.categories and any(word in text for word in miscoding.words):
            yield Finding("category_code", miscoding.message, is_error=False)


def check_violation(content: Content, catalogue: Catalogue) -> Iterator[Finding]:
    code, violation = content.get("category_code"), content.get("violation_code")
    if code and not violation:
        sentence = "没有选违法行为类型，统计表第二栏缺这一类。"
        yield Finding("violation_code", sentence, is_error=False)
    elif violation and code and violation not in {v.code for v in catalogue.category(code).violations}:
        yield Finding("violation_code", "违法行为类型不属于所选的案件类型。")


def check_lead(content: Content, catalogue: Catalogue, today: date) -> Iterator[Finding]:
    labels = CONTENT["lead"]
    yield from check_not_future(("found_on", "verified_on"), labels, content, today)
    found_on, verified_on = content.get("found_on"), content.get("verified_on")
    if found_on and verified_on and verified_on < found_on:
        yield Finding("verified_on", f"核查时间不能早于发现时间（{found_on}）。")
    if verified_on and not content.get("verification_result"):
        yield Finding("verification_result", "填了核查时间，请写明核查结果。")
    if not any(content.get(field) for field in ("source_activity", "source_data", "source_external")):
        yield Finding("source_activity", "请至少填写一种线索来源。")
    yield from check_violation(content, catalogue)
    for word in find_personal_data(content.get("content")):
        yield Finding("content", f"写有{word}，属个人信息，请删去。", is_error=False)
    if content.get("serves_month") and content["serves_month"] > today:
        yield Finding("serves_month", "报送月份不能晚于本月。")


def check_monthly_return(content: Content, catalogue: Catalogue, today: date) -> Iterator[Finding]:
    if content.get("month") and content["month"] > today:
        yield Finding("month", "月份不能晚于本月。")
    if all(persons is None and businesses is None for _, persons, businesses in content.get("lines", ())):
        yield Finding("lines", "出动和检查都没有填。没有出动的类别填 0。", is_error=False)
    if not content.get("affirms_statistics"):
        yield Finding("affirms_statistics", "请核对本部门累计统计表后勾选。")


CHECKS: Mapping[str, Callable[[Content, Catalogue, date], Iterator[Finding]]] = {
    "case": check_case,
    "lead": check_lead,
    "monthly_return": check_monthly_return,
}
