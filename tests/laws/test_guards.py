"""Law 2: every route has exactly one guard, or is on the short public list."""

import ast

from tests.laws.conftest import PUBLIC, modules


def guards_of(view):
    """The permissions of the guards around a view, outermost first."""
    while view is not None:
        inner = getattr(view, "__wrapped__", None)
        # functools.wraps copies the mark outwards; only a guard's own closure holds its permission.
        if "permission" in getattr(view, "__code__", guards_of.__code__).co_freevars:
            yield view.permission
        view = inner


def test_every_route_has_exactly_one_guard(site):
    for rule in site.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        found = list(guards_of(site.view_functions[rule.endpoint]))
        assert len(found) == 1, (
            f"{rule.endpoint} has {len(found)} guards: write one @require(Permission.X) directly below the route"
        )


def test_the_public_list_names_only_routes_that_exist_and_have_no_guard(site):
    assert set(site.view_functions) >= PUBLIC, "take the route that is gone off the public list"
    guarded = [endpoint for endpoint in PUBLIC if list(guards_of(site.view_functions[endpoint]))]
    assert not guarded, f"{guarded} have a guard: take them off the public list"


def test_a_view_is_handed_its_actor_and_asks_nobody_else():
    for path, tree in modules("routes", "services", "forms", "domain"):
        names = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
        }
        allowed = path in ("routes/guards.py", "routes/accounts.py")
        assert allowed or "current_user" not in names, f"{path}: use the actor that the guard hands in"
