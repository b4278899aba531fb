"""One-time codes: whoever holds a role that needs them gets in with password and code only."""

from dataclasses import replace
from datetime import UTC, datetime

import pyotp
import pytest

from portal.domain.errors import Invalid
from portal.extensions import db
from portal.services import accounts, administration, codes, throttle
from tests import factories

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def now_step():
    return int(datetime.now(UTC).timestamp()) // 30


def code_of(step):
    return pyotp.TOTP(SECRET).at(step * 30)


@pytest.fixture
def auditors_need_codes(app, monkeypatch):
    monkeypatch.setitem(
        app.extensions, "settings", replace(app.extensions["settings"], code_roles=("auditor",))
    )


@pytest.fixture
def bound(app):
    """An auditor whose authenticator is bound."""
    person = factories.account("auditor")
    person.code_secret = SECRET
    db.session.commit()
    return person


def test_the_codes_of_the_standard_are_right_one_step_early_or_late():
    step = now_step()
    assert [codes.find_step(SECRET, code_of(step + by), 0) is not None for by in (-3, -1, 0, 3)] == [
        False,
        True,
        True,
        False,
    ]
    assert codes.find_step(SECRET, code_of(step), step) is None, "no code is taken twice"
    assert codes.find_step(SECRET, "１２３４５６", 0) is None


def test_a_role_that_needs_codes_leads_to_binding_and_other_roles_do_not(auditors_need_codes, sign_in_as):
    visitor = sign_in_as("auditor")
    assert visitor.get("/audit").headers["Location"] == "/account/code/new"
    assert sign_in_as("sysadmin").get("/accounts").status_code == 200
    page = visitor.get("/account/code/new").text
    with visitor.session_transaction() as session:
        secret = session["code_secret"]
    assert secret in page and "otpauth://totp/" in page
    assert visitor.post("/account/code/new", data={"code": "000000"}).status_code == 422
    right = pyotp.TOTP(secret).now()
    assert visitor.post("/account/code/new", data={"code": right}).status_code == 302
    assert visitor.get("/audit").status_code == 200
    assert secret not in visitor.get("/account").text + visitor.get("/account/code/new").text


def test_the_password_alone_opens_nothing_once_an_authenticator_is_bound(bound, sign_in_as):
    visitor = sign_in_as("auditor")
    for page in ("/", "/audit", "/account", "/account/password", "/account/code/new"):
        assert visitor.get(page).headers["Location"] == "/account/code"
    assert visitor.post("/account/password", data={"new": "x"}).headers["Location"] == "/account/code"
    code = code_of(now_step())
    assert visitor.post("/account/code", data={"code": code}).headers["Location"] == "/"
    assert visitor.get("/audit").status_code == 200
    assert visitor.get("/account/code").headers["Location"] == "/"
    second = sign_in_as("auditor")
    assert second.post("/account/code", data={"code": code}).status_code == 422, (
        "a code seen on the way is spent"
    )
    assert "上次登录" not in second.get("/account/code").text, "the password alone tells nothing"
    assert second.post("/account/code", data={"code": code_of(now_step() + 1)}).status_code == 302
    assert "上次登录" in second.get("/audit").text


def test_an_error_is_drawn_for_a_stranger_until_the_code_is_given(bound, sign_in_as):
    visitor = sign_in_as("auditor")
    for answer in (visitor.get("/nowhere"), visitor.get("/?q=a%0bb"), visitor.post("/account/code/new/")):
        assert answer.status_code in (400, 404) and "去登录" in answer.text
        assert (
            "审计留痕" not in answer.text
            and "badge-count" not in answer.text
            and bound.name not in answer.text
        )
    visitor.post("/account/code", data={"code": code_of(now_step())})
    assert "审计留痕" in visitor.get("/nowhere").text


def test_who_holds_no_role_and_has_not_given_the_code_is_shown_nothing_of_the_account(bound, sign_in_as):
    secadmin = factories.actor("secadmin")
    administration.end_role(secadmin, bound.id, bound.version, bound.appointments[0].id)
    answer = sign_in_as("auditor").get("/")
    assert answer.status_code == 403 and "去登录" in answer.text and bound.name not in answer.text


def test_wrong_codes_are_throttled_and_the_password_does_not_wipe_the_slate(bound, sign_in_as, client):
    visitor = sign_in_as("auditor")
    for _ in range(3):
        assert visitor.post("/account/code", data={"code": "000000"}).status_code == 422
    again = sign_in_as("auditor")
    assert again.post("/account/code", data={"code": "000000"}).status_code == 422
    assert again.post("/account/code", data={"code": "000000"}).status_code == 422
    assert again.post("/account/code", data={"code": code_of(now_step())}).status_code == 429
    refused = client.post("/sign-in", data={"username": "auditor", "password": factories.PASSWORD})
    assert refused.status_code == 429


def test_a_second_authenticator_is_not_bound_over_the_first(bound):
    with pytest.raises(Invalid, match="已经绑定"):
        codes.set_up(accounts.as_actor(bound), SECRET, code_of(now_step()))


def test_a_reset_password_lets_the_authenticator_go(bound):
    admin = accounts.as_actor(factories.account("sysadmin"))
    administration.reset_password(admin, bound.id, bound.version)
    db.session.expire_all()
    assert bound.code_secret is None


def test_a_wrong_code_counts_for_the_account_only_once_it_was_wrong(bound):
    actor = accounts.as_actor(bound, "10.0.0.1")
    with pytest.raises(Invalid) as refusal:
        codes.confirm(actor, "no such token", "000000")
    assert [finding.field for finding in refusal.value.findings] == ["code", "code"]
    assert throttle.count_failures("auditor", None) == 1
    codes.confirm(actor, "no such token", code_of(now_step()))
    assert throttle.count_failures("auditor", None) == 1
