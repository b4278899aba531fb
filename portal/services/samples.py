"""Samples (示例): the sample accounts, and a year that they have lived through, in an otherwise empty portal (D15)."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import g
from sqlalchemy import exists, select
from werkzeug.security import generate_password_hash

from portal.domain import samples as story
from portal.domain.content import Kind
from portal.domain.errors import NotFound, PortalError
from portal.domain.periods import SHANGHAI
from portal.domain.permissions import Actor, Role
from portal.domain.sample_filings import tell_leads, tell_returns
from portal.domain.samples import Calendar, Deed, Event
from portal.domain.workflow import Action
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.departments import Department
from portal.models.plans import Plan
from portal.models.settings import SampleClock
from portal.models.submissions import Dossier, Submission
from portal.models.typical_cases import Level, TypicalCase
from portal.services import (
    accounts,
    approvals,
    clock,
    imports,
    plans,
    referrals,
    submissions,
    trail,
    typical_cases,
    working_days,
)
from portal.store import deed

CASES = Path(__file__).resolve().parent.parent / "catalogue" / "samples" / "cases.csv"
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
    """Why samples cannot be loaded into this portal, or None for an empty one."""
    if db.session.execute(select(SampleClock.id)).first():
        return "示例数据已经载入过，没有变化。"
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
    player = Player()
    for event in tell_story():
        if event.moment < end:
            with clock.travel(event.moment.astimezone(UTC)):
                player.play(event)
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


def tell_story() -> list[Event]:
    """Every event of the sample year, in the order of the moments."""
    calendar, catalogue = Calendar(working_days.is_working_day), plans.get_catalogue(2021)
    codes = {row.id: row.code for row in db.session.execute(select(Department.id, Department.code))}
    cases = [(codes[ready.department_id], ready.row.content) for ready in read_cases()]
    events = [*tell_returns(calendar, catalogue, cases), *tell_leads(calendar, catalogue, cases)]
    for number, (code, content) in enumerate(cases):
        events += story.tell_case(calendar, code, content, number)
    return story.in_order([*events, *story.tell_aftermath()])


def read_cases() -> list[imports.Ready]:
    """The sample cases as the importer reads them, each department's by its own liaison, in the order of the file."""
    rows: list[imports.Ready] = []
    with clock.travel(story.ENDS.astimezone(UTC)):
        for plan in plans.get_catalogue(2021).departments:
            if plan.owes_case:
                actor = accounts.get_actor(f"{plan.code}.liaison")
                reading = imports.read(actor, Kind.CASE, CASES, [plan.code])
                if reading.errors:
                    raise PortalError("；".join(str(problem) for problem in reading.errors))
                rows += reading.rows
    return sorted(rows, key=lambda ready: ready.row.number)


class Player:
    """Lives through events by the services that everybody uses, and remembers which filing is which."""

    def __init__(self) -> None:
        self.submission_ids: dict[str, int] = {}
        self.actors: dict[str, Actor] = {}
        self.imported = {f"case {number}": ready for number, ready in enumerate(read_cases())}
        self.department_ids = imports.list_department_ids()
        self.deeds: Mapping[Deed, Callable[[Actor, Event], None]] = {
            Deed.DRAFT: self.draft,
            Deed.REVISE: self.revise,
            Deed.SUBMIT: self.submit,
            Deed.APPROVE: self.approve,
            Deed.RETURN: self.send_back,
            Deed.ACCEPT: self.accept,
            Deed.REVOKE: self.revoke,
            Deed.SHORTLIST: self.shortlist,
            Deed.SELECT: self.select,
            Deed.REFER: self.refer,
            Deed.ACKNOWLEDGE: self.acknowledge,
        }

    def play(self, event: Event) -> None:
        if event.by not in self.actors:
            self.actors[event.by] = accounts.get_actor(event.by)
        self.deeds[event.deed](self.actors[event.by], event)

    def find(self, event: Event) -> Submission:
        return db.session.get_one(Submission, self.submission_ids[event.key])

    def draft(self, actor: Actor, event: Event) -> None:
        content = dict(event.details["content"])
        if event.key in self.imported:
            ready = self.imported[event.key]
            ready = replace(ready, row=replace(ready.row, content=content))
            (created,) = imports.store(actor, Kind.CASE, [ready], is_sample=True)
        else:
            if "handed_to" in content:
                content["handed_to_id"] = self.department_ids[content.pop("handed_to")]
            if "resulting" in content:
                resulting = db.session.get_one(Submission, self.submission_ids[content.pop("resulting")])
                content["resulting_dossier_id"] = resulting.dossier_id
            created = submissions.create_draft(actor, event.details["kind"], content, is_sample=True)
        self.submission_ids[event.key] = created.id

    def revise(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        revision = submissions.revise(actor, submission, submission.version)
        submissions.save_draft(actor, revision, event.details["content"], revision.version)
        self.submission_ids[event.key] = revision.id

    def submit(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        submissions.submit(actor, submission, submission.version)

    def approve(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        approvals.approve(actor, submission, submission.version)

    def send_back(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        approvals.send_back(
            actor, submission, submission.version, event.details["code"], event.details["comment"]
        )

    def accept(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        approvals.accept(actor, submission, submission.version, event.details["verdicts"])

    def revoke(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        approvals.revoke(actor, submission, submission.version, event.details["comment"])

    def shortlist(self, actor: Actor, event: Event) -> None:
        chosen = self.find_typical_case(event)
        typical_cases.take_step(actor, chosen, Action.SHORTLIST, chosen.version)

    def select(self, actor: Actor, event: Event) -> None:
        chosen = self.find_typical_case(event)
        typical_cases.take_step(actor, chosen, Action.SELECT, chosen.version, level=Level.DISTRICT)

    def refer(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        referrals.send(actor, submission, submission.version, event.details["grounds"])

    def acknowledge(self, actor: Actor, event: Event) -> None:
        (referral,) = referrals.list_of_dossier(self.find(event).dossier_id)
        referrals.take_step(actor, referral, Action.ACKNOWLEDGE, referral.version)

    def find_typical_case(self, event: Event) -> TypicalCase:
        chosen = typical_cases.find_of_dossier(self.find(event).dossier_id)
        if chosen is None:
            raise NotFound
        return chosen


def start_clock(start: datetime) -> None:
    """From now on the portal's clock goes on from `start`, over restarts too."""
    real = datetime.now(UTC)
    with deed():
        offset = int((start - real) / timedelta(seconds=1))
        db.session.add(SampleClock(id=1, offset_seconds=offset, loaded_at=real))
    g.pop("clock_offset", None)
