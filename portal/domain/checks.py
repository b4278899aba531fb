"""卷面检查: what a reviewer would return, found before submitting. Returns findings, blocks nothing itself."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from portal.domain.catalogue import Catalogue
from portal.domain.content import CONTENT
from portal.domain.errors import Finding

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
    found = [*check_required(kind, content), *CHECKS[kind](content, catalogue, today)]
    order = list(CONTENT[kind])
    return tuple(
        sorted(
            found, key=lambda finding: order.index(finding.field) if finding.field in order else len(order)
        )
    )


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
    labels = CONTENT["case"]
    dates = ("filed_on", "closed_on", "decided_on", "transferred_on", "notified_on")
    yield from check_not_future(dates, labels, content, today)
    filed_on = content.get("filed_on")
    for field in dates[1:]:
        if filed_on and content.get(field) and content[field] < filed_on and field != "notified_on":
            yield Finding(field, f"{labels[field]}不能早于立案时间（{filed_on}）。")
    yield from check_dependent(content)
    yield from check_typical(content)
    yield from check_category(content, catalogue)


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


def check_typical(content: Content) -> Iterator[Finding]:
    if not content.get("is_typical"):
        return
    if not content.get("closed_on"):
        yield Finding("closed_on", "典型案件须已办结，请填写结案时间。")
    for field, part in (
        ("summary_verification", "线索核查情况"),
        ("summary_facts", "调查经过、违法事实、处理结果"),
        ("summary_effect", "产生的效果和社会影响"),
    ):
        if not content.get(field):
            yield Finding(field, f"案情摘要缺“{part}”部分。", is_error=field == "summary_facts")


def check_category(content: Content, catalogue: Catalogue) -> Iterator[Finding]:
    code, violation = content.get("category_code"), content.get("violation_code")
    if code and violation and violation not in {v.code for v in catalogue.category(code).violations}:
        yield Finding("violation_code", "违法行为类型不属于所选的案件类型。")
    if code == "other" and not content.get("other_label"):
        yield Finding("other_label", "其他违法请写明具体名称，例如消费者权益保护。")
    text = f"{content.get('title') or ''}{content.get('decision_content') or ''}"
    for miscoding in catalogue.miscodings:
        if code in miscoding.categories and any(word in text for word in miscoding.words):
            yield Finding("category_code", miscoding.message, is_error=False)


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
    code, violation = content.get("category_code"), content.get("violation_code")
    if code and violation and violation not in {v.code for v in catalogue.category(code).violations}:
        yield Finding("violation_code", "违法行为类型不属于所选的案件类型。")


def check_monthly_return(content: Content, catalogue: Catalogue, today: date) -> Iterator[Finding]:
    if not content.get("affirms_statistics"):
        yield Finding("affirms_statistics", "请核对本部门累计统计表后勾选。")


CHECKS: Mapping[str, Callable[[Content, Catalogue, date], Iterator[Finding]]] = {
    "case": check_case,
    "lead": check_lead,
    "monthly_return": check_monthly_return,
}
