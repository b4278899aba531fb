"""A spreadsheet becomes drafts, all rows or none, each only once; what is wrong is named by row, column and reason."""

import csv
from datetime import date
from io import StringIO

import pytest
from sqlalchemy import func, select
from xlsxwriter import Workbook

from portal.domain.content import CONTENT, Kind
from portal.domain.dossiers import Filters
from portal.domain.errors import Forbidden, Invalid
from portal.domain.periods import local_date
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.cases import Case
from portal.models.monthly_returns import MonthlyReturn
from portal.models.submissions import Dossier
from portal.services import accounts, dossiers, imports, submissions
from tests import factories

GOOD = {
    "承办部门": "示例一所",
    "案件类型": "食品安全违法",
    "违法行为类型": "非法添加",
    "案件名称": "销售添加西布曲明压片糖果案",
    "涉案企业名称（人员姓名）": "某食品有限公司",
    "立案时间": "2021-03-05",
    "罚款数额（万元）": "1.26",
    "互联网案件": "是",
}
# The same row as another person would write it.
SAME = GOOD | {
    "承办部门": "sls1",
    "案件类型": "食品安全违法案件",
    "违法行为类型": "food_illegal_additives",
    "立案时间": "2021年3月5日",
    "罚款数额（万元）": "1.260",
    "互联网案件": "√",
}


def as_text(rows):
    buffer = StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


@pytest.fixture
def write_csv(tmp_path):
    def write_csv(*rows, encoding="utf-8-sig"):
        path = tmp_path / "cases.csv"
        path.write_bytes(as_text(rows).encode(encoding))
        return path

    return write_csv


@pytest.fixture
def write_xlsx(tmp_path):
    def write_xlsx(headings, *rows):
        path = tmp_path / "cases.xlsx"
        with Workbook(path) as workbook:
            sheet, as_day = workbook.add_worksheet(), workbook.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_row(0, 0, headings)
            for number, row in enumerate(rows, start=1):
                for position, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, position, value, as_day)
                    else:
                        sheet.write(number, position, value)
        return path

    return write_xlsx


@pytest.fixture
def liaison(app):
    return accounts.as_actor(factories.account("sls1.liaison"))


@pytest.fixture
def run(app):
    """Run a command: its exit code and all that it said."""

    def run(*arguments):
        done = app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
        return done.exit_code, done.output

    return run


def complaints(reading):
    return [(problem.row, problem.column) for problem in reading.errors]


def count_dossiers():
    return db.session.execute(select(func.count(Dossier.id))).scalar_one()


def test_a_row_becomes_a_draft_of_the_authors_department(liaison, write_csv):
    reading = imports.read(liaison, Kind.CASE, write_csv(GOOD))
    assert not reading.errors
    (draft,) = imports.store(liaison, Kind.CASE, reading.rows)
    case = db.session.get_one(Case, draft.id)
    assert case.status is Status.DRAFT
    assert case.created_by_id == liaison.account_id
    assert case.dossier.number.startswith("铁2021-示例一所-")
    assert (case.category_code, case.violation_code) == ("food", "food_illegal_additives")
    assert (case.filed_on, case.fine, case.is_internet) == (date(2021, 3, 5), 1_260_000, True)
    assert case.confiscated is None


@pytest.mark.parametrize(
    ("column", "written", "name", "kept"),
    [
        ("案件类型", "CCC认证违法", "category_code", "ccc"),
        ("案件类型", "食品", "category_code", "food"),
        ("案件类型", "食品安全", "category_code", "food"),
        ("案件类型", "产品质量安全违法案件", "category_code", "product"),
        ("次要类别", "广告、特种设备", "secondary_categories", "advertising special_equipment"),
        ("立案时间", "2021/3/5", "filed_on", date(2021, 3, 5)),
        ("立案时间", "２０２１年３月５日", "filed_on", date(2021, 3, 5)),
        ("立案时间", "2021-03-05 14:30:00", "filed_on", date(2021, 3, 5)),
        ("立案时间", "2021/3/5 9:05", "filed_on", date(2021, 3, 5)),
        ("立案时间", "2021-03-05T14:30:00.000", "filed_on", date(2021, 3, 5)),
        ("立案时间", "2021年3月5日 下午2时30分", "filed_on", date(2021, 3, 5)),
        ("立案时间", "20210305", "filed_on", date(2021, 3, 5)),
        ("立案时间", "２０２１－０３—０５", "filed_on", date(2021, 3, 5)),
        ("扣除天数", "1,000", "excluded_days", 1000),
        ("扣除天数", "２０", "excluded_days", 20),
        ("立案时间", "44260", "filed_on", date(2021, 3, 5)),
        ("立案时间", "44260.6041666667", "filed_on", date(2021, 3, 5)),
        ("涉案金额（万元）", "0.30000000000000004", "amount_involved", 300_000),
        ("次要类别", "广告违法、其他违法", "secondary_categories", "advertising other"),
        ("统一社会信用代码", "011230723307360844", "credit_code", "011230723307360844"),
        ("案件名称", '=HYPERLINK("http://x")', "title", '=HYPERLINK("http://x")'),
        ("农村市场案件", "否", "is_rural", False),
    ],
)
def test_values_are_read_as_they_are_written(liaison, write_csv, column, written, name, kept):
    row = {"案件名称": "一案", column: written}
    (ready,) = imports.read(liaison, Kind.CASE, write_csv(row)).rows
    assert ready.row.content[name] == kept


