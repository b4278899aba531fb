"""Writing a draft with everything that goes wrong at a desk: a second window, a cable pulled out, a sign-in that ended."""

import re

from playwright.sync_api import Page, expect

SAVED = re.compile("已自动保存")


def begin_draft(page: Page) -> str:
    page.goto("/submissions/new/case")
    page.fill("[name=title]", "自动保存的案件")
    page.get_by_role("button", name="保存并退出").click()
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    return page.url.rsplit("/", 1)[1]


def open_draft(page: Page, number: str) -> None:
    page.goto(f"/submissions/{number}/edit")


def state(page: Page):
    return page.locator("[data-draft-state]")


def save_now(page: Page) -> None:
    """What the page does by itself every quarter of a minute."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_a_draft_saves_itself_and_a_second_window_is_told(visit_as):
    page = visit_as("sls1.liaison")
    number = begin_draft(page)
    open_draft(page, number)
    second = page.context.new_page()
    open_draft(second, number)
    expect(state(page)).to_contain_text("另一个窗口也打开了")
    page.fill("[name=title]", "自动保存的案件，改过")
    save_now(page)
    expect(state(page)).to_have_text(SAVED)
    expect(state(second)).to_contain_text("另一个窗口保存了较新的内容")
    second.fill("[name=title]", "晚了一步")
    save_now(second)
    reader = page.context.new_page()
    open_draft(reader, number)
    expect(reader.locator("[name=title]")).to_have_value("自动保存的案件，改过")
    # The version that came back lets the same page save and leave.
    page.get_by_role("button", name="保存并退出").click()
    expect(page.get_by_text("草稿已保存")).to_be_visible()


def test_what_was_typed_without_a_network_is_there_again(visit_as):
    page = visit_as("sls1.liaison")
    number = begin_draft(page)
    open_draft(page, number)
    page.context.set_offline(True)
    page.fill("[name=title]", "断网时写的")
    page.locator("[name=title]").blur()
    expect(state(page)).to_contain_text("连接中断")
    page.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    open_draft(page, number)
    expect(page.locator("[name=title]")).to_have_value("断网时写的")
    expect(page.locator("[data-kept]")).to_be_hidden()


def test_a_new_filing_is_offered_again_after_the_window_was_closed(visit_as):
    page = visit_as("sls1.liaison")
    page.goto("/submissions/new/lead")
    page.fill("[name=title]", "还没有保存的线索")
    page.locator("[name=title]").blur()
    expect(state(page)).to_contain_text("存在这台电脑上")
    again = page.context.new_page()
    page.close()
    again.goto("/submissions/new/lead")
    again.get_by_role("button", name="恢复").click()
    expect(again.locator("[name=title]")).to_have_value("还没有保存的线索")
    again.get_by_role("button", name="保存并退出").click()
    expect(again.get_by_text("草稿已保存")).to_be_visible()
    again.goto("/submissions/new/lead")
    expect(again.locator("[data-kept]")).to_be_hidden()


def test_a_sign_in_that_ended_loses_no_word(visit_as, portal_address):
    page = visit_as("sls1.liaison")
    number = begin_draft(page)
    open_draft(page, number)
    page.fill("[name=title]", "登录失效时写的")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    save_now(page)
    expect(state(page)).to_contain_text("登录已失效")
    page.context.add_cookies(cookies)
    open_draft(page, number)
    expect(page.locator("[name=title]")).to_have_value("自动保存的案件")
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=title]")).to_have_value("登录失效时写的")
    page.locator("details.menu summary").last.click()
    page.get_by_role("button", name="退出", exact=True).click()
    page.wait_for_url("**/sign-in")
    assert (
        page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('portal-draft ')).length") == 0
    )
