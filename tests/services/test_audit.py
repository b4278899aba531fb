"""The auditor's view of the trail, and what the operator's commands say of it."""

import ast
import json
from datetime import timedelta
from io import BytesIO
from itertools import chain

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, make_url, select, text, update
from sqlalchemy.exc import ProgrammingError

from portal import create_app
from portal.config import PROJECT, Settings
from portal.domain.audit import ACTIONS, CODES, FIELDS, SUBJECTS
from portal.domain.errors import Invalid
from portal.domain.workflow import WORKFLOWS, Action
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.services import accounts, audit, clock, trail
from portal.store import deed
from tests import factories


@pytest.fixture
def auditor(app):
    return accounts.as_actor(factories.account("auditor"))


def record(number, username="spsc.liaison", **words):
    actor = accounts.as_actor(factories.account(username), "10.0.0.9")
    with deed():
        trail.lock()
        for each in range(number):
            trail.record(
                actor, words.get("action", "save"), "submission", each, reference=words.get("reference", "")
            )


def numbers(page):
    return [line.number for line in page.rows]


def test_the_pages_of_the_trail_show_every_row_once_newest_first_and_back_again(auditor, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 4)
    record(11)
    every = [*range(trail.read_head().number, 0, -1)]
    there, before = [], None
    while True:
        page = audit.list_page(audit.Filters(), before)
        there.append(numbers(page))
        if page.next_key is None:
            break
        before = int(page.next_key)
    assert [*chain(*there)] == every and audit.list_page(audit.Filters()).previous_key is None
    back, after = [there[-1]], int(page.previous_key)
    while True:
        page = audit.list_page(audit.Filters(), after=after)
        back.insert(0, numbers(page))
        if page.previous_key is None:
            break
        after = int(page.previous_key)
    assert [*chain(*back)] == every and page.next_key is not None


def test_the_trail_is_narrowed_by_person_number_action_and_day(auditor):
    start = trail.read_head().number
    record(2, "spsc.liaison", reference="铁2021-食生科-0001")
    record(3, "spsc.leader", reference="铁2021-食生科-0002", action="approve")
    today = clock.today()

    def find(**filters):
        return [line.number - start for line in audit.list_page(audit.Filters(**filters)).rows][::-1]

    assert find(person="spsc.liaison") == find(reference="铁2021-食生科-0001") == [1, 2]
    assert find(action="approve") == find(person="spsc.leader", since=today, until=today) == [3, 4, 5]
    assert find(since=today + timedelta(days=1)) == find(person="nobody") == []
    assert find(person="spsc.leader", until=today - timedelta(days=1)) == []


def test_a_refused_sign_in_is_found_under_the_account_that_was_tried(auditor):
    username = factories.account("spsc.liaison").username
    with deed():
        trail.lock()
        trail.record(None, "sign_in_failed", "account", 1, reference=username, code="wrong_password")
    line = audit.list_page(audit.Filters(person=username)).rows[0]
    assert (line.action, line.code, line.person) == ("登录失败", "密码不正确", "")


def test_every_word_of_the_trail_has_a_chinese_label(auditor):
    factories.accepted_case("sls1")
    for row in db.session.execute(select(TrailRow)).scalars():
        assert row.action in ACTIONS and row.subject in SUBJECTS, (row.action, row.subject)
        assert set(row.fields.split()) <= FIELDS.keys(), row.fields


def test_every_word_that_any_service_records_has_a_chinese_label():
    actions, subjects, codes = {action.value for action in Action}, set(WORKFLOWS), set()
    for path in (PROJECT / "portal" / "services").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name == "trail.record":
                for argument, found in zip(node.args[1:3], (actions, subjects), strict=False):
                    found |= list_words(argument)
                codes |= {
                    word for each in node.keywords if each.arg == "code" for word in list_words(each.value)
                }
            elif name == "record_entry":
                actions |= list_words(node.args[2])
    assert len(actions) > 30 and len(subjects) > 5 and len(codes) > 5
    assert actions <= ACTIONS.keys() and subjects <= SUBJECTS.keys() and codes <= CODES.keys(), (
        "write its label in domain/audit.py"
    )