@pytest.mark.parametrize(
    ("kind", "column", "written", "sentence"),
    [
        (Kind.CASE, "立案时间", "0001-01-01", "年份应在 1990 到 2099 之间"),
        (Kind.CASE, "立案时间", "0000-01-01", "年份应在 1990 到 2099 之间"),
        (Kind.CASE, "立案时间", "2201-03-05", "年份应在 1990 到 2099 之间"),
        (Kind.CASE, "立案时间", "12345", "年份应在 1990 到 2099 之间"),
        (Kind.CASE, "立案时间", "442600", "日期写成"),
        (Kind.CASE, "立案时间", "20210230", "没有 20210230 这一天"),
        (Kind.CASE, "扣除天数", "1,00", "不小于 0 的整数"),
        (Kind.CASE, "扣除天数", "12345678", "数目太大"),
        (Kind.CASE, "案件名称", "#N/A", "Excel 的错误值 #N/A"),
        (Kind.CASE, "立案时间", "2021-02-30 14:30", "没有 2021-02-30 14:30 这一天"),
        (Kind.LEAD, "发现时间", "0001-01-01", "年份应在 1990 到 2099 之间"),
        (Kind.LEAD, "报送月份", "0001-01", "年份应在 1990 到 2099 之间"),
        (Kind.MONTHLY_RETURN, "月份", "0000-01", "年份应在 1990 到 2099 之间"),
        (Kind.MONTHLY_RETURN, "月份", "2021-13", "月份写成"),
        (Kind.MONTHLY_RETURN, "月份", "2019-05", "还没有载入 2019 年度的方案"),
    ],
)
def test_what_no_form_takes_is_refused(liaison, write_csv, kind, column, written, sentence):
    row = (
        {column: written}
        if kind is Kind.MONTHLY_RETURN
        else {CONTENT[kind]["title"]: "一案", column: written}
    )
    (error,) = imports.read(liaison, kind, write_csv(row)).errors
    assert error.column == column and sentence in error.reason


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("案件类型", "食品安全违法、产品质量违法"),
        ("次要类别", "食品安全违法、产品质量违法"),
        ("违法行为类型", "非法添加、假冒伪劣食品"),
        ("承办部门", "示例一市场监管所"),
        ("行业", "、"),
    ],
)
def test_a_word_that_is_not_known_is_answered_with_those_that_are(liaison, write_csv, column, words):
    (error,) = imports.read(liaison, Kind.CASE, write_csv({"案件名称": "一案", column: "不知道"})).errors
    assert error.column == column and "只能填：" in error.reason and words in error.reason


@pytest.mark.parametrize("written", ["2021-09", "2021年9月", "2021-09-05 14:30:00", "44444", "2021/9/5"])
def test_a_month_is_read_as_it_is_written(liaison, write_csv, written):
    (ready,) = imports.read(liaison, Kind.MONTHLY_RETURN, write_csv({"月份": written})).rows
    assert ready.row.content["month"] == date(2021, 9, 1)


