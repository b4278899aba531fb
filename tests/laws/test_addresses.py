"""Law 5: addresses are kebab-case with typed converters, one literal route an action; GET changes nothing."""

import re
from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest

from portal.domain.workflow import Action
from tests.laws.conftest import PROJECT

# Downloads are recorded: who took what. They write the trail, and nothing else.
RECORDED = {
    "attachments.download",
    "statistics.download",
    "lead_sources.download",
    "typical_cases.download_annex3",
    "audit.export",
    "contacts.download",
    "contacts.download_annex1",
    "imports.download_marked",
    "reports.download",
    "evaluations.download",
    "ledger.download",
    "series.download",
}
# Holds nothing of anybody: the columns to fill in.
BLANK = {"accounts.download_template", "imports.download_template"}
# An argument is a number (…_id), or one of these words, which its view checks.
WORDS = {"kind", "department", "month"}
LITERAL = re.compile(r"/([a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?)?")


def routes(site):
    return [rule for rule in site.url_map.iter_rules() if rule.endpoint not in ("static", "bootstrap.static")]


def test_addresses_are_kebab_case(site):
    for rule in routes(site):
        for part in re.sub(r"<[^>]+>", "x", rule.rule).split("/")[1:]:
            assert LITERAL.fullmatch(f"/{part}"), f"{rule.rule}: write {part!r} in lower case with hyphens"
        assert rule.rule == "/" or not rule.rule.endswith("/"), f"{rule.rule}: no slash at the end"


def test_every_argument_is_a_number_or_a_word_that_its_view_checks(site):
    for rule in routes(site):
        for converter, name in re.findall(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", rule.rule):
            assert converter != "path" and name != "action", f"{rule.rule}: one literal route an action"
            typed = converter == "int" if name.endswith("_id") else name in WORDS
            assert typed, (
                f"{rule.rule}: write <int:…_id>, or name the word {name!r} in WORDS and check it in the view"
            )


def test_an_address_that_acts_ends_with_the_word_of_its_deed(site):
    """/submissions/17/approve: what a browser posts to says what will happen."""
    for rule in routes(site):
        if rule.methods & {"PUT", "PATCH", "DELETE"}:
            pytest.fail(f"{rule.rule}: a browser's form knows GET and POST only")
        word = rule.rule.rsplit("/", 1)[1]
        if word in {action.value for action in Action} - {Action.LIST}:
            assert "POST" in rule.methods, f"{rule.rule}: a deed is a POST"


def test_get_changes_nothing(world, answers):
    for answer in answers:
        allowed = "trail" if answer.endpoint in RECORDED else None
        for statement in answer.writes:
            table = re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", statement)[1]
            assert allowed and table in ("trail", "trail_head"), (
                f"GET {answer.url} as {answer.person}: {statement[:90]}…: make it a POST, or do without"
            )


def test_a_recorded_download_is_recorded_each_time(answers):
    taken = [answer for answer in answers if answer.endpoint in RECORDED and answer.status == 200]
    assert {answer.endpoint for answer in taken} == RECORDED, "take the route that is gone off RECORDED"
    for answer in taken:
        assert answer.writes, f"{answer.url}: record in the trail who took it"


def test_every_download_is_on_the_list(answers):
    for answer in answers:
        if "attachment" in answer.headers.get("Content-Disposition", ""):
            assert answer.endpoint in RECORDED | BLANK, (
                f"{answer.endpoint}: record the download, and name it in RECORDED"
            )


HOSTILE = ["", "0", "-1", "9" * 30, "x", "'<b>%", "食", "2021-13", "2021-02-30"]
NAME = re.compile(r"""args(?:\.get\(|\[)["'](\w+)""")


def asked_names(answers) -> dict[str, set[str]]:
    """Endpoint → the names in a query that its module reads or that a link to it carries."""
    read = {
        path.stem: set(NAME.findall(path.read_text())) for path in (PROJECT / "portal/routes").glob("*.py")
    }
    named = {}
    for answer in answers:
        names = named.setdefault(answer.endpoint, set(read.get(answer.endpoint.split(".")[0], ())))
        names |= {name for name, _ in parse_qsl(urlsplit(answer.url).query, keep_blank_values=True)}
    return named


def test_nothing_typed_into_a_query_breaks_a_page(world, answers):
    """A question that makes no sense is answered with a page or a refusal, never with 5xx."""
    pages = {answer.endpoint: answer.url.partition("?")[0] for answer in answers if answer.status == 200}
    for endpoint, names in asked_names(answers).items():
        for name, value in product(sorted(names), HOSTILE if endpoint in pages else ()):
            with world.visitors["head"].get(pages[endpoint], query_string={name: value}) as got:
                status = got.status_code
            assert status < 500, f"{pages[endpoint]}?{name}={value}: check it where it is read"


@pytest.mark.parametrize("value", ["0", "99999999999999999999", "-1", "x", "1.5", "%00", "%F0%9F%92%A9"])
def test_the_address_of_nothing_is_not_found(world, answers, value):
    opened = {answer.endpoint: answer.person for answer in answers if answer.status == 200}
    for rule in routes(world.app):
        if rule.arguments and "GET" in rule.methods:
            url = re.sub(r"<[^>]+>", value, rule.rule)
            got = world.visitors[opened[rule.endpoint]].get(url).status_code
            assert got in (400, 404), f"{url} answers {got}"
