"""What a filing says: its content fields in the order of the paper form, with the label each carries everywhere.

Forms, import templates, the difference between revisions and the copy a revision starts from read these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.catalogue import Catalogue


class Kind(StrEnum):
    """What a dossier is about. The address of a kind is its word with hyphens."""

    CASE = "case"
    LEAD = "lead"
    MONTHLY_RETURN = "monthly_return"

    @property
    def label(self) -> str:
        return {"case": "案件", "lead": "线索", "monthly_return": "月报"}[self.value]

    @property
    def slug(self) -> str:
        return self.value.replace("_", "-")


CASE: Mapping[str, str] = {
    "category_code": "案件类型",
    "violation_code": "违法行为类型",
    "secondary_categories": "次要类别",
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
    "summary_facts": "案情摘要：调查经过、违法事实、处理结果",
    "summary_effect": "案情摘要：产生的效果和社会影响",
    "is_public": "是否已公开",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "is_internet": "互联网案件",
    "is_rural": "农村市场案件",
    "loss_recovered": "挽回损失（万元）",
    "other_label": "其他违法的具体名称",
    "excluded_days": "依法不计入办案期限的天数",
    "is_typical": "作为典型案件报送",
}

LEAD: Mapping[str, str] = {
    "title": "线索名称",
    "category_code": "案件类型",
    "violation_code": "违法行为类型",
    "party_name": "涉嫌当事人",
    "found_on": "发现时间",
    "origin": "线索由来",
    "source_activity": "检查来源",
    "source_data": "数据来源",
    "source_external": "外部来源",
    "content": "线索内容",
    "claims_importance": "作为重要线索报送",
    "serves_month": "报送月份",
    "handed_to_id": "移交部门",
    "verified_on": "核查时间",
    "verification_result": "核查结果",
    "resulting_dossier_id": "转立案件",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}

MONTHLY_RETURN: Mapping[str, str] = {
    "month": "月份",
    "no_case_reason": "本月没有办结的典型案件，理由",
    "no_lead_reason": "本月没有重要线索，理由",
    "affirms_statistics": "已核对本部门累计统计表",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}

CONTENT: Mapping[str, Mapping[str, str]] = {"case": CASE, "lead": LEAD, "monthly_return": MONTHLY_RETURN}

# Days of a filing; its months say which duty it serves and are no dates.
DATES = frozenset(
    ("filed_on", "closed_on", "decided_on", "transferred_on", "notified_on", "found_on", "verified_on")
)

# The parts of each form in paper order: title and the fields of content in it. Page and form draw from the same.
Parts = tuple[tuple[str, tuple[str, ...]], ...]

SECTIONS: Mapping[str, Parts] = {
    "case": (
        (
            "案件与当事人",
            (
                "category_code",
                "violation_code",
                "other_label",
                "title",
                "party_name",
                "licence_status",
                "credit_code",
                "credit_code_reason",
                "party_is_person",
            ),
        ),
        ("时间与进度", ("filed_on", "closed_on", "excluded_days")),
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
        ("案情摘要", ("summary_verification", "summary_facts", "summary_effect", "is_public")),
        ("承办与联系", ("contact_name", "contact_phone")),
        (
            "统计与报送",
            ("is_internet", "is_rural", "loss_recovered", "secondary_categories", "is_typical"),
        ),
    ),
    "lead": (
        ("线索", ("title", "category_code", "violation_code", "party_name", "found_on", "content")),
        ("来源", ("origin", "source_activity", "source_data", "source_external")),
        ("报送", ("claims_importance", "serves_month")),
        ("移交与核查", ("handed_to_id", "verified_on", "verification_result", "resulting_dossier_id")),
        ("联系", ("contact_name", "contact_phone")),
    ),
    "monthly_return": (
        ("月份", ("month",)),
        ("出动与检查", ("lines",)),
        ("没有办结案件或线索的", ("no_case_reason", "no_lead_reason")),
        ("核对与联系", ("affirms_statistics", "contact_name", "contact_phone")),
    ),
}


def name_parts(kind: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The parts of the form with (field, label) of each question, as a return names them."""
    labels = {**CONTENT[kind], "lines": "出动与检查"}
    return tuple((title, tuple((name, labels[name]) for name in names)) for title, names in SECTIONS[kind])


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


@dataclass(frozen=True)
class Readership:
    """Who may be named in a restricted dossier (限阅), as (account id, words), and the names of those who are.

    Nobody named yet: the dossier is still to be opened, restricted or not.
    """

    people: tuple[tuple[int, str], ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choices:
    """What a form offers to choose from: months by their first day, departments and cases as (id, words)."""

    catalogue: Catalogue
    months: tuple[date, ...] = ()
    departments: tuple[tuple[int, str], ...] = ()
    cases: tuple[tuple[int, str], ...] = ()
    readership: Readership | None = None
