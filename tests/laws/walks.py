"""A walk: every person asks for every address there is, and follows what the pages offer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from sqlalchemy import event
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.extensions import db
from tests.laws.worlds import World

# Files, not pages: drawn without a database and without a person.
FILES = {"static", "bootstrap.static"}
CHANGES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "REPLACE", "TRUNCATE")


@dataclass(frozen=True)
class Answer:
    """What `person` got for `url`; `found_on` is the page whose link led there. `writes` are its SQL changes."""

    person: str
    endpoint: str
    target: str
    url: str
    status: int
    headers: dict[str, str]
    page: "Page"
    writes: tuple[str, ...] = ()
    found_on: str = ""


@dataclass
class Page(HTMLParser):
    """What a page loads, where it leads, and what its Content-Security-Policy would not run."""

    text: str
    assets: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    forms: list[tuple[str, str]] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.open_tag = ""
        self.feed(self.text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.open_tag = tag
        self.ids += filter(None, [values.get("id")])
        if tag == "a" and (values.get("href") or "#")[0] != "#":
            self.links.append(values["href"])
        elif tag == "form":
            self.forms.append((values.get("method") or "get", values.get("action") or ""))
        elif tag == "link" and values.get("href"):
            self.assets.append(values["href"])
        self.assets += [
            values[name] for name in ("src", "poster", "data", "srcset") if tag != "a" and values.get(name)
        ]
        self.inline += [f"<{tag} {name}>" for name in values if name == "style" or name.startswith("on")]
        self.inline += [
            f"<{tag} href=javascript:>" for value in values.values() if (value or "")[:11] == "javascript:"
        ]

    def handle_endtag(self, tag):
        self.open_tag = ""

    def handle_data(self, data):
        if self.open_tag in ("script", "style") and data.strip():
            self.inline.append(f"<{self.open_tag}>{data.strip()[:60]}")


@contextmanager
def overheard(world: World) -> Iterator[list[str]]:
    """The SQL that changes something, as it goes to the database; a sign-in's `seen_at` is none of it."""
    heard: list[str] = []

    def listen(_connection, _cursor, statement, *_):
        if statement.lstrip().upper().startswith(CHANGES) and "sign_ins SET seen_at" not in statement:
            heard.append(" ".join(statement.split()))

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def walk(world: World) -> list[Answer]:
    """Every GET address × person; then each sort of link that a page of theirs offers, once a person."""
    rules = [
        rule
        for rule in world.app.url_map.iter_rules()
        if "GET" in rule.methods and rule.endpoint not in FILES
    ]
    found = []
    with overheard(world) as heard:
        for rule in sorted(rules, key=lambda rule: rule.rule):
            for target, arguments in world.targets(rule):
                url = world.address(rule, arguments)
                for person in world.visitors:
                    found.append(ask(world, heard, person, rule.endpoint, target, url))
        for answer in list(found):
            found += follow(world, heard, answer, found)
    return found


def ask(world, heard, person, endpoint, target, url, found_on="") -> Answer:
    heard.clear()
    answer = world.visitors[person].get(url)
    is_page = answer.mimetype == "text/html"
    page = Page(answer.text if is_page else "")
    writes = tuple(heard)
    answer.close()
    return Answer(
        person, endpoint, target, url, answer.status_code, dict(answer.headers), page, writes, found_on
    )


def follow(world, heard, answer, found) -> Iterator[Answer]:
    """The links of one page to addresses of a sort (endpoint and names in the query) not yet seen by this person."""
    for url, endpoint in internal(world, answer):
        sort = (answer.person, endpoint, frozenset(name for name, _ in parse_qsl(urlsplit(url).query)))
        asked = world.__dict__.setdefault("followed", set())
        if sort not in asked and endpoint not in FILES:
            asked.add(sort)
            yield ask(world, heard, answer.person, endpoint, "link", url, answer.url)


def internal(world: World, answer: Answer) -> Iterator[tuple[str, str]]:
    """(url, endpoint) of the links of a page that stay in the portal; "" for an address that nothing answers to."""
    map = world.app.url_map.bind("localhost")
    for link in answer.page.links:
        url = urljoin(f"http://localhost{answer.url}", link)
        parts = urlsplit(url)
        if parts.netloc != "localhost" or parts.scheme != "http":
            continue
        try:
            endpoint, _ = map.match(parts.path, method="GET")
        except RequestRedirect:
            endpoint = ""
        except HTTPException:
            endpoint = ""
        yield url.removeprefix("http://localhost").split("#")[0], endpoint
