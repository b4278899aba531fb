"""The first page: what waits, what is owed, what falls due, by role."""

import re

import pytest

from portal.services import approvals
from tests import factories
from tests.factories import actor


def badge(answer):
    found = re.search(r'badge-count">(\d+)<', answer.text)
    return int(found[1]) if found else 0


def test_a_liaison_finds_returned_filings_and_own_drafts(sign_in_as):
    case = factories.submitted_case(title="某水产摊检出孔雀石绿案")
    approvals.send_back(actor("sls1.leader"), case, case.version, "minor_correction", "罚款单位有误")
    factories.draft_case(title="某超市销售过期食品案")
    answer = sign_in_as("sls1.liaison").get("/")
    assert "一般更正：罚款单位有误" in answer.text
    assert "某超市销售过期食品案" in answer.text
    assert badge(answer) == 2


def test_somebody_elses_department_sees_nothing_of_it(sign_in_as):
    factories.draft_case("sls1", title="某超市销售过期食品案")
    factories.submitted_case("sls1", title="某水产摊检出孔雀石绿案")
    for username in ("sls2.liaison", "sls2.leader"):
        answer = sign_in_as(username).get("/")
        assert "孔雀石绿" not in answer.text and "过期食品" not in answer.text
        assert badge(answer) == 0


def test_a_leader_finds_what_waits_for_approval_and_what_the_department_owes(sign_in_as):
    factories.submitted_case()
    answer = sign_in_as("sls1.leader").get("/")
    assert badge(answer) == 1
    assert "等您审批" in answer.text
    assert "往月未报" in answer.text
    assert "填报案件" not in answer.text, "a leader does not file"


def test_supervision_finds_how_many_wait_and_the_grid(sign_in_as):
    factories.approved_case()
    answer = sign_in_as("supervision").get("/")
    assert badge(answer) == 1
    assert "最早一条已等 0 个工作日" in answer.text
    assert "部门 × 报送月" in answer.text
    assert "等得最久的待接收" in answer.text


@pytest.mark.parametrize(
    ("username", "words"),
    [
        ("credit", "待签收"),
        ("publicity", "典型案例已入选"),
        ("bureau", "部门 × 报送月"),
        ("sysadmin", "系统管理员管理账号和部门"),
        ("secadmin", "安全管理员管理角色和权限"),
        ("auditor", "审计员查阅操作留痕"),
    ],
)
def test_each_office_finds_its_own_part(sign_in_as, username, words):
    assert words in sign_in_as(username).get("/").text


@pytest.mark.parametrize("username", ["sysadmin", "secadmin", "auditor"])
def test_the_administrators_see_no_content(sign_in_as, username):
    factories.accepted_case(title="某超市销售过期食品案")
    answer = sign_in_as(username).get("/")
    assert "过期食品" not in answer.text and "已入选" not in answer.text
