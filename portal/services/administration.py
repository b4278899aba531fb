"""What the system admin (系统管理员) and the security admin (安全管理员) do with accounts. Neither sees content.

Each deed ends the person's sign-ins, so that nobody works on with what they no longer hold. Accounts and
appointments are never deleted: what was done under them keeps its names.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from portal.domain.accounts import (
    ADMINISTRATORS,
    USERNAME,
    USERNAME_HINT,
    SignInEnd,
    Tenure,
    describe_conflict,
    find_conflict,
    find_email_fault,
    find_misfit,
)
from portal.domain.audit import ACTIONS
from portal.domain.errors import Finding, Forbidden, Invalid, NotFound, Stale
from portal.domain.periods import screen_moment
from portal.domain.permissions import Actor, Role
from portal.extensions import db
from portal.models.accounts import Account, Appointment
from portal.models.departments import Department
from portal.services import accounts, clock, notices, passwords, sign_ins, trail
from portal.store import deed

# What the two admins change of an account, as the trail calls it.
CHANGES = ("change_email", "move", "disable", "enable", "reset_password", "grant", "end_role")


def open_account(
    actor: Actor, username: str, name: str, department_id: int | None, email: str = ""
) -> tuple[int, str]:
    """Open an account without roles; return its id and its first password, which nothing keeps. Raises Invalid (422)."""
    if not USERNAME.fullmatch(username):
        raise Invalid(findings=(Finding("username", USERNAME_HINT),))
    refuse_email(email)
    password = accounts.make_first_password()
    password_hash = generate_password_hash(password)
    with deed():
        trail.lock()
        if db.session.execute(select(Account.id).where(Account.username == username)).first():
            raise Invalid(findings=(Finding("username", f"账号 {username} 已经有了，请换一个。"),))
        home = require_department(department_id) if department_id else None
        account = accounts.add_account(actor, username, name, password_hash, (), home, email=email)
        return account.id, password


def refuse_email(email: str) -> None:
    if fault := find_email_fault(email):
        raise Invalid(findings=(Finding("email", fault),))


def change_email(actor: Actor, account_id: int, version: int, email: str) -> None:
    """Say where a person's daily mail goes; "" for the username at the settings' domain. Raises Invalid (422)."""
    refuse_email(email)
    with change(actor, account_id, version) as account:
        keep_email(actor, account, email)


def change_own_email(actor: Actor, email: str) -> None:
    """As `change_email`, by the owner."""
    refuse_email(email)
    with deed():
        trail.lock()
        keep_email(actor, db.session.get_one(Account, actor.account_id), email)


def keep_email(actor: Actor, account: Account, email: str) -> None:
    account.email = email
    trail.record(
        actor, "change_email", "account", account.id, reference=account.username, content={"email": email}
    )


def require_department(department_id: int) -> Department:
    department = db.session.get(Department, department_id)
    if department is None:
        raise Invalid(findings=(Finding("department_id", "没有这个部门。"),))
    return department


@contextmanager
def change(actor: Actor, account_id: int, version: int) -> Iterator[Account]:
    """A deed on somebody else's account, read fresh. Raises NotFound (404), Forbidden (403), Stale (409)."""
    if account_id == actor.account_id:
        raise Forbidden("管理员不能办理自己的账号，请由另一位管理员办理。")
    with deed():
        trail.lock()
        account = db.session.get(Account, account_id)
        if account is None:
            raise NotFound
        if account.version != version:
            raise Stale(describe_latest(account_id))
        account.version += 1
        yield account


def describe_latest(account_id: int) -> str:
    """Who changed an account last, when and how, as the sentence that a stale page shows (D14)."""
    latest = trail.find_latest("account", account_id, CHANGES)
    if latest is None:
        return "这个账号刚刚被他人改动，请核对后再办理。"
    deed_done = ACTIONS[latest.action]
    return f"{latest.name} {screen_moment(latest.moment)} 已{deed_done}，请核对这个账号后再办理。"


def move(actor: Actor, account_id: int, version: int, department_id: int | None) -> None:
    """Move a person to another department, or to none. Their roles stay behind: the security admin gives new ones.

    What they filed keeps its department and its persons. Raises Invalid (422) when they are there already.
    """
    with change(actor, account_id, version) as account:
        if account.department_id == department_id:
            raise Invalid(findings=(Finding("department_id", "该账号已经在这个部门。"),))
        home = require_department(department_id) if department_id else None
        source = account.department.code if account.department else ""
        account.department = home
        moment = clock.now()
        for appointment in account.appointments:
            if appointment.ended_at is None:
                appointment.ended_at = moment
        sign_ins.end(account.id, SignInEnd.DEPARTMENT)
        notices.leave(account.id, moment)
        trail.record(
            actor,
            "move",
            "account",
            account.id,
            reference=account.username,
            source=source,
            target=home.code if home else "",
        )


