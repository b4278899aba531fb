"""What the laws look at: the address map of a portal without a database, and the project's own text."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings

PROJECT = Path(__file__).parents[2]
# Pages for a visitor who has not signed in; every other route has a guard.
PUBLIC = {"static", "bootstrap.static", "health.show", "accounts.sign_in", "accounts.sign_out"}


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Flask:
    """The portal as it is put together; it never opens its database."""
    return create_app(
        Settings(data=tmp_path_factory.mktemp("site"), database_url="sqlite://", secret_key="no")
    )


def modules(*floors: str) -> list[tuple[str, ast.Module]]:
    """(path below portal/, syntax tree) of every module of these floors; of the whole portal without arguments."""
    paths = (
        path for floor in floors or (".",) for path in sorted((PROJECT / "portal" / floor).rglob("*.py"))
    )
    return [
        (str(path.relative_to(PROJECT / "portal")), ast.parse(path.read_text(encoding="utf-8")))
        for path in paths
    ]
