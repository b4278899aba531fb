"""Cases (案件): what one says, in the order of Annex 3 (典型案件报送信息表, R130–R157), with what Annex 2 counts besides."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Continuation(StrEnum):
    """The step by which a revision takes a case in force on; only its fields are open then."""

    DECISION = "decision"
    CLOSING = "closing"
    TRANSFER = "transfer"

    @property
    def label(self) -> str:
        return {"decision": "处罚决定", "closing": "结案", "transfer": "移送"}[self.value]


LABELS: Mapping[str, str] = {
    "category_code": "案件类型",
    "violation_code": "违法行为类型",
    "secondary_categories": "次要类别",
    "industry": "行业",
    "product": "产品",
    "title": "案件名称",
    "party_name": "涉案企业名称（人员姓名）",
    "party_is_person": "当事人为自然人",
    "credit_code": "统一社会信用代码",
    "credit_code_reason": "代码不符的说明",
    "licence_status": "证照情况（许可信息）",
    "filed_on": "立案时间",
    "closed_on": "结案时间",
    "amount_involved": "涉案金额（万元）",
    "is_mediated": "是否调解",
    "compensation": "赔偿数额（万元）",
    "in_production": "涉案环节：生产",
    "in_trade": "涉案环节：经营",
    "other_provinces": "本省以外涉案省（区、市）",
    "is_punished": "是否处罚",
    "decided_on": "作出处罚时间",
    "decision_number": "处罚决定书文号",
    "decision_content": "处罚决定内容",
    "fine": "罚款数额（万元）",
    "confiscated": "没收违法所得（万元）",
    "executed_on": "执行完毕时间",
    "published_on": "处罚信息公示时间",
    "listed_abnormal": "列入经营异常名录",
    "has_separate_case": "另案处理",
    "was_interviewed": "约谈",
    "other_handling": "其他处理内容",
    "is_transferred": "案件移送公安机关",
    "transferred_on": "移送时间",
    "is_notified": "是否通报",
    "notified_bodies": "通报部门",
    "notified_on": "通报时间",
    "summary_verification": "案情摘要：线索核查情况",
    "summary_facts": "案情摘要：调查经过与违法事实",
    "summary_result": "案情摘要：处理结果",
    "summary_effect": "案情摘要：效果和社会影响",
    "is_public": "是否已公开",
    "officers": "办案人员",
    "co_handlers": "协办部门",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "is_internet": "互联网案件",
    "is_rural": "农村市场案件",
    "online_platform": "网络平台名称",
    "loss_recovered": "挽回损失（万元）",
    "other_label": "其他违法的具体名称",
    "excluded_days": "扣除天数",
    "excluded_reason": "扣除事由",
    "quality_flags": "办案质量标签",
    "focus_tags": "重点领域标签",
    "is_major": "有重大影响",
    "is_typical": "作为典型案件报送",
}

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "案件与当事人",
        (
            "category_code",
            "violation_code",
            "other_label",
            "industry",
            "product",
            "title",
            "party_name",
            "licence_status",
            "credit_code",
            "credit_code_reason",
            "party_is_person",
        ),
    ),
    ("时间与进度", ("filed_on", "closed_on", "excluded_days", "excluded_reason")),
    (
        "金额与调解",
        (
            "amount_involved",
            "is_mediated",
            "compensation",
            "in_production",
            "in_trade",
            "other_provinces",
        ),
    ),
    (
        "处罚与处理",
        (
            "is_punished",
            "decided_on",
            "decision_number",
            "decision_content",
            "fine",
            "confiscated",
            "executed_on",
            "published_on",
            "listed_abnormal",
            "has_separate_case",
            "was_interviewed",
            "other_handling",
        ),
    ),
    (
        "移送与通报",
        ("is_transferred", "transferred_on", "is_notified", "notified_bodies", "notified_on"),
    ),
    (
        "案情摘要",
        ("summary_verification", "summary_facts", "summary_result", "summary_effect", "is_public"),
    ),
    ("承办与联系", ("officers", "co_handlers", "contact_name", "contact_phone")),
    (
        "统计与报送",
        (
            "is_internet",
            "is_rural",
            "online_platform",
            "loss_recovered",
            "secondary_categories",
            "quality_flags",
            "focus_tags",
            "is_major",
            "is_typical",
        ),
    ),
)

DATES = (
    "filed_on",
    "closed_on",
    "decided_on",
    "executed_on",
    "published_on",
    "transferred_on",
    "notified_on",
)

# The four parts of the summary as the form prompts for them, printed as one block (R153).
SUMMARY: Mapping[str, str] = {
    name: label.removeprefix("案情摘要：") for name, label in LABELS.items() if name.startswith("summary_")
}

# What each step of a case in force opens; everything else stays as it is.
CONTINUATIONS: Mapping[Continuation, tuple[str, ...]] = {
    Continuation.DECISION: (
        "is_punished",
        "decided_on",
        "decision_number",
        "decision_content",
        "fine",
        "confiscated",
        "executed_on",
        "published_on",
        "listed_abnormal",
        "has_separate_case",
        "was_interviewed",
        "other_handling",
        "excluded_days",
        "excluded_reason",
        "summary_result",
        "is_public",
    ),
    Continuation.CLOSING: (
        "closed_on",
        "excluded_days",
        "excluded_reason",
        "is_mediated",
        "compensation",
        "loss_recovered",
        "executed_on",
        "published_on",
        "summary_result",
        "summary_effect",
        "is_public",
        "quality_flags",
        "is_major",
        "is_typical",
    ),
    Continuation.TRANSFER: (
        "is_transferred",
        "transferred_on",
        "is_notified",
        "notified_bodies",
        "notified_on",
        "summary_result",
    ),
}

# Boxes that the paper groups under one label: tick or leave.
TICKS: Mapping[str, tuple[str, ...]] = {
    "涉案环节": ("in_production", "in_trade"),
    "其他处理": ("listed_abnormal", "has_separate_case", "was_interviewed"),
    "统计标记": ("is_internet", "is_rural"),
}
# What each box says beside its group's label.
TICK_WORDS: Mapping[str, str] = {
    "in_production": "生产",
    "in_trade": "经营",
    "listed_abnormal": "列入经营异常名录",
    "has_separate_case": "另案处理",
    "was_interviewed": "约谈",
    "is_internet": "互联网案件",
    "is_rural": "农村市场案件",
}


def list_steps(content: Mapping[str, Any]) -> tuple[Continuation, ...]:
    """The steps that a case of this content has still before it: none of a closed one."""
    if content.get("closed_on"):
        return ()
    taken = {Continuation.DECISION: "decided_on", Continuation.CLOSING: "closed_on"}
    taken[Continuation.TRANSFER] = "transferred_on"
    return tuple(step for step in Continuation if not content.get(taken[step]))
