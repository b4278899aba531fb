"""Law 1: imports go down the floors only."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


def test_the_contracts_between_floors_hold():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        f"an import goes up or sideways: move the word, not the import\n{done.stdout}"
    )


@pytest.mark.parametrize("path", sorted(PROJECT.glob("portal/domain/**/*.py")), ids=lambda path: path.stem)
def test_the_domain_needs_the_standard_library_only(path):
    allowed = sys.stdlib_module_names | {"portal"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        strangers = {name for name in names if name.split(".")[0] not in allowed}
        assert not strangers, (
            f"line {node.lineno}: what needs {strangers} is a service or a document, no rule"
        )
