"""Law 12: every asset of every page comes from this host, and every answer carries the security headers."""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from portal.routes.guards import HEADERS
from tests.laws.walks import internal


def read(world, url, person="visitor") -> tuple[int, dict[str, str], str]:
    """Status, headers and text, the file closed again."""
    with world.visitors[person].get(url) as answer:
        return answer.status_code, dict(answer.headers), answer.get_data().decode(errors="replace")


def test_no_page_breaks(answers):
    broken = [f"{answer.url} as {answer.person}" for answer in answers if answer.status >= 500]
    assert not broken, f"5xx on {broken}"


def test_the_walk_saw_pages(answers):
    """A walk that saw nothing would find nothing."""
    drawn = {answer.endpoint for answer in answers if answer.status == 200 and answer.page.text}
    assert len(drawn) >= 8 and len([answer for answer in answers if answer.target == "link"]) >= 20


def test_every_asset_of_every_page_comes_from_this_host_and_is_there(world, answers):
    wanted = {asset: answer.person for answer in answers for asset in answer.page.assets}
    assert any(asset.endswith("portal.css") for asset in wanted)
    for asset, person in wanted.items():
        parts = urlsplit(asset)
        assert not parts.netloc and parts.scheme in ("", "data"), f"{asset}: serve it from static/"
        if not parts.scheme:
            assert read(world, asset, person)[0] == 200, f"{asset} is not there"


def test_no_style_sheet_or_script_loads_from_elsewhere(world, answers):
    for asset in {
        asset for answer in answers for asset in answer.page.assets if asset.endswith((".css", ".js"))
    }:
        _, _, text = read(world, asset)
        calls = [
            call for call in ("url(http", "url(//", 'url("http', "@import", "fetch('http", 'fetch("http')
        ]
        assert "bootstrap" in asset or not [call for call in calls if call in text], (
            f"{asset} loads from elsewhere"
        )


def test_no_page_has_inline_script_or_style(answers):
    for answer in answers:
        assert not answer.page.inline, (
            f"{answer.url}: {answer.page.inline[0]} is not run under the policy: use a class"
        )


def test_ids_are_unique_on_every_page(answers):
    """A label, an error summary and a screen reader find the first of two."""
    for answer in answers:
        twice = [name for name, number in Counter(answer.page.ids).items() if number > 1]
        assert not twice, f"{answer.url} as {answer.person}: two elements are called {twice}"


def test_every_answer_carries_the_security_headers(world, answers):
    more = [(url, read(world, url)[1]) for url in ("/nothing", "/static/nothing", "/static/css/portal.css")]
    posts = [("/", {}), ("/sign-in", {"username": "\0"}), ("/submissions/1/approve", {})]
    more += [(url, dict(world.visitors["visitor"].post(url, data=data).headers)) for url, data in posts]
    for url, headers in [*((answer.url, answer.headers) for answer in answers), *more]:
        missing = HEADERS.keys() - headers.keys()
        assert not missing, f"{url} answers without {missing}"
        is_file = url.startswith(("/static/", "/bootstrap/"))
        assert is_file or headers["Cache-Control"] == "no-store", f"{url} may be kept by a shared computer"
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_every_link_on_a_page_opens_for_whoever_sees_it(world, answers):
    for answer in answers:
        for url, endpoint in internal(world, answer):
            assert endpoint, f"{answer.url} leads to {url}, which nothing answers to"
        if answer.target == "link":
            assert answer.status in (200, 302), (
                f"{answer.person} sees a link to {answer.url} on {answer.found_on} and gets {answer.status}: "
                "show it only to whom can() allows it"
            )


def test_every_form_posts_to_an_address_that_takes_it(world, answers):
    map = world.app.url_map.bind("localhost")
    for answer in answers:
        for method, action in answer.page.forms:
            path = urlsplit(action or answer.url).path
            if answer.status != 404:
                assert map.test(path, method=method.upper()), f"{answer.url}: nothing answers {method} {path}"


@pytest.mark.parametrize("person", ["liaison", "head"])
def test_an_error_page_offers_a_way_on(world, person):
    page = world.visitors[person].get("/submissions/99999/nothing")
    assert page.status_code == 404 and 'href="/"' in page.text
