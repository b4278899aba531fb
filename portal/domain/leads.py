"""Leads (线索): what one says (R159, A10). The plan names the duty but gives no layout."""

from collections.abc import Mapping

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
    ("移交与核查", ("handed_to_id", "verified_on", "verification_result", "resulting_dossier_id")),
    ("联系", ("contact_name", "contact_phone")),
)

DATES = ("found_on", "verified_on")
