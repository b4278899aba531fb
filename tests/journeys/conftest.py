"""A portal as `make run` serves it, on sample data, and Debian's Chromium in front of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).parents[2]
PASSWORD = "tie-quan-2021-sample"

# As root Chromium has no sandbox of its own; the rest keeps it from calling anyone but the portal.
ARGUMENTS = [
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def portal_data(tmp_path_factory) -> Path:
    """The data folder of the running portal, for reading its database past the portal."""
    return tmp_path_factory.mktemp("journeys")


@pytest.fixture(scope="session")
def portal_address(portal_data) -> Iterator[str]:
    """The address of a running portal; every sample account has the password PASSWORD."""
    environment = os.environ | {
        "PORTAL_DATA": str(portal_data),
        "PORTAL_DEMO_PASSWORD": PASSWORD,
        "PORT": "0",
    }
    environment.pop("PORTAL_DATABASE_URL", None)
    programs = Path(sys.executable).parent
    for command in ("init", "demo"):
        flask = [programs / "flask", "--app", "wsgi", command]
        subprocess.run(flask, cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)
    gunicorn = [programs / "gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"]
    with subprocess.Popen(
        gunicorn, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout
            yield f"http://{server.stdout.readline().partition('http://')[2].partition('（')[0]}"
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if not program:
        pytest.skip("no Chromium: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit_as(chromium, portal_address) -> Iterator[Callable[[str], Page]]:
    """Sign a person in, in a window of their own; the page it returns takes the portal's paths."""
    size = {"width": 1366, "height": 768}
    with ExitStack() as windows:

        def visit_as(username: str) -> Page:
            window = chromium.new_context(base_url=portal_address, locale="zh-CN", viewport=size)
            page = windows.enter_context(window).new_page()
            page.goto("/sign-in")
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: not url.endswith("/sign-in"))
            return page

        yield visit_as


def hand_in(page: Page) -> None:
    """Press 提交审批, and once more where reminders that nobody had seen were shown first."""
    with page.expect_navigation():
        page.get_by_role("button", name="提交审批").click()
    if page.get_by_text("再点一次“提交审批”").count():
        page.get_by_role("button", name="提交审批").click()
