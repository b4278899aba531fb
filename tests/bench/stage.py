"""A portal on a database of its own with generated dossiers, for as long as it is measured."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from portal import create_app
from portal.config import Settings
from portal.domain.permissions import Role
from portal.extensions import db
from portal.models.departments import Department
from portal.services import accounts, plans
from portal.store import deed, find_sqlite_module
from tests.generated import Generator

PASSWORD = "bench bench bench"
# A few thousand dossiers a year: what drafts and waits hold at any time.
OPEN_CASES = 3000
PEOPLE = (("author", Role.LIAISON), ("approver", Role.LEADER), ("supervision", Role.SUPERVISION))


@dataclass(frozen=True)
class Stage:
    app: Flask
    cases: int
    path: Path
    url: str

    @property
    def engine(self) -> str:
        return "SQLite" if self.url.startswith("sqlite") else "PostgreSQL"

    @property
    def size(self) -> str:
        return f"{self.cases // 1000}k"

    def sign_in(self, username: str) -> FlaskClient:
        """A signed-in browser; give each request a context of its own, as in production."""
        visitor = self.app.test_client()
        answer = Context().run(visitor.post, "/sign-in", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return visitor

    def connect(self, **options: Any) -> Any:
        """A bare connection to the SQLite file, its rows open to names.

        Through the portal's own SQLite: two libraries in one process undo each other's file locks.
        """
        module = find_sqlite_module()
        connection = module.connect(self.path, **options)
        connection.row_factory = module.Row
        return connection


@contextmanager
def set_up(cases: int, seed: int, server_url: str = "") -> Iterator[Stage]:
    """Install, generate, and hand over; `server_url` is an empty PostgreSQL database, else SQLite is used."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        path = Path(folder) / "portal.sqlite3"
        url = server_url or f"sqlite:///{path}"
        app = create_app(Settings(data=Path(folder), database_url=url, secret_key="bench"))
        app.config.update(WTF_CSRF_ENABLED=False)
        done = app.test_cli_runner().invoke(args=["init"])
        assert done.exit_code == 0, done.output
        with app.app_context():
            fill(cases, seed)
            yield Stage(app, cases, path, url)
            db.session.remove()
            db.engine.dispose()


def fill(cases: int, seed: int) -> None:
    home = db.session.query(Department).filter_by(code="sls1").one()
    people = [
        accounts.open_account(None, name, name, PASSWORD, [(role, home)], home, must_change_password=False).id
        for name, role in PEOPLE
    ]
    with deed():
        Generator(db.session.connection(), plans.get_catalogue(2021), tuple(people), seed).fill(
            cases, OPEN_CASES
        )
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # As autovacuum leaves a table that is not written to all day.
            connection.execute(text("VACUUM ANALYZE"))
            for table in ("dossiers", "submissions"):
                connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
                )
