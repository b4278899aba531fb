"""The README says what the code does."""

from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def test_its_role_table_is_the_permission_map(app):
    printed = app.test_cli_runner().invoke(args=["roles"]).output
    advice = "print it again with `flask --app wsgi roles`, between the two comments"
    assert printed in README.read_text(encoding="utf-8"), advice
