"""Which roles one person may hold, and by what a person knows their own browser."""

from datetime import date
from itertools import product

import pytest

from portal.domain.accounts import ADMINISTRATORS, Tenure, find_conflict, name_browser
from portal.domain.permissions import PERMISSION_MAP, Permission, Role

NEVER_CONTENT = {
    Permission.PORTAL_USE,
    Permission.ACCOUNT_READ,
    Permission.ACCOUNT_MANAGE,
    Permission.ROLE_MANAGE,
    Permission.AUDIT_READ,
}


@pytest.mark.parametrize(("one", "other"), [*product(sorted(ADMINISTRATORS), Role)])
def test_an_administrator_holds_no_other_role(one, other):
    assert find_conflict(Tenure(one), [Tenure(other)]) is not None
    assert find_conflict(Tenure(other), [Tenure(one)]) is not None


def test_roles_that_do_the_work_may_be_held_together():
    held = [Tenure(Role.LIAISON, 1), Tenure(Role.LEADER, 1)]
    assert find_conflict(Tenure(Role.SUPERVISION), held) is None
    assert find_conflict(Tenure(Role.LEADER, 2), held) is None
    assert find_conflict(Tenure(Role.LEADER, 1), held) == Tenure(Role.LEADER, 1)


def test_roles_held_one_after_the_other_are_no_conflict():
    before = Tenure(Role.AUDITOR, None, None, date(2021, 6, 30))
    assert find_conflict(Tenure(Role.SYSTEM_ADMIN, None, date(2021, 7, 1)), [before]) is None
    assert find_conflict(Tenure(Role.SYSTEM_ADMIN, None, date(2021, 6, 30)), [before]) == before


def test_no_administrator_sees_content():
    for permission, roles in PERMISSION_MAP.items():
        assert permission in NEVER_CONTENT or ADMINISTRATORS.isdisjoint(roles), permission


def test_each_administrator_has_a_power_of_their_own():
    powers = {
        role: {
            permission
            for permission in (Permission.ACCOUNT_MANAGE, Permission.ROLE_MANAGE, Permission.AUDIT_READ)
            if role in PERMISSION_MAP[permission]
        }
        for role in ADMINISTRATORS
    }
    assert sorted(len(each) for each in powers.values()) == [1, 1, 1]
    assert len(set().union(*powers.values())) == 3


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 Chrome/86.0 Safari/537.36 QIHU 360EE",
            "360 浏览器，Windows",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/96.0 Safari/537.36 Qaxbrowser",
            "奇安信浏览器，Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0 Safari/537.36 Edg/120.0",
            "Edge，Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari，iPhone",
        ),
        ("curl/8.0", "curl/8.0"),
        ("", "没有记录"),
    ],
)
def test_a_browser_is_called_as_its_owner_calls_it(agent, name):
    assert name_browser(agent) == name
