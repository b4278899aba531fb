"""Law 10: who gets what from every address, as policy.csv says, written by hand; an unlisted route fails."""

import csv
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import undone
from tests.laws.walks import FILES
from tests.laws.worlds import PEOPLE

POLICY = Path(__file__).with_name("policy.csv")
# What a person would fill in, so that a refusal comes from the policy and not from a blank field.
ANSWERS = {
    "comment": "核对无误。",
    "reason": "核对无误。",
    "code": "minor_correction",
    "grade": "4",
    "level": "district",
    "judgement": "明知未经检疫仍多次购进，情节严重。",
    "articles": ["5.2"],
    "factors": ["主观恶意"],
    "correction": "已补判断。",
    "decision_number": "沪市监崇列〔2021〕2号",
    "consent_asked_on": "2021-10-01",
    "consent_given_on": "2021-10-15",
    "decided_on": "2021-10-20",
}
MORE = {
    "accounts.open_account": {"username": "newcomer", "name": "新来的人"},
    "accounts.grant_role": {"role": "bureau"},
    "evaluations.open": {"through": "2021-10-31"},
    "evaluations.enter": {"department": "sls1", "indicator": "C2", "verdict": "points", "points": "3"},
    "evaluations.register": {"department": "sls1", "code": "publicity_city", "count": "1", "proof": "简报。"},
    "obligations.remind": {"department": "sls1", "month": "2021-11"},
    "comments.write": {"text": "请核对。", "reach": "both"},
    "series.rename": {"name": "示例系列案"},
    "links.link": {"relation": "separate", "number": "铁2021-示例一所-0001"},
    "own_account.password": {
        "current": factories.PASSWORD,
        "new": "Kx7-horse-battery",
        "again": "Kx7-horse-battery",
    },
    "submissions.create": {"title": "某案", "month": "2021-09", "task": "third_quarter"},
    "submissions.autosave": {"title": "改后的名称", "month": "2021-08", "task": "second_quarter"},
    "submissions.edit": {"title": "改后的名称", "month": "2021-08", "task": "second_quarter"},
}


def read_policy() -> dict[tuple[str, str], dict[str, dict[str, str]]]:
    """(method, endpoint) → name of the state → person → status. "*" stands for every state not named otherwise."""
    policy: dict = {}
    lines = [line for line in POLICY.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    for row in csv.DictReader(lines, skipinitialspace=True):
        cells = {name.strip(): value.strip() for name, value in row.items()}
        states = policy.setdefault((cells.pop("method"), cells.pop("endpoint")), {})
        for state in cells.pop("states").split():
            assert state not in states, f"{POLICY.name}: {row} says a second time what holds for {state}"
            states[state] = cells
    return policy


def cases(world):
    """(method, rule, target, arguments) of everything that can be asked for."""
    for rule in world.app.url_map.iter_rules():
        for method in sorted(rule.methods & {"GET", "POST"}):
            if rule.endpoint not in FILES:
                for target, arguments in world.targets(rule):
                    yield method, rule, target, arguments


def find_row(policy, method, rule, target):
    states = policy.get((method, rule.endpoint))
    assert states is not None, (
        f"{method} {rule.rule} ({rule.endpoint}) is not in {POLICY.name}: say there who gets what, and judge it by "
        "the table of the design before you copy what the portal does"
    )
    row = states.get(target, states.get("*"))
    assert row is not None, f"{POLICY.name} does not say what {method} {rule.endpoint} answers for {target}"
    return row


@pytest.fixture(scope="module")
def policy():
    return read_policy()


def test_every_address_is_listed_and_nothing_else(site, policy):
    routes = {
        (method, rule.endpoint)
        for rule in site.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST"}
        if rule.endpoint not in FILES
    }
    assert routes - policy.keys() == set(), f"say in {POLICY.name} who gets what from it"
    assert policy.keys() - routes == set(), f"take it out of {POLICY.name}: there is no such route"


def test_everybody_gets_what_the_policy_says_when_they_look(world, answers, policy):
    got = {(answer.person, answer.url): answer.status for answer in answers}
    wrong = []
    for method, rule, target, arguments in cases(world):
        row = find_row(policy, method, rule, target) if method == "GET" else {}
        url = world.address(rule, arguments)
        wrong += [
            f"GET {url} ({rule.endpoint} {target}) answers {person} with {got[person, url]}, not {status}"
            for person, status in row.items()
            if str(got[person, url]) != status
        ]
    assert not wrong, "\n".join(wrong)


def test_everybody_gets_what_the_policy_says_when_they_act(world, policy):
    wrong = []
    for method, rule, target, arguments in cases(world):
        row = find_row(policy, method, rule, target) if method == "POST" else {}
        for person, status in row.items():
            got = post(world, person, rule, arguments)
            if str(got) != status:
                wrong.append(
                    f"POST {rule.rule} ({rule.endpoint} {target}) answers {person} with {got}, not {status}"
                )
    assert not wrong, "\n".join(wrong)


def post(world, person, rule, arguments) -> int:
    """The status of one post, which is undone again, and the person still signed in."""
    visitor, kept = world.visitors[person], world.visitors[person].get_cookie("tiequan")
    form = ANSWERS | MORE.get(rule.endpoint, {}) | {"version": world.version(arguments) or 1}
    with undone(world.app, keeps_files=True):
        status = visitor.post(world.address(rule, arguments), data=form).status_code
    if kept:
        visitor.set_cookie("tiequan", kept.value)
    return status


def test_the_policy_names_everybody(policy):
    for (method, endpoint), states in policy.items():
        for state, row in states.items():
            assert row.keys() == PEOPLE.keys(), f"{method} {endpoint} {state}: one column a person"
