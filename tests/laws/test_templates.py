"""Law 4: endpoint = template path, no orphan template."""

import ast

import pytest
from jinja2 import meta, nodes

from tests.laws.conftest import PROJECT, modules

TEMPLATES = PROJECT / "templates"
# Names that several endpoints of a word share: the form of a new and of a kept draft, the detail page.
SHARED = {"list", "detail", "form"}
PATHS = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


def renders():
    """(module, functions it defines, template) for each render_template in the routes."""
    for path, tree in modules("routes"):
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "render_template":
                assert isinstance(node.args[0], ast.Constant), (
                    f"portal/{path}:{node.lineno}: write the template's path as a plain string"
                )
                yield path, names, node.args[0].value


@pytest.fixture(scope="module")
def references(site):
    """Template → what it extends, includes and imports."""
    parsed = {path: site.jinja_env.parse((TEMPLATES / path).read_text(encoding="utf-8")) for path in PATHS}
    return {path: set(meta.find_referenced_templates(tree)) for path, tree in parsed.items()}


def test_a_page_renders_the_template_of_its_own_word_and_name():
    for path, functions, template in renders():
        folder, name = template.split("/")
        word = path.removeprefix("routes/").removesuffix(".py").split("/")[0]
        stem = name.removesuffix(".html")
        assert folder == word, f"portal/{path} renders {template}: a word's pages stand in templates/{word}/"
        is_partial = stem.startswith("_")
        assert is_partial or stem in functions | SHARED or word == "errors", (
            f"portal/{path} renders {template}: call the template as the endpoint is called"
        )
        assert template in PATHS, f"portal/{path} renders {template}, which is not there"


def test_every_template_is_drawn_by_something(references):
    reached, waiting = set(), {template for _, _, template in renders()}
    while waiting:
        path = waiting.pop()
        reached.add(path)
        missing = {
            name for name in references[path] if name not in PATHS and not name.startswith("bootstrap")
        }
        assert not missing, f"{path} needs {missing}, which is not there"
        waiting |= references[path] & set(PATHS) - reached
    orphans = set(PATHS) - reached
    assert not orphans, f"nothing draws {sorted(orphans)}: delete them, or use them"


@pytest.mark.parametrize("path", PATHS)
def test_a_template_names_only_endpoints_that_exist(site, path):
    tree = site.jinja_env.parse((TEMPLATES / path).read_text(encoding="utf-8"))
    for call in tree.find_all(nodes.Call):
        if getattr(call.node, "name", "") == "url_for" and isinstance(call.args[0], nodes.Const):
            endpoint = call.args[0].value
            assert endpoint in site.view_functions, f"{path}:{call.lineno}: there is no endpoint {endpoint}"


@pytest.mark.parametrize("path", PATHS)
def test_a_template_uses_what_it_imports(site, path):
    tree = site.jinja_env.parse((TEMPLATES / path).read_text(encoding="utf-8"))
    imported = {
        name if isinstance(name, str) else name[1]
        for statement in tree.find_all(nodes.FromImport)
        for name in statement.names
    }
    unused = imported - {name.name for name in tree.find_all(nodes.Name)}
    assert not unused, f"{path} imports {sorted(unused)} and uses none of it"
