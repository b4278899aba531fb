"""What the two administrators do with accounts, and whose sign-ins end by it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.domain.accounts import SignInEnd, Tenure
from portal.domain.errors import Forbidden, Invalid, NotFound, Stale
from portal.domain.permissions import Role
from portal.extensions import db
from portal.models.accounts import Account, Appointment, SignIn
from portal.models.audit import TrailRow
from portal.services import account_lists, accounts, administration, clock, notices, sign_ins
from tests import factories


@pytest.fixture
def system_admin(app):
    return accounts.as_actor(factories.account("sysadmin"))


@pytest.fixture
def security_admin(app):
    return accounts.as_actor(factories.account("secadmin"))


def version(account):
    return db.session.get_one(Account, account.id).version


def sign_in(username, address="10.0.0.1"):
    """The token of a new sign-in."""
    return sign_ins.sign_in(username, factories.PASSWORD, address).sign_in_token


def end_of(token):
    """Why the sign-in has ended, or None while it lives."""
    entry = db.session.get_one(SignIn, sign_ins.digest(token), populate_existing=True)
    assert (entry.ended_at is None) is (entry.ended_for is None)
    return entry.ended_for


def last_row():
    return db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(1)).scalar_one()


def test_an_opened_account_has_no_role_and_a_first_password_that_must_be_changed(system_admin):
    home = factories.department("spsc")
    account_id, password = administration.open_account(system_admin, "wang.wu", "王五", home.id)
    account = account_lists.get(account_id)
    assert (account.name, account.department_id, account.must_change_password) == ("王五", home.id, True)
    assert accounts.as_actor(account).roles == frozenset()
    assert sign_ins.sign_in("wang.wu", password, "10.0.0.1").id == account_id
    assert password not in account.password_hash and len(password) >= 15


def test_two_first_passwords_are_never_the_same(system_admin):
    passwords = {accounts.make_first_password() for _ in range(200)}
    assert len(passwords) == 200


@pytest.mark.parametrize("username", ["sysadmin", "Wang", "王五", "a", "a b", "x" * 41])
def test_a_username_that_is_taken_or_malformed_is_refused_beside_its_field(system_admin, username):
    with pytest.raises(Invalid) as refusal:
        administration.open_account(system_admin, username, "某人", None)
    assert refusal.value.findings[0].field == "username"


def test_moving_ends_sign_ins_and_roles_and_leaves_what_was_filed(system_admin):
    case = factories.draft_case("sls1")
    mover, home = factories.account("sls1.liaison"), factories.department("sls2")
    token = sign_in(mover.username)
    administration.move(system_admin, mover.id, version(mover), home.id)
    db.session.expire_all()
    assert end_of(token) is SignInEnd.DEPARTMENT
    assert accounts.as_actor(mover).roles == frozenset() and mover.department_id == home.id
    assert [each.ended_at is not None for each in mover.appointments] == [True]
    assert (case.department.code, case.created_by_id) == ("sls1", mover.id)
    row = last_row()
    assert (row.action, row.reference, row.source, row.target) == ("move", mover.username, "sls1", "sls2")


def test_disabling_ends_every_sign_in_and_enabling_brings_none_back(system_admin):
    mover = factories.account("sls1.liaison")
    tokens = [sign_in(mover.username), sign_in(mover.username)]
    administration.disable(system_admin, mover.id, version(mover))
    assert [end_of(token) for token in tokens] == [SignInEnd.DISABLED] * 2
    with pytest.raises(Invalid):
        sign_in(mover.username)
    administration.enable(system_admin, mover.id, version(mover))
    idle, absolute = timedelta(minutes=30), timedelta(hours=8)
    assert sign_ins.find_signed_in(tokens[0], idle, absolute) is None
    assert sign_in(mover.username)
    assert accounts.as_actor(mover).roles == {Role.LIAISON}


def test_a_reset_password_replaces_the_old_one_and_must_be_changed(system_admin):
    person = factories.account("sls1.liaison")
    token = sign_in(person.username)
    password = administration.reset_password(system_admin, person.id, version(person))
    assert end_of(token) is SignInEnd.PASSWORD
    with pytest.raises(Invalid):
        sign_in(person.username)
    assert sign_ins.sign_in(person.username, password, "10.0.0.1").must_change_password


def test_granting_and_ending_a_role_take_effect_at_once_and_end_sign_ins(security_admin):
    person = factories.account("sls1.liaison")
    home = factories.department("sls1")
    token = sign_in(person.username)
    administration.grant(security_admin, person.id, version(person), Tenure(Role.LEADER, home.id))
    assert end_of(token) is SignInEnd.ROLE and last_row().code == "leader"
    db.session.expire_all()
    assert accounts.as_actor(person).covers(Role.LEADER, home.id)
    held = next(each for each in person.appointments if each.role is Role.LEADER)
    token = sign_in(person.username)
    administration.end_role(security_admin, person.id, version(person), held.id)
    db.session.expire_all()
    assert end_of(token) is SignInEnd.ROLE and accounts.as_actor(person).roles == {Role.LIAISON}
    with pytest.raises(NotFound):
        administration.end_role(security_admin, person.id, version(person), held.id)


def test_a_role_may_be_given_again_after_it_was_ended(security_admin):
    person = factories.account("supervision")
    held = person.appointments[0]
    administration.end_role(security_admin, person.id, version(person), held.id)
    administration.grant(security_admin, person.id, version(person), Tenure(Role.SUPERVISION))
    db.session.expire_all()
    assert accounts.as_actor(person).roles == {Role.SUPERVISION} and len(person.appointments) == 2


def test_a_role_begins_and_ends_on_its_dates(security_admin):
    person, today = factories.account("bureau"), clock.today()
    tenure = Tenure(Role.CREDIT, None, today + timedelta(days=1), today + timedelta(days=9))
    administration.grant(security_admin, person.id, version(person), tenure)
    db.session.expire_all()
    assert accounts.as_actor(person).roles == {Role.BUREAU}
    held = next(each for each in person.appointments if each.role is Role.CREDIT)
    in_force = [accounts.is_in_force(held, today + timedelta(days=day)) for day in (0, 1, 9, 10)]
    assert in_force == [False, True, True, False]


@pytest.mark.parametrize(
    ("username", "role", "code", "field"),
    [
        ("sysadmin", Role.AUDITOR, None, "role"),
        ("auditor", Role.SYSTEM_ADMIN, None, "role"),
        ("sysadmin", Role.BUREAU, None, "role"),
        ("bureau", Role.AUDITOR, None, "role"),
        ("sls1.liaison", Role.LIAISON, "sls1", "role"),
        ("sls1.leader", Role.LIAISON, "sls2", "department_id"),
        ("sls1.leader", Role.LEADER, None, "department_id"),
        ("sls1.leader", Role.SUPERVISION, None, "role"),
        ("bureau", Role.SUPERVISION_HEAD, None, "role"),
    ],
)
def test_a_role_that_may_not_be_held_is_refused_with_a_sentence(security_admin, username, role, code, field):
    person = factories.account(username)
    covered = factories.department(code).id if code else None
    before = len(person.appointments)
    with pytest.raises(Invalid) as refusal:
        administration.grant(security_admin, person.id, version(person), Tenure(role, covered))
    finding = refusal.value.findings[0]
    assert finding.field == field and finding.message.endswith("。")
    db.session.expire_all()
    assert len(person.appointments) == before


def test_the_database_itself_refuses_a_second_open_administrator(app):
    person = factories.account("sysadmin")
    db.session.add(Appointment(account_id=person.id, role=Role.AUDITOR))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_an_account_cannot_be_opened_with_roles_that_exclude_one_another(app):
    with pytest.raises(Invalid, match="互相排斥"):
        accounts.open_account(
            None, "both", "某人", "secret", [(Role.SYSTEM_ADMIN, None), (Role.AUDITOR, None)]
        )


def test_no_administrator_changes_their_own_account(system_admin, security_admin):
    for deed, actor in (
        (administration.disable, system_admin),
        (administration.reset_password, system_admin),
    ):
        with pytest.raises(Forbidden):
            deed(actor, actor.account_id, 1)
    with pytest.raises(Forbidden):
        administration.grant(security_admin, security_admin.account_id, 1, Tenure(Role.BUREAU))


def test_a_page_drawn_before_somebody_else_changed_the_account_is_refused(system_admin):
    person = factories.account("sls1.liaison")
    seen = version(person)
    administration.disable(system_admin, person.id, seen)
    with pytest.raises(Stale, match=r"sysadmin \d{4}-\d\d-\d\d \d\d:\d\d 已停用，请核对"):
        administration.reset_password(system_admin, person.id, seen)
    with pytest.raises(Stale):
        administration.disable(system_admin, person.id, seen + 1)
    with pytest.raises(NotFound):
        administration.disable(system_admin, 2**31 - 1, 1)


def test_the_list_finds_accounts_by_name_department_role_and_state(app, system_admin):
    for username in ("sls1.liaison", "sls1.leader", "bureau", "auditor"):
        factories.account(username)

    def find(**filters):
        return [line.username for line in account_lists.list_page(account_lists.Filters(**filters)).rows]

    assert find(text="sls1") == ["sls1.leader", "sls1.liaison"]
    assert find(text="%") == find(text="_") == []
    assert find(department_id=factories.department("sls1").id) == ["sls1.leader", "sls1.liaison"]
    assert find(role=Role.LEADER) == ["sls1.leader"]
    gone = factories.account("bureau")
    administration.disable(system_admin, gone.id, version(gone))
    assert find(state="disabled") == ["bureau"] and "bureau" not in find(state="active")


def test_the_list_shows_every_account_once_over_its_pages(app, monkeypatch):
    monkeypatch.setattr(account_lists, "PAGE", 3)
    for number in range(7):
        accounts.open_account(None, f"person{number:03}", "某人", "x", [])
    seen, after = [], ""
    while after is not None:
        page = account_lists.list_page(account_lists.Filters(text="person"), after)
        seen += [line.username for line in page.rows]
        after = page.next_key
    assert seen == sorted(seen) and len(seen) == 7 == page.total


def test_what_was_told_in_the_former_department_is_gone_for_who_moves(system_admin):
    mover = factories.account("sls1.leader")
    factories.submitted_case("sls1")
    assert notices.count(accounts.as_actor(mover)) == 1
    administration.move(system_admin, mover.id, version(mover), factories.department("sls2").id)
    db.session.expire_all()
    assert notices.count(accounts.as_actor(mover)) == 0


def test_who_was_disabled_in_between_finds_no_notices_from_before(system_admin):
    person = factories.account("sls1.leader")
    factories.submitted_case("sls1")
    administration.disable(system_admin, person.id, version(person))
    administration.enable(system_admin, person.id, version(person))
    db.session.expire_all()
    assert notices.count(accounts.as_actor(person)) == 0


@pytest.mark.parametrize("username", ["auditor", "secadmin"])
def test_a_reset_password_of_an_administrator_is_told_to_the_security_admins_and_the_owner(
    system_admin, username
):
    factories.account("secadmin"), factories.account("auditor")
    accounts.open_account(None, "second", "另一位", "secret", [(Role.SECURITY_ADMIN, None)])
    person = factories.account(username)
    administration.reset_password(system_admin, person.id, version(person))

    def whys(name):
        rows = notices.list_page(factories.actor(name)).rows
        assert all(row.text == f"sysadmin重置了{username}（{username}）的密码" for row in rows)
        return [row.why for row in rows]

    assert whys(username) == ["因为这是您的账号"] and whys("second") == ["因为您是安全管理员"]
    assert whys("secadmin") == whys("second") or username == "secadmin"
    assert whys("sysadmin") == [] and (whys("auditor") == [] or username == "auditor")
    second = factories.account("second")
    admin = factories.actor("secadmin")
    administration.end_role(admin, second.id, version(second), second.appointments[0].id)
    db.session.expire_all()
    assert whys("second") == []


def test_a_reset_password_of_anybody_else_is_told_to_nobody(system_admin, security_admin):
    person = factories.account("sls1.liaison")
    administration.reset_password(system_admin, person.id, version(person))
    assert notices.count(security_admin) == notices.count(accounts.as_actor(person)) == 0
