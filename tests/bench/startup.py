"""Starting the portal, against importing Flask and SQLAlchemy; what a start must not load."""

import os
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

from tests.bench.measure import Ratio, compare

PROJECT = Path(__file__).parents[2]
BARE = "import flask, flask_sqlalchemy, sqlalchemy.orm"
PORTAL = "import portal; portal.create_app()"
HEAVY = ("pandas", "numpy", "docx", "openpyxl", "xlsxwriter", "python_calamine", "lxml")


def measure_startup() -> Ratio:
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        # Both sides start from compiled modules, wherever this machine keeps or forbids them.
        environment = os.environ | {"PORTAL_DATA": folder, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        for name in ("PORTAL_DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):
            environment.pop(name, None)

        def run(program: str) -> str:
            command = [sys.executable, "-c", program]
            return subprocess.run(
                command, cwd=PROJECT, env=environment, check=True, capture_output=True, text=True
            ).stdout

        loaded = run(f"{PORTAL}; import sys; print(*(n for n in {HEAVY!r} if n in sys.modules))").split()
        assert not loaded, f"starting loads {loaded}"
        portal, bare = compare(lambda: run(PORTAL), lambda: run(BARE), rounds=7, clock=children)
    return Ratio("start-up", "", "", portal, bare, 1.3)


def children() -> float:
    """CPU seconds of the processes that ran and ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
