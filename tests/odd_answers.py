"""Odd answers to every form that a person sees: whatever is typed, the portal says a sentence and never breaks.

The forms are read off the pages themselves, so that a new page's form is tried without being named here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.conftest import undone
from tests.laws.walks import Answer
from tests.laws.worlds import World

# What ends the session of whoever answers; the answer is undone, the cookie put back.
COOKIE = "tiequan"
ODD = (
    "",
    " ",
    "\0",
    "正常\0文字",
    "\x07\x1b[31m",
    "一" * 100_000,
    "９９９９９９９９９９９９９９９９９９",
    "-1",
    "1e308",
    "NaN",
    "99999999999999999999999",
    "0.0000000001",
    "0000-00-00",
    "2021-02-30",
    "9999-12-31",
    "0001-01-01",
    "2021-13",
    "0000-01",
    "yes",
    "None",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "'; DROP TABLE submissions; --",
    "%s %(name)s {0} {{ 7*7 }}",
    "\u202e\u200b\ufeff𠮷👩‍👩‍👧",
    "\r\n\r\n",
    "javascript:alert(1)",
    "http://[::1",
    "//example.invalid/x",
)


@dataclass(frozen=True)
class AskedForm:
    """A form as `person` sees it on `page`: where it leads, and each field with what stands in it."""

    person: str
    page: str
    method: str
    endpoint: str
    url: str
    fields: tuple[tuple[str, str], ...]
    offered: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass
class Outcome:
    """`broken` tells each answer that was a server error."""

    forms: int = 0
    tries: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def list_forms(world: World, answers: Iterable[Answer]) -> list[AskedForm]:
    """Every form of every page, filters too, once for each set of fields it asks for."""
    found: dict[tuple[str, frozenset[str]], AskedForm] = {}
    for answer in answers:
        if answer.status == 200 and answer.page.text:
            for asked in read_forms(world, answer):
                names = frozenset(name for name, _ in (*asked.fields, *asked.offered))
                found.setdefault((asked.endpoint, names), asked)
    return list(found.values())


def read_forms(world: World, answer: Answer) -> Iterator[AskedForm]:
    addresses = world.app.url_map.bind("localhost")
    for form in lxml.html.fromstring(answer.page.text).forms:
        if form.method == "DIALOG":
            continue
        url = urljoin(answer.url, form.action or answer.url)
        endpoint, _ = addresses.match(urlsplit(url).path, method=form.method)
        offered = {
            each.name: tuple(filter(None, (getattr(each, "value_options", None) or [each.get("value")])))
            for each in form.inputs
            if each.name and (each.tag == "select" or each.get("type") in ("radio", "checkbox", "submit"))
        }
        yield AskedForm(
            answer.person,
            answer.url,
            form.method,
            endpoint,
            url,
            tuple(form.form_values()),
            tuple(offered.items()),
        )


def answer_oddly(asked: AskedForm) -> st.SearchStrategy[list[tuple[str, str]]]:
    """What the page holds, with a few of its answers made odd, doubled or left out."""
    present = dict(asked.fields)
    offered = dict(asked.offered)
    names = sorted({*present, *offered, "nothing_asked_this"} - {"csrf_token"})
    words = st.one_of(
        st.sampled_from(ODD),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
        st.integers().map(str),
        st.dates().map(str),
    )

    @st.composite
    def compose(draw: Any) -> list[tuple[str, str]]:
        odd = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
        answers = [(name, value or "") for name, value in asked.fields if name not in odd]
        for name in odd:
            usual = offered.get(name) or ((present[name],) if present.get(name) else ())
            one = st.one_of(words, st.sampled_from(usual)) if usual else words
            answers += [(name, value) for value in draw(st.lists(one, max_size=2))]
        return answers

    return compose()


def run(world: World, forms: Iterable[AskedForm], examples: int, number: int) -> Outcome:
    """Answer each form so many times, each answer undone again. The same `number` asks the same."""
    outcome = Outcome()
    for asked in forms:
        outcome.forms += 1
        try_form(world, asked, examples, number, outcome)
    return outcome


def try_form(world: World, asked: AskedForm, examples: int, number: int, outcome: Outcome) -> None:
    visitor = world.visitors[asked.person]
    kept = visitor.get_cookie(COOKIE)

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(answer_oddly(asked))
    def attempt(answers: list[tuple[str, str]]) -> None:
        data: dict[str, list[str]] = {}
        for name, value in answers:
            data.setdefault(name, []).append(value)
        with undone(world.app, keeps_files=True):
            if asked.method == "GET":
                status = visitor.get(urlsplit(asked.url).path, query_string=data).status_code
            else:
                status = visitor.post(asked.url, data=data).status_code
        if kept:
            visitor.set_cookie(COOKIE, kept.value)
        outcome.tries += 1
        outcome.statuses[status] += 1
        if status >= 500:
            shown = {name: [value[:60] for value in values] for name, values in data.items()}
            outcome.broken.append(
                f"{asked.person} on {asked.page}: {asked.method} {asked.url} {shown!r} → {status}"
            )

    attempt()
