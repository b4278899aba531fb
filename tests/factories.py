"""Makes what a test starts from, and commits it."""

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from portal.domain.permissions import Role
from portal.extensions import db
from portal.models.accounts import Account, Appointment
from portal.models.departments import Department

PASSWORD = "correct horse battery"
# One round of hashing: a test wants the right answer, not the slow one.
PASSWORD_HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")

# The accounts that are not a department's liaison or leader: role and department.
OFFICES = {
    "supervision": (Role.SUPERVISION, "zfjd"),
    "supervision2": (Role.SUPERVISION, "zfjd"),
    "supervision.head": (Role.SUPERVISION_HEAD, "zfjd"),
    "credit": (Role.CREDIT, "xyjd"),
    "publicity": (Role.PUBLICITY, "bgs"),
    "bureau": (Role.BUREAU, None),
    "sysadmin": (Role.SYSTEM_ADMIN, None),
    "secadmin": (Role.SECURITY_ADMIN, None),
    "auditor": (Role.AUDITOR, None),
}


def department(code: str) -> Department:
    """A department of the plan: spsc, sls1, …"""
    return db.session.execute(select(Department).where(Department.code == code)).scalar_one()


def account(username: str) -> Account:
    """The account of one of OFFICES, or of `<department>.liaison` or `<department>.leader`, made if it is missing."""
    known = db.session.execute(select(Account).where(Account.username == username)).scalar_one_or_none()
    return known or make_account(username)


def make_account(username: str) -> Account:
    if username in OFFICES:
        role, code = OFFICES[username]
    else:
        code, word = username.split(".")
        role = Role(word.rstrip("0123456789"))
    home = department(code) if code else None
    covers = home.id if home and role in (Role.LIAISON, Role.LEADER) else None
    made = Account(
        username=username,
        name=username,
        department_id=home.id if home else None,
        password_hash=PASSWORD_HASH,
        must_change_password=False,
        appointments=[Appointment(role=role, department_id=covers)],
    )
    db.session.add(made)
    db.session.commit()
    return made
