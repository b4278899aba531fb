"""Law 8: no amount of money reaches a score (行政处罚法 §74)."""

import ast
import dataclasses
import re
import typing
from collections.abc import Mapping

import pytest

from portal.domain import scoring_input
from portal.domain.scoring_input import ScoringInput
from tests.laws.conftest import modules

# The amounts of a case, and every word under which one might come back.
MONEY = re.compile(
    r"\b(amount|fine|confiscat|compensation|loss_recovered|money|wan|fen)|amount_involved|罚没|罚款|没收|金额",
    re.I,
)


def reached_types(thing, seen):
    """Every dataclass that can be reached from `thing` through its fields."""
    if dataclasses.is_dataclass(thing) and thing not in seen:
        seen.add(thing)
        for hint in typing.get_type_hints(thing, vars(scoring_input) | {"Mapping": Mapping}).values():
            reached_types(hint, seen)
    for argument in typing.get_args(thing):
        reached_types(argument, seen)
    return seen


@pytest.mark.parametrize(
    "kind", sorted(reached_types(ScoringInput, set()), key=str), ids=lambda kind: kind.__name__
)
def test_no_field_of_the_scoring_input_holds_money(kind):
    named = [field.name for field in dataclasses.fields(kind) if MONEY.search(field.name)]
    assert not named, f"{kind.__name__}.{named}: a score counts cases and days, never money"


def test_no_line_of_scoring_reads_an_amount():
    for path, tree in modules("domain", "services", "models"):
        if not re.search(r"scor|evaluat", path):
            continue
        for node in ast.walk(tree):
            name = getattr(node, "attr", getattr(node, "id", ""))
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and " " not in node.value.strip()
            ):
                name = node.value
            assert not MONEY.search(name) or is_prose(name), (
                f"portal/{path}:{node.lineno} reads {name}: take the amount out of the score"
            )


def is_prose(text):
    """A docstring or a sentence on screen may say that money does not count."""
    return len(text) > 30
