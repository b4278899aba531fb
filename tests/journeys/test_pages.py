"""Every main page as each role meets it: readable by all (axe), never scrolling sideways, quiet in the console.

With SCREENSHOTS=docs/screenshots the four pictures of the README are taken anew.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "sls1.liaison": (
        "/",
        "/submissions?kind=case",
        "/submissions/new/case",
        "/submissions/new/lead",
        "/submissions/new/monthly-return",
        "/submissions/new/publicity",
        "/submissions/new/report",
        "/submissions/new/contacts",
        "/submissions?q=没收",
        "/imports",
        "/contacts",
        "/notices",
        "/account",
        "/approvals",
        "/parties",
        "/parties?name=有限公司",
        "/parties/1",
    ),
    "sls1.leader": ("/", "/approvals", "/approvals/month", "/obligations", "/deputies"),
    "supervision": (
        "/",
        "/approvals",
        "/approvals?group=department",
        "/submissions",
        "/submissions/1",
        "/submissions/1/links",
        "/parties/1",
        "/series/1",
        "/statistics",
        "/typical-cases",
        "/referrals",
        "/evaluations",
        "/obligations",
    ),
    "credit": ("/", "/referrals"),
    "bureau": ("/", "/statistics"),
    "publicity": ("/", "/submissions", "/typical-cases"),
    "sysadmin": ("/accounts", "/accounts/1", "/accounts/new", "/accounts/import"),
    "secadmin": ("/accounts", "/accounts/1"),
    "auditor": ("/", "/audit"),
}
SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
PICTURES = {
    "liaison-workbench": ("sls1.liaison", "/"),
    "approvals": ("supervision", "/approvals"),
    "case-form": ("sls1.liaison", "/submissions/new/case"),
    "statistics": ("supervision", "/statistics"),
}


@pytest.mark.parametrize("username", PAGES)
def test_every_page_is_accessible_and_fits_a_desk_and_a_phone(visit_as, username):
    page = visit_as(username)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in PAGES[username]:
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            assert page.goto(address).status == 200
            found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert not found, f"{address} on a {size}: " + "; ".join(
                f"{each['id']} at {each['nodes'][0]['target']}" for each in found
            )
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= viewport["width"], f"{address} scrolls sideways on a {size}: {width}"
    assert not complaints


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_of_the_readme_can_be_taken(visit_as, tmp_path, name):
    username, address = PICTURES[name]
    page = visit_as(username)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 10_000
