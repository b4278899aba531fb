"""What the laws look at: the address map, the project's own text, and a portal that is full of everything."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from tests.laws import walks, worlds

PROJECT = Path(__file__).parents[2]
# Pages for a visitor who has not signed in; every other route has a guard.
PUBLIC = {"static", "bootstrap.static", "health.show", "accounts.sign_in", "accounts.sign_out"}


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Flask:
    """The portal as it is put together; it never opens its database."""
    return create_app(
        Settings(data=tmp_path_factory.mktemp("site"), database_url="sqlite://", secret_key="no")
    )


@pytest.fixture(scope="session")
def world(install) -> Iterator[worlds.World]:
    """A portal of its own, with everything in every state; a test leaves it as it was."""
    with install() as application:
        yield worlds.populate(application)


@pytest.fixture(scope="session")
def answers(world) -> list[walks.Answer]:
    """What every person gets from every address, and from the links on those pages."""
    return walks.walk(world)


def modules(*floors: str) -> list[tuple[str, ast.Module]]:
    """(path below portal/, syntax tree) of every module of these floors; of the whole portal without arguments."""
    paths = (
        path for floor in floors or (".",) for path in sorted((PROJECT / "portal" / floor).rglob("*.py"))
    )
    return [
        (str(path.relative_to(PROJECT / "portal")), ast.parse(path.read_text(encoding="utf-8")))
        for path in paths
    ]
