"""卷面检查 of a case: the order of its days, what contradicts itself, what its summary lacks or says too much.

A reminder with a code asks for a word: submitting waits for a sentence that explains it (`WORDS` names each code).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from portal.domain.cases import DATES, LABELS, SUMMARY
from portal.domain.catalogue import Catalogue
from portal.domain.eligibility import listing_hints
from portal.domain.errors import Finding
from portal.domain.money import format_wan
from portal.domain.privacy import find_personal_data

Content = Mapping[str, Any]

# What a reminder that asks for a word is called where its answer is read.
WORDS: Mapping[str, str] = {
    "closed_before_decided": "结案早于处罚",
    "closed_before_executed": "结案早于执行完毕",
    "large_amount_involved": "涉案金额较大",
    "large_compensation": "赔偿数额较大",
    "large_fine": "罚款数额较大",
    "large_confiscated": "没收违法所得较大",
    "large_loss_recovered": "挽回损失较大",
    "compensation_without_mediation": "未经调解的赔偿",
    "confiscated_above_involved": "没收数额大于涉案金额",
    "fine_said_otherwise": "罚款数额与决定内容不同",
    "confiscated_said_otherwise": "没收违法所得与决定内容不同",
    "separate_case_without_link": "另案处理",
    "code_of_another": "同一代码的另一名称",
    "decision_number": "处罚决定书文号",
    "decision_number_year": "文号的年份",
    "miscoding": "类别归属",
    "missing_summary_verification": "缺线索核查情况",
    "missing_summary_result": "缺处理结果",
    "missing_summary_effect": "缺效果和社会影响",
    "personal_data": "摘要中的个人信息",
    "person_named": "摘要中的自然人姓名",
    "listing_candidate": "是否列入严重违法失信名单",
    "other_period": "报告写的时段",
    "typical_cases_of_month": "当月已报的典型案件",
    "leads_of_month": "当月已报的重要线索",
}


@dataclass(frozen=True)
class Standing:
    """What other filings say of a case or of a return's month.

    The case `has_link` to another; it `is_referred` for the blacklist. Of the month, the department's typical cases and
    important leads that were reported, as (submission, number).
    """

    has_link: bool = False
    is_referred: bool = False
    typical_cases: Sequence[tuple[int, str]] = ()
    important_leads: Sequence[tuple[int, str]] = ()


ALONE = Standing()


def check_case(content: Content, catalogue: Catalogue, today: date) -> Iterator[Finding]:
    """What the case itself says; `check_standing` asks about others."""
    yield from check_days(content, today)
    yield from check_dependent(content)
    yield from check_unanswered(content)
    yield from check_amounts(content)
    yield from check_amounts_said(content)
    yield from check_contradictions(content)
    yield from check_decision_number(content)
    yield from check_summary(content)
    yield from check_axes(content)
    yield from check_category(content, catalogue)
    yield from check_personal_data(content)


# Of a file most reminders come again and again.
@lru_cache(maxsize=1024)
def remind(field: str, message: str, code: str = "") -> Finding:
    return Finding(field, message, is_error=False, code=code)


# No day on the right may lie before the one on the left.
ORDER = (
    ("filed_on", "closed_on"),
    ("filed_on", "decided_on"),
    ("filed_on", "executed_on"),
    ("filed_on", "transferred_on"),
    ("decided_on", "executed_on"),
    ("decided_on", "published_on"),
)
# What usually comes first, but need not: the later day is asked about.
USUAL_ORDER = (
    ("decided_on", "closed_on", "closed_before_decided"),
    ("executed_on", "closed_on", "closed_before_executed"),
)
# A case filed longer ago than this is more often a slip of the year than an old case.
LONG_AGO_DAYS = 3 * 366


def check_days(content: Content, today: date) -> Iterator[Finding]:
    days = {field: content[field] for field in DATES if content.get(field)}
    for field, day in days.items():
        if day > today:
            yield Finding(field, f"{LABELS[field]}不能晚于今天（{today}）。")
    for first, second in ORDER:
        if is_before(days, second, first):
            yield Finding(second, f"{LABELS[second]}不能早于{LABELS[first]}（{days[first]}）。")
    for first, second, code in USUAL_ORDER:
        if is_before(days, second, first):
            sentence = f"{LABELS[second]}早于{LABELS[first]}（{days[first]}），请核对。"
            yield remind(second, sentence, code)
    filed_on = days.get("filed_on")
    if filed_on and (today - filed_on).days > LONG_AGO_DAYS:
        yield remind("filed_on", f"立案时间是 {filed_on.year} 年，请核对年份。")


def is_before(days: Mapping[str, date], field: str, other: str) -> bool:
    return field in days and other in days and days[field] < days[other]


# When the answer on the left is given, the field on the right must say more.
DEPENDENT = (
    ("is_punished", "decided_on", "已作出处罚的，请填写作出处罚时间。"),
    ("is_punished", "decision_content", "已作出处罚的，请填写处罚决定内容。"),
    ("is_transferred", "transferred_on", "已移送公安机关的，请填写移送时间。"),
    ("is_notified", "notified_bodies", "已通报的，请填写通报部门。"),
    ("is_notified", "notified_on", "已通报的，请填写通报时间。"),
    ("excluded_days", "excluded_reason", "填了扣除天数，请写明扣除事由。"),
)
# A yes on the left is asked for where anything on the right is filled in.
ONLY_WITH = {
    "is_punished": ("decided_on", "decision_number", "decision_content", "executed_on", "published_on"),
    "is_transferred": ("transferred_on",),
    "is_notified": ("notified_bodies", "notified_on"),
}


def check_dependent(content: Content) -> Iterator[Finding]:
    for question, field, sentence in DEPENDENT:
        if content.get(question) and content.get(field) in (None, ""):
            yield Finding(field, sentence)
    for question, fields in ONLY_WITH.items():
        if content.get(question):
            continue
        filled = [LABELS[field] for field in fields if content.get(field)]
        if filled:
            sentence = f"填了{'、'.join(filled)}，{LABELS[question]}应选“是”；确实没有的，删去所填内容。"
            yield Finding(question, sentence)
    if content.get("is_internet") and not content.get("online_platform"):
        yield remind("online_platform", "互联网案件，请写明网络平台名称。")
    elif content.get("online_platform") and not content.get("is_internet"):
        yield remind("is_internet", "填了网络平台名称，请核对是否互联网案件。")


QUESTIONS = ("is_mediated", "is_punished", "is_transferred", "is_notified", "is_public")


def check_unanswered(content: Content) -> Iterator[Finding]:
    """Questions of the paper form without an answer: neither box would be ticked in print."""
    open_ones = [name for name in QUESTIONS if content.get(name) is None]
    if open_ones:
        yield remind(open_ones[0], f"还没有回答：{'、'.join(LABELS[name] for name in open_ones)}。")


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
        if (content.get(field) or 0) > limit:
            label = LABELS[field].removesuffix("（万元）")
            sentence = f"{label} {format_wan(content[field])} 万元，请核对单位是否为万元。"
            yield remind(field, sentence, f"large_{field}")
    involved, confiscated = content.get("amount_involved"), content.get("confiscated") or 0
    if involved is not None and confiscated > involved:
        sentence = f"没收违法所得大于涉案金额（{format_wan(involved, exact=True)} 万元），请核对。"
        yield remind("confiscated", sentence, "confiscated_above_involved")


# 罚款 50,000 元, 没收违法所得人民币 1.2 万元: an amount right behind its word.
SAID = {
    "fine": re.compile(r"罚款(?:人民币)?\s*([0-9][0-9,，]*(?:\.[0-9]+)?)\s*(万?)元"),
    "confiscated": re.compile(r"没收违法所得(?:人民币)?\s*([0-9][0-9,，]*(?:\.[0-9]+)?)\s*(万?)元"),
}


def check_amounts_said(content: Content) -> Iterator[Finding]:
    """The amounts in the text of the decision against the columns, where the text names one alone."""
    text = content.get("decision_content") or ""
    for field, pattern in SAID.items():
        if content.get(field) is None:
            continue
        said = {read_said(*found) for found in pattern.findall(text)}
        if len(said) == 1 and content[field] not in said:
            (amount,) = said
            label = LABELS[field].removesuffix("（万元）")
            sentence = f"处罚决定内容写的是 {format_wan(amount, exact=True)} 万元，与{label}不同，请核对。"
            yield remind(field, sentence, f"{field}_said_otherwise")


def read_said(number: str, wan: str) -> int:
    """An amount in 元 or 万元 as 分; what is less than one is cut off."""
    return int(Decimal(number.replace(",", "").replace("，", "")) * (1_000_000 if wan else 100))


def check_contradictions(content: Content) -> Iterator[Finding]:
    """Amounts against the answers they go with."""
    has_amounts = content.get("fine") or content.get("confiscated")
    if content.get("is_punished"):
        if content.get("fine") is None and content.get("confiscated") is None:
            yield remind("fine", "已处罚而没有填罚款数额和没收违法所得；没有就填 0。")
    elif has_amounts:
        sentence = "填了罚没款数额，是否处罚应选“是”；没有处罚的，删去数额。"
        yield Finding("is_punished", sentence, is_error=content.get("is_punished") is False)
    if content.get("compensation") and not content.get("is_mediated"):
        sentence = "填了赔偿数额，请核对是否调解。"
        yield remind("is_mediated", sentence, "compensation_without_mediation")


# 沪市监崇处〔2021〕302021000001号: round brackets are met too, and the district's character in its own.
DECISION_NUMBER = re.compile(r"沪市监(?:[〔（(]..?[〕）)]|.{0,2})处[〔（(]([0-9]{4})[〕）)][0-9]{1,12}号")


def check_decision_number(content: Content) -> Iterator[Finding]:
    number, decided_on = "".join((content.get("decision_number") or "").split()), content.get("decided_on")
    if not number:
        if content.get("published_on"):
            yield remind("decision_number", "处罚信息已公示，请填写处罚决定书文号。")
        return
    found = DECISION_NUMBER.fullmatch(number)
    if not found:
        sentence = "文号一般写成“沪市监崇处〔2021〕302021000001号”的样子，请核对。"
        yield remind("decision_number", sentence, "decision_number")
    elif decided_on and int(found[1]) != decided_on.year:
        sentence = f"文号是 {found[1]} 年，作出处罚时间是 {decided_on.year} 年，请核对。"
        yield remind("decision_number", sentence, "decision_number_year")


def check_summary(content: Content) -> Iterator[Finding]:
    """What the summary lacks: asked part by part of a typical case, once of any other that is closed."""
    missing = [field for field in SUMMARY if not (content.get(field) or "").strip()]
    if content.get("is_typical"):
        if not content.get("closed_on"):
            yield Finding("closed_on", "典型案件须已办结，请填写结案时间。")
        for field in missing:
            sentence, is_error = f"案情摘要缺“{SUMMARY[field]}”部分。", field == "summary_facts"
            yield Finding(field, sentence, is_error, "" if is_error else f"missing_{field}")
    elif missing and content.get("closed_on"):
        yield remind(missing[0], f"已办结，案情摘要还缺：{'、'.join(SUMMARY[field] for field in missing)}。")


AXES = ("industry", "product", "violation_code")


def check_axes(content: Content) -> Iterator[Finding]:
    """Industry, goods and behaviour (R010), asked for together once the case has a category and its day."""
    blank = [name for name in AXES if not content.get(name)]
    if blank and content.get("category_code") and content.get("filed_on"):
        why = "，统计表第二栏也缺这一类" if "violation_code" in blank else ""
        names = "、".join(LABELS[name] for name in blank)
        yield remind(blank[0], f"没有选{names}：案件按行业、产品、违法行为归类{why}。")


def check_category(content: Content, catalogue: Catalogue) -> Iterator[Finding]:
    yield from check_violation(content, catalogue)
    code = content.get("category_code")
    seconds = (content.get("secondary_categories") or "").split()
    if code == "other" and not content.get("other_label"):
        yield Finding("other_label", "其他违法请写明具体名称，例如消费者权益保护。")
    if code and code in seconds:
        yield remind("secondary_categories", "次要类别与案件类型相同，请去掉。")
    text = "".join([content.get(name) or "" for name in ("title", "decision_content", "summary_facts")])
    # The goods as they were coded name them too; what was done with them only the text says.
    product = content.get("product")
    goods = [each.label for each in catalogue.products if each.code == product] if product else []
    named = "".join([text, *goods])
    for miscoding in catalogue.miscodings:
        if code not in miscoding.categories:
            continue
        if any(second in miscoding.categories and second != code for second in seconds):
            continue
        if any(word in named for word in miscoding.words):
            is_likely = miscoding.speaks_against(code, text)
            yield remind("category_code", miscoding.message, "miscoding" if is_likely else "")


def check_violation(content: Content, catalogue: Catalogue) -> Iterator[Finding]:
    code, violation = content.get("category_code"), content.get("violation_code")
    if violation and code and violation not in [each.code for each in catalogue.category(code).violations]:
        yield Finding("violation_code", "违法行为类型不属于所选的案件类型。")


# What may be published.
PUBLISHED = ("title", "decision_content", *SUMMARY)


def check_personal_data(content: Content) -> Iterator[Finding]:
    """The summary may be published; what identifies a person does not belong in it."""
    texts = {field: content[field] for field in PUBLISHED if content.get(field)}
    # Looked for in all of them together first: hardly any case has such data.
    if find_personal_data("\n".join(texts.values())):
        for field, text in texts.items():
            for word in find_personal_data(text):
                yield remind(field, f"写有{word}，属个人信息，请删去。", "personal_data")
    name = (content.get("party_name") or "").strip()
    if content.get("party_is_person") and len(name) > 1 and "某" not in name:
        for field in SUMMARY:
            if name in (content.get(field) or ""):
                sentence = "写有自然人当事人的姓名，请改写为“当事人”或者隐去名字。"
                yield remind(field, sentence, "person_named")


# By these words a penalty is heavier (较重行政处罚) than a fine alone; whether it is, a person judges.
HEAVIER = ("吊销", "降低资质", "停产停业", "责令关闭", "限制从业", "限制开展生产经营", "从重处罚")


def check_standing(
    content: Content, catalogue: Catalogue, today: date, standing: Standing
) -> Iterator[Finding]:
    """What the case asks for beyond itself: another case, the list of serious offenders (总局令第44号)."""
    if content.get("has_separate_case") and not standing.has_link:
        sentence = "勾选了另案处理，还没有关联另案，请关联或者说明。"
        yield remind("has_separate_case", sentence, "separate_case_without_link")
    said = f"{content.get('decision_content') or ''}{content.get('summary_result') or ''}"
    if standing.is_referred or not any(word in said for word in HEAVIER):
        return
    hints = listing_hints(content, catalogue, today)
    if hints and hints.circumstances:
        places = "、".join(each.place for each in hints.circumstances[:3])
        sentence = f"处罚较重，可能属于应列入严重违法失信名单的情形（{places}），请写明是否列入。"
        yield remind("decision_content", sentence, "listing_candidate")
