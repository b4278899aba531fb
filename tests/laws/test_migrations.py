"""Law 9: the migrations lead from an empty database to the models and back, empty or filled, on both engines."""

import re

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, func, inspect, select

from portal.config import PROJECT
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.submissions import Submission
from portal.services import health, schema
from portal.store import engine_options
from tests import factories
from tests.laws import worlds
from tests.postgresql import empty_database

REVISIONS = [script.revision for script in ScriptDirectory(str(PROJECT / "migrations")).walk_revisions()]
ADVICE = (
    "write the difference into the migration of that table (autogenerate is blind to CHECKs and predicates)"
)


def test_the_last_migration_has_the_highest_number():
    assert schema.find_head() == REVISIONS[0], "number the new migration one higher than the last"


def is_virtual(engine, table: str) -> bool:
    return engine.dialect.name == "sqlite" and table.startswith("search_index")


def describe(engine) -> dict[str, object]:
    """What the database itself says of every table: columns, keys, CHECK texts, indexes and their predicates."""
    inspector, found = inspect(engine), {}
    # The search index of SQLite and the tables behind it are known to SQLite alone: their text is compared.
    hidden = {name for name in inspector.get_table_names() if is_virtual(engine, name)}
    for table in set(inspector.get_table_names()) - {"alembic_version"} - hidden:
        for column in inspector.get_columns(table):
            kind = column["type"].compile(engine.dialect)
            found[f"{table}.{column['name']}"] = (kind, column["nullable"], column["default"])
        for check in inspector.get_check_constraints(table):
            found[f"{table} CHECK {check['name']}"] = re.sub(r"\s+", " ", check["sqltext"])
        for key in inspector.get_foreign_keys(table):
            target = (key["constrained_columns"], key["referred_table"], key["referred_columns"])
            found[f"{table} FOREIGN KEY {key['name']}"] = target
        for unique in inspector.get_unique_constraints(table):
            found[f"{table} UNIQUE {unique['name']}"] = unique["column_names"]
        key = inspector.get_pk_constraint(table)
        found[f"{table} PRIMARY KEY {key['name']}"] = key["constrained_columns"]
        for index in inspector.get_indexes(table):
            where = index.get("dialect_options", {}).get(f"{engine.dialect.name}_where")
            expressions = index.get("expressions") or index["column_names"]
            found[f"{table} INDEX {index['name']}"] = (
                expressions,
                bool(index["unique"]),
                "" if where is None else str(where),
            )
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
            )
            found |= {f"{row.name} AUTOINCREMENT": (True,) for row in rows}
            rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE name LIKE 'search%'")
            found |= {f"{row.name} VIRTUAL": row.sql for row in rows}
    return found


@pytest.fixture
def from_models(own_app, request, tmp_path):
    """The description of a database that the models made, without any migration."""

    def make(url):
        engine = create_engine(url, **engine_options(url))
        db.metadata.create_all(engine)
        described = describe(engine)
        engine.dispose()
        return described

    if own_app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return make(f"sqlite:///{tmp_path / 'models.sqlite3'}")
    with empty_database(request.getfixturevalue("postgresql_server")) as url:
        return make(url)


def test_the_migrations_make_what_the_models_say_and_back_again(own_app, from_models):
    with own_app.app_context():
        migrated = describe(db.engine)
        differences = {
            name: (migrated.get(name), from_models.get(name))
            for name in migrated.keys() | from_models.keys()
            if migrated.get(name) != from_models.get(name)
        }
        assert not differences, ADVICE
        schema.downgrade("base")
        assert describe(db.engine) == {}, "the way back leaves something: drop it in downgrade()"
        schema.upgrade()
        assert describe(db.engine) == migrated


def test_the_comparison_sees_checks_and_predicates(from_models):
    """A comparison of nothing would always succeed."""
    assert "approved_by_id" in from_models["submissions CHECK ck_submissions_four_eyes_approver"]
    assert "status" in from_models["submissions INDEX uq_submissions_in_force"][2]
    assert len([name for name in from_models if " CHECK " in name]) > 50
    assert len([where for name, (*_, where) in from_models.items() if " INDEX " in name and where]) >= 7


def count_rows() -> dict[str, int]:
    counts = {}
    for table in db.metadata.sorted_tables:
        counts[table.name] = db.session.execute(select(func.count()).select_from(table)).scalar_one()
    db.session.remove()
    return counts


def test_a_filled_database_goes_back_a_step_at_a_time_and_forward_again(own_app):
    assert len(REVISIONS) >= 7
    worlds.populate(own_app)
    with own_app.app_context():
        filled = count_rows()
        empty = {name for name, number in filled.items() if not number}
        assert not empty, f"fill {empty} in worlds.populate: a step over an empty table proves little"
        for revision in [*REVISIONS[1:], "base"]:
            schema.downgrade(revision)
            assert health.check()["at_head"] is False
            db.session.remove()
        for revision in reversed(REVISIONS):
            schema.upgrade(revision)
        assert health.check()["status"] == "ok"
        db.session.remove()
        assert own_app.test_cli_runner().invoke(args=["init"]).exit_code == 0
        factories.accepted_case("sls1")
        assert count_rows()["departments"] == filled["departments"]


def test_a_step_back_keeps_what_the_step_did_not_bring(own_app):
    with own_app.app_context():
        case = factories.accepted_case("sls1").id
        accounts = db.session.execute(select(func.count()).select_from(Account.__table__)).scalar()
        db.session.remove()
        schema.downgrade("003")
        kept = db.session.execute(select(Submission.__table__.c.id, Submission.__table__.c.status)).all()
        assert [tuple(row) for row in kept] == [(case, "accepted")]
        assert db.session.execute(select(func.count()).select_from(Account.__table__)).scalar() == accounts
