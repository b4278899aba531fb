"""The schema: which migration the database stands at, and bringing it to the last one.

Alembic is loaded when a migration runs, not when the portal starts.
"""

from typing import TYPE_CHECKING

from sqlalchemy import text

from portal.config import PROJECT
from portal.extensions import db

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = PROJECT / "migrations"


def find_head() -> str:
    """The number of the last migration; they are numbered in the order they run (law 9 holds Alembic to it)."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def find_current() -> str | None:
    """The migration the database stands at; raises SQLAlchemyError where none ever ran."""
    return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(revision: str = "head") -> None:
    """Run the migrations that are missing, up to `revision`."""
    from alembic import command

    command.upgrade(configure(), revision)


def downgrade(revision: str) -> None:
    """Undo migrations down to `revision`, which stays."""
    from alembic import command

    command.downgrade(configure(), revision)


def configure() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
