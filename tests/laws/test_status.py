"""Law 3: `status` is assigned in one function, `transitions.advance`; a new row may be made in its first state."""

import ast
import re

from portal.domain.workflow import WORKFLOWS
from portal.extensions import db
from tests.laws.conftest import modules

WRITER = ("services/transitions.py", "advance")
# Not the state of a stored thing: the HTTP status of a refusal and of a page, and what /healthz reports.
OTHER_STATUS = {("domain/errors.py", "__init__"), ("routes/errors.py", "*"), ("services/health.py", "check")}
# Where a row is made in its first state by name; elsewhere the column's default makes it.
BORN = {("services/drafts.py", "add_draft"), ("services/drafts.py", "copy_as_draft")}
TABLES = {mapper.class_.__name__ for mapper in db.Model.registry.mappers}
FIRST = {f"{type(rows[0].source).__name__}.{rows[0].source.name}" for rows in WORKFLOWS.values()}


def functions(tree):
    """(name of the function it stands in, node) for every node of a module."""

    def walk(node, name):
        for child in ast.iter_child_nodes(node):
            inner = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else name
            yield inner, child
            yield from walk(child, inner)

    return walk(tree, "*")


def written_values(node):
    """The values that this node writes to something called status."""
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        for target in targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            yield from (node.value for name in names if names_status(name))
    elif isinstance(node, ast.Dict):
        keys = zip(node.keys, node.values, strict=True)
        yield from (value for key, value in keys if is_word(key) or getattr(key, "attr", "") == "status")
    elif isinstance(node, ast.Call):
        if getattr(node.func, "id", "") == "setattr" and is_word(node.args[1]):
            yield node.args[2]
        if makes_or_updates(node.func):
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "status")


def names_status(target):
    return getattr(target, "attr", "") == "status" or (
        isinstance(target, ast.Subscript) and is_word(target.slice)
    )


def is_word(node):
    return isinstance(node, ast.Constant) and node.value == "status"


def makes_or_updates(function):
    """A call of a table's class (Case, CLASS_OF[kind]) or of values(), update(), dict(); not of any other function."""
    name = getattr(function, "attr", getattr(function, "id", ""))
    return isinstance(function, ast.Subscript) or name in TABLES or name in ("values", "update", "dict")


def test_only_the_writer_assigns_a_status():
    for path, tree in modules():
        for function, node in functions(tree):
            if {(path, function), (path, "*")} & {WRITER, *OTHER_STATUS}:
                continue
            for value in written_values(node):
                is_birth = (path, function) in BORN and ast.unparse(value) in FIRST
                is_column = isinstance(value, ast.Call) and ast.unparse(value.func) == "mapped_column"
                assert is_birth or is_column, (
                    f"portal/{path}:{node.lineno} writes a status: let transitions.take or advance do it, "
                    "with a row in domain/workflow.py"
                )


def test_no_sql_text_writes_a_status():
    for path, tree in modules():
        texts = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        for text in texts:
            assert not re.search(r"(?i)\bset\b[^;]*\bstatus\s*=", text), (
                f"portal/{path}: {text!r} writes a status"
            )


def test_what_the_lists_name_is_still_there():
    present = {(path, function) for path, tree in modules() for function, _ in functions(tree)}
    named = {WRITER, *BORN, *OTHER_STATUS}
    assert named <= present, f"take {named - present} off the lists: it is gone"