def list_words(argument: ast.expr) -> set[str]:
    """The words an argument may be: one, or either of an `a if … else b`."""
    branches = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
    return {each.value for each in branches if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def test_the_workbook_holds_the_narrowed_rows_and_taking_it_is_recorded(auditor):
    record(3, reference="铁2021-食生科-0001")
    paper = audit.export(auditor, audit.Filters(reference="铁2021-食生科-0001"))
    rows = list(load_workbook(BytesIO(paper)).active.iter_rows(values_only=True))
    assert [row[5] for row in rows].count("铁2021-食生科-0001") == 3
    assert any("保存" in row for row in rows) and any("10.0.0.9" in row for row in rows)
    latest = audit.list_page(audit.Filters()).rows[0]
    assert (latest.action, latest.subject, latest.code) == ("导出、下载", "审计留痕", "3 行")


def test_a_workbook_too_long_is_refused_with_what_to_do(auditor, monkeypatch):
    monkeypatch.setattr(audit, "MOST_EXPORTED", 2)
    record(3)
    with pytest.raises(Invalid, match="请缩短时间范围"):
        audit.export(auditor, audit.Filters())


@pytest.fixture
def run(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["audit", *map(str, arguments)])


def test_the_command_finds_a_changed_row_and_a_cut_end_against_what_was_exported(run, tmp_path):
    record(6)
    file = tmp_path / "trail.jsonl"
    assert run("export", "-o", file).exit_code == 0
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["number"] for line in lines[:-1]] == [*range(1, len(lines))]
    assert lines[-1]["head"] == {"number": len(lines) - 1, "hash": lines[-2]["hash"]}
    whole = run("verify", "--head", file)
    assert whole.exit_code == 0 and "完好" in whole.output

    head = trail.read_head()
    db.session.execute(text("DELETE FROM trail WHERE number = :number"), {"number": head.number})
    last = db.session.execute(select(TrailRow.hash).where(TrailRow.number == head.number - 1)).scalar()
    moved = text("UPDATE trail_head SET number = :number, hash = :hash")
    db.session.execute(moved, {"number": head.number - 1, "hash": last})
    db.session.commit()
    assert run("verify").exit_code == 0, "the chain alone cannot see this"
    cut = run("verify", "--head", file)
    assert cut.exit_code == 1 and f"第 {head.number} 行" in cut.output

    db.session.execute(update(TrailRow).where(TrailRow.number == 2).values(actor_name="somebody"))
    db.session.commit()
    changed = run("verify")
    assert changed.exit_code == 1 and "第 2 行" in changed.output


def test_an_export_by_command_is_recorded_and_stands_in_its_own_file(run, tmp_path):
    before, file = trail.read_head().number, tmp_path / "trail.jsonl"
    assert run("export", "-o", file).exit_code == 0
    *_, row, last = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    assert (row["number"], row["action"], row["subject"], row["actor_name"]) == (
        before + 1,
        "export",
        "trail",
        "",
    )
    assert last["head"] == vars(trail.read_head()) == {"number": before + 1, "hash": row["hash"]}
    assert run("verify", "--head", file).exit_code == 0


def test_a_file_that_is_no_export_is_refused(run, tmp_path):
    file = tmp_path / "other.txt"
    file.write_text("hello\n", encoding="utf-8")
    refused = run("verify", "--head", file)
    assert refused.exit_code == 1 and "flask audit export" in refused.output


def test_a_role_that_is_no_plain_name_gets_no_sql(run):
    assert run("grants", "portal; DROP TABLE trail").exit_code == 1


def test_the_application_account_runs_the_portal_but_cannot_change_the_trail(own_app, tmp_path):
    url = make_url(own_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "postgresql":
        return
    role = f"application_{url.database}"
    with own_app.app_context():
        factories.accepted_case("sls1")
        db.session.remove()
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
            for statement in audit.list_grants(role):
                connection.exec_driver_sql(statement)
    restricted = url.set(username=role).render_as_string(hide_password=False)
    try:
        engine = create_engine(restricted)
        for statement in (
            "UPDATE trail SET actor_name = 'x'",
            "DELETE FROM trail",
            "TRUNCATE trail",
            "DELETE FROM trail_head",
            "DROP TABLE trail",
            "ALTER TABLE trail DISABLE TRIGGER ALL",
            "UPDATE alembic_version SET version_num = 'x'",
        ):
            with (
                pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
                engine.begin() as tried,
            ):
                tried.exec_driver_sql(statement)
        engine.dispose()
        application = create_app(Settings(data=tmp_path, database_url=restricted, secret_key="not a secret"))
        with application.app_context():
            before = trail.read_head().number
            factories.accepted_case("sls2")
            assert trail.read_head().number > before and trail.find_first_break() is None
            db.session.remove()
            db.engine.dispose()
    finally:
        with own_app.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {role}")
            connection.exec_driver_sql(f"DROP ROLE {role}")
