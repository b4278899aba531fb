"""A PostgreSQL server for the length of a test run, and empty databases on it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's, or the one on PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("pg_ctl")
    return Path(found).resolve().parent if found else None


@contextmanager
def throwaway_server(programs: Path) -> Iterator[str]:
    """Start a server on a free loopback port with its data in a temporary folder; yield its URL; stop and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-"))
    as_owner = _ordinary_user(folder)
    data, port = folder / "data", _free_port()
    # A UTF-8 ctype as in production: under the C ctype PostgreSQL takes Chinese characters for no letters at all.
    _run(
        programs / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-A",
        "trust",
        **as_owner,
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
    try:
        _run(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start", **as_owner)
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], capture_output=True, **as_owner
        )
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def empty_database(server_url: str) -> Iterator[str]:
    """Create a database on the server; yield its URL; drop it, whoever is still connected."""
    name = f"portal_test_{uuid4().hex[:12]}"
    administration = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        )
        try:
            yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _ordinary_user(folder: Path) -> dict:
    # initdb and the server refuse to run as root.
    if os.geteuid() != 0:
        return {"cwd": folder}
    names = {entry.pw_name for entry in pwd.getpwall()}
    owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"cwd": folder, "user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _run(*command: object, **settings) -> None:
    # Into a file of no size limit: the server outlives pg_ctl and would keep a pipe open.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [str(part) for part in command], stdout=said, stderr=said, check=False, **settings
        )
        said.seek(0)
        assert done.returncode == 0, said.read().decode(errors="replace")
