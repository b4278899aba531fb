"""卷面检查: what a reviewer would return, found before submitting. Returns findings, blocks nothing itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from portal.domain import contacts, publicity, reports
from portal.domain.case_checks import ALONE, Standing, check_case, check_standing, check_violation, remind
from portal.domain.catalogue import Catalogue
from portal.domain.content import CONTENT, SECTIONS
from portal.domain.errors import Finding
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
    "publicity": publicity.REQUIRED,
    "report": reports.REQUIRED,
    "contacts": contacts.REQUIRED,
}


def check(
    kind: str, content: Content, catalogue: Catalogue, today: date, standing: Standing = ALONE
) -> tuple[Finding, ...]:
    """Errors (错误), which stop submitting, and reminders (提醒), in the order of the form.

    `kind` is the stored word; `today` the local date, since nothing reported can lie in the future; `standing`
    what other filings say of a case, or of a return's month.
    """
    found = [*check_required(kind, content), *CHECKS[kind](content, catalogue, today)]
    if kind == "case":
        found += check_standing(content, catalogue, today, standing)
    if kind == "monthly_return":
        found += check_nil(content, standing)
    return in_form_order(kind, found)


# The place of each field on the form of its kind.
PLACES: Mapping[str, Mapping[str, int]] = {
    kind: {name: place for place, name in enumerate(name for _, names in sections for name in names)}
    for kind, sections in SECTIONS.items()
}


def in_form_order(kind: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as the reader meets their fields, those on the whole form last."""
    order = PLACES[kind]
    return tuple(sorted(findings, key=lambda finding: order.get(finding.field, len(order))))


CHOSEN = ("category_code", "origin", "medium", "outlet_level", "task")


def check_required(kind: str, content: Content) -> Iterator[Finding]:
    for field in REQUIRED[kind]:
        if content.get(field) in (None, ""):
            verb = "选择" if field in CHOSEN else "填写"
            yield Finding(field, f"请{verb}{CONTENT[kind][field]}。")


def check_not_future(
    fields: tuple[str, ...], labels: Mapping[str, str], content: Content, today: date
) -> Iterator[Finding]:
    for field in fields:
        if content.get(field) and content[field] > today:
            yield Finding(field, f"{labels[field]}不能晚于今天（{today}）。")


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
    if content.get("category_code") and not content.get("violation_code"):
        yield remind("violation_code", "没有选违法行为类型，能确定的请选上。")
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


NAMED = 5


def check_nil(content: Content, standing: Standing) -> Iterator[Finding]:
    """A month without a case or lead (D5) of which one was reported."""
    for field, code, filed, what in (
        ("no_case_reason", "typical_cases_of_month", standing.typical_cases, "典型案件"),
        ("no_lead_reason", "leads_of_month", standing.important_leads, "重要线索"),
    ):
        if (content.get(field) or "").strip() and filed:
            numbers = "、".join(number for _, number in filed[:NAMED])
            more = f" 等 {len(filed)} 件" if len(filed) > NAMED else ""
            sentence = f"写了本月没有{what}，而本月的{what}已报有 {numbers}{more}，请核对。"
            yield Finding(field, sentence, is_error=False, code=code, submission_id=filed[0][0])


CHECKS: Mapping[str, Callable[[Content, Catalogue, date], Iterator[Finding]]] = {
    "case": check_case,
    "lead": check_lead,
    "monthly_return": check_monthly_return,
    "publicity": publicity.check,
    "report": reports.check,
    "contacts": contacts.check,
}
