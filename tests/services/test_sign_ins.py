"""Signing in: what is counted, what is kept, and who is held up by it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from portal.domain.errors import Invalid
from portal.extensions import db
from portal.models.accounts import Account, SignIn, SignInFailure
from portal.models.audit import TrailRow
from portal.services import accounts, sign_ins, throttle
from portal.services.throttle import Throttled
from tests import factories

LIMITS = timedelta(minutes=30), timedelta(hours=8)


def fail(username, address="10.0.0.1", times=1):
    """What the last of so many wrong tries was told."""
    for _ in range(times):
        with pytest.raises(Invalid) as refusal:
            sign_ins.sign_in(username, "wrong", address)
    return refusal.value.findings[0].message


def succeed(username, address="10.0.0.1"):
    return sign_ins.sign_in(username, factories.PASSWORD, address).sign_in_token


def test_each_wrong_try_says_how_many_are_left_and_the_sixth_how_long_to_wait(app):
    username = factories.account("spsc.liaison").username
    assert [fail(username) for _ in range(5)] == [
        *(f"再错 {left} 次，该账号将暂停登录 15 分钟。" for left in (4, 3, 2, 1)),
        "该账号暂停登录 15 分钟。",
    ]
    db.session.execute(update(SignInFailure).values(failed_at=datetime.now(UTC) - timedelta(minutes=3)))
    db.session.commit()
    with pytest.raises(Throttled) as refusal:
        succeed(username)
    assert refusal.value.findings[0].message == "该账号暂停登录，请 12 分钟后再试。"


def test_a_right_password_wipes_the_slate(app):
    username = factories.account("spsc.liaison").username
    fail(username, times=4)
    succeed(username)
    assert "再错 4 次" in fail(username)


def test_a_password_reset_while_it_is_being_compared_opens_nothing(app, monkeypatch):
    username = factories.account("spsc.liaison").username
    compare = sign_ins.check_password_hash

    def compare_slowly(kept, typed):
        right = compare(kept, typed)
        db.session.execute(
            update(Account).where(Account.username == username).values(password_hash="another")
        )
        db.session.commit()
        return right

    monkeypatch.setattr(sign_ins, "check_password_hash", compare_slowly)
    with pytest.raises(Invalid, match="账号或密码不正确"):
        succeed(username)
    assert db.session.execute(select(func.count()).select_from(SignIn)).scalar_one() == 0


def test_twenty_bystanders_are_unharmed_by_an_attacker_at_their_own_address(app):
    codes = ("spsc", "spjy", "spxt", "rzrk", "bzh", "tzsb", "zscq", "wljy", "xbk", "sls1")
    names = [f"{code}.{word}" for code in codes for word in ("liaison", "leader")]
    for username in names:
        factories.account(username)
        succeed(username, "10.0.0.7")
    for number in range(throttle.MAX_FAILURES_OF_ADDRESS):
        fail(f"guess{number}", "10.0.0.7")
    with pytest.raises(Throttled, match="错误次数过多"):
        sign_ins.sign_in("guess99", "wrong", "10.0.0.7")
    assert all(succeed(username, "10.0.0.7") for username in names)


def test_an_unknown_account_is_throttled_like_a_known_one(app):
    assert "再错 4 次" in fail("nobody")
    fail("nobody", times=4)
    with pytest.raises(Throttled):
        sign_ins.sign_in("nobody", "wrong", "10.0.0.1")


def test_what_is_long_past_is_forgotten(app):
    fail("nobody")
    db.session.execute(update(SignInFailure).values(failed_at=datetime.now(UTC) - timedelta(days=31)))
    db.session.commit()
    fail("somebody")
    names = db.session.execute(select(SignInFailure.username)).scalars().all()
    assert names == ["somebody"]


def test_the_trail_keeps_refused_sign_ins_without_what_was_typed_for_an_account(app):
    username = factories.account("spsc.liaison").username
    fail(username, "10.0.0.9")
    fail("my password by mistake", "10.0.0.9")
    rows = db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(2)).scalars().all()
    assert [(row.action, row.reference, row.code, row.address, row.actor_id) for row in rows] == [
        ("sign_in_failed", "", "unknown_account", "10.0.0.9", None),
        ("sign_in_failed", username, "wrong_password", "10.0.0.9", None),
    ]


def test_signing_in_and_out_are_kept_with_the_address(app):
    person = factories.account("spsc.liaison")
    token = succeed(person.username, "10.0.0.9")
    sign_ins.sign_out(accounts.as_actor(person, "10.0.0.9"), token)
    rows = db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(2)).scalars().all()
    assert [(row.action, row.actor_id, row.address) for row in rows] == [
        ("sign_out", person.id, "10.0.0.9"),
        ("sign_in", person.id, "10.0.0.9"),
    ]
    assert sign_ins.explain_end(token, *LIMITS) == ""


def test_one_ends_ones_own_sign_ins_and_nobody_elses(app):
    person, other = factories.account("spsc.liaison"), factories.account("spsc.leader")
    here, there, third = (succeed(person.username) for _ in range(3))
    foreign = succeed(other.username)
    actor = accounts.as_actor(person)
    sign_ins.end_own(actor, sign_ins.digest(foreign), here)
    sign_ins.end_own(actor, sign_ins.digest(there), here)
    alive = [sign_ins.find_signed_in(token, *LIMITS) is not None for token in (here, there, third, foreign)]
    assert alive == [True, False, True, True]
    sign_ins.end_own(actor, None, here)
    assert [entry.token_digest for entry in sign_ins.list_alive(person.id, *LIMITS)] == [
        sign_ins.digest(here)
    ]


def test_six_tries_at_the_same_moment_are_no_way_around_the_limit(own_app):
    with own_app.app_context():
        username = factories.account("spsc.liaison").username
        throttle.begin("warm", "10.0.0.1")
    together, outcomes = threading.Barrier(12), []

    def attempt(number):
        with own_app.app_context():
            together.wait()
            try:
                sign_ins.sign_in(username, f"wrong{number}", "10.0.0.1")
            except Throttled:
                outcomes.append("throttled")
            except Invalid:
                outcomes.append("compared")
            db.session.remove()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["compared"] * 5 + ["throttled"] * 7
    with own_app.app_context():
        kept = select(func.count()).where(SignInFailure.username == username, ~SignInFailure.is_pending)
        assert db.session.execute(kept).scalar_one() == 5
