"""Reading filings from the rows of a spreadsheet (导入): headings as on the form, text in, content out.

What is read here is a row's own; whether a portal takes it (rights, double rows) is asked by the service.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any

from portal.domain.catalogue import Catalogue, Violation
from portal.domain.checks import check
from portal.domain.content import CONTENT
from portal.domain.import_cells import (
    explain_error,
    read_answer,
    read_count,
    read_date,
    read_money,
    read_month,
    read_yuan,
    text_reader,
)
from portal.domain.parties import spell_code
from portal.domain.periods import month_before
from portal.domain.publicity import Level

DEPARTMENT = "department_id"
# The heading of the first column; the other spellings are understood too.
DEPARTMENT_LABELS = ("承办部门", "报送部门", "部门")
# Chosen on the page, once the dossier it points to is there.
NOT_IMPORTED = frozenset({"resulting_dossier_id"})

# Headings of files made with an earlier template, and the paper form's own words.
FORMER_LABELS: Mapping[str, tuple[str, ...]] = {
    "summary_facts": ("案情摘要：调查经过、违法事实、处理结果", "案情摘要：调查经过、违法事实"),
    "summary_effect": ("案情摘要：产生的效果和社会影响",),
    "excluded_days": ("依法不计入办案期限的天数",),
}

# What an exported ledger (台账) says of the filing a row was taken from; they name it and are no content.
DOSSIER, REVISION = "dossier", "revision"
IDENTITY_LABELS: Mapping[str, str] = {DOSSIER: "编号", REVISION: "第几次报送"}

# The apostrophe that an export puts before what a spreadsheet program might take for a formula.
_GUARDED = re.compile("'(?=\\s*[=+\\-@＝＋－＠]|[\t\n]|<r>)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SEPARATORS = re.compile(r"[、，,;；\s]+")


@dataclass(frozen=True)
class Column:
    """One column of an import file. `read` raises ValueError with a Chinese sentence; `choices` fill its list."""

    name: str
    label: str
    read: Callable[[str], Any]
    hint: str = ""
    choices: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()


class CellReader:
    """Reads the cells of one column as `read_cell` does, each text once: of a file most come again and again."""

    def __init__(self, column: Column) -> None:
        self.name, self.label = column.name, column.label
        self.read = cache(partial(read_cell, column))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell. `row` counts from 1, the headings. A reminder does not stop the import."""

    row: int
    column: str
    reason: str
    is_error: bool = True

    def __str__(self) -> str:
        where = f"第 {self.row} 行" + (f"，“{self.column}”" if self.column else "")
        return f"{where}：{'' if self.is_error else '（提醒）'}{self.reason}"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row as read: `department_id` None means the author's own. `dossier` is the number under which it was exported."""

    number: int
    department_id: int | None
    content: Mapping[str, Any]
    dossier: str = ""
    revision: int | None = None


# The first of these that a filing has is when the thing itself was: what was closed or found only now is no back-data.
HAPPENED = ("month", "serves_month", "closed_on", "filed_on", "found_on", "appeared_on")


def is_back_data(days: Iterable[date | None], entered_on: date) -> bool:
    """Whether the first of `days` lies before the month whose filings were due when it was entered (补录, D15)."""
    day = next((day for day in days if day), None)
    return day is not None and day < month_before(entered_on)


def list_columns(
    kind: str, catalogue: Catalogue, departments: Mapping[str, int], lengths: Mapping[str, int]
) -> tuple[Column, ...]:
    """The columns of an import file in the order of the form, the department's first.

    `departments` gives the id behind each department's code, `lengths` the most characters a text field holds.
    """
    readers = Readers(catalogue, departments)
    columns = [readers.department_column(kind)]
    for name, label in CONTENT[kind].items():
        if name not in NOT_IMPORTED:
            columns.append(readers.column(name, label, lengths.get(name)))
    if kind == "monthly_return":
        columns += readers.line_columns()
    return tuple(columns)


def list_identity() -> tuple[Column, ...]:
    """The columns by which a row of an exported ledger is known again; no template asks for them."""
    return (
        Column(DOSSIER, IDENTITY_LABELS[DOSSIER], str),
        Column(REVISION, IDENTITY_LABELS[REVISION], read_count),
    )


def suggest_mapping(headings: Iterable[str], columns: Iterable[Column]) -> dict[str, str]:
    """The name of the column that each heading means by itself; a heading that means none is left out."""
    known = {spelling: column.name for column in columns for spelling in (column.label, *column.spellings)}
    return {heading: known[squeeze(heading)] for heading in headings if squeeze(heading) in known}


