"""Accounts (账号): opening them, and what a person may do today."""

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from portal.domain.accounts import ADMINISTRATORS, Tenure, describe_conflict, find_conflict
from portal.domain.errors import Invalid, NotFound
from portal.domain.permissions import Actor, Role
from portal.extensions import db
from portal.models.accounts import Account, Appointment
from portal.models.departments import Department
from portal.models.plans import CategoryDepartment
from portal.services import acting, clock, trail
from portal.store import deed

# Nothing that is mistaken for another when it is read out or copied from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


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
    email: str = "",
) -> Account:
    """As `open_account`, inside the caller's deed, whose trail is locked, with a password that is hashed already."""
    if db.session.execute(select(Account.id).where(Account.username == username)).first():
        raise Invalid(f"账号 {username} 已经有了。")
    roles = tuple(roles)
    refuse_conflict(Tenure(role, covered.id if covered else None) for role, covered in roles)
    account = Account(
        username=username,
        name=name,
        email=email,
        department_id=department.id if department else None,
        password_hash=password_hash,
        is_sample=is_sample,
        must_change_password=must_change_password,
        password_changed_at=datetime.now(UTC),
        appointments=[
            Appointment(role=role, department_id=covered.id if covered else None) for role, covered in roles
        ],
    )
    db.session.add(account)
    db.session.flush()
    trail.record(actor, "open", "account", account.id, reference=username)
    return account


def make_first_password() -> str:
    """A random password to be handed over once and changed at the first sign-in: abcde-f23gh-jk4mn-pqrst."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


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
    password = make_first_password()
    department_id = department.id if department else None
    password_hash = generate_password_hash(password)
    with deed():
        trail.lock()
        home = db.session.get(Department, department_id) if department_id else None
        covered = home if of_department else None
        add_account(None, username, name, password_hash, [(role, covered)], home)
    return password


def refuse_conflict(tenures: Iterable[Tenure]) -> None:
    """Raise Invalid (422) when two of the roles cannot be held by one person."""
    held: list[Tenure] = []
    for wanted in tenures:
        other = find_conflict(wanted, held)
        if other is not None:
            raise Invalid(describe_conflict(wanted, other))
        held.append(wanted)


def as_actor(account: Account, address: str = "") -> Actor:
    """The person as services see them: the roles in force today, a deputy's among them, and what each covers."""
    today = clock.today()
    departments: dict[Role, frozenset[int]] = {}
    for appointment in account.appointments:
        if is_in_force(appointment, today):
            covered = {appointment.department_id} if appointment.department_id else set()
            departments[appointment.role] = departments.get(appointment.role, frozenset()) | covered
    standings = {} if ADMINISTRATORS & departments.keys() else acting.map_acting(account.id, today)
    own = departments.get(Role.LEADER, frozenset())
    standings = {code: standing for code, standing in standings.items() if code not in own}
    if standings:
        departments[Role.LEADER] = own | standings.keys()
    return Actor(
        account_id=account.id,
        username=account.username,
        name=account.name,
        department_id=account.department_id,
        department_name=account.department.name if account.department else "",
        departments=departments,
        led_categories=list_led_categories(account.department_id),
        acting=standings,
        address=address,
    )


def is_in_force(appointment: Appointment, day: date) -> bool:
    return (
        appointment.ended_at is None
        and (appointment.starts_on is None or appointment.starts_on <= day)
        and (appointment.ends_on is None or day <= appointment.ends_on)
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
