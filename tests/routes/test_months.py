"""本月报送: one page with all that leaves a department this month, what is missing, and one step for the leader."""

from datetime import date

import pytest

from portal.extensions import db
from portal.models.accounts import Appointment
from portal.services import approvals, months, submissions
from tests import factories
from tests.factories import actor

ADDRESS = "/approvals/month"


def panel(text, title):
    """The panel under a title, as the page draws it."""
    return text.partition(f"<h2>{title}</h2>")[2].partition("</section>")[0]


def test_the_leader_sees_what_waits_what_is_unsent_and_what_was_sent(sign_in_as):
    factories.submitted_case(title="某待审批的案")
    factories.draft_case(title="某还没写完的案")
    factories.approved_case(title="某已上报的案")
    factories.submitted_case("sls2", title="某别所的案")
    page = sign_in_as("sls1.leader").get(ADDRESS).text
    assert "某待审批的案" in panel(page, "待分管领导审批")
    assert "某还没写完的案" in panel(page, "还没有提交")
    assert "某已上报的案" in panel(page, "已上报，待接收")
    assert "某别所的案" not in page
    assert "本部门累计统计表" in page and "全部同意…" in page


def test_what_is_missing_and_the_hours_left_count_from_the_month_due_next(app, in_2021):
    with in_2021(10, 30):
        page = months.get_page(actor("sls1.leader"))
    assert page.owed.month == date(2021, 10, 1) and page.owed.lacking == 3
    # From nine in the morning to the midnight that ends 2 November.
    assert page.hours == 3 * 24 + 15
    assert page.drawing.through == date(2021, 10, 31)
    with in_2021(11, 2, hour=23):
        assert months.get_page(actor("sls1.leader")).hours == 1


def test_all_that_waits_is_approved_in_one_step(sign_in_as):
    rows = [factories.submitted_case(title=f"某案{number}") for number in range(3)]
    leader = sign_in_as("sls1.leader")
    page = leader.get(ADDRESS).text
    assert page.count('data-gate="approve" checked') == 3
    form = {"ids": [row.id for row in rows]} | {f"version-{row.id}": row.version for row in rows}
    answer = leader.post("/approvals/approve", data=form | {"comment": "同意"})
    assert "3 条成功" in answer.text
    assert "全部同意…" not in leader.get(ADDRESS).text


def test_the_liaison_reads_the_same_page_and_approves_nothing(sign_in_as):
    factories.submitted_case(title="某待审批的案")
    page = sign_in_as("sls1.liaison").get(ADDRESS)
    assert page.status_code == 200
    assert "某待审批的案" in page.text and "全部同意…" not in page.text and "data-tick" not in page.text


def test_what_the_leader_had_a_hand_in_is_left_to_others(sign_in_as):
    case = factories.draft_case()
    leader = factories.account("sls1.leader")
    leader.appointments.append(Appointment(role="liaison", department_id=leader.department_id))
    db.session.commit()
    submissions.submit(actor("sls1.leader"), case, case.version)
    page = sign_in_as("sls1.leader").get(ADDRESS).text
    assert case.title in panel(page, "待分管领导审批")
    assert "全部同意…" not in page


@pytest.mark.parametrize("code", ["sls2", "zfjd", "nowhere"])
def test_another_departments_page_is_not_there(sign_in_as, code):
    assert sign_in_as("sls1.leader").get(f"{ADDRESS}?department={code}").status_code == 404


@pytest.mark.parametrize("username", ["supervision", "bureau", "credit", "auditor"])
def test_only_the_departments_have_the_page(sign_in_as, username):
    assert sign_in_as(username).get(ADDRESS).status_code == 403
    assert ADDRESS not in sign_in_as(username).get("/").text


def test_the_menu_marks_the_page_that_is_open(sign_in_as):
    for username in ("sls1.liaison", "sls1.leader"):
        menu = sign_in_as(username).get(ADDRESS).text.partition('id="navigation"')[2].partition("</nav>")[0]
        assert menu.count('aria-current="page"') == 1
        assert "本月报送" in menu.partition('aria-current="page"')[2].partition("</a>")[0]


def test_what_the_other_gate_sent_back_stands_among_the_unsent(sign_in_as):
    case = factories.approved_case(title="某被退回的案")
    approvals.send_back(actor("supervision"), case, case.version, "duplicate", "与另一件重复")
    page = sign_in_as("sls1.leader").get(ADDRESS).text
    assert "某被退回的案" in panel(page, "还没有提交") and "已退回" in page
