"""Signing in and out."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.extensions import db
from portal.models.accounts import SignIn, SignInFailure
from portal.services import clock, sign_ins
from tests import factories


@pytest.mark.parametrize("username", ["spsc.liaison", "spsc.leader", *factories.OFFICES])
def test_everyone_who_signs_in_gets_to_a_workbench(sign_in_as, username):
    assert sign_in_as(username).get("/").status_code == 200


def test_a_sign_in_is_dead_after_signing_out_even_for_a_kept_cookie(sign_in_as, client):
    visitor = sign_in_as("spsc.liaison")
    kept = visitor.get_cookie("tiequan").value
    visitor.post("/sign-out")
    client.set_cookie("tiequan", kept)
    assert client.get("/").headers["Location"].startswith("/sign-in")


def test_a_wrong_password_and_an_unknown_account_are_refused_with_the_same_sentence(client, app):
    username = factories.account("spsc.liaison").username
    answers = [
        client.post("/sign-in", data={"username": name, "password": "wrong"}) for name in (username, "nobody")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("账号或密码不正确" in answer.text for answer in answers)


@pytest.fixture
def entry(app):
    """The one living sign-in of a username, to be read or moved in time."""

    def entry(username: str, **values) -> SignIn:
        mine = SignIn.account_id == factories.account(username).id
        if values:
            db.session.execute(update(SignIn).where(mine).values(values))
            db.session.commit()
        return db.session.execute(select(SignIn).where(mine)).scalar_one()

    return entry


def is_signed_in(visitor) -> bool:
    answer = visitor.get("/")
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


def test_what_a_visitor_carried_before_signing_in_is_worth_nothing_after_it(client, app):
    """Against session fixation: the token is new, and the old cookie stays a stranger's."""
    client.get("/sign-in")
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    planted = client.get_cookie("tiequan").value
    form = {"username": factories.account("spsc.liaison").username, "password": factories.PASSWORD}
    client.post("/sign-in", data=form)
    with client.session_transaction() as session:
        assert "planted" not in session
    assert is_signed_in(client)
    stranger = app.test_client()
    stranger.set_cookie("tiequan", planted)
    assert not is_signed_in(stranger)


def test_signing_in_again_gives_a_new_token(sign_in_as):
    first, second = (sign_in_as("spsc.liaison").get_cookie("tiequan").value for _ in range(2))
    assert first != second


def test_the_server_keeps_a_digest_of_the_token_and_never_the_token(sign_in_as, entry):
    visitor = sign_in_as("spsc.liaison")
    with visitor.session_transaction() as session:
        token = session["_user_id"]
    assert entry("spsc.liaison").token_digest == sign_ins.digest(token) != token


def test_a_sign_in_ends_after_half_an_hour_without_a_request(sign_in_as, entry):
    visitor, now = sign_in_as("spsc.liaison"), datetime.now(UTC)
    entry("spsc.liaison", seen_at=now - timedelta(minutes=29))
    assert is_signed_in(visitor)
    entry("spsc.liaison", seen_at=now - timedelta(minutes=31))
    assert not is_signed_in(visitor)


def test_a_request_keeps_a_sign_in_alive(sign_in_as, entry):
    visitor, before = sign_in_as("spsc.liaison"), datetime.now(UTC) - timedelta(minutes=20)
    entry("spsc.liaison", seen_at=before)
    visitor.get("/")
    assert entry("spsc.liaison").seen_at > before


def test_a_sign_in_ends_after_eight_hours_however_busy(sign_in_as, entry):
    visitor, now = sign_in_as("spsc.liaison"), datetime.now(UTC)
    entry("spsc.liaison", started_at=now - timedelta(hours=7, minutes=59), seen_at=now)
    assert is_signed_in(visitor)
    entry("spsc.liaison", started_at=now - timedelta(hours=8, minutes=1), seen_at=now)
    assert not is_signed_in(visitor)


