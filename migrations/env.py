"""Alembic's entry: the same migrations on SQLite and PostgreSQL."""

from alembic import context
from sqlalchemy import Connection

import portal.models  # noqa: F401 – makes every table known
from portal.extensions import db


def run(connection: Connection) -> None:
    # A batch migration drops and re-creates tables, which foreign keys would forbid half-way.
    is_sqlite = connection.dialect.name == "sqlite"
    driver = connection.connection.driver_connection
    if is_sqlite:
        driver.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("a migration left rows that point nowhere")
    connection.commit()
    if is_sqlite:
        driver.execute("PRAGMA foreign_keys=ON")


with db.engine.connect() as connection:
    run(connection)
