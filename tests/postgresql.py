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

# A UTF-8 ctype as in production: under the C ctype Chinese characters are no letters to PostgreSQL.
LOCALE = "C.UTF-8"


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's, or the one on PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("pg_ctl")
    return Path(found).resolve().parent if found else None


@contextmanager
def throwaway_server(programs: Path) -> Iterator[str]:
    """Start a server on a free loopback port, its data in a temporary folder; yield its URL; remove both."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-"))
    owner = _ordinary_user(folder)

    def run(program: str, *arguments: object) -> None:
        # Into a file: the server outlives pg_ctl and would keep a pipe open.
        with (folder / f"{program}.txt").open("w+") as said:
            command = [programs / program, "-D", folder / "data", *arguments]
            done = subprocess.run(command, cwd=folder, stdout=said, stderr=said, check=False, **owner)
            said.seek(0)
            assert done.returncode == 0, said.read()

    try:
        run("initdb", "-U", "postgres", "-E", "UTF8", f"--locale={LOCALE}", "-A", "trust")
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        run("pg_ctl", "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def empty_database(server_url: str) -> Iterator[str]:
    """Create a database on the server; yield its URL; drop it, whoever is still connected."""
    name = f"portal_test_{uuid4().hex[:12]}"
    url = make_url(server_url)
    administration = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' "
            f"LC_COLLATE '{LOCALE}' LC_CTYPE '{LOCALE}'"
        )
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _ordinary_user(folder: Path) -> dict:
    # initdb and the server refuse to run as root.
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
