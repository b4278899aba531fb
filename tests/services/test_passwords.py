"""Changing one's own password, and when it must be changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from portal.domain.errors import Invalid
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.services import accounts, passwords, sign_ins
from portal.services.throttle import Throttled
from tests import factories

NEW = "Lake-side-42-swans"


@pytest.fixture
def person(app):
    return factories.account("sls1.liaison")


@pytest.fixture
def settings(app, monkeypatch):
    """Set settings of the installation for one test."""

    def settings(**values):
        monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], **values))

    return settings


def change(person, current, new, token="none"):
    passwords.change_own(accounts.as_actor(person), token, current, new)


def test_a_changed_password_opens_the_portal_and_the_old_one_does_not(person):
    person.must_change_password = True
    db.session.commit()
    change(person, factories.PASSWORD, NEW)
    assert sign_ins.sign_in(person.username, NEW, "10.0.0.1").must_change_password is False
    with pytest.raises(Invalid):
        sign_ins.sign_in(person.username, factories.PASSWORD, "10.0.0.1")


def test_changing_the_password_ends_every_other_sign_in_and_keeps_this_one(person):
    here, elsewhere = (
        sign_ins.sign_in(person.username, factories.PASSWORD, "10.0.0.1").sign_in_token for _ in range(2)
    )
    change(person, factories.PASSWORD, NEW, here)
    limits = timedelta(minutes=30), timedelta(hours=8)
    assert sign_ins.find_signed_in(here, *limits) is not None
    assert sign_ins.find_signed_in(elsewhere, *limits) is None
    assert sign_ins.explain_end(elsewhere, *limits) == "密码已修改，这次登录已经结束。"


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [("wrong", NEW, "current"), (factories.PASSWORD, "short", "new"), ("x" * 300, NEW, "current")],
)
def test_a_wrong_or_weak_password_is_refused_beside_its_field(person, current, new, field):
    with pytest.raises(Invalid) as refusal:
        change(person, current, new)
    assert {finding.field for finding in refusal.value.findings} == {field}


def test_an_over_long_password_is_refused_before_anything_is_hashed(person, monkeypatch):
    hashed = []
    monkeypatch.setattr(passwords, "generate_password_hash", hashed.append)
    monkeypatch.setattr(passwords, "is_used", lambda *_: hashed.append("compared"))
    with pytest.raises(Invalid, match="有内容需要更正"):
        change(person, factories.PASSWORD, "aB3$" * 10_000)
    assert hashed == []


def test_none_of_the_last_five_passwords_is_taken_again(person, settings):
    settings(password_history=3)
    taken = [factories.PASSWORD, *(f"Lake-side-{number}-swans" for number in range(3))]
    for current, new in pairwise(taken):
        change(person, current, new)
    for former in taken[1:]:
        with pytest.raises(Invalid) as refusal:
            change(person, taken[-1], former)
        assert "最近 3 次" in refusal.value.findings[0].message
    # The fourth from the end is free again, were it not too weak by the rules of today.
    settings(password_history=3, password_classes=1)
    change(person, taken[-1], taken[0])


def test_a_password_must_be_changed_when_it_is_a_first_one_or_too_old(person, settings):
    assert passwords.must_change(person) == ""
    person.must_change_password = True
    assert "初始密码" in passwords.must_change(person)
    person.must_change_password = False
    person.password_changed_at = datetime.now(UTC) - timedelta(days=89)
    assert passwords.must_change(person) == ""
    person.password_changed_at = datetime.now(UTC) - timedelta(days=91)
    assert "90 天" in passwords.must_change(person)
    settings(password_days=0)
    assert passwords.must_change(person) == ""
    db.session.rollback()


def test_sample_accounts_share_a_password_that_nobody_is_made_to_change(person):
    person.is_sample = person.must_change_password = True
    person.password_changed_at = datetime.now(UTC) - timedelta(days=400)
    assert passwords.must_change(person) == "" and passwords.find_due_date(person) is None
    db.session.rollback()


def test_the_present_password_cannot_be_guessed_on_and_on_in_an_open_session(person):
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Invalid) as refusal:
            change(person, "wrong", NEW)
        sentence = refusal.value.findings[0].message
        assert (f"再错 {left} 次" in sentence) if left else ("暂停" in sentence)
    with pytest.raises(Throttled):
        change(person, factories.PASSWORD, NEW)
    rows = db.session.execute(select(TrailRow).where(TrailRow.action == "change_password_failed"))
    assert len(rows.scalars().all()) == 5


def test_a_right_password_with_a_weak_new_one_counts_as_no_failure(person):
    for _ in range(6):
        with pytest.raises(Invalid):
            change(person, factories.PASSWORD, "short")
    change(person, factories.PASSWORD, NEW)