def test_every_problem_is_named_by_row_column_and_reason_and_nothing_is_imported(run, liaison, write_csv):
    bad = GOOD | {"案件类型": "其它类", "立案时间": "去年", "罚款数额（万元）": "约5万", "互联网案件": "大概"}
    foreign = GOOD | {"承办部门": "执法大队", "案件名称": "另一案"}
    path = write_csv(GOOD, bad, foreign)
    before = count_dossiers()
    code, output = run("import", "case", path, "--as", "sls1.liaison")
    assert code == 1
    for said in (
        "第 3 行，“案件类型”：没有“其它类”这个案件类型。只能填：食品安全违法、产品质量违法、",
        "第 3 行，“立案时间”：日期写成",
        "第 3 行，“罚款数额（万元）”：金额只能填写数字",
        "第 3 行，“互联网案件”：请填“是”或“否”。",
        "第 4 行，“承办部门”：您不能为这个部门填报。",
        "没有导入任何一行",
    ):
        assert said in output
    assert count_dossiers() == before
    assert run("import", "case", path, "--as", "sls1.liaison", "--dry-run")[0] == 1


def test_a_dry_run_adds_nothing(run, liaison, write_csv):
    before = count_dossiers()
    code, output = run("import", "case", write_csv(GOOD), "--as", "sls1.liaison", "--dry-run")
    assert (code, count_dossiers()) == (0, before)
    assert "可以导入 1 行" in output


def test_the_same_file_a_second_time_adds_nothing_and_says_so(run, liaison, write_csv):
    assert "已导入 1 行" in run("import", "case", write_csv(GOOD), "--as", "sls1.liaison")[1]
    number = count_dossiers()
    code, output = run("import", "case", write_csv(GOOD), "--as", "sls1.liaison")
    assert code == 0
    assert "已导入 0 行为草稿，另有 1 行以前导入过" in output
    assert "已导入 0 行" in run("import", "case", write_csv(SAME), "--as", "sls1.liaison")[1]
    assert count_dossiers() == number


def test_two_equal_rows_of_one_file_are_a_problem(liaison, write_csv):
    assert complaints(imports.read(liaison, Kind.CASE, write_csv(GOOD, SAME))) == [(3, "")]


def test_a_file_may_hold_the_rows_of_other_departments_when_only_ones_own_are_asked_for(liaison, write_csv):
    path = write_csv(GOOD, GOOD | {"承办部门": "执法大队", "立案时间": "何时"})
    reading = imports.read(liaison, Kind.CASE, path, ["sls1"])
    assert (len(reading.rows), reading.errors) == (1, ())


@pytest.mark.parametrize("username", ["supervision", "sls1.leader", "sysadmin"])
def test_nobody_but_a_liaison_imports(app, write_csv, username):
    with pytest.raises(Forbidden):
        imports.read(accounts.as_actor(factories.account(username)), Kind.CASE, write_csv(GOOD))


def test_gb18030_is_read_too(liaison, write_csv):
    (ready,) = imports.read(liaison, Kind.CASE, write_csv(GOOD, encoding="gb18030")).rows
    assert ready.row.content["title"] == GOOD["案件名称"]


def test_a_workbook_keeps_leading_zeros_dates_and_amounts(liaison, write_xlsx):
    path = write_xlsx(
        [
            "案件名称",
            "处罚决定书文号",
            "立案时间",
            "罚款数额（万元）",
            "涉案金额（万元）",
            "统一社会信用代码",
        ],
        ["一案", "0012", date(2021, 3, 5), 0.1 + 0.2, 20, None],
    )
    (ready,) = imports.read(liaison, Kind.CASE, path).rows
    assert ready.row.content == {
        "title": "一案",
        "decision_number": "0012",
        "filed_on": date(2021, 3, 5),
        "fine": 300_000,
        "amount_involved": 20_000_000,
    }


@pytest.mark.parametrize("amount", ["1.26", 1.26])
def test_a_sheet_of_charts_before_the_table_is_passed_over(liaison, tmp_path, amount):
    path = tmp_path / "cases.xlsx"
    with Workbook(path) as workbook:
        workbook.add_chartsheet()
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["案件名称", "罚款数额（万元）"])
        sheet.write_row(1, 0, ["一案", amount])
    (ready,) = imports.read(liaison, Kind.CASE, path).rows
    assert ready.row.content == {"title": "一案", "fine": 1_260_000}


