"""Signing in and out."""

import pytest

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
