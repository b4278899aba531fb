"""The ledger (台账) of a list: its columns, and how each value of a filing stands in a cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.domain.catalogue import Catalogue
from portal.domain.content import MANY
from portal.domain.import_cells import read_answer, read_count, read_date, read_money
from portal.domain.imports import DEPARTMENT, Column, label_violation
from portal.domain.publicity import Level


@dataclass(frozen=True)
class LedgerColumn:
    """`kind` is text, date, moment, money, count or answer: what the cell is in the file. The width is in characters."""

    name: str
    label: str
    kind: str = "text"
    width: int = 14


LEDGER = (
    LedgerColumn("number", "编号", width=20),
    LedgerColumn("kind", "种类", width=7),
    LedgerColumn("revision", "第几次报送", "count", 7),
    LedgerColumn("state", "状态", width=12),
    LedgerColumn("department", "部门", width=12),
    LedgerColumn("category_code", "案件类型", width=20),
    LedgerColumn("violation_code", "违法行为类型", width=28),
    LedgerColumn("title", "名称", width=44),
    LedgerColumn("party_name", "当事人", width=28),
    LedgerColumn("credit_code", "统一社会信用代码", width=21),
    LedgerColumn("origin", "线索由来"),
    LedgerColumn("found_on", "发现时间", "date", 12),
    LedgerColumn("verified_on", "核查时间", "date", 12),
    LedgerColumn("filed_on", "立案时间", "date", 12),
    LedgerColumn("closed_on", "结案时间", "date", 12),
    LedgerColumn("amount_involved", "涉案金额（万元）", "money", 16),
    LedgerColumn("is_punished", "是否处罚", "answer", 7),
    LedgerColumn("decided_on", "作出处罚时间", "date", 12),
    LedgerColumn("decision_number", "处罚决定书文号", width=26),
    LedgerColumn("fine", "罚款数额（万元）", "money", 16),
    LedgerColumn("confiscated", "没收违法所得（万元）", "money", 16),
    LedgerColumn("loss_recovered", "挽回损失（万元）", "money", 16),
    LedgerColumn("is_transferred", "移送公安机关", "answer", 8),
    LedgerColumn("transferred_on", "移送时间", "date", 12),
    LedgerColumn("is_internet", "互联网案件", "answer", 8),
    LedgerColumn("is_rural", "农村市场案件", "answer", 8),
    LedgerColumn("is_offered", "作为典型案件、重要线索报送", "answer", 13),
    LedgerColumn("grade", "质量评分", "count", 7),
    LedgerColumn("reported_at", "报送时间", "moment", 17),
    LedgerColumn("accepted_at", "接收时间", "moment", 17),
)

# By these two an import knows again what the portal exported.
NUMBER, REVISION = LEDGER[0], LEDGER[2]
KINDS: Mapping[Callable[[str], Any], str] = {
    read_date: "date",
    read_money: "money",
    read_count: "count",
    read_answer: "answer",
}

Words = Mapping[str, Mapping[Any, str]]


def list_whole(columns: Sequence[Column]) -> tuple[LedgerColumn, ...]:
    """The ledger with all that an import reads, its headings those of the import template."""
    whole = [
        LedgerColumn(column.name, column.label, KINDS.get(column.read, "text"), 18) for column in columns
    ]
    return (NUMBER, REVISION, *whole)


def list_words(catalogue: Catalogue, departments: Mapping[int, str]) -> Words:
    """What stands in a cell for a stored code, field by field, so that an import reads it back."""
    categories = {each.code: each.title for each in catalogue.categories}
    violations = {each.code: label_violation(each) for c in catalogue.categories for each in c.violations}
    labelled = {
        "origin": catalogue.origins,
        "source_activity": catalogue.lead_sources.activities,
        "source_data": catalogue.lead_sources.data,
        "source_external": catalogue.lead_sources.external,
        "medium": catalogue.media,
        "industry": catalogue.industries,
        "product": catalogue.products,
        "quality_flags": catalogue.quality_flags,
        "focus_tags": catalogue.focus_tags,
    }
    return {
        "category_code": categories,
        "secondary_categories": categories,
        "violation_code": violations,
        DEPARTMENT: departments,
        "handed_to_id": departments,
        "outlet_level": {level: level.label for level in Level},
        "task": {task.code: task.title for task in catalogue.tasks},
        "co_handlers": {str(key): name for key, name in departments.items()},
        **{name: {each.code: each.label for each in values} for name, values in labelled.items()},
    }


class Known(dict[Any, Any]):
    """Words by stored code; a code that has no word any more is said as it is."""

    def __missing__(self, code: Any) -> Any:
        return code


def choose_speech(column: LedgerColumn, words: Words) -> Callable[[Any], Any] | None:
    """How a cell says a stored value: codes as words, answers as 是 and 否, months as 2021-09. None: as it is stored."""
    if column.kind == "answer":
        return Known({True: "是", False: "否"}).__getitem__
    if column.name.endswith("month"):
        return say_month
    if column.name not in words:
        return None
    known = Known(words[column.name])
    if column.name in MANY:
        return lambda codes: "、".join(known[code] for code in (codes or "").split())
    return known.__getitem__


def say_month(month: date | None) -> str | None:
    return month.strftime("%Y-%m") if month else None
