"""The plan file: the shipped one is complete, a broken one is refused with line and reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import portal
from portal.domain.catalogue import CatalogueError, compare, load_catalogue, read_catalogue

SHIPPED = Path(portal.__path__[0]) / "catalogue" / "2021.toml"
TEXT = SHIPPED.read_text(encoding="utf-8")
CATALOGUE = read_catalogue(TEXT)


def requirements(code: str, letters: str) -> set[str]:
    return {f"{code}{letter}" for letter in letters}


def test_every_kind_of_violation_and_note_of_the_plan_is_there():
    wanted = (
        requirements("R020", "abcdef")
        | requirements("R021", "abcde")
        | requirements("R022", "abcdef")
        | requirements("R023", "abcd")
        | requirements("R024", "abcde")
        | requirements("R025", "abcdef")
        | requirements("R026", "abcde")
        | {"R027"}
    )
    found = {
        each.requirement for category in CATALOGUE.categories for each in category.violations + category.notes
    }
    assert wanted <= found


def test_categories_stand_in_the_order_of_annex_2_with_both_titles():
    assert [category.table_title for category in CATALOGUE.categories] == [
        "食品安全违法",
        "产品质量违法",
        "特种设备违法",
        "CCC认证违法",
        "中介服务价格违法",
        "广告违法",
        "知识产权违法",
        "其他违法",
    ]
    assert CATALOGUE.category("product").title == "产品质量安全违法案件"
    assert CATALOGUE.category_by_title("特种设备安全违法案件") == CATALOGUE.category("special_equipment")
    assert CATALOGUE.category_by_title("食品 安全") == CATALOGUE.category("food")
    # One letter says too little, and so does what two begin with.
    assert CATALOGUE.category_by_title("食") is CATALOGUE.category_by_title("没有这一类") is None
    two = replace(CATALOGUE.category("food"), code="other_food", title="食品添加剂", table_title="食品添加剂")
    assert replace(CATALOGUE, categories=(*CATALOGUE.categories, two)).category_by_title("食品") is None


def test_annex_2_prints_its_five_fixed_labels_and_leaves_three_rows_to_fill_in():
    labels = {category.code: category.fixed_label for category in CATALOGUE.categories}
    assert labels == {
        "food": "",
        "product": "",
        "special_equipment": "电梯、液化石油气瓶",
        "ccc": "儿童玩具、电线电缆",
        "intermediary_price": "人力资源、中介服务",
        "advertising": "金融、食药品、神医神药",
        "ip": "商标、专利、地理标志",
        "other": "",
    }
    for code in ("food", "product", "other"):
        category = CATALOGUE.category(code)
        assert set(category.fill_in_examples) <= {violation.fill_in for violation in category.violations}


def test_the_plan_names_these_lead_departments():
    responsible = {category.code: category.responsible for category in CATALOGUE.categories}
    assert responsible == {
        "food": ("spsc", "spjy", "spxt"),
        "product": ("rzrk",),
        "special_equipment": ("tzsb",),
        "ccc": ("rzrk",),
        "intermediary_price": ("zfjd",),
        "advertising": ("wljy",),
        "ip": ("zscq",),
        "other": (),
    }
    assert CATALOGUE.category("product").cooperating == ("bzh",)


def test_monthly_duties_follow_the_flags_of_d1():
    departments = CATALOGUE.departments
    assert {each.code for each in departments if each.owes_case} == {"zfdd", "sls1", "sls2", "sls3"}
    assert {each.code for each in departments if each.owes_return} == {"zfdd", "sls1", "sls2", "sls3"}
    assert {each.code for each in departments if not each.owes_lead} == {"bzh", "xyjd", "bgs"}
    assert [each.code for each in departments if each.receives] == ["zfjd"]
    assert [each.code for each in departments if each.is_sample] == ["sls1", "sls2", "sls3"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("执法监管科", "zfjd"),
        ("执法监督管理科", "zfjd"),
        ("认证和认可监督监督管理科", "rzrk"),
        (" 执法 大队 ", "zfdd"),
        ("zscq", "zscq"),
    ],
)
def test_a_department_is_found_under_every_spelling_of_the_plan(written: str, code: str):
    found = CATALOGUE.department_by_alias(written)
    assert found is not None and found.code == code


def test_a_name_for_all_stations_is_no_department():
    assert CATALOGUE.department_by_alias("市场所") is None
    assert "市场所" in CATALOGUE.department_groups[0].aliases


def test_no_narrative_of_the_first_or_fourth_quarter_is_asked():
    quarters = [each.code for each in CATALOGUE.calendar if each.code.endswith("_quarter")]
    assert quarters == ["second_quarter", "third_quarter"]
    assert CATALOGUE.settings.quarters_without_report == (1, 4)
    assert {each.requirement for each in CATALOGUE.calendar} == {f"R{n:03}" for n in range(80, 91)}


def test_the_first_month_owed_falls_due_on_2_june_and_the_last_on_2_january():
    assert CATALOGUE.settings.first_owed == date(2021, 6, 2)
    assert CATALOGUE.settings.last_owed == date(2022, 1, 2)


def test_only_an_essential_return_restarts_the_clock():
    restarts = {each.label for each in CATALOGUE.return_codes if each.restarts_clock}
    kept = {each.label for each in CATALOGUE.return_codes if not each.restarts_clock}
    assert restarts == {"实质错误", "缺附件", "重复报送"}
    assert kept == {"一般更正", "类别有误"}


def test_the_listing_rules_follow_the_day_of_the_decision():
    assert not CATALOGUE.listing_regime(date(2021, 8, 31)).has_checklist
    new = CATALOGUE.listing_regime(date(2021, 9, 1))
    assert new.has_checklist and [article.code for article in new.articles] == [
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
        "11",
    ]
    assert len(new.factors) == 8


def test_every_decision_is_written_down():
    codes = {each.code for each in CATALOGUE.decisions}
    assert codes == {f"A{n}" for n in range(1, 14)} | {f"D{n}" for n in range(1, 17)}


def test_both_sheets_have_100_points_and_45_of_them_rest_on_typical_cases():
    rubric = CATALOGUE.rubric
    for sheet in ("enforcement", "section"):
        assert sum(each.points for each in rubric.list_indicators(sheet)) == 100
    assert sum(each.points for each in rubric.indicators if each.code.startswith("T")) == 45
    assert [rubric.band(Decimal(points)).label for points in (90, 80, 60, 59)] == [
        "优秀",
        "良好",
        "合格",
        "不合格",
    ]


BROKEN = [
    ('responsible = ["wljy"]', 'responsible = ["wlxx"]', "没有代码为“wlxx”的部门"),
    ('excluded = ["zfjd", "xyjd", "bgs"]', 'excluded = ["zfjd", "nobody"]', "没有代码为“nobody”的部门"),
    ('code = "sls2"', 'code = "sls1"', "代码“sls1”重复"),
    ("accept_working_days = 5 ", "accept_working_days = true ", "“accept_working_days”应当是整数"),
    ('code = "ip_other"', 'code = "lift_maintenance"', "代码“lift_maintenance”重复"),
    ("due_day = 2 ", 'due_day = "2" ', "“due_day”应当是整数"),
    ("decision_days = 90", "decision_days = -90", "“decision_days”不能是负数"),
    ("owes_lead = true", "owes_lead = 1", "“owes_lead”应当是 true 或 false"),
    ('aliases = ["标准化"]', 'aliases = "标准化"', "“aliases”应当是列表"),
    ('aliases = ["局办公室"]', 'aliases = ["标准化"]', "“标准化”已经是部门"),
    ("issued_on = 2021-05-14", "issued_on = 2020-05-14", "日期 2020-05-14 不在 2021 年度内"),
    ("last_owed = 2022-01-02", "last_owed = 2022-03-02", "日期 2022-03-02 不在 2021 年度内"),
    ("due_on = 2021-07-02", "due_on = 2012-07-02", "日期 2012-07-02 不在 2021 年度内"),
    ("period_end = 2021-06-30", "period_end = 2021-03-30", "“period_end”早于“period_start”"),
    ('code = "7.1", label', 'cod = "7.1", label', "没有“cod”这一项"),
    ('listing_articles = ["9.5"]', 'listing_articles = ["19.5"]', "没有代码为“19.5”的列入情形"),
    ("effective_from = 2021-09-01", "effective_from = 2021-09-02", "“effective_from”应当是 2021-09-01"),
    ("points = 3\nmethod", "points = 4\nmethod", "合计 101，应为 100"),
    ('method = "lead_outcome"', 'method = "by_money"', "“method”只能是"),
    ("parameters = { top_grade = 5 }", "parameters = { grade = 5 }", "缺少参数“top_grade”"),
    ('short_name = "知产科"', 'short_name = ""', "“short_name”不能为空"),
    ("due_day = 2 ", "due_day 2 ", "语法错误：键名后面缺少等号"),
    ("due_on = 2021-07-02", "due_on = 2021-07-02x", "语法错误：值的后面多写了内容"),
    ("year = 2021\n", "year = 2021\nyear = 2022\n", "语法错误：同一个键写了两次"),
]


@pytest.mark.parametrize(("good", "bad", "reason"), BROKEN, ids=[row[1].splitlines()[-1] for row in BROKEN])
def test_a_broken_file_is_refused_with_the_line_and_the_reason(good: str, bad: str, reason: str):
    before, found, after = TEXT.partition(good)
    assert found
    with pytest.raises(CatalogueError) as refused:
        read_catalogue(before + bad + after)
    assert reason in refused.value.reason
    expected = (before + bad).count("\n") + (0 if bad.endswith("\n") else 1)
    if "\nmethod" in bad:
        expected -= 1
    assert refused.value.line == expected
    assert str(expected) in refused.value.message


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, len(TEXT.splitlines()) - 1),
    st.sampled_from(
        ["", "7", '"x"', "true", "[]", "{}", "1.5", "2021-01-01", "[1]", "x = y = z", "[[year]]"]
    ),
)
def test_whatever_a_line_is_spoilt_with_the_file_is_read_or_refused_at_one_of_its_lines(row: int, junk: str):
    rows = TEXT.splitlines()
    key, equals, _ = rows[row].partition("= ")
    rows[row] = key + equals + junk
    try:
        read_catalogue("\n".join(rows))
    except CatalogueError as refused:
        assert 1 <= refused.line <= len(rows)


def test_a_missing_key_is_reported_at_the_head_of_its_block():
    before, found, after = TEXT.partition('short_name = "知产科"\n')
    with pytest.raises(CatalogueError) as refused:
        read_catalogue(before + after)
    assert found and refused.value.reason == "缺少“short_name”。"
    block = (before + after).splitlines()[refused.value.line - 1 : refused.value.line + 1]
    assert block == ["[[departments]]", 'code = "zscq"']


def test_a_file_that_ends_too_early_is_refused_at_its_end():
    with pytest.raises(CatalogueError) as refused:
        read_catalogue('year = 2021\nupstream = [\n"a",')
    assert refused.value.line == 3
    assert refused.value.reason.startswith("语法错误：")


def test_a_file_in_another_encoding_is_refused_and_a_byte_order_mark_is_not(tmp_path: Path):
    path = tmp_path / "plan.toml"
    path.write_text(TEXT, encoding="utf-8-sig")
    assert load_catalogue(path) == CATALOGUE
    path.write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(CatalogueError, match="UTF-8"):
        load_catalogue(path)


def test_reading_the_same_file_again_changes_nothing():
    assert compare(CATALOGUE, read_catalogue(TEXT)) == ()


def test_an_amended_file_shows_what_it_would_change():
    amended = TEXT.replace("accept_working_days = 5 ", "accept_working_days = 3 ").replace(
        'label = "一般更正"', 'label = "一般性更正"'
    )
    changes = [(each.path, each.old, each.new) for each in compare(CATALOGUE, read_catalogue(amended))]
    assert changes == [
        ("settings.accept_working_days", "5", "3"),
        ("return_codes[minor_correction].label", "一般更正", "一般性更正"),
    ]


def test_an_added_department_shows_as_an_addition_and_a_moved_one_as_nothing():
    block = TEXT[TEXT.index('[[departments]]\ncode = "bzh"') : TEXT.index('[[departments]]\ncode = "tzsb"')]
    moved = read_catalogue(TEXT.replace(block, "").replace("# 方案里一类部门", block + "# 方案里一类部门"))
    assert compare(CATALOGUE, moved) == ()
    without = read_catalogue(TEXT.replace(block, "").replace('cooperating = ["bzh"]\n', ""))
    added = {each.path: (each.old, each.new) for each in compare(without, CATALOGUE)}
    assert added["departments[bzh].name"] == (None, "标准化管理科")
