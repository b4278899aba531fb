"""Samples (示例): the sample accounts, and a year that they have lived through, in an otherwise empty portal (D15)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import g
from sqlalchemy import exists, select
from werkzeug.security import generate_password_hash

from portal.domain import samples as story
from portal.domain.errors import PortalError
from portal.domain.periods import SHANGHAI
from portal.domain.permissions import Role
from portal.domain.sample_filings import tell_leads, tell_returns
from portal.domain.sample_papers import tell_papers
from portal.domain.samples import Calendar, Event
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.departments import Department
from portal.models.plans import Plan
from portal.models.settings import SampleClock
from portal.models.submissions import Dossier
from portal.services import (
    accounts,
    clock,
    notices,
    plans,
    trail,
    working_days,
)
from portal.services.imports import Ready
from portal.services.sample_player import Player, read_cases
from portal.store import deed

# Besides a liaison and a leader for every department: username, what it is called, role, department.
OFFICES = (
    ("supervision", "执法监管科经办一", Role.SUPERVISION, "zfjd"),
    ("supervision2", "执法监管科经办二", Role.SUPERVISION, "zfjd"),
    ("supervision.head", "执法监管科负责人", Role.SUPERVISION_HEAD, "zfjd"),
    ("credit", "信用科经办", Role.CREDIT, "xyjd"),
    ("publicity", "办公室宣传", Role.PUBLICITY, "bgs"),
    ("bureau", "局领导", Role.BUREAU, None),
    ("sysadmin", "系统管理员", Role.SYSTEM_ADMIN, None),
    ("secadmin", "安全管理员", Role.SECURITY_ADMIN, None),
    ("auditor", "审计员", Role.AUDITOR, None),
)


# What was told in the last days of the story still waits to be read.
STILL_UNREAD = timedelta(days=3)


@dataclass(frozen=True)
class SampleAccount:
    """One line of the table that is printed once."""

    username: str
    name: str
    role: Role
    department: str


@dataclass(frozen=True)
class Loaded:
    """What was loaded. The password is known nowhere else."""

    accounts: tuple[SampleAccount, ...]
    password: str
    number_of_dossiers: int


def find_obstacle() -> str | None:
    """Why samples are not loaded into this portal, or None for an empty one.

    Raises PortalError (409) when an earlier loading was cut short: nobody was told its password.
    """
    if db.session.execute(select(SampleClock.id)).first():
        return "示例数据已经载入过，没有变化。"
    if db.session.execute(select(Account.id).where(Account.is_sample)).first():
        raise PortalError("上次载入示例数据时中断了。请清空数据库（默认删去 data 文件夹）后重新开始。", 409)
    if db.session.execute(select(exists(select(Account.id)) | exists(select(Dossier.id)))).scalar():
        return "门户里已有账号或卷宗，不载入示例数据。"
    return None


def load(today: date, password: str | None = None) -> Loaded:
    """Open the sample accounts and live through the sample year up to 09:00 of the local day `today`.

    From then on the portal's clock goes on from there. Without `password` a random one is made. Raises
    PortalError (409) unless the portal is empty.
    """
    if obstacle := find_obstacle():
        raise PortalError(obstacle, 409)
    password = password or secrets.token_urlsafe(9)
    password_hash = generate_password_hash(password)
    opened = open_accounts(password_hash)
    end = datetime.combine(today, time(9), SHANGHAI)
    cases = read_cases()
    player = Player(cases)
    for event in tell_story(cases):
        if event.moment < end:
            with clock.travel(event.moment.astimezone(UTC)):
                player.play(event)
    notices.read_before(end.astimezone(UTC) - STILL_UNREAD)
    start_clock(end.astimezone(UTC))
    return Loaded(opened, password, len(player.submission_ids))


def open_accounts(password_hash: str) -> tuple[SampleAccount, ...]:
    """Begin the trail anew on the first day of the story, with the plans that are loaded and all sample accounts."""
    opened = []
    with clock.travel(story.OPENS.astimezone(UTC)), deed():
        trail.restart(clock.now())
        for plan in db.session.execute(select(Plan).order_by(Plan.year)).scalars():
            plan.loaded_at = clock.now()
            trail.record(None, "load", "plan", plan.year, content=plan.digest)
        departments = {
            found.code: found
            for found in db.session.execute(select(Department).order_by(Department.position)).scalars()
        }
        for username, name, role, code in [*list_department_accounts(departments.values()), *OFFICES]:
            home = departments[code] if code else None
            covered = home if role in (Role.LIAISON, Role.LEADER) else None
            accounts.add_account(
                None,
                username,
                name,
                password_hash,
                [(role, covered)],
                home,
                is_sample=True,
                must_change_password=False,
            )
            opened.append(SampleAccount(username, name, role, home.name if home else ""))
    return tuple(opened)


def list_department_accounts(departments: Any) -> Sequence[tuple[str, str, Role, str]]:
    return [
        (f"{department.code}.{role.value}", f"{department.short_name}{role.label}", role, department.code)
        for department in departments
        for role in (Role.LIAISON, Role.LEADER)
    ]


def tell_story(rows: Sequence[Ready]) -> list[Event]:
    """Every event of the sample year, in the order of the moments."""
    calendar, catalogue = Calendar(working_days.is_working_day), plans.get_catalogue(2021)
    codes = {row.id: row.code for row in db.session.execute(select(Department.id, Department.code))}
    cases = [(codes[ready.department_id], ready.row.content) for ready in rows]
    events = [
        *tell_returns(calendar, catalogue, cases),
        *tell_leads(calendar, catalogue, cases),
        *tell_papers(calendar, catalogue),
    ]
    for number, (code, content) in enumerate(cases):
        events += story.tell_case(calendar, code, content, number)
    return story.in_order([*events, *story.tell_aftermath(), *story.tell_links()])


def start_clock(start: datetime) -> None:
    """From now on the portal's clock goes on from `start`, over restarts too."""
    real = datetime.now(UTC)
    with deed():
        offset = int((start - real) / timedelta(seconds=1))
        db.session.add(SampleClock(id=1, offset_seconds=offset, loaded_at=real))
    g.pop("clock_offset", None)
