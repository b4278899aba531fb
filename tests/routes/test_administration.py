"""The pages on which the two administrators keep accounts."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models.accounts import Account
from tests import factories


def post(visitor, person, action, **data):
    version = db.session.get_one(Account, person.id, populate_existing=True).version
    return visitor.post(f"/accounts/{person.id}/{action}", data={"version": version, **data})


def test_the_first_password_is_shown_once_and_never_again(sign_in_as, client):
    admin = sign_in_as("sysadmin")
    page = admin.post("/accounts/new", data={"username": "wang.wu", "name": "王五", "department_id": ""})
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    password = re.search(r"data-first-password>([^<]+)<", page.text)[1]
    address = re.search(r'href="(/accounts/\d+)"', page.text)[1]
    assert password not in admin.get(address).text + admin.get("/accounts").text
    assert "wang.wu" in admin.get("/accounts?q=wang").text
    signed = client.post("/sign-in", data={"username": "wang.wu", "password": password})
    assert signed.status_code == 302


def test_a_reset_shows_a_new_password_once(sign_in_as):
    admin, person = sign_in_as("sysadmin"), factories.account("sls1.liaison")
    page = post(admin, person, "reset-password")
    assert page.status_code == 200 and "data-first-password" in page.text
    assert admin.post(f"/accounts/{person.id}/reset-password", data={"version": 1}).status_code == 409


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"username": "", "name": "王五"}, "username"),
        ({"username": "Wang Wu", "name": "王五"}, "username"),
        ({"username": "sysadmin", "name": "王五"}, "username"),
        ({"username": "wang.wu", "name": ""}, "name"),
        ({"username": "wang.wu", "name": "王五", "department_id": "99999"}, "department_id"),
    ],
)
def test_errors_of_a_new_account_stand_beside_their_fields(sign_in_as, data, field):
    page = sign_in_as("sysadmin").post("/accounts/new", data=data)
    assert page.status_code == 422 and f'id="{field}-error"' in page.text


ACTIONS = {
    "sysadmin": ("move", "change-email", "disable", "enable", "reset-password"),
    "secadmin": ("roles", "roles/1/end"),
}


@pytest.mark.parametrize("username", ["sysadmin", "secadmin", "auditor", "supervision.head", "sls1.leader"])
def test_each_deed_is_open_to_its_one_administrator(sign_in_as, username):
    visitor, person = sign_in_as(username), factories.account("sls2.liaison")
    for owner, actions in ACTIONS.items():
        for action in actions:
            status = post(visitor, person, action).status_code
            assert (status == 403) is (owner != username), (action, status)
    reads = visitor.get("/accounts").status_code
    assert (reads == 200) is (username in ACTIONS) and visitor.get(
        f"/accounts/{person.id}"
    ).status_code == reads
    assert (visitor.get("/accounts/new").status_code == 200) is (username == "sysadmin")


def test_a_refused_role_opens_the_dialog_again_with_the_sentence(sign_in_as):
    person = factories.account("auditor")
    page = post(sign_in_as("secadmin"), person, "roles", role="system_admin")
    assert page.status_code == 422 and "互相排斥" in page.text and "data-open" in page.text


def test_a_role_granted_on_the_page_works_at_the_next_sign_in(sign_in_as):
    person, home = factories.account("sls1.liaison"), factories.department("sls1").id
    before = sign_in_as("sls1.liaison")
    assert post(sign_in_as("secadmin"), person, "roles", role="leader", department_id=home).status_code == 302
    assert before.get("/").status_code == 302
    assert "分管领导" in sign_in_as("sls1.liaison").get("/account").text


def test_moving_asks_for_another_department(sign_in_as):
    admin, person = sign_in_as("sysadmin"), factories.account("sls1.liaison")
    here, there = factories.department("sls1").id, factories.department("sls2").id
    assert post(admin, person, "move", department_id=here).status_code == 422
    assert post(admin, person, "move", department_id=there).status_code == 302
    page = admin.get(f"/accounts/{person.id}").text
    assert "示例二" in page and "已终止" in page


def test_administrators_find_no_way_to_change_themselves(sign_in_as):
    admin, person = sign_in_as("sysadmin"), factories.account("sysadmin")
    assert "由另一位管理员办理" in admin.get(f"/accounts/{person.id}").text
    assert post(admin, person, "disable").status_code == 403


@pytest.mark.parametrize("username", ["sysadmin", "secadmin", "auditor"])
def test_administrators_see_no_content(sign_in_as, username):
    case = factories.accepted_case("sls1")
    visitor = sign_in_as(username)
    words = ("statistics", "typical-cases", "referrals", "evaluations", "obligations")
    for page in ("/submissions", f"/submissions/{case.id}", *(f"/{word}" for word in words)):
        assert visitor.get(page).status_code in (403, 404), page
    assert visitor.get("/").status_code == 200


def send_people(admin, rows, headings="账号,姓名,部门,邮箱"):
    table = "\n".join([headings, *rows]).encode()
    data = {"file": (BytesIO(table), "people.csv")}
    return admin.post("/accounts/import", data=data, content_type="multipart/form-data")


def test_a_sheet_of_people_opens_all_accounts_and_shows_each_first_password_once(sign_in_as, client):
    admin = sign_in_as("sysadmin")
    page = send_people(admin, ["wang.wu,王五,sls1,wang.wu@example.org", "li.si,李四,,"])
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    found = dict(re.findall(r'<td class="fit">([a-z.]+)</td>.*?select-all">([^<]+)<', page.text))
    assert set(found) == {"wang.wu", "li.si"}
    assert (
        client.post("/sign-in", data={"username": "wang.wu", "password": found["wang.wu"]}).status_code == 302
    )
    assert "wang.wu@example.org" in admin.get(f"/accounts/{find_id('wang.wu')}").text


def find_id(username):
    return db.session.execute(select(Account.id).where(Account.username == username)).scalar()


@pytest.mark.parametrize(
    ("rows", "headings", "sentence"),
    [
        (["wang.wu,王五,sls1,联络员"], "账号,姓名,部门,角色", "角色由安全管理员授予"),
        (["wang.wu,王五,sls1,x", "li.si,李四,,"], "账号,姓名,部门,邮箱", "邮箱写成"),
        (["sysadmin,王五,,"], "账号,姓名,部门,邮箱", "已经有了"),
        ([], "账号,姓名,部门,邮箱", "没有要开通的账号"),
    ],
)
def test_a_sheet_with_one_wrong_row_opens_nobody(sign_in_as, rows, headings, sentence):
    page = send_people(sign_in_as("sysadmin"), rows, headings)
    assert page.status_code == 422 and sentence in page.text
    assert find_id("wang.wu") is None and find_id("li.si") is None


def test_the_address_for_mail_is_kept_by_its_owner_and_by_the_administrator(sign_in_as):
    admin, person = sign_in_as("sysadmin"), factories.account("sls1.liaison")
    assert post(admin, person, "change-email", email="station@example.org").status_code == 302
    owner = sign_in_as("sls1.liaison")
    assert "station@example.org" in owner.get("/account").text
    refused = owner.post("/account/email", data={"email": "no address"})
    assert refused.status_code == 422 and "no address" in refused.text and "邮箱写成" in refused.text
    owner.post("/account/email", data={"email": ""})
    assert "station@example.org" not in owner.get("/account").text
