"""Importing accounts from a spreadsheet, all or none."""

import pytest
from sqlalchemy import func, select
from xlsxwriter import Workbook

from portal.domain.permissions import Role
from portal.extensions import db
from portal.models.accounts import Account
from portal.services import accounts, sign_ins
from tests import factories

GOOD = (
    ("wang.wu", "王五", "食品经营科", "联络员"),
    ("li.si", "李四", "sls1", "分管领导、联络员"),
    ("zhao.liu", "赵六", "", "审计员"),
    ("sun.qi", "孙七", "执法监督管理科", ""),
)


@pytest.fixture
def run(app, tmp_path):
    def run(rows, *options, headings=("账号", "姓名", "部门", "角色")):
        path = tmp_path / "people.xlsx"
        with Workbook(path) as workbook:
            sheet = workbook.add_worksheet()
            for number, row in enumerate((headings, *rows)):
                sheet.write_row(number, 0, row)
        return app.test_cli_runner().invoke(args=["import-accounts", str(path), *options])

    return run


def count():
    return db.session.execute(select(func.count()).select_from(Account)).scalar_one()


def test_every_row_becomes_an_account_with_its_roles_and_a_first_password(run):
    done = run(GOOD)
    assert done.exit_code == 0 and "已开通 4 个账号" in done.output
    passwords = {
        line.split("\t")[0]: line.split("\t")[2] for line in done.output.splitlines() if "\t" in line
    }
    signed = sign_ins.sign_in("wang.wu", passwords["wang.wu"], "10.0.0.1")
    assert signed.must_change_password
    roles = {name: accounts.get_actor(name).roles for name in passwords}
    assert roles["li.si"] == {Role.LEADER, Role.LIAISON} and roles["sun.qi"] == frozenset()
    assert accounts.get_actor("li.si").covers(Role.LEADER, factories.department("sls1").id)
    again = run(GOOD)
    assert again.exit_code == 1 and again.output.count("已经有了") == 4


def test_a_dry_run_opens_nothing(run):
    before = count()
    done = run(GOOD, "--dry-run")
    assert done.exit_code == 0 and "可以开通 4 个" in done.output and count() == before


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("Wang", "王五", "", ""), "第 3 行，“账号”"),
        (("wang.wu", "重名", "", ""), "出现了两次"),
        (("new.one", "", "", ""), "第 3 行，“姓名”"),
        (("new.one", "#N/A", "sls1", "联络员"), "第 3 行，“姓名”：这一格是 Excel 的错误值 #N/A"),
        (("new.one", "某人", "没有的科", ""), "没有“没有的科”这个部门"),
        (("new.one", "某人", "sls1", "局长"), "没有“局长”这个角色"),
        (("new.one", "某人", "", "联络员"), "第 3 行，“部门”"),
        (("new.one", "某人", "sls1", "执法监管科经办"), "负责接收的科室"),
        (("new.one", "某人", "", "审计员、系统管理员"), "互相排斥"),
    ],
)
def test_one_wrong_row_and_no_account_is_opened(run, row, sentence):
    before = count()
    refused = run((GOOD[0], row))
    assert refused.exit_code == 1 and sentence in refused.output and count() == before


def test_a_missing_or_strange_column_is_named(run):
    assert "“姓名”：缺这一列" in run((("a.b",),), headings=("账号",)).output
    assert "没有这一列" in run((("a.b", "某人", "x"),), headings=("账号", "姓名", "密码")).output
