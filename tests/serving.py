"""The portal as `make run` serves it: gunicorn in a process of its own, on a free loopback port."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

PROJECT = Path(__file__).parents[1]


def variables_of(app: Flask) -> dict[str, str]:
    """The variables under which another process serves the database of `app`."""
    settings = app.extensions["settings"]
    return {
        "PORTAL_DATA": str(settings.data),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_SECRET_KEY": settings.secret_key,
    }


@contextmanager
def serving(variables: Mapping[str, str]) -> Iterator[str]:
    """Start the portal with these PORTAL_* variables alone; yield its address; stop it."""
    server, address = start_server(variables)
    with server:
        try:
            yield address
        finally:
            server.terminate()


def start_server(
    variables: Mapping[str, str], *, start_new_session: bool = False
) -> tuple[subprocess.Popen, str]:
    """The process and its address, once it listens; the caller ends it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    command = [Path(sys.executable).parent / "gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"]
    environment = {**inherited, **variables, "HOST": "127.0.0.1", "PORT": "0"}
    server = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=start_new_session,
    )
    assert server.stdout
    return server, f"http://{server.stdout.readline().partition('http://')[2].partition('（')[0]}"
