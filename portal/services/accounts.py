"""Accounts (账号): opening, signing in and out, and what a person may do today."""

import functools
import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, or_, select, update
from werkzeug.security import check_password_hash, generate_password_hash

from portal.domain.errors import Invalid, NotFound
from portal.domain.permissions import Actor, Role
from portal.extensions import db
from portal.models.accounts import Account, Appointment, SignIn, SignInFailure
from portal.models.departments import Department
from portal.models.plans import CategoryDepartment
from portal.services import clock, trail
from portal.store import deed

MAX_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)
MAX_PASSWORD = 256
TOUCH_EVERY = timedelta(seconds=60)


def open_account(
    actor: Actor | None,
    username: str,
    name: str,
    password: str,
    roles: Iterable[tuple[Role, Department | None]],
    department: Department | None = None,
    *,
    is_sample: bool = False,
    must_change_password: bool = True,
) -> Account:
    """Open an account with its appointments, in force at once and without end. Raises Invalid (422) if it exists."""
    password_hash = generate_password_hash(password)
    with deed():
        trail.lock()
        return add_account(
            actor,
            username,
            name,
            password_hash,
            roles,
            department,
            is_sample=is_sample,
            must_change_password=must_change_password,
        )


def add_account(
    actor: Actor | None,
    username: str,
    name: str,
    password_hash: str,
    roles: Iterable[tuple[Role, Department | None]],
    department: Department | None = None,
    *,
    is_sample: bool = False,
    must_change_password: bool = True,
) -> Account:
    """As `open_account`, inside the caller's deed, whose trail is locked, with a password that is hashed already."""
    if db.session.execute(select(Account.id).where(Account.username == username)).first():
        raise Invalid(f"账号 {username} 已经有了。")
    account = Account(
        username=username,
        name=name,
        department_id=department.id if department else None,
        password_hash=password_hash,
        is_sample=is_sample,
        must_change_password=must_change_password,
        appointments=[
            Appointment(role=role, department_id=covered.id if covered else None) for role, covered in roles
        ],
    )
    db.session.add(account)
    db.session.flush()
    trail.record(actor, "open", "account", account.id, reference=username)
    return account


def open_with_first_password(username: str, name: str, role: Role, department_code: str | None) -> str:
    """Open an account in a live portal and return its random first password, which must be changed.

    A liaison or leader covers the department named. Raises Invalid (422) where one is needed or not known.
    """
    department = db.session.execute(
        select(Department).where(Department.code == department_code)
    ).scalar_one_or_none()
    of_department = role in (Role.LIAISON, Role.LEADER)
    if department is None and (department_code or of_department):
        raise Invalid(
            f"没有代码为 {department_code} 的部门。" if department_code else "请用 --department 写明部门。"
        )
    password = secrets.token_urlsafe(12)
    department_id = department.id if department else None
    password_hash = generate_password_hash(password)
    with deed():
        trail.lock()
        home = db.session.get(Department, department_id) if department_id else None
        covered = home if of_department else None
        add_account(None, username, name, password_hash, [(role, covered)], home)
    return password


def sign_in(username: str, password: str, address: str) -> Account:
    """Start a sign-in and return the account, its token set. Raises Invalid (422) with the sentence to show.

    The password is hashed outside any deed: a write lock held meanwhile would stop all approvals.
    """
    if is_throttled(username, address):
        raise Invalid("错误次数过多，该账号暂停登录 15 分钟。")
    account = db.session.execute(select(Account).where(Account.username == username)).scalar_one_or_none()
    known = account is not None and account.disabled_at is None
    right = len(password) <= MAX_PASSWORD and check_password_hash(
        account.password_hash if account and known else nobodys_hash(), password
    )
    if not (account and known and right):
        keep_failure(username, address)
        raise Invalid("账号或密码不正确。")
    token, moment = secrets.token_urlsafe(32), datetime.now(UTC)
    with deed():
        trail.lock()
        db.session.add(
            SignIn(
                token_digest=digest(token),
                account_id=account.id,
                started_at=moment,
                seen_at=moment,
                address=address[:45],
            )
        )
        trail.record(as_actor(account), "sign_in", "account", account.id, reference=username)
    account.sign_in_token = token  # type: ignore[misc]
    return account


