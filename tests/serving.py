"""The portal as `make run` serves it: gunicorn in a process of its own, on a free loopback port."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parents[1]


@contextmanager
def serving(variables: Mapping[str, str]) -> Iterator[str]:
    """Start the portal with these PORTAL_* variables alone; yield its address; stop it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    command = [Path(sys.executable).parent / "gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"]
    environment = {**inherited, **variables, "HOST": "127.0.0.1", "PORT": "0"}
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield f"http://{server.stdout.readline().partition('http://')[2].partition('（')[0]}"
        finally:
            server.terminate()