def test_what_the_sheet_contradicts_is_refused_and_what_it_leaves_blank_is_a_reminder(liaison, write_csv):
    row = GOOD | {"结案时间": "2021-03-01", "是否处罚": "是"}
    reading = imports.read(liaison, Kind.CASE, write_csv(row))
    assert complaints(reading) == [(2, "结案时间")]
    reminders = {problem.column for problem in reading.problems if not problem.is_error}
    assert {"联系人", "作出处罚时间", "处罚决定内容"} <= reminders


@pytest.mark.parametrize(
    ("headings", "column"),
    [
        (["案件名称", "备注"], "备注"),
        (["案件名称", "案件名称"], "案件名称"),
        (["案件名称", "", "立案时间"], ""),
    ],
)
def test_an_unknown_doubled_or_empty_heading_is_refused(liaison, write_xlsx, headings, column):
    reading = imports.read(liaison, Kind.CASE, write_xlsx(headings, ["一案"]))
    assert complaints(reading) == [(1, column)]


def test_a_text_that_is_too_long_or_holds_control_characters_is_refused(liaison, write_csv):
    rows = [{"案件名称": "案" * 201, "联系人": "甲"}, {"案件名称": "二案", "联系人": "甲\x07"}]
    assert complaints(imports.read(liaison, Kind.CASE, write_csv(*rows))) == [(2, "案件名称"), (3, "联系人")]


def test_what_is_imported_long_after_it_happened_is_marked_as_back_data_and_accepted_at_its_real_moment(
    in_2021, write_csv
):
    rows = {
        "旧案": GOOD | {"立案时间": "2020-12-30", "结案时间": ""},
        "旧案新结": GOOD | {"立案时间": "2020-12-30", "结案时间": "2021-09-02"},
        "旧案早结": GOOD | {"立案时间": "2020-12-30", "结案时间": "2021-08-31"},
        "新案": GOOD | {"立案时间": "2021-10-02", "结案时间": ""},
    }
    person = accounts.as_actor(factories.account("sls1.liaison"))
    with in_2021(10, 8):
        path = write_csv(*(row | {"案件名称": title} for title, row in rows.items()))
        found = imports.store(person, Kind.CASE, imports.read(person, Kind.CASE, path).rows)
        typed = factories.draft_case(filed_on=date(2020, 12, 30), closed_on=date(2021, 1, 5))
    marked = {draft.title: draft.is_back_data for draft in found}
    assert marked == {"旧案": True, "旧案新结": False, "旧案早结": True, "新案": False}
    assert not typed.is_back_data
    listed = dossiers.list_page(person, Filters(kind=Kind.CASE)).rows
    assert {row.title for row in listed if row.is_back_data} == {"旧案", "旧案早结"}
    old = found[0]
    with in_2021(10, 9):
        content = {"party_name": "某食品有限公司", "contact_name": "甲", "contact_phone": "021-00000000"}
        content |= {
            "summary_verification": "属实。",
            "summary_facts": "经查属实。",
            "summary_result": "正在办理。",
        }
        submissions.save_draft(person, old, content, old.version)
        factories.accept(old)
    # It stays so when a later revision is written.
    with in_2021(12, 9):
        later = submissions.revise(person, old, old.version)
    assert old.is_back_data and later.is_back_data and local_date(old.accepted_at) == date(2021, 10, 9)


def test_a_name_that_fits_two_kinds_of_violation_is_refused_with_both_names(liaison, write_csv):
    row = GOOD | {"案件类型": "产品质量违法", "违法行为类型": "电线电缆"}
    (problem,) = imports.read(liaison, Kind.CASE, write_csv(row)).errors
    assert "电线电缆：工业产品生产许可证相关违法行为" in problem.reason


@pytest.mark.parametrize("separator", "\t;")
def test_a_csv_file_may_be_separated_otherwise(liaison, write_csv, separator):
    path = write_csv({"案件名称": "甲,乙两家", "立案时间": "2021-03-05"})
    path.write_text(f"案件名称{separator}立案时间\n甲,乙两家{separator}2021-03-05\n", "utf-8")
    (ready,) = imports.read(liaison, Kind.CASE, path).rows
    assert ready.row.content == {"title": "甲,乙两家", "filed_on": date(2021, 3, 5)}