def test_a_disabled_account_is_out_at_once_and_does_not_come_in_again(sign_in_as, client):
    visitor = sign_in_as("spsc.liaison")
    account = factories.account("spsc.liaison")
    account.disabled_at = datetime.now(UTC)
    db.session.commit()
    assert not is_signed_in(visitor)
    form = {"username": account.username, "password": factories.PASSWORD}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 422 and "账号或密码不正确" in answer.text


def test_a_role_that_ran_out_yesterday_opens_nothing_today(sign_in_as):
    visitor = sign_in_as("supervision")
    for appointment in factories.account("supervision").appointments:
        appointment.ends_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert visitor.get("/").status_code == 403


def sign_in(client, username, password, address="127.0.0.1", **more):
    form = {"username": username, "password": password, **more}
    return client.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": address})


def test_after_five_wrong_passwords_the_right_one_is_refused_too_and_others_are_not(client):
    for name in ("spsc.liaison", "spsc.leader"):
        factories.account(name)
    for _ in range(5):
        assert "账号或密码不正确" in sign_in(client, "spsc.liaison", "wrong").text
    sixth = sign_in(client, "spsc.liaison", factories.PASSWORD)
    assert sixth.status_code == 429 and "错误次数过多" in sixth.text
    elsewhere = sign_in(client, "spsc.liaison", factories.PASSWORD, address="10.0.0.9")
    assert elsewhere.status_code == 429
    assert sign_in(client, "spsc.leader", factories.PASSWORD).status_code == 302


def test_an_address_that_tries_many_accounts_is_throttled_and_other_addresses_are_not(client):
    factories.account("spsc.leader")
    for number in range(20):
        sign_in(client, f"guess{number}", "wrong", address="10.0.0.9")
    assert sign_in(client, "spsc.leader", factories.PASSWORD, address="10.0.0.9").status_code == 429
    assert sign_in(client, "spsc.leader", factories.PASSWORD, address="10.0.0.10").status_code == 302


def test_the_throttle_opens_again_after_a_quarter_of_an_hour(client):
    factories.account("spsc.liaison")
    for _ in range(5):
        sign_in(client, "spsc.liaison", "wrong")
    past = datetime.now(UTC) - timedelta(minutes=16)
    db.session.execute(update(SignInFailure).values(failed_at=past))
    db.session.commit()
    assert sign_in(client, "spsc.liaison", factories.PASSWORD).status_code == 302


def test_a_password_longer_than_any_is_refused_before_it_is_hashed(client, monkeypatch):
    factories.account("spsc.liaison")
    asked = []
    monkeypatch.setattr(sign_ins, "check_password_hash", lambda hashed, password: asked.append(password))
    assert sign_in(client, "spsc.liaison", "x" * 10_000).status_code == 422
    assert asked == []


def test_after_signing_in_one_reads_once_when_and_where_one_was_here_before(client, app):
    factories.account("spsc.liaison")
    sign_in(client, "spsc.liaison", factories.PASSWORD, address="10.0.0.9")
    assert "上次登录" not in client.get("/").text, "this is the first"
    db.session.execute(update(SignIn).values(started_at=datetime(2026, 1, 5, 1, 12, tzinfo=UTC)))
    db.session.commit()
    second = app.test_client()
    sign_in(second, "spsc.liaison", factories.PASSWORD)
    page = second.get("/").text
    assert "上次登录 2026-01-05 09:12，地址 10.0.0.9。" in page and "上次登录" not in second.get("/").text
    for _ in range(2):
        sign_in(client, "spsc.liaison", "wrong", address="10.0.0.8")
    third = app.test_client()
    sign_in(third, "spsc.liaison", factories.PASSWORD)
    assert "地址 127.0.0.1；其间输错密码 2 次。" in third.get("/").text


INSIDE = ["/", "/submissions", "/submissions?kind=case&page=2", "/statistics?through=2021-04-30#top"]
OUTSIDE = [
    "//host",
    "///host",
    "/\\host",
    "\\\\host",
    "https://host/",
    "https:host",
    "http:///host",
    "javascript:alert(1)",
    "host",
    "",
    "/\t/host",
    "\t//host",
    " //host",
    "/\n/host",
    "/\r\nLocation: http://host",
    "/\x00/host",
    "/%0a\\host",
]


