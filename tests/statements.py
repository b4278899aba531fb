"""What some work asks of the database."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from portal.extensions import db


def list_statements(work: Callable[..., Any], *arguments: Any) -> list[tuple[str, Any]]:
    """The statements that `work` sends, each with its parameters."""
    asked: list[tuple[str, Any]] = []
    engine = db.engine

    def listen(_connection, _cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        work(*arguments)
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return asked
