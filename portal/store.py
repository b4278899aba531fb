"""How the portal keeps a promise to its database: engine settings, and one deed in one transaction."""

import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url

from portal.extensions import db

DEED = "deed"


class DeedError(RuntimeError):
    """A programming error: a deed inside a deed, or changes made outside any deed."""


def engine_options(database_url: str) -> dict[str, Any]:
    """Options for create_engine: the SQLite that is free of the WAL-reset bug, or PostgreSQL with time limits."""
    if make_url(database_url).get_backend_name() == "sqlite":
        return {"module": find_sqlite_module(), "connect_args": {"timeout": 15}}
    # Statements are short, their estimates are not: compiling one (jit) takes longer than most of them run.
    limits = "-c statement_timeout=30000 -c lock_timeout=15000 -c timezone=UTC -c jit=off"
    # A plan made for any word, once and for all, walks through a whole list for the rare one.
    limits += " -c plan_cache_mode=force_custom_plan"
    return {"connect_args": {"options": limits}, "pool_pre_ping": True}


def find_sqlite_module() -> Any:
    """SQLite 3.7.0 to 3.51.2 may corrupt a database when its write-ahead log is reset; the wheel carries a later one."""
    try:
        import pysqlite3.dbapi2 as module
    except ImportError:
        warnings.warn(
            f"pysqlite3 is missing; SQLite {sqlite3.sqlite_version} of the standard library is used instead",
            RuntimeWarning,
            stacklevel=2,
        )
        return sqlite3
    return module


def prepare(engine: Engine) -> None:
    """Attach the hooks that make SQLite durable and honest about transactions; does nothing on PostgreSQL."""
    if engine.dialect.name != "sqlite" or event.contains(engine, "connect", set_up_connection):
        return
    event.listen(engine, "connect", set_up_connection)
    event.listen(engine, "begin", begin)


def set_up_connection(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling lets two approvals both win; we emit BEGIN ourselves.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def begin(connection: Connection) -> None:
    # A deed takes the write lock with its first statement: busy_timeout does not save a read-then-write.
    is_deed = connection.get_execution_options().get(DEED)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_deed else "BEGIN")


@contextmanager
def deed() -> Iterator[None]:
    """One deed, one transaction: everything inside is saved together or not at all.

    Ends the page's reads first, so that what is read inside is fresh. Raises DeedError inside another
    deed, or when something was changed before it.
    """
    session = db.session()
    if DEED in session.info:
        raise DeedError("a deed inside a deed")
    if session.new or session.dirty or session.deleted:
        raise DeedError("something was changed outside a deed")
    session.rollback()
    session.info[DEED] = True
    try:
        session.connection(execution_options={DEED: True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()