def match_headings(
    headings: Sequence[str], columns: Sequence[Column], mapping: Mapping[str, str] | None = None
) -> tuple[list[Column | None], list[Problem]]:
    """The column under each heading, and what is wrong with the headings. Blanks and line breaks do not count.

    `mapping` gives the name of a column to headings that are not the portal's own, "" to those that are not read.
    """
    named = {column.name: column for column in columns}
    chosen = suggest_mapping(headings, columns) | dict(mapping or {})
    matched: list[Column | None] = []
    problems = []
    for heading in headings:
        wanted = squeeze(heading)
        column = named.get(chosen.get(heading, ""))
        if column is None and heading not in chosen:
            reason = "列标题是空的。" if not wanted else "没有这一列，请用导入模板里的列标题。"
            problems.append(Problem(1, wanted, reason))
        elif column is not None and column.name in {each.name for each in matched if each}:
            problems.append(Problem(1, wanted, "这一列出现了两次。"))
        else:
            matched.append(column and in_unit_of(wanted, column))
    return matched, problems


def in_unit_of(heading: str, column: Column) -> Column:
    """The column read in 元 where the heading says so: other systems do not count in 万元 (罚款（元）)."""
    is_yuan = column.read is read_money and "元" in heading and "万元" not in heading
    return replace(column, read=read_yuan) if is_yuan else column


def read_row(
    kind: str,
    number: int,
    cells: Sequence[str],
    readers: Sequence[CellReader | None],
    catalogue: Catalogue,
    today: date,
) -> tuple[ImportRow, list[Problem]]:
    """One row, with every problem of its cells and of the 卷面检查.

    A field that is still blank is only a reminder: the row becomes a draft, which is completed on its page.
    """
    content, problems = read_cells(number, cells, readers)
    dossier, revision = content.pop(DOSSIER, ""), content.pop(REVISION, None)
    department_id = content.pop(DEPARTMENT, None)
    if kind == "monthly_return":
        gather_lines(content)
    labels = CONTENT[kind]
    failed = {problem.column for problem in problems}
    if "title" in labels and not content.get("title") and labels["title"] not in failed:
        problems.append(Problem(number, labels["title"], "不能为空，否则导入后无从辨认。"))
        failed.add(labels["title"])
    for finding in check(kind, content, catalogue, today):
        label = labels.get(finding.field, "")
        if label not in failed:
            is_error = finding.is_error and content.get(finding.field) not in (None, "", False)
            problems.append(Problem(number, label, finding.message, is_error))
    return ImportRow(number, department_id, content, dossier, revision), problems


def read_cells(
    number: int, cells: Sequence[str], readers: Sequence[CellReader | None]
) -> tuple[dict[str, Any], list[Problem]]:
    """What stands in the cells of one row, by the name of the column; blank cells and unread columns are left out."""
    content: dict[str, Any] = {}
    problems = []
    for reader, cell in zip(readers, cells, strict=False):
        found = reader.read(cell) if reader and cell else None
        if reader is None or found is None:
            continue
        value, reason = found
        if reason:
            problems.append(Problem(number, reader.label, reason))
        else:
            content[reader.name] = value
    return content, problems


def read_cell(column: Column, cell: str) -> tuple[Any, str] | None:
    """What stands in a cell of this column, and what is wrong with it, "" for nothing; None for a blank one."""
    text = unguard(cell)
    if not text:
        return None
    try:
        if _CONTROL.search(text):
            raise ValueError("含有不能显示的控制字符，请删去。")
        if reason := explain_error(text):
            raise ValueError(reason)
        return column.read(text), ""
    except ValueError as error:
        return None, str(error)


def unguard(cell: str) -> str:
    """What stands in a cell, without the apostrophe that an export put before it."""
    return _GUARDED.sub("", cell.strip(), count=1) if cell[:1] == "'" else cell.strip()


def gather_lines(content: dict[str, Any]) -> None:
    """Put the columns of a return's categories together as its lines: (category, persons, businesses)."""
    counts: dict[str, dict[str, int]] = {}
    for name in [name for name in content if name.startswith("lines.")]:
        _, category, part = name.split(".")
        counts.setdefault(category, {})[part] = content.pop(name)
    if counts:
        content["lines"] = [
            (category, numbers.get("persons"), numbers.get("businesses"))
            for category, numbers in counts.items()
        ]


