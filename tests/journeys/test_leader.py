"""A leader before the deadline, in a real browser: forty items by keyboard, five on a phone, the rest in one step."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import SEEN
from tests.factories import CASE, as_typed
from tests.journeys.conftest import PASSWORD

CASES = 50


@pytest.fixture(scope="module")
def filed(chromium, portal_address):
    """CASES cases that wait for one leader, filed by their liaison."""
    window = chromium.new_context(base_url=portal_address)
    page = window.new_page()
    page.goto("/sign-in")
    page.fill("[name=username]", "sls2.liaison")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    page.goto("/submissions/new/case")
    token = page.locator("#filing [name=csrf_token]").get_attribute("value")
    for number in range(CASES):
        own = {"title": f"某店经营过期食品案之{number}", "party_name": f"某店{number}", "is_typical": False}
        own |= {"decision_number": f"沪市监崇处〔2021〕9{number:03}号", "closed_on": None}
        form = {**as_typed(CASE | own), "csrf_token": token, "intent": "submit"}
        answer = page.request.post("/submissions/new/case", form=form)
        if shown := SEEN.search(answer.text()):
            # Cases so alike are reminded of; whoever has read it presses once more.
            answer = page.request.post("/submissions/new/case", form=form | {"seen": shown[1]})
        assert re.search(r"/submissions/\d+$", answer.url), answer.text()
    window.close()


def count_waiting(page: Page) -> int:
    page.goto("/approvals")
    return int(re.search(r"共 (\d+) 条", page.locator(".panel-foot").inner_text())[1])


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def title_of(page: Page) -> str:
    return page.locator(".preview-head h2").inner_text()


def test_a_leader_clears_forty_items_by_keyboard(filed, visit_as):
    page = visit_as("sls2.leader")
    waiting = count_waiting(page)
    first = title_of(page)
    # Down and up again; a tick stays while the next row is read.
    page.keyboard.press("x")
    expect(page.get_by_text("已选 1 条")).to_be_visible()
    press(page, "j")
    assert title_of(page) != first
    expect(page.get_by_text("已选 1 条")).to_be_visible()
    press(page, "k")
    assert title_of(page) == first
    page.keyboard.press("x")
    expect(page.get_by_text("已选")).to_be_hidden()
    # The keys are letters again where something is typed, and in a dialog.
    page.focus("#opinion")
    page.keyboard.type("ajx")
    expect(page.locator("#opinion")).to_have_value(re.compile("ajx"))
    page.fill("#opinion", "同意")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="单键快捷键")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert title_of(page) == first
    seen = set()
    for _ in range(40):
        seen.add(page.url)
        press(page, "a")
    assert len(seen) == 40
    assert count_waiting(page) == waiting - 40


def test_the_keys_can_be_turned_off(filed, visit_as):
    page = visit_as("sls2.leader")
    page.goto("/approvals")
    page.locator(".top-links .menu summary").click()
    page.get_by_role("button", name="单键快捷键").click()
    page.goto("/approvals")
    expect(page.locator(".key-caps")).to_be_hidden()
    before = page.url
    page.keyboard.press("j")
    page.keyboard.press("?")
    page.wait_for_timeout(300)
    assert page.url == before and page.locator("dialog[open]").count() == 0


def test_five_items_on_a_phone(filed, visit_as):
    page = visit_as("sls2.leader")
    page.set_viewport_size({"width": 390, "height": 844})
    waiting = count_waiting(page)
    page.locator(".inbox a").first.click()
    for _ in range(5):
        expect(page.locator(".page-context").get_by_text("第 1 条，共")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        with page.expect_navigation():
            page.get_by_role("button", name="同意上报并看下一条").click()
    assert count_waiting(page) == waiting - 5


def test_the_rest_in_one_step_from_the_months_page(filed, visit_as):
    page = visit_as("sls2.leader")
    page.goto("/approvals/month")
    rows = page.locator("input[data-tick]")
    number = rows.count()
    assert number >= 5
    everything = page.get_by_role("button", name="全部同意…")
    rows.evaluate_all("boxes => boxes.forEach(box => box.click())")
    expect(everything).to_have_attribute("aria-disabled", "true")
    everything.click(force=True)
    expect(page.locator("dialog[open]")).to_have_count(0)
    rows.evaluate_all("boxes => boxes.forEach(box => box.click())")
    rows.nth(0).uncheck()
    # What is not to be approved stays so when the leader has looked at another one.
    page.locator(".inbox a").nth(1).click()
    page.go_back()
    expect(rows.nth(0)).not_to_be_checked()
    everything.click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("li")).to_have_count(number - 1)
    dialog.get_by_role("button", name=f"同意上报 {number - 1} 条").click()
    expect(page.get_by_text(f"{number - 1} 条成功")).to_be_visible()
    assert count_waiting(page) == 1


def test_the_receiving_section_is_asked_for_the_verdicts_of_what_it_ticked(visit_as):
    page = visit_as("supervision")
    page.goto("/approvals?group=department")
    row = page.locator(".inbox li", has_text="线索").first
    row.locator("input[data-tick]").check()
    page.get_by_role("button", name="批量接收…").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("button", name="接收 1 条").click()
    # Refused: the dialog stands open again, the row still ticked, the question marked.
    expect(page.locator("dialog[open]").get_by_text("请填写：是否确认为重要线索。")).to_be_visible()
    page.locator("dialog[open]").get_by_label("是", exact=True).check()
    page.locator("dialog[open]").get_by_role("button", name="接收 1 条").click()
    expect(page.get_by_text("1 条成功")).to_be_visible()


def test_a_refused_return_in_bulk_puts_the_cursor_where_the_reason_is_missing(visit_as):
    page = visit_as("supervision")
    page.goto("/approvals")
    page.locator("input[data-tick]").first.check()
    page.get_by_role("button", name="批量退回…").click()
    page.locator("dialog[open]").get_by_role("button", name="退回 1 条").click()
    expect(page.locator("dialog[open]").get_by_text("请选择退回原因。")).to_be_visible()
    expect(page.locator("dialog[open]").get_by_label("实质错误（重新计时）")).to_be_focused()
