"""The portal on both engines, every test in a transaction of its own that is rolled back."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import Context
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from portal import create_app
from portal.config import Settings
from portal.domain.periods import SHANGHAI
from portal.extensions import db
from portal.services import clock, trail
from portal.store import DEED, deed
from tests import factories
from tests.postgresql import empty_database, find_programs, throwaway_server

REQUIRE_ALL = bool(os.environ.get("REQUIRE_ALL") or os.environ.get("CI"))


def pytest_sessionfinish(session):
    """With REQUIRE_ALL=1 or CI=true a run that could not try everything has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """The last lines say what was not tried, and how to get it."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, number in reasons.items():
        verdict = "FAILED: not tried" if REQUIRE_ALL else "not tried"
        terminalreporter.line(f"{number} tests {verdict}: {reason.removeprefix('Skipped: ')}")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server on which the tests may create databases."""
    if url := os.environ.get("PORTAL_TEST_POSTGRESQL_URL"):
        yield url
    elif programs := find_programs():
        with throwaway_server(programs) as url:
            yield url
    else:
        pytest.skip("no PostgreSQL: apt-get install postgresql, or set PORTAL_TEST_POSTGRESQL_URL")


# The reminders that a form has shown.
SEEN = re.compile('name="seen" value="([^"]*)"')


class Browser(FlaskClient):
    """Requests as in production: each with an application context, and so a session, of its own."""

    def open(self, *args, **kwargs):
        # Else the savepoint of the test's session would lie around the request's, and undo it.
        if has_app_context():
            db.session.commit()
        answer = Context().run(super().open, *args, **kwargs)
        data = kwargs.get("data")
        if isinstance(data, dict) and data.get("seen") == factories.ALL_SEEN and answer.status_code == 422:
            # Whoever typed this presses once more when the reminders have been read.
            shown = SEEN.search(answer.text)
            kwargs["data"] = data | {"seen": shown[1] if shown else ""}
            answer = Context().run(super().open, *args, **kwargs)
        return answer


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def install(request, tmp_path_factory) -> Callable:
    """A context manager that yields an application on a database of its own, with schema and plan."""

    @contextmanager
    def install() -> Iterator[Flask]:
        data: Path = tmp_path_factory.mktemp(request.param)
        with ExitStack() as stack:
            url = f"sqlite:///{data / 'portal.sqlite3'}"
            if request.param == "postgresql":
                url = stack.enter_context(empty_database(request.getfixturevalue("postgresql_server")))
            application = create_app(Settings(data=data, database_url=url, secret_key="not a secret"))
            application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
            application.test_client_class = Browser
            done = application.test_cli_runner().invoke(args=["init"])
            assert done.exit_code == 0, done.output
            yield application
            with application.app_context():
                db.engine.dispose()

    return install


@pytest.fixture(scope="session")
def installed(install) -> Iterator[Flask]:
    with install() as application:
        yield application


@pytest.fixture
def own_app(install) -> Iterator[Flask]:
    """An application on an empty database of its own, for what needs real commits: races, commands, backups."""
    with install() as application:
        yield application


@contextmanager
def undone(application: Flask, *, keeps_files: bool = False) -> Iterator[Flask]:
    """One transaction around everything inside, rolled back at its end; with `keeps_files` no stored file goes either.

    Sessions join it by a savepoint, so deeds and factories commit as ever and see each other's work.
    """
    with application.app_context(), pytest.MonkeyPatch.context() as patch:
        if keeps_files:
            patch.setattr(application.extensions["storage"], "delete", lambda key: None)
        engine = db.engine
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
        with engine.connect().execution_options(**{DEED: True}) as connection:
            transaction = connection.begin()
            db.engines[None] = connection
            try:
                yield application
            finally:
                db.session.remove()
                db.engines[None] = engine
                transaction.rollback()


@pytest.fixture
def app(installed) -> Iterator[Flask]:
    """The application inside one transaction that is rolled back at the end of the test."""
    with undone(installed):
        yield installed


@pytest.fixture
def in_2021(app) -> Callable:
    """`with in_2021(6, 2, hour=9):` acts at that local moment; moments must rise, as the trail's do."""
    with deed():
        trail.restart(datetime(2021, 1, 1, tzinfo=SHANGHAI))

    def at(month: int, day: int, hour: int = 9, year: int = 2021):
        return clock.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI))

    return at


@pytest.fixture
def client(app) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in_as(app) -> Callable[[str], FlaskClient]:
    """Sign in by username (see factories.account); each person gets a client of their own."""

    def sign_in_as(username: str) -> FlaskClient:
        visitor = app.test_client()
        form = {"username": factories.account(username).username, "password": factories.PASSWORD}
        answer = visitor.post("/sign-in", data=form)
        assert answer.status_code == 302, answer.text
        return visitor

    return sign_in_as