class Readers:
    """The reader of each column, with the names of the plan looked up once for the whole file."""

    def __init__(self, catalogue: Catalogue, departments: Mapping[str, int]) -> None:
        self.catalogue = catalogue
        self.departments = departments
        self.department_names = tuple(d.name for d in catalogue.departments if d.code in departments)
        self.violations: dict[str, set[str]] = {}
        for category in catalogue.categories:
            for violation in category.violations:
                for spelling in spellings_of(violation):
                    self.violations.setdefault(squeeze(spelling), set()).add(violation.code)
        self.special: dict[str, tuple[Callable[[str], Any], tuple[str, ...]]] = {
            "category_code": (self.category, tuple(c.title for c in catalogue.categories)),
            "secondary_categories": (self.several(self.category), ()),
            "co_handlers": (self.several(self.department), ()),
            "industry": self.labelled(catalogue.industries),
            "product": self.labelled(catalogue.products),
            "quality_flags": (self.several(self.labelled(catalogue.quality_flags)[0]), ()),
            "focus_tags": (self.several(self.labelled(catalogue.focus_tags)[0]), ()),
            "violation_code": (
                self.violation,
                tuple(label_violation(v) for c in catalogue.categories for v in c.violations),
            ),
            "handed_to_id": (self.department, self.department_names),
            "origin": self.labelled(catalogue.origins),
            "source_activity": self.labelled(catalogue.lead_sources.activities),
            "source_data": self.labelled(catalogue.lead_sources.data),
            "source_external": self.labelled(catalogue.lead_sources.external),
            "medium": self.labelled(catalogue.media),
            "outlet_level": self.coded({level.label: level.value for level in Level}),
            "task": self.coded({task.title: task.code for task in catalogue.tasks if task.kind == "report"}),
        }

    def department_column(self, kind: str) -> Column:
        first, second, third = DEPARTMENT_LABELS
        label = first if kind == "case" else second
        others = tuple(name for name in (first, second, third) if name != label)
        hint = "空着就是填报人自己的部门"
        return Column(DEPARTMENT, label, self.department, hint, self.department_names, others)

    def column(self, name: str, label: str, longest: int | None) -> Column:
        if name in self.special:
            read, choices = self.special[name]
            return Column(name, label, read, "从列表中选择" if choices else "多个用顿号分开", choices)
        if name in ("month", "serves_month"):
            return Column(name, label, read_month, "例如 2021-09")
        if name.endswith("_on"):
            return Column(name, label, read_date, "例如 2021-10-12")
        if "万元" in label:
            return Column(name, label, read_money, "万元，例如 1.26")
        if name == "excluded_days":
            return Column(name, label, read_count, "整数", spellings=FORMER_LABELS.get(name, ()))
        if name.startswith(("is_", "in_", "has_", "was_", "party_is", "listed_", "claims_", "affirms_")):
            return Column(name, label, read_answer, "是或否", ("是", "否"))
        if name == "credit_code":
            return Column(name, label, lambda text: text_reader(longest)(spell_code(text)), "18 位")
        hint = f"不超过 {longest} 字" if longest else ""
        return Column(name, label, text_reader(longest), hint, spellings=FORMER_LABELS.get(name, ()))

    def line_columns(self) -> list[Column]:
        return [
            Column(f"lines.{category.code}.{part}", f"{category.table_title}：{label}", read_count, "整数")
            for category in self.catalogue.categories
            for part, label in (("persons", "出动（人次）"), ("businesses", "检查企业（家次）"))
        ]

    def department(self, text: str) -> int:
        found = self.catalogue.department_by_alias(squeeze(text))
        if found is None or found.code not in self.departments:
            raise ValueError(f"没有“{text}”这个部门。{list_words(self.department_names)}")
        return self.departments[found.code]

    def category(self, text: str) -> str:
        found = self.catalogue.category_by_title(squeeze(text))
        if found is None:
            titles = [category.table_title for category in self.catalogue.categories]
            raise ValueError(f"没有“{text}”这个案件类型。{list_words(titles)}")
        return found.code

    def several(self, read: Callable[[str], Any]) -> Callable[[str], str]:
        """Several of what `read` reads, as a column keeps them."""

        def read_all(text: str) -> str:
            return " ".join(str(read(part)) for part in _SEPARATORS.split(text) if part)

        return read_all

    def violation(self, text: str) -> str:
        codes = self.violations.get(squeeze(text), set())
        if not codes:
            known = dict.fromkeys(v.fill_in for c in self.catalogue.categories for v in c.violations)
            raise ValueError(f"没有“{text}”这种违法行为类型。{list_words(known)}")
        if len(codes) > 1:
            labels = "”或“".join(label_violation(self.catalogue.violation(code)) for code in sorted(codes))
            raise ValueError(f"“{text}”不止一种，请写明“{labels}”。")
        return next(iter(codes))

    def labelled(self, values: Iterable[Any]) -> tuple[Callable[[str], str], tuple[str, ...]]:
        return self.coded({value.label: value.code for value in values})

    def coded(self, codes_of: Mapping[str, str]) -> tuple[Callable[[str], str], tuple[str, ...]]:
        """A reader of one of these labels or codes, and the labels."""
        codes = {squeeze(spelling): code for label, code in codes_of.items() for spelling in (label, code)}
        labels = tuple(codes_of)

        def read(text: str) -> str:
            if squeeze(text) not in codes:
                raise ValueError(list_words(labels))
            return str(codes[squeeze(text)])

        return read, labels


def list_words(words: Iterable[str]) -> str:
    return f"只能填：{'、'.join(words)}。"


# Of a file most words of the plan come again and again.
@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    return "".join(text.split())


def label_violation(violation: Violation) -> str:
    """How a kind of violation is written in a file, unlike any other: 电线电缆：工业产品生产许可证相关违法行为."""
    return f"{violation.fill_in}：{violation.behaviour}"


def spellings_of(violation: Violation) -> set[str]:
    return {
        violation.code,
        violation.text,
        violation.behaviour,
        violation.fill_in,
        label_violation(violation),
    }
