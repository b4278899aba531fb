"""Reports (工作情况报告): the quarters, the year, and the backfill of May, pre-filled and edited (R082, R086–R089)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.domain.catalogue import Catalogue
from portal.domain.drawings import Form, FormCell
from portal.domain.errors import Finding
from portal.domain.money import format_wan
from portal.domain.periods import end_of_whole_months, paper_date, paper_period
from portal.domain.privacy import find_personal_data

LABELS: Mapping[str, str] = {
    "task": "报告",
    "report_cases": "案件查办工作开展情况",
    "report_publicity": "宣传工作开展情况",
    "report_problems": "存在的问题",
    "report_suggestions": "下一步打算和建议",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("报告", ("task",)),
    ("正文", ("report_cases", "report_publicity", "report_problems", "report_suggestions")),
    ("联系", ("contact_name", "contact_phone")),
)
TEXTS = ("report_cases", "report_publicity", "report_problems", "report_suggestions")
# Begun by the portal with the figures of the period that they open with.
FILLED = ("report_cases", "report_publicity")
REQUIRED = ("task", "report_cases", "report_publicity", "contact_name", "contact_phone")


def check(content: Mapping[str, Any], catalogue: Catalogue, today: date) -> Iterator[Finding]:
    """卷面检查 of a report; the year's also suggests what the next year should look at (R088)."""
    for field in TEXTS:
        for word in find_personal_data(content.get(field)):
            yield Finding(field, f"写有{word}，属个人信息，请删去。", is_error=False)
    task = next((each for each in catalogue.tasks if each.code == content.get("task")), None)
    if task is None:
        return
    if not task.period_start and not content.get("report_suggestions"):
        yield Finding("report_suggestions", "年度报告须写下一年重点案件查办建议。")
    start, end = catalogue.task_period(task)
    for field in FILLED:
        said = read_period(content.get(field))
        if said and said != (start, end):
            sentence = f"这一段写的是 {describe_period(*said)}，所选报告的时段是 {describe_period(start, end)}，请核对。"
            yield Finding(field, sentence, is_error=False, code="other_period")
    if end > today:
        yield Finding("task", f"报告的时段到 {end} 为止，还没有结束，请核对数字。", is_error=False)


# Number and title.
Dossier = tuple[str, str]


@dataclass(frozen=True)
class Figures:
    """What a department did from `start` to `end`, both local dates, of the accepted set; amounts in 分.

    Dossiers are named as (number, title): the cases closed in the period, those still open at its end, the leads
    found in it, what was published in it. Inspections are those of whole months. A count may be larger: what is
    restricted is counted and not named.
    """

    start: date
    end: date
    filed: int = 0
    closed: int = 0
    decided: int = 0
    penalty: int = 0
    transferred: int = 0
    leads: int = 0
    persons_sent: int = 0
    businesses_checked: int = 0
    publicity: int = 0
    closed_cases: Sequence[Dossier] = ()
    open_cases: Sequence[Dossier] = ()
    leads_named: Sequence[Dossier] = ()
    published: Sequence[Dossier] = ()


# Of each list; all of them together stay well below what a part of a report may hold.
NAMED = 25


def write_cases(figures: Figures) -> str:
    """The paragraph on cases, to be edited: the figures of the period, then cases and leads by name (R082)."""
    period = paper_period(figures.start, figures.end)
    through = end_of_whole_months(figures.end)
    # A monthly return tells no days: of a month begun nothing is known yet.
    since = "" if through == figures.end else f"（月报截至{through.month}月）"
    text = (
        f"{period}，出动执法人员 {figures.persons_sent:,} 人次，检查企业 {figures.businesses_checked:,} 家次{since}；"
        f"发现报送线索 {figures.leads} 条；立案 {figures.filed} 件，结案 {figures.closed} 件，"
        f"作出处罚 {figures.decided} 件，罚没款 {format_wan(figures.penalty)} 万元，移送司法 {figures.transferred} 件；"
        f"期末在查案件 {len(figures.open_cases)} 件。"
    )
    return (
        text
        + write_list("办结的案件", figures.closed_cases, "件")
        + write_list("在查的案件", figures.open_cases, "件")
        + write_list("报送的线索", figures.leads_named, "条")
    )


def write_publicity(figures: Figures) -> str:
    """The paragraph on publicity, to be edited."""
    text = f"{paper_period(figures.start, figures.end)}，发布“铁拳”行动宣传信息 {figures.publicity} 条。"
    return text + write_list("发布的信息", figures.published, "条")


def write_list(title: str, dossiers: Sequence[Dossier], unit: str) -> str:
    """Dossiers by name, line by line below a title, the first NAMED of them; nothing for none."""
    if not dossiers:
        return ""
    lines = [f"{place}. {name}（{number}）" for place, (number, name) in enumerate(dossiers[:NAMED], 1)]
    more = [f"……等 {len(dossiers)} {unit}"] if len(dossiers) > NAMED else []
    return "\n".join(["", f"{title}：", *lines, *more])


def describe_period(start: date, end: date) -> str:
    return f"{start.year} 年 {start.month} 月 {start.day} 日至 {end.month} 月 {end.day} 日"


# As `describe_period` writes it, with or without spaces.
PERIOD = re.compile(
    r"\s*([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日至\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日"
)


def read_period(text: str | None) -> tuple[date, date] | None:
    """The period that a text opens with; None for one that opens otherwise."""
    found = PERIOD.match(text or "")
    if found is None:
        return None
    year, *days = map(int, found.groups())
    try:
        return date(year, *days[:2]), date(year, *days[2:])
    except ValueError:
        return None


@dataclass(frozen=True)
class ReportFacts:
    """What a report prints. `table` holds the rows of the cumulative table: category and five figures as text."""

    title: str
    department: str
    period: str
    reported_on: date | None
    texts: Sequence[tuple[str, str]]
    table_title: str
    table: Sequence[Sequence[str]]
    contact: str


TABLE_HEAD = ("案件数据", "立案（件）", "结案（件）", "涉案金额（万元）", "罚没款（万元）", "移送司法（件）")
_WIDTHS_MM = (40.0, 24.0, 24.0, 30.0, 28.0, 28.0)


def draw_report(facts: ReportFacts) -> Form:
    """The report on A4: its parts as long as they are, then the department's cumulative figures."""
    whole = len(_WIDTHS_MM)
    rows: list[tuple[FormCell, ...]] = [
        (FormCell("统计期间", 2, is_label=True), FormCell(facts.period, whole - 2))
    ]
    for title, text in facts.texts:
        rows.append((FormCell(title, whole, is_label=True),))
        rows.append((FormCell(text, whole, may_break=True, min_height_mm=20),))
    rows.append((FormCell(facts.table_title, whole, is_label=True),))
    rows.append(tuple(FormCell(label, is_label=True, align="center") for label in TABLE_HEAD))
    for name, *figures in facts.table:
        rows.append((FormCell(name), *(FormCell(figure, align="right") for figure in figures)))
    rows.append((FormCell("联系人（电话）", 2, is_label=True), FormCell(facts.contact, whole - 2)))
    return Form(
        title=facts.title,
        heading=(f"报送部门：{facts.department}", f"报送时间：{paper_date(facts.reported_on)}"),
        column_widths_mm=_WIDTHS_MM,
        rows=tuple(rows),
    )
