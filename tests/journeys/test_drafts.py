"""Writing a draft with everything that goes wrong at a desk: a second window, a cable pulled out, a sign-in that ended."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD

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


def end_sign_ins(visit_as, username: str) -> None:
    """End all other sign-ins of a person, from a window of their own."""
    page = visit_as(username)
    page.goto("/account")
    # With several there is a button for all of them, below those for each.
    page.get_by_role("button", name=re.compile("^结束")).last.click()
    page.wait_for_load_state()


def sign_in_again(page: Page, username: str) -> None:
    page.get_by_role("link", name="去登录").click()
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def test_a_draft_sent_after_the_sign_in_ended_is_offered_where_it_was_written(visit_as):
    page = visit_as("sls1.liaison")
    number = begin_draft(page)
    open_draft(page, number)
    page.fill("[name=title]", "登录失效后才点的保存")
    end_sign_ins(visit_as, "sls1.liaison")
    page.get_by_role("button", name="保存并退出").click()
    expect(page.get_by_text("登录后回到原来的页面再提交")).to_be_visible()
    sign_in_again(page, "sls1.liaison")
    page.wait_for_url(f"**/submissions/{number}/edit")
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=title]")).to_have_value("登录失效后才点的保存")


def test_a_reason_sent_after_the_sign_in_ended_stands_in_its_dialog_again(visit_as):
    page = visit_as("supervision")
    page.goto("/approvals")
    page.keyboard.press("r")
    page.locator("dialog[open]").get_by_label("缺附件").check()
    page.locator("dialog[open] textarea[name=comment]").fill("请补现场照片")
    end_sign_ins(visit_as, "supervision")
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.get_by_role("heading", name="请重新登录")).to_be_visible()
    sign_in_again(page, "supervision")
    expect(page.locator("dialog[open] textarea[name=comment]")).to_have_value("请补现场照片")
    expect(page.locator("dialog[open]").get_by_label("缺附件")).to_be_checked()
    page.reload()
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_an_unseen_character_is_named_beside_its_field_and_nothing_is_lost(visit_as):
    page = visit_as("sls1.liaison")
    number = begin_draft(page)
    open_draft(page, number)
    page.fill("[name=summary_facts]", "第一段\u000b第二段")
    save_now(page)
    expect(state(page)).to_contain_text("含有看不见的控制字符")
    page.get_by_role("button", name="保存并退出").click()
    expect(page.locator("[name=summary_facts]")).to_have_value(re.compile("第二段"))
    expect(page.locator("#summary_facts-error")).to_contain_text("控制字符")


def test_the_warning_before_a_sign_in_ends_can_be_answered_while_a_dialog_is_open(visit_as):
    page = visit_as("supervision")
    page.clock.install()
    page.goto("/approvals")
    page.keyboard.press("r")
    page.locator("dialog[open] textarea[name=comment]").fill("写到一半的原因")
    page.clock.fast_forward("25:30")
    expect(page.locator("#session-end")).to_contain_text("分钟后自动退出")
    page.get_by_role("button", name="继续使用").click()
    expect(page.locator("#session-end")).to_be_hidden()
    expect(page.locator("dialog[open] textarea[name=comment]")).to_have_value("写到一半的原因")