@pytest.mark.parametrize("target", INSIDE)
def test_signing_in_goes_on_to_the_page_that_was_asked_for(client, target):
    factories.account("spsc.liaison")
    answer = sign_in(client, "spsc.liaison", factories.PASSWORD, next=target)
    assert answer.headers["Location"] == target


@pytest.mark.parametrize("target", OUTSIDE)
def test_signing_in_never_leads_to_another_host(client, target):
    factories.account("spsc.liaison")
    answer = sign_in(client, "spsc.liaison", factories.PASSWORD, next=target)
    refused = any(ord(character) < 32 and character not in "\t\r\n" for character in target)
    assert (answer.status_code, answer.headers.get("Location")) == ((400, None) if refused else (302, "/"))


def test_a_signed_out_visitor_is_asked_to_sign_in_and_comes_back_to_the_page(client):
    factories.account("bureau")
    asked = client.get("/obligations?year=2021")
    assert asked.status_code == 302 and asked.headers["Location"].startswith("/sign-in?next=")
    page = client.get(asked.headers["Location"])
    assert 'value="/obligations?year=2021"' in page.text


@pytest.fixture
def with_tokens(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False


def test_signing_in_without_the_token_of_the_page_is_refused(with_tokens):
    factories.account("spsc.liaison")
    assert sign_in(with_tokens, "spsc.liaison", factories.PASSWORD).status_code == 400
    assert not is_signed_in(with_tokens)


def test_signing_in_with_the_token_of_the_page_works(with_tokens):
    factories.account("spsc.liaison")
    token = re.search(r'name="csrf_token" value="([^"]+)"', with_tokens.get("/sign-in").text)[1]
    answer = sign_in(with_tokens, "spsc.liaison", factories.PASSWORD, csrf_token=token)
    assert answer.status_code == 302
    assert with_tokens.post("/sign-out").status_code == 400
    assert is_signed_in(with_tokens), "a page of another host signed somebody out"


def test_a_refused_token_shows_what_was_typed_but_never_a_password(with_tokens):
    answer = with_tokens.post("/sign-in", data={"username": "somebody", "password": "my secret"})
    assert answer.status_code == 400 and "somebody" in answer.text and "my secret" not in answer.text


def test_signing_out_by_a_mere_link_is_not_possible(sign_in_as):
    visitor = sign_in_as("spsc.liaison")
    assert visitor.get("/sign-out").status_code == 405
    assert is_signed_in(visitor)


def test_the_cookie_is_kept_from_scripts_and_from_other_hosts(client):
    factories.account("spsc.liaison")
    cookie = sign_in(client, "spsc.liaison", factories.PASSWORD).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Expires" not in cookie


@pytest.mark.parametrize("text", ["名" * 5000, "a\u202eb", "' OR 1=1 --"], ids=["long", "bidi", "sql"])
def test_a_username_that_no_account_can_have_is_refused_like_any_other(client, text):
    answer = sign_in(client, text, "wrong")
    assert answer.status_code == 422 and "账号或密码不正确" in answer.text


@pytest.mark.parametrize("field", ["username", "password", "next"])
def test_a_control_character_is_refused_before_anything_is_asked(client, field):
    form = {"username": "somebody", "password": "wrong", "next": "/", field: "a\x00b"}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 400 and "控制字符" in answer.text
    assert client.get("/sign-in", query_string={field: "a\x00b"}).status_code == 400


@pytest.mark.parametrize("address", ["/accounts?q=", "/accounts?q=a&q=", "/accounts?state="])
def test_an_endless_question_is_refused_with_a_sentence(sign_in_as, address):
    answer = sign_in_as("sysadmin").get(address + "一" * 20_000)
    assert answer.status_code == 400 and "查找的文字太长" in answer.text


def test_a_department_that_no_number_names_narrows_nothing(sign_in_as):
    assert sign_in_as("sysadmin").get("/accounts?department=" + "9" * 20).status_code == 200
