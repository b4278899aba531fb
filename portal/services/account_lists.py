"""Finding accounts: the administrators' list, and one account with all it has held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.domain.drawings import Page
from portal.domain.errors import NotFound
from portal.domain.permissions import Role
from portal.extensions import db
from portal.models.accounts import Account, Appointment, SignIn
from portal.models.departments import Department
from portal.services import acting, clock
from portal.services.accounts import is_in_force

PAGE = 50
STATES = {"active": "在用", "disabled": "已停用"}


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty values do not narrow. `text` is part of a username or name."""

    text: str = ""
    department_id: int | None = None
    role: Role | None = None
    state: str = ""


@dataclass(frozen=True)
class Line:
    id: int
    username: str
    name: str
    department: str
    roles: tuple[str, ...]
    is_disabled: bool
    last_sign_in: datetime | None


@dataclass(frozen=True)
class Held:
    """An appointment as the account's page tells it."""

    id: int
    role: Role
    department: str
    appointment: Appointment
    is_in_force: bool

    @property
    def is_over(self) -> bool:
        ends_on = self.appointment.ends_on
        return self.appointment.ended_at is not None or (ends_on is not None and ends_on < clock.today())


def list_page(filters: Filters, after: str = "") -> Page:
    """Fifty accounts in the order of usernames, those after the username `after`. `next_key` opens the next page."""
    statement = narrow(
        select(
            Account.id,
            Account.username,
            Account.name,
            Account.disabled_at,
            Department.name.label("department"),
        ).outerjoin(Department, Department.id == Account.department_id),
        filters,
    )
    total = db.session.execute(narrow(select(func.count()).select_from(Account), filters)).scalar_one()
    found = db.session.execute(
        statement.where(Account.username > after).order_by(Account.username).limit(PAGE + 1)
    ).all()
    shown = found[:PAGE]
    ids = [row.id for row in shown]
    roles, seen = map_roles(ids), map_last_sign_ins(ids)
    lines = tuple(
        Line(
            row.id,
            row.username,
            row.name,
            row.department or "",
            tuple(roles.get(row.id, ())),
            row.disabled_at is not None,
            seen.get(row.id),
        )
        for row in shown
    )
    more = shown[-1].username if len(found) > PAGE else None
    return Page(lines, previous_key="" if after else None, next_key=more, total=total)


def narrow(statement: Select[*tuple[Any, ...]], filters: Filters) -> Select[*tuple[Any, ...]]:
    if filters.text:
        columns = (Account.username, Account.name)
        statement = statement.where(or_(*(each.contains(filters.text, autoescape=True) for each in columns)))
    if filters.department_id:
        statement = statement.where(Account.department_id == filters.department_id)
    if filters.state:
        is_active = Account.disabled_at.is_(None)
        statement = statement.where(is_active if filters.state == "active" else ~is_active)
    if filters.role:
        statement = statement.where(
            exists().where(
                Appointment.account_id == Account.id,
                Appointment.role == filters.role,
                acting.held_on(clock.today()),
            )
        )
    return statement


def map_roles(ids: Sequence[int]) -> Mapping[int, list[str]]:
    """Account → the labels of its roles in force today, each once, in the order of Role."""
    today = clock.today()
    held: dict[int, set[Role]] = {}
    found = db.session.execute(select(Appointment).where(Appointment.account_id.in_(ids))).scalars()
    for appointment in found:
        if is_in_force(appointment, today):
            held.setdefault(appointment.account_id, set()).add(appointment.role)
    return {key: [role.label for role in Role if role in roles] for key, roles in held.items()}


def map_last_sign_ins(ids: Sequence[int]) -> Mapping[int, datetime]:
    found = db.session.execute(
        select(SignIn.account_id, func.max(SignIn.started_at))
        .where(SignIn.account_id.in_(ids))
        .group_by(SignIn.account_id)
    )
    return dict(found.all())


def get(account_id: int) -> Account:
    """One account. Raises NotFound (404)."""
    account = db.session.execute(
        select(Account).options(joinedload(Account.department)).where(Account.id == account_id)
    ).scalar_one_or_none()
    if account is None:
        raise NotFound
    return account


def list_held(account: Account) -> list[Held]:
    """Every appointment of the account, the ones in force first, the latest first."""
    names = dict(db.session.execute(select(Department.id, Department.name)).all())
    today = clock.today()
    held = [
        Held(each.id, each.role, names.get(each.department_id or 0, ""), each, is_in_force(each, today))
        for each in account.appointments
    ]
    return sorted(held, key=lambda each: (each.is_over, -each.id))


def list_departments() -> Sequence[tuple[int, str]]:
    """(id, name) of the departments that are open, in the order of the plan."""
    found = db.session.execute(
        select(Department.id, Department.name)
        .where(or_(Department.open_to.is_(None), Department.open_to >= clock.today()))
        .order_by(Department.position, Department.id)
    )
    return found.all()