@functools.cache
def nobodys_hash() -> str:
    """Compared against when no such account exists, so that its absence takes as long as a wrong password.

    Made when first needed: a tenth of a second that no start should wait for.
    """
    return generate_password_hash(secrets.token_urlsafe(16))


def sign_out(token: str) -> None:
    """End the sign-in of this token; it is dead on the server at once."""
    with deed():
        db.session.execute(
            update(SignIn)
            .where(SignIn.token_digest == digest(token), SignIn.ended_at.is_(None))
            .values(ended_at=datetime.now(UTC))
        )


def find_signed_in(token: str, idle: timedelta, absolute: timedelta) -> Account | None:
    """The account of a living sign-in, or None once it is ended, idle too long, too old, or its account disabled."""
    found = db.session.execute(
        select(SignIn, Account)
        .join(Account, Account.id == SignIn.account_id)
        .where(SignIn.token_digest == digest(token))
    ).one_or_none()
    if found is None:
        return None
    entry, account = found
    moment = datetime.now(UTC)
    if (
        entry.ended_at
        or account.disabled_at
        or moment - entry.seen_at > idle
        or moment - entry.started_at > absolute
    ):
        return None
    if moment - entry.seen_at > TOUCH_EVERY:
        with deed():
            db.session.execute(
                update(SignIn).where(SignIn.token_digest == digest(token)).values(seen_at=moment)
            )
    account.sign_in_token = token  # type: ignore[misc]
    return account


def is_throttled(username: str, address: str) -> bool:
    """Whether this account, or this address with four times as many tries, has failed too often lately."""
    since = datetime.now(UTC) - FAILURE_WINDOW
    counts = db.session.execute(
        select(
            func.count().filter(SignInFailure.username == username),
            func.count().filter(SignInFailure.address == address),
        ).where(
            SignInFailure.failed_at > since,
            or_(SignInFailure.username == username, SignInFailure.address == address),
        )
    ).one()
    return counts[0] >= MAX_FAILURES or counts[1] >= 4 * MAX_FAILURES


def keep_failure(username: str, address: str) -> None:
    with deed():
        db.session.add(
            SignInFailure(username=username[:60], address=address[:45], failed_at=datetime.now(UTC))
        )


def as_actor(account: Account) -> Actor:
    """The person as services see them: the roles in force today and the departments each covers."""
    today = clock.today()
    departments: dict[Role, frozenset[int]] = {}
    for appointment in account.appointments:
        if is_in_force(appointment, today):
            covered = {appointment.department_id} if appointment.department_id else set()
            departments[appointment.role] = departments.get(appointment.role, frozenset()) | covered
    return Actor(
        account_id=account.id,
        username=account.username,
        name=account.name,
        department_id=account.department_id,
        department_name=account.department.name if account.department else "",
        departments=departments,
        led_categories=list_led_categories(account.department_id),
    )


def is_in_force(appointment: Appointment, day: date) -> bool:
    return (appointment.starts_on is None or appointment.starts_on <= day) and (
        appointment.ends_on is None or day <= appointment.ends_on
    )


def list_led_categories(department_id: int | None) -> frozenset[tuple[int, str]]:
    """(year, code) of the categories for which a department is responsible (牵头负责部门)."""
    rows = db.session.execute(
        select(CategoryDepartment.year, CategoryDepartment.category_code).where(
            CategoryDepartment.department_id == department_id, CategoryDepartment.part == "responsible"
        )
    )
    return frozenset((row.year, row.category_code) for row in rows)


def get_actor(username: str) -> Actor:
    """The actor behind a username, for commands run by an operator; NotFound when there is none."""
    account = db.session.execute(select(Account).where(Account.username == username)).scalar_one_or_none()
    if account is None or account.disabled_at:
        raise NotFound(f"没有账号 {username}。")
    return as_actor(account)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
