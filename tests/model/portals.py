"""The portal that the machine plays on: everybody signed in, real commits, and back to the beginning in no time."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import make_url, select, text, update
from sqlalchemy.orm import aliased

from portal.domain.permissions import Actor, Role
from portal.extensions import db
from portal.models.accounts import Account, Appointment, SignIn
from portal.models.deputies import Deputy
from portal.models.submissions import Dossier, Submission
from portal.services import accounts, clock, inbox, trail
from tests import factories
from tests.model.reference import Person

PEOPLE = (
    "sls1.liaison",
    "sls1.liaison2",
    "sls1.leader",
    "sls1.leader2",
    "sls2.liaison",
    "sls2.leader",
    "spsc.liaison",
    "zfjd.liaison",
    "zfjd.leader",
    "supervision",
    "supervision2",
    "supervision.head",
    "sysadmin",
    "secadmin",
)
# Two roles in one hand: what four eyes is there for.
SECOND_ROLES = {"sls1.leader2": (Role.LIAISON, "sls1"), "supervision.head": (Role.LEADER, "zfjd")}
DEPARTMENTS = ("sls1", "sls2", "spsc", "zfjd")
HANDS = ("created_by", "submitted_by", "approved_by", "accepted_by")


@dataclass
class Stage:
    """An application whose database can be put back to where everybody has just signed in."""

    app: Flask
    cookies: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    actors: dict[tuple[str, int], Actor] = field(default_factory=dict)
    # With a deputy somewhere, who a person is hangs on other accounts too.
    has_deputies: bool = False

    def prepare(self) -> None:
        self.app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        with self.app.app_context():
            self.departments = {code: factories.department(code).id for code in DEPARTMENTS}
            codes = {department_id: code for code, department_id in self.departments.items()}
            for username in PEOPLE:
                account = factories.account(username)
                if username in SECOND_ROLES:
                    role, code = SECOND_ROLES[username]
                    account.appointments.append(Appointment(role=role, department_id=self.departments[code]))
                    db.session.commit()
                roles = {
                    (each.role.value, codes.get(each.department_id, "")) for each in account.appointments
                }
                self.people[username] = Person(username, codes.get(account.department_id, ""), roles)
                self.accounts[username] = account.id
        for username in PEOPLE:
            client = self.app.test_client()
            answer = client.post("/sign-in", data={"username": username, "password": factories.PASSWORD})
            assert answer.status_code == 302, answer.text
            self.cookies[username] = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"]).value

    def clients(self) -> dict:
        clients = {}
        for username in PEOPLE:
            clients[username] = self.app.test_client()
            clients[username].set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.cookies[username])
        return clients

    def read_filings(self) -> dict[tuple[str, int], dict]:
        """Every submission as it stands, by number of the dossier and revision, with who had a hand in it."""
        hands = {name: aliased(Account) for name in HANDS}
        statement = select(
            Dossier.number,
            Submission.revision,
            Submission.id,
            Submission.status,
            Submission.version,
            Submission.returned_from,
            (Submission.accepted_at.is_not(None) & Submission.ended_at.is_(None)).label("counts"),
            *(hand.username.label(name) for name, hand in hands.items()),
        ).join(Dossier, Dossier.id == Submission.dossier_id)
        for name, hand in hands.items():
            statement = statement.outerjoin(hand, hand.id == getattr(Submission, f"{name}_id"))
        with self.app.app_context():
            rows = db.session.execute(statement).mappings().all()
        return {(row["number"], row["revision"]): dict(row) for row in rows}

    def count_waiting(self, usernames: Iterable[str]) -> dict[str, int]:
        """The badges of some. Who a person is, is looked up again when their account has changed."""
        with self.app.app_context():
            rows = db.session.execute(select(Account.username, Account.version)).all()
            versions = {username: version for username, version in rows}
            return {each: inbox.count(self.find_actor(each, versions[each])) for each in usernames}

    def find_actor(self, username: str, version: int) -> Actor:
        if self.has_deputies:
            return accounts.as_actor(factories.account(username))
        if (username, version) not in self.actors:
            self.actors[username, version] = accounts.as_actor(factories.account(username))
        return self.actors[username, version]

    def find_appointment(self, username: str, role: str, department: str) -> int:
        """The id of the role in force, or one that never was."""
        with self.app.app_context():
            account = db.session.get_one(Account, self.accounts[username])
            wanted = (role, self.departments.get(department))
            held = [each for each in account.appointments if each.ended_at is None]
            return next((each.id for each in held if (each.role.value, each.department_id) == wanted), 0)

    def list_deputies(self) -> list[int]:
        """The ids of all that were ever named, in that order."""
        with self.app.app_context():
            return list(db.session.execute(select(Deputy.id).order_by(Deputy.id)).scalars())

    def read_today(self) -> date:
        with self.app.app_context():
            return clock.today()

    def find_first_break(self) -> int | None:
        with self.app.app_context():
            return trail.find_first_break()

    def begin(self) -> None:
        """Back to the beginning."""
        self.actors = {key: actor for key, actor in self.actors.items() if key[1] == 1}
        self.has_deputies = False
        self.restore()
        with self.app.app_context():
            # A campaign takes longer than half an hour, after which everybody would have to sign in again.
            db.session.execute(update(SignIn).values(started_at=datetime.now(UTC), seen_at=datetime.now(UTC)))
            db.session.commit()

    def keep(self) -> None:
        raise NotImplementedError

    def restore(self) -> None:
        raise NotImplementedError

    def forget(self) -> None:
        raise NotImplementedError

    def release(self) -> None:
        """Let go of the database, so that it can be replaced."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


class SqliteStage(Stage):
    @property
    def file(self) -> Path:
        return Path(make_url(self.app.extensions["settings"].database_url).database or "")

    def keep(self) -> None:
        with self.app.app_context():
            db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        self.release()
        shutil.copyfile(self.file, self.file.with_suffix(".kept"))

    def restore(self) -> None:
        self.release()
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.file.with_suffix(".kept"), self.file)

    def forget(self) -> None:
        self.file.with_suffix(".kept").unlink()


class PostgresqlStage(Stage):
    def administer(self, *statements: str) -> None:
        url = make_url(self.app.extensions["settings"].database_url)
        server = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.format(name=url.database))

    def keep(self) -> None:
        self.release()
        self.administer("CREATE DATABASE {name}_kept TEMPLATE {name}")

    def restore(self) -> None:
        self.release()
        self.administer("DROP DATABASE {name} WITH (FORCE)", "CREATE DATABASE {name} TEMPLATE {name}_kept")

    def forget(self) -> None:
        self.administer("DROP DATABASE {name}_kept WITH (FORCE)")


@contextmanager
def staged(app: Flask) -> Iterator[Stage]:
    """Everybody signed in on an application whose database is empty of filings; for many programs one after another."""
    is_sqlite = app.extensions["settings"].database_url.startswith("sqlite")
    stage = SqliteStage(app) if is_sqlite else PostgresqlStage(app)
    stage.prepare()
    stage.keep()
    try:
        yield stage
    finally:
        stage.forget()
