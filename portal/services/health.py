"""Whether the portal can work: its engine answers and its tables are at the head of the migrations."""

from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError

from portal.extensions import db
from portal.services import schema

# What a page meets when the database is gone, locked for too long, or its disk is full.
Unavailable = OperationalError
# What it meets when a number or a text is larger than any column: PostgreSQL says the one, SQLite's driver the other.
Unstorable = (DataError, OverflowError)


def recover() -> None:
    """Give up whatever the failed request had begun, so that the next one starts clean."""
    db.session.rollback()


def check() -> dict[str, object]:
    """`status` ok or failing, `engine` sqlite or postgresql, `migration` and whether it is at head."""
    report: dict[str, object] = {"status": "failing", "engine": db.engine.dialect.name, "at_head": False}
    try:
        current = schema.find_current()
    except SQLAlchemyError:
        recover()
        return report
    at_head = current == schema.find_head()
    return report | {"status": "ok" if at_head else "failing", "migration": current, "at_head": at_head}