def disable(actor: Actor, account_id: int, version: int) -> None:
    """Nobody signs in with the account any more; it stays behind what it did."""
    with change(actor, account_id, version) as account:
        if account.disabled_at:
            raise Stale("这个账号已经停用。")
        account.disabled_at = clock.now()
        sign_ins.end(account.id, SignInEnd.DISABLED)
        notices.leave(account.id, account.disabled_at)
        trail.record(actor, "disable", "account", account.id, reference=account.username)


def enable(actor: Actor, account_id: int, version: int) -> None:
    """Let a disabled account be used again, with the roles it still holds."""
    with change(actor, account_id, version) as account:
        if not account.disabled_at:
            raise Stale("这个账号没有停用。")
        account.disabled_at = None
        trail.record(actor, "enable", "account", account.id, reference=account.username)


def reset_password(actor: Actor, account_id: int, version: int) -> str:
    """Give a new first password, and return it: nothing keeps it. A bound authenticator is let go.

    Whoever does it could sign in as that person: of an administrator (三员) the security admins and the owner are told.
    """
    password = accounts.make_first_password()
    password_hash = generate_password_hash(password)
    with change(actor, account_id, version) as account:
        passwords.replace(account, password_hash)
        account.must_change_password = True
        account.code_secret, account.code_step = None, 0
        sign_ins.end(account.id, SignInEnd.PASSWORD)
        trail.record(actor, "reset_password", "account", account.id, reference=account.username)
        if any(each.role in ADMINISTRATORS for each in list_tenures(account)):
            tell_of_reset(actor, account)
    return password


def tell_of_reset(actor: Actor, account: Account) -> None:
    moment, text = clock.now(), f"{actor.name}重置了{account.name}（{account.username}）的密码"
    watching = notices.list_holders({Role.SECURITY_ADMIN}, 0).get(Role.SECURITY_ADMIN, ())
    whys = {each.account_id: "因为您是安全管理员" for each in watching if each.account_id != account.id}
    notices.send(actor, moment, "account", account.id, text, whys)
    notices.send(actor, moment, "own_account", account.id, text, {account.id: "因为这是您的账号"})


def grant(actor: Actor, account_id: int, version: int, wanted: Tenure) -> None:
    """Appoint a person to a role (授予角色). Raises Invalid (422) with the finding on the field that stops it."""
    with change(actor, account_id, version) as account:
        refuse_misfit(wanted, account)
        other = find_conflict(wanted, list_tenures(account))
        if other is not None:
            raise Invalid(findings=(Finding("role", describe_conflict(wanted, other)),))
        db.session.add(
            Appointment(
                account_id=account.id,
                role=wanted.role,
                department_id=wanted.department_id,
                starts_on=wanted.starts_on or clock.today(),
                ends_on=wanted.ends_on,
            )
        )
        keep_role(actor, "grant", account, wanted)


def refuse_misfit(wanted: Tenure, account: Account) -> None:
    """Raise Invalid (422) when the role does not fit the person's department or the dates each other."""
    home = account.department
    if wanted.starts_on and wanted.ends_on and wanted.ends_on < wanted.starts_on:
        raise Invalid(findings=(Finding("ends_on", "止期不能早于起期。"),))
    if wanted.ends_on and wanted.ends_on < clock.today():
        raise Invalid(findings=(Finding("ends_on", "止期已经过去。"),))
    misfit = find_misfit(wanted, account.department_id, bool(home and home.receives))
    if misfit is not None:
        raise Invalid(findings=(misfit,))
    if account.disabled_at:
        raise Invalid(findings=(Finding("role", "这个账号已停用，不能授予角色。"),))


def list_tenures(account: Account) -> list[Tenure]:
    return [
        Tenure(each.role, each.department_id, each.starts_on, each.ends_on)
        for each in account.appointments
        if each.ended_at is None
    ]


def end_role(actor: Actor, account_id: int, version: int, appointment_id: int) -> None:
    """End an appointment now. Raises NotFound (404) where it is not that person's or has ended already."""
    with change(actor, account_id, version) as account:
        appointment = next((each for each in account.appointments if each.id == appointment_id), None)
        if appointment is None or appointment.ended_at is not None:
            raise NotFound
        appointment.ended_at = clock.now()
        keep_role(actor, "end_role", account, Tenure(appointment.role, appointment.department_id))


def keep_role(actor: Actor, action: str, account: Account, tenure: Tenure) -> None:
    covered = db.session.get(Department, tenure.department_id) if tenure.department_id else None
    sign_ins.end(account.id, SignInEnd.ROLE)
    trail.record(
        actor,
        action,
        "account",
        account.id,
        reference=account.username,
        target=covered.code if covered else "",
        code=tenure.role,
    )
