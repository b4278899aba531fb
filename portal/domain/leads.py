"""Leads (线索): what one says (R159, A10), and when it becomes a case. The plan names the duty but gives no layout."""

from collections.abc import Mapping
from datetime import date

LABELS: Mapping[str, str] = {
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
    "extension_reason": "延长核查的理由",
    "verified_on": "核查时间",
    "verification_result": "核查结果",
    "resulting_dossier_id": "转立案件",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("线索", ("title", "category_code", "violation_code", "party_name", "found_on", "content")),
    ("来源", ("origin", "source_activity", "source_data", "source_external")),
    ("报送", ("claims_importance", "serves_month")),
    (
        "移交与核查",
        ("handed_to_id", "extension_reason", "verified_on", "verification_result", "resulting_dossier_id"),
    ),
    ("联系", ("contact_name", "contact_phone")),
)

DATES = ("found_on", "verified_on")


def explain_no_case(status: str, verified_on: date | None, *, is_restricted: bool) -> str:
    """Why no case may be opened from a lead as it stands; "" where one may. `status` is the stored word.

    It is in force, or what it found out is written down and on its way. A restricted lead (限阅) opens none: the
    case is everybody's to read, and would lead back to it.
    """
    if is_restricted:
        return "限阅线索不转立案件。立案的，另行填报案件，不写线索来源。"
    if status == "accepted" or (verified_on and status in ("submitted", "leader_approved")):
        return ""
    return "接收后或者填报核查结果、提交后，才能转立案件。"
