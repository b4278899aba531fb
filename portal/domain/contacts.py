"""Contacts (联络员表, Annex 1): the deputy head in charge and the liaison of a department (R100–R105)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

from portal.domain.catalogue import Catalogue
from portal.domain.errors import Finding

# The two rows of the form, and its columns.
PERSONS: Mapping[str, str] = {"leader": "分管领导", "liaison": "联络员"}
COLUMNS: Mapping[str, str] = {
    "name": "姓名",
    "post": "职务",
    "office_phone": "办公电话",
    "mobile": "手机",
    "fax": "传真",
}

LABELS: Mapping[str, str] = {
    f"{person}_{column}": f"{PERSONS[person]}：{COLUMNS[column]}"
    for person, column in product(PERSONS, COLUMNS)
}

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (words, tuple(f"{person}_{column}" for column in COLUMNS)) for person, words in PERSONS.items()
)
# A fax is a blank that many stations leave.
REQUIRED = tuple(name for name in LABELS if not name.endswith(("_fax", "_office_phone")))

EXAMPLES = {"office_phone": "021-00000000", "mobile": "00000000000", "fax": "021-00000000"}
_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,24}")


def is_phone(text: str) -> bool:
    """Digits with hyphens, spaces or a leading +; an extension follows a hyphen."""
    return bool(_PHONE.fullmatch(text))


def check(content: Mapping[str, Any], catalogue: Catalogue, today: date) -> Iterator[Finding]:
    """卷面检查 of the two rows of Annex 1."""
    for person in PERSONS:
        for column, example in EXAMPLES.items():
            field = f"{person}_{column}"
            if content.get(field) and not is_phone(content[field]):
                yield Finding(field, f"只写数字和短横，例如 {example}。")
            elif column == "mobile" and content.get(field) and len(re.sub("[ -]", "", content[field])) != 11:
                yield Finding(field, "手机号码是 11 位数字，请核对。")
    if content.get("leader_name") and content["leader_name"] == content.get("liaison_name"):
        yield Finding("liaison_name", "联络员与分管领导是同一人，请核对。", is_error=False)
