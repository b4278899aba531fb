"""Monthly returns (月报): what one says besides its lines, the counts of each category."""

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "month": "月份",
    "no_case_reason": "本月没有办结的典型案件，理由",
    "no_lead_reason": "本月没有重要线索，理由",
    "affirms_statistics": "已核对本部门累计统计表",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("月份", ("month",)),
    ("出动与检查", ("lines",)),
    ("没有办结案件或线索的", ("no_case_reason", "no_lead_reason")),
    ("核对与联系", ("affirms_statistics", "contact_name", "contact_phone")),
)
