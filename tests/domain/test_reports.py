"""Reports (工作情况报告): the texts a report begins with, and its paper."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import portal
from portal.domain.case_checks import WORDS
from portal.domain.catalogue import load_catalogue
from portal.domain.checks import check
from portal.domain.content import LONGEST_REPORT
from portal.domain.reports import NAMED, Figures, ReportFacts, draw_report, write_cases, write_publicity

PLAN = load_catalogue(Path(portal.__file__).parent / "catalogue" / "2021.toml")
FIGURES = Figures(
    start=date(2021, 4, 1),
    end=date(2021, 6, 30),
    filed=12,
    closed=2,
    decided=3,
    penalty=41_560_001,
    transferred=1,
    leads=4,
    persons_sent=1_204,
    businesses_checked=612,
    publicity=5,
    closed_cases=(("铁2021-示例一所-0001", "某食品公司案"), ("铁2021-示例一所-0004", "某玩具店案")),
    open_cases=(("铁2021-示例一所-0002", "某电线店案"),),
    leads_named=(("铁2021-示例一所-0003", "某网店线索"),),
    published=(("铁2021-示例一所-0005", "查处未经检疫肉类"),),
)


def test_the_figures_of_the_period_are_written_out_with_cases_leads_and_publicity_by_name():
    text = write_cases(FIGURES)
    assert text.startswith("2021年4月1日至6月30日，出动执法人员 1,204 人次，检查企业 612 家次")
    assert "立案 12 件，结案 2 件，作出处罚 3 件，罚没款 41.56 万元" in text
    assert "办结的案件：\n1. 某食品公司案（铁2021-示例一所-0001）" in text
    assert "期末在查案件 1 件" in text and "在查的案件：\n1. 某电线店案（铁2021-示例一所-0002）" in text
    assert "报送的线索：\n1. 某网店线索（铁2021-示例一所-0003）" in text
    said = write_publicity(FIGURES)
    assert "发布“铁拳”行动宣传信息 5 条" in said and "1. 查处未经检疫肉类（铁2021-示例一所-0005）" in said


def test_the_longest_lists_fit_into_their_part():
    dossiers = [(f"铁2021-示例一所-{number:04}", "案" * 200) for number in range(99)]
    whole = replace(FIGURES, closed_cases=dossiers, open_cases=dossiers, leads_named=dossiers)
    assert len(write_cases(whole)) < LONGEST_REPORT


def test_a_long_list_of_cases_says_how_many_there_are():
    many = replace(FIGURES, closed_cases=tuple((f"铁{n}", f"某案{n}") for n in range(1, NAMED + 8)))
    text = write_cases(many)
    assert f"{NAMED}. 某案{NAMED}" in text and f"{NAMED + 1}. " not in text
    assert f"等 {NAMED + 7} 件" in text


def test_the_annual_report_must_suggest_what_the_next_year_looks_at():
    texts = {
        "report_cases": "见下。",
        "report_publicity": "见下。",
        "contact_name": "甲",
        "contact_phone": "1",
    }
    asked = {"annual_report": ["report_suggestions"], "second_quarter": []}
    for task, fields in asked.items():
        found = check("report", {"task": task, **texts}, PLAN, date(2021, 12, 10))
        assert [each.field for each in found if each.is_error] == fields


@pytest.mark.parametrize(
    ("opening", "is_asked"),
    [
        ("2021 年 4 月 1 日至 6 月 30 日，立案 3 件。", False),
        ("2021年4月1日至6月30日，立案 3 件。", False),
        ("\n2021 年 1 月 1 日至 5 月 17 日，立案 3 件。", True),
        ("2021年4月1日至6月31日，立案 3 件。", False),
        ("第二季度立案 3 件。2021 年 1 月 1 日至 5 月 17 日的另报。", False),
    ],
)
def test_a_text_that_opens_with_the_period_of_another_report_asks_for_a_word(opening, is_asked):
    said = {"report_publicity": "发布 1 条。", "contact_name": "甲", "contact_phone": "1"}
    content = {"task": "second_quarter", "report_cases": opening, **said}
    found = check("report", content, PLAN, date(2021, 7, 1))
    assert [(each.field, each.code) for each in found] == [("report_cases", "other_period")] * is_asked
    assert "other_period" in WORDS


def test_the_plan_asks_for_no_report_of_the_first_and_last_quarter():
    reports = [task.code for task in PLAN.tasks if task.kind == "report"]
    assert reports == ["backfill", "second_quarter", "third_quarter", "annual_report"]
    assert PLAN.task_period(PLAN.task("annual_report")) == (date(2021, 1, 1), date(2021, 11, 30))


def test_the_paper_holds_texts_that_may_run_on_and_the_table_of_figures():
    facts = ReportFacts(
        title="第二季度案件查办和宣传工作开展情况",
        department="示例一所",
        period="2021 年 4 月 1 日至 6 月 30 日",
        reported_on=date(2021, 7, 1),
        texts=(("案件查办工作开展情况", "立案三件。"),),
        table_title="案件统计",
        table=(("食品安全违法", "3", "2", "1.00", "", "0"),),
        contact="联络员甲（021-00000000）",
    )
    form = draw_report(facts)
    assert all(sum(cell.span for cell in row) == len(form.column_widths_mm) for row in form.rows)
    (text,) = [cell for row in form.rows for cell in row if cell.text == "立案三件。"]
    assert text.may_break
