"""Importing accounts (账号) from a spreadsheet: every row checked first, then all opened in one deed or none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from portal.documents.import_templates import write_template
from portal.domain.accounts import (
    DEPARTMENTAL,
    USERNAME,
    USERNAME_HINT,
    Tenure,
    describe_conflict,
    find_conflict,
    find_email_fault,
    find_misfit,
)
from portal.domain.import_cells import explain_error
from portal.domain.imports import Column, Problem, match_headings
from portal.domain.permissions import Actor, Role
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.departments import Department, DepartmentAlias
from portal.services import accounts, import_files, trail, uploads
from portal.services.imports import read_lines
from portal.store import deed

COLUMNS = tuple(
    Column(name, label, str)
    for name, label in (
        ("username", "账号"),
        ("name", "姓名"),
        ("department", "部门"),
        ("roles", "角色"),
        ("email", "邮箱"),
    )
)
LABELS = {column.name: column.label for column in COLUMNS}
ROLES = {role.label: role for role in Role}


@dataclass(frozen=True)
class Person:
    """One row that can be stored: a department's liaison or leader covers that department."""

    username: str
    name: str
    department_id: int | None
    roles: tuple[Role, ...]
    email: str = ""


def read(path: Path) -> tuple[list[Person], list[Problem]]:
    """The rows of a .csv or .xlsx file, and what is wrong with them: row, column, reason. Stores nothing."""
    return judge(read_lines(path))


def judge(lines: Sequence[Sequence[str]], *, may_grant: bool = True) -> tuple[list[Person], list[Problem]]:
    """As `read`, of a table's lines, the headings first."""
    matched, problems = match_headings(lines[0], COLUMNS)
    # Without a mapping every heading has its column, or the file is refused.
    columns = [column for column in matched if column]
    missing = [LABELS[name] for name in ("username", "name") if name not in {each.name for each in columns}]
    problems += [Problem(1, label, "缺这一列。") for label in missing]
    if problems:
        return [], problems
    departments = map_departments()
    taken = set(db.session.execute(select(Account.username)).scalars())
    people = []
    for number, cells in enumerate(lines[1:], start=2):
        values = {
            column.name: cell.strip() for column, cell in zip(columns, cells, strict=False) if cell.strip()
        }
        if values:
            problems += [
                Problem(number, LABELS[name], reason)
                for name, cell in values.items()
                if (reason := explain_error(cell))
            ]
            person, found = read_person(values, departments, taken)
            problems += [Problem(number, LABELS[name], reason) for name, reason in found]
            if person.roles and not may_grant:
                problems.append(Problem(number, LABELS["roles"], "角色由安全管理员授予，请把这一列留空。"))
            people.append(person)
            taken.add(person.username)
    return people, problems


def map_departments() -> dict[str, tuple[int, bool]]:
    """Every way to write a department → its id, and whether it is the one that accepts."""
    found = {}
    for department in db.session.execute(select(Department)).unique().scalars():
        for spelling in (department.code, department.name, department.short_name):
            found[spelling] = (department.id, department.receives)
    receives = {key: accepts for key, accepts in found.values()}
    for alias in db.session.execute(select(DepartmentAlias)).scalars():
        found.setdefault(alias.alias, (alias.department_id, receives[alias.department_id]))
    return found


def read_person(
    values: dict[str, str], departments: dict[str, tuple[int, bool]], taken: set[str]
) -> tuple[Person, list[tuple[str, str]]]:
    """The person of one row, and (field, reason) of all that is wrong with it."""
    username, name = values.get("username", ""), values.get("name", "")
    problems = []
    if not USERNAME.fullmatch(username):
        problems.append(("username", USERNAME_HINT))
    elif username in taken:
        problems.append(("username", f"账号 {username} 已经有了，或在文件里出现了两次。"))
    if not 0 < len(name) <= 60:
        problems.append(("name", "请填写姓名，最多 60 个字。"))
    written = values.get("department", "")
    department_id, receives = departments.get(written, (None, False))
    if written and department_id is None:
        problems.append(("department", f"没有“{written}”这个部门。"))
    words = [word for word in re.split(r"[、，,;；\s]+", values.get("roles", "")) if word]
    problems += [
        ("roles", f"没有“{word}”这个角色；角色有{'、'.join(ROLES)}。") for word in words if word not in ROLES
    ]
    roles = tuple(ROLES[word] for word in words if word in ROLES)
    problems += list(judge_roles(roles, department_id, receives))
    email = values.get("email", "")
    if fault := find_email_fault(email):
        problems.append(("email", fault))
    return Person(username, name, department_id, roles, email), problems


def judge_roles(
    roles: Sequence[Role], department_id: int | None, receives: bool
) -> Sequence[tuple[str, str]]:
    held: list[Tenure] = []
    problems = []
    for role in roles:
        wanted = Tenure(role, department_id if role in DEPARTMENTAL else None)
        misfit, other = find_misfit(wanted, department_id, receives), find_conflict(wanted, held)
        if misfit is not None:
            problems.append(("department" if misfit.field == "department_id" else "roles", misfit.message))
        if other is not None:
            problems.append(("roles", describe_conflict(wanted, other)))
        held.append(wanted)
    return problems


def open_all(actor: Actor, upload: uploads.Upload) -> tuple[list[tuple[Person, str]], list[Problem]]:
    """Open an account for each row of a sent file, all or none, with their first passwords; or say what is wrong.

    Roles are the security admin's to give (三员分立): a row that names one is refused. Raises Invalid (422) for
    what is no table.
    """
    people, problems = judge(import_files.read_lines(*import_files.receive(upload)), may_grant=False)
    if problems or not people:
        return [], problems or [Problem(1, "", "只有列标题，没有要开通的账号。")]
    return store(people, actor), []


def template() -> bytes:
    """An .xlsx file with the columns of an account, to fill in and send."""
    return write_template("账号导入", [column for column in COLUMNS if column.name != "roles"])


def store(people: Sequence[Person], actor: Actor | None = None) -> list[tuple[Person, str]]:
    """Open the accounts in one deed and return each with its first password, which nothing keeps.

    Raises Invalid (422), and opens none, if one of them was opened meanwhile.
    """
    passwords = [accounts.make_first_password() for _ in people]
    hashes = [generate_password_hash(password) for password in passwords]
    with deed():
        trail.lock()
        for person, password_hash in zip(people, hashes, strict=True):
            home = db.session.get(Department, person.department_id) if person.department_id else None
            roles = [(role, home if role in DEPARTMENTAL else None) for role in person.roles]
            accounts.add_account(
                actor, person.username, person.name, password_hash, roles, home, email=person.email
            )
    return list(zip(people, passwords, strict=True))
