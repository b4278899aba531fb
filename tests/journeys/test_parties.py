"""Typing a name or a number in a real browser: what is known already is offered, and chosen by key or mouse."""

import re

from playwright.sync_api import Page, expect


def offered(page: Page, name: str):
    return page.locator(f"[name={name}] + .suggestions [role=option]")


def test_a_party_is_offered_while_its_name_is_typed_and_chosen_by_key(visit_as):
    page = visit_as("sls1.liaison")
    page.goto("/submissions/new/case")
    field = page.locator("[name=party_name]")
    field.press_sequentially("设备有限", delay=30)
    expect(offered(page, "party_name").first).to_be_visible()
    expect(offered(page, "party_name").first).to_contain_text("某设备有限公司")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant")
    field.press("Enter")
    expect(field).to_have_value(re.compile("^某设备有限公司"))
    expect(field).to_have_attribute("aria-expanded", "false")
    assert page.url.endswith("/submissions/new/case"), "Enter chose, and saved nothing"


def test_escape_closes_what_is_offered_and_a_name_nobody_knows_is_kept(visit_as):
    page = visit_as("sls1.liaison")
    page.goto("/submissions/new/lead")
    field = page.locator("[name=party_name]")
    field.press_sequentially("设备有限", delay=30)
    expect(offered(page, "party_name").first).to_be_visible()
    field.press("Escape")
    expect(offered(page, "party_name").first).to_be_hidden()
    field.fill("没有人知道的商行")
    page.wait_for_timeout(500)
    expect(offered(page, "party_name").first).to_be_hidden()
    expect(field).to_have_value("没有人知道的商行")


def test_a_dossier_is_offered_in_the_dialog_linked_and_drawn(visit_as):
    page = visit_as("supervision")
    page.goto("/submissions?kind=case&status=accepted")
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="关联…").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=relation]").select_option("downstream")
    dialog.locator("[name=number]").press_sequentially("侵犯注册商标", delay=30)
    expect(offered(page, "number").first).to_be_visible()
    number = offered(page, "number").first.locator(".suggestion-head").inner_text()
    offered(page, "number").first.click()
    expect(dialog.locator("[name=number]")).to_have_value(number)
    dialog.get_by_role("button", name="关联", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已关联")).to_be_visible()
    page.get_by_role("link", name="关联图").click()
    expect(page.locator(".graph a", has_text=number)).to_be_visible()
    expect(page.get_by_role("table", name="关联列表")).to_contain_text(number)
