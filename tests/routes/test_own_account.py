"""One's own account: the forced change, the sign-ins, what the page says before a sign-in ends."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.extensions import db
from portal.models.accounts import Account, SignIn
from portal.services import accounts, administration, sign_ins
from tests import factories

NEW = "Lake-side-42-swans"


def set_account(username, **values):
    db.session.execute(update(Account).where(Account.username == username).values(**values))
    db.session.commit()


def change(visitor, current=factories.PASSWORD, new=NEW, again=None):
    return visitor.post("/account/password", data={"current": current, "new": new, "again": again or new})


PAGES = ["/", "/approvals", "/statistics", "/account", "/obligations", "/submissions/1"]


@pytest.mark.parametrize("page", PAGES)
def test_with_a_first_password_every_page_leads_to_the_change_until_it_is_done(sign_in_as, page):
    visitor = sign_in_as("sls1.liaison")
    set_account("sls1.liaison", must_change_password=True)
    answer = visitor.get(page)
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/account/password")
    assert change(visitor).status_code == 302
    assert visitor.get(page).headers.get("Location") != "/account/password"


def test_a_first_password_lets_nothing_be_done_either(sign_in_as):
    visitor = sign_in_as("sysadmin")
    set_account("sysadmin", must_change_password=True)
    answer = visitor.post("/accounts/new", data={"username": "wang.wu", "name": "王五"})
    assert answer.headers["Location"] == "/account/password"
    assert db.session.execute(select(Account).where(Account.username == "wang.wu")).first() is None


def test_errors_stand_beside_the_fields_and_no_password_comes_back(sign_in_as):
    visitor = sign_in_as("sls1.liaison")
    answer = change(visitor, new="abcdefg1", again="abcdefg2")
    assert answer.status_code == 422 and 'id="again-error"' in answer.text
    answer = change(visitor, current="wrong", new=NEW)
    assert answer.status_code == 422 and 'id="current-error"' in answer.text
    answer = change(visitor, new="abcdefg1")
    assert answer.status_code == 422 and 'id="new-error"' in answer.text and "abcdefg1" not in answer.text


def test_the_page_shows_the_last_sign_in_and_wrong_tries_since(sign_in_as, client):
    sign_in_as("sls1.liaison")
    earlier = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
    db.session.execute(update(SignIn).values(started_at=earlier))
    db.session.commit()
    client.post("/sign-in", data={"username": "sls1.liaison", "password": "wrong"})
    page = sign_in_as("sls1.liaison").get("/account").text
    assert "2026-01-05 09:30" in page and "有 1 次密码输错" in page


def test_one_ends_a_sign_in_elsewhere_and_it_is_dead_and_says_why(sign_in_as):
    here, there = sign_in_as("sls1.liaison"), sign_in_as("sls1.liaison")
    with there.session_transaction() as session:
        token = session["_user_id"]
    assert here.get("/account").text.count(sign_ins.digest(token)) == 1
    assert here.post("/account/sessions/end", data={"sign_in": sign_ins.digest(token)}).status_code == 302
    assert there.get("/").status_code == 302 and here.get("/").status_code == 200
    assert "在另一处结束了这次登录" in there.get("/sign-in").text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"seen_at": timedelta(minutes=31)}, "超过 30 分钟没有操作"),
        ({"started_at": timedelta(hours=9)}, "登录已满 8 小时"),
    ],
)
def test_an_ended_sign_in_says_why_it_ended(sign_in_as, values, sentence):
    visitor = sign_in_as("sls1.liaison")
    moments = {name: datetime.now(UTC) - ago for name, ago in values.items()}
    db.session.execute(update(SignIn).values(**moments))
    db.session.commit()
    visitor.get("/")
    assert sentence in visitor.get("/sign-in").text
    assert sentence not in visitor.get("/sign-in").text, "it is told once"


def test_what_was_typed_when_the_sign_in_had_ended_is_still_there(sign_in_as):
    visitor = sign_in_as("sls1.leader")
    db.session.execute(update(SignIn).values(ended_at=datetime.now(UTC)))
    db.session.commit()
    answer = visitor.post("/submissions/1/return", data={"comment": "请补充检验报告", "password": "secret"})
    assert answer.status_code == 401 and "请补充检验报告" in answer.text and "secret" not in answer.text


@pytest.mark.parametrize(
    ("address", "field", "label"),
    [
        ("/submissions/1/approve", "comment", "意见"),
        ("/submissions/1/return", "comment", "说明"),
        ("/approvals/return", "comment-1", "说明"),
        ("/approvals/accept", "comment-1", "意见"),
        ("/submissions/1/revoke", "comment", "撤销理由"),
        ("/submissions/1/comments", "text", "留言"),
        ("/typical-cases/1/unlist", "comment", "理由"),
        ("/typical-cases/1/answer", "comment", "核对结果"),
        ("/referrals/1/list", "comment", "列入的事由和依据"),
        ("/referrals/new", "judgement", "判断的理由"),
        ("/submissions/new/case", "contact_name", "联系人"),
        ("/submissions/1/return", "data", ""),
        ("/submissions/1/return", "validate-1", ""),
    ],
)
def test_what_was_typed_comes_back_under_the_label_of_its_form(client, address, field, label):
    page = client.post(address, data={field: "请补充检验报告"}).text
    assert f'for="typed-1">{label or "填写的内容 1"}</label>' in page and "请补充检验报告" in page


def test_going_on_keeps_the_sign_in_alive_and_a_dead_one_is_not_revived(sign_in_as):
    visitor = sign_in_as("sls1.liaison")
    before = datetime.now(UTC) - timedelta(minutes=29)
    db.session.execute(update(SignIn).values(seen_at=before))
    db.session.commit()
    assert visitor.post("/account/touch").status_code == 204
    assert db.session.execute(select(SignIn.seen_at)).scalar_one() > before
    db.session.execute(update(SignIn).values(ended_at=datetime.now(UTC)))
    db.session.commit()
    assert visitor.post("/account/touch").status_code == 302


def test_the_page_knows_how_long_it_may_stand_and_how_long_the_sign_in_lasts(sign_in_as, client):
    page = sign_in_as("sls1.liaison").get("/account").text
    assert 'data-idle="1740"' in page and 'data-left="287' in page
    assert "session-end" not in client.get("/sign-in").text


def test_a_person_without_any_role_is_told_whom_to_ask(sign_in_as):
    visitor = sign_in_as("bureau")
    person, admin = factories.account("bureau"), accounts.as_actor(factories.account("secadmin"))
    administration.end_role(admin, person.id, person.version, person.appointments[0].id)
    again = sign_in_as("bureau")
    assert visitor.get("/").status_code == 302
    answer = again.get("/")
    assert answer.status_code == 403 and "请联系安全管理员" in answer.text


def test_a_page_that_outlived_its_sign_in_gets_the_token_of_the_new_one(app, sign_in_as):
    visitor = sign_in_as("sls1.liaison")
    fresh = visitor.get("/account/token")
    assert fresh.json["username"] == "sls1.liaison" and fresh.headers["Cache-Control"] == "no-store"
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert (
            visitor.post("/account/touch", data={"csrf_token": fresh.json["csrf_token"]}).status_code == 204
        )
        assert visitor.post("/account/touch").status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert app.test_client().get("/account/token").status_code == 302


def test_who_signs_in_again_goes_on_where_the_form_was(sign_in_as):
    visitor = sign_in_as("sls1.leader")
    db.session.execute(update(SignIn).values(ended_at=datetime.now(UTC)))
    db.session.commit()
    form = {"data": {"comment": "请补充检验报告"}, "headers": {"Referer": "http://localhost/approvals?id=7"}}
    assert "/sign-in?next=/approvals?id%3D7" in visitor.post("/submissions/7/return", **form).text
    form["headers"] = {"Referer": "http://elsewhere.invalid/approvals"}
    assert "elsewhere" not in visitor.post("/submissions/7/return", **form).text


def test_an_error_is_drawn_for_who_is_signed_in(sign_in_as):
    visitor = sign_in_as("sls1.liaison")
    answer = visitor.get("/no-such-page")
    assert answer.status_code == 404 and "去登录" not in answer.text and "工作台" in answer.text
    answer = visitor.get("/submissions", query_string={"q": "a\x0bb"})
    assert answer.status_code == 400 and "去登录" not in answer.text


def test_a_request_that_is_too_large_is_refused_with_a_sentence(sign_in_as):
    visitor = sign_in_as("sls1.liaison")
    answer = visitor.post("/submissions/new/case", data={"title": "一" * 6_000_000})
    assert answer.status_code == 413 and "超过了上限" in answer.text