def test_a_broken_csv_file_is_refused_in_chinese(liaison, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('案件名称\n"甲"乙\n', "utf-8")
    with pytest.raises(Invalid, match="引号") as refused:
        imports.read(liaison, Kind.CASE, path)
    assert "expected" not in refused.value.message


def test_an_error_or_a_formula_without_its_value_is_a_problem_of_its_cell(liaison, tmp_path):
    path = tmp_path / "cases.xlsx"
    with Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["案件名称", "立案时间", "罚款数额（万元）", "案件类型"])
        sheet.write_string(1, 0, "甲案")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, "=B1", None, "")
        sheet.write_string(1, 3, "食品安全违法")
    errors = imports.read(liaison, Kind.CASE, path).errors
    assert [(each.row, each.column) for each in errors] == [(2, "立案时间"), (2, "罚款数额（万元）")]
    assert "#DIV/0!" in errors[0].reason and "公式" in errors[1].reason


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01\x81"])
def test_a_file_that_is_no_table_is_refused(liaison, tmp_path, content):
    for name in ("x.csv", "x.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(Invalid):
            imports.read(liaison, Kind.CASE, path)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_template_is_a_file_that_the_importer_takes(liaison, tmp_path, run, kind):
    path = tmp_path / "template.xlsx"
    assert run("import-template", kind.slug, "-o", path)[0] == 0
    reading = imports.read(liaison, kind, path)
    assert (reading.rows, reading.problems) == ((), ())


def test_a_monthly_return_is_imported_with_its_lines_and_a_second_one_of_a_month_refused(liaison, write_csv):
    row = {"月份": "2021年9月", "食品安全违法：出动（人次）": "12", "食品安全违法：检查企业（家次）": "30"}
    reading = imports.read(liaison, Kind.MONTHLY_RETURN, write_csv(row))
    (draft,) = imports.store(liaison, Kind.MONTHLY_RETURN, reading.rows)
    (line,) = db.session.get_one(MonthlyReturn, draft.id).lines
    assert (line.category_code, line.persons_sent, line.businesses_checked) == ("food", 12, 30)
    other = row | {"食品安全违法：出动（人次）": "13"}
    assert complaints(imports.read(liaison, Kind.MONTHLY_RETURN, write_csv(other))) == [(2, "月份")]


def test_what_is_filed_once_a_year_is_refused_a_second_time_by_the_dry_run(liaison, write_csv):
    report = {"报告": "第二季度案件查办和宣传工作开展情况", "案件查办工作开展情况": "立案 3 件。"}
    reading = imports.read(
        liaison, Kind.REPORT, write_csv(report, report | {"案件查办工作开展情况": "立案 4 件。"})
    )
    assert complaints(reading) == [(3, "报告")] and "在第 2 行" in reading.errors[0].reason
    imports.store(liaison, Kind.REPORT, imports.read(liaison, Kind.REPORT, write_csv(report)).rows)
    again = imports.read(liaison, Kind.REPORT, write_csv(report | {"存在的问题": "无。"}))
    assert complaints(again) == [(2, "报告")] and "已有一份（铁2021-" in again.errors[0].reason
    assert complaints(imports.read(liaison, Kind.REPORT, write_csv({"存在的问题": "无。"}))) == [(2, "报告")]
    contacts = {"联络员：姓名": "示例一所联络员"}
    imports.store(liaison, Kind.CONTACTS, imports.read(liaison, Kind.CONTACTS, write_csv(contacts)).rows)
    other = contacts | {"联络员：职务": "科员"}
    assert complaints(imports.read(liaison, Kind.CONTACTS, write_csv(other))) == [(2, "")]


def test_a_lead_is_imported_by_its_labels(liaison, write_csv):
    row = {"线索名称": "一条线索", "线索由来": "上级转办", "检查来源": "抽查抽检", "报送月份": "2021-09"}
    (ready,) = imports.read(liaison, Kind.LEAD, write_csv(row | {"移交部门": "执法监管科"})).rows
    content = ready.row.content
    assert (content["origin"], content["source_activity"]) == ("transferred_from_above", "sampling")
    assert content["serves_month"] == date(2021, 9, 1)
    assert content["handed_to_id"] == factories.department("zfjd").id


def test_an_external_source_is_stored_by_its_code_and_another_word_refused(liaison, write_csv):
    row = {"线索名称": "一条线索", "外部来源": "行业协会"}
    (ready,) = imports.read(liaison, Kind.LEAD, write_csv(row)).rows
    assert ready.row.content["source_external"] == "industry_association"
    (error,) = imports.read(liaison, Kind.LEAD, write_csv(row | {"外部来源": "邻居"})).errors
    assert "行业协会" in error.reason
