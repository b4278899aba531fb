"""A form whose parts go with a choice: another report, another month; what was typed stays."""

from playwright.sync_api import expect


def choose(page, name, value):
    with page.expect_navigation():
        page.select_option(f"[name={name}]", value)


def test_a_report_follows_the_choice_and_asks_before_it_replaces_what_was_written(visit_as):
    page = visit_as("bgs.liaison")
    page.goto("/submissions/new/report")
    page.fill("[name=report_problems]", "人手不足。")
    choose(page, "task", "annual_report")
    text = page.locator("[name=report_cases]")
    assert text.input_value().startswith("2021年1月1日至11月30日")
    expect(page.locator("[name=report_problems]")).to_have_value("人手不足。")
    text.fill("自己写的。")
    choose(page, "task", "third_quarter")
    expect(page.get_by_text("正文已经改过，还没有换")).to_be_visible()
    expect(text).to_have_value("自己写的。")
    with page.expect_navigation():
        page.get_by_role("button", name="按所选任务重新填入").click()
    assert text.input_value().startswith("2021年7月1日至9月30日")


def test_a_return_draws_the_table_of_its_month_and_takes_the_tick_off(visit_as):
    page = visit_as("bgs.liaison")
    page.goto("/submissions/new/monthly-return")
    beside = page.locator(".form-side")
    page.fill("[name=food-persons_sent]", "12")
    page.check("[name=affirms_statistics]")
    choose(page, "month", "2021-08")
    expect(beside).to_contain_text("1 月 1 日至 8 月 31 日")
    expect(page.locator("[name=affirms_statistics]")).not_to_be_checked()
    expect(page.locator("[name=food-persons_sent]")).to_have_value("12")
    page.check("[name=affirms_statistics]")
    with page.context.expect_page() as opened:
        beside.locator("tr.total a").first.click()
    expect(opened.value.locator("h1")).to_contain_text("立案")
    expect(page.locator("[name=affirms_statistics]")).to_be_checked()


def test_a_kept_return_put_back_beside_another_table_is_not_affirmed(visit_as):
    page = visit_as("bgs.liaison")
    page.goto("/submissions/new/monthly-return")
    choose(page, "month", "2021-08")
    page.fill("[name=food-persons_sent]", "9")
    page.check("[name=affirms_statistics]")
    again = page.context.new_page()
    page.close()
    again.goto("/submissions/new/monthly-return")
    expect(again.locator(".form-side")).to_contain_text("1 月 1 日至 9 月 30 日")
    again.get_by_role("button", name="恢复").click()
    expect(again.locator("[name=food-persons_sent]")).to_have_value("9")
    again.get_by_role("button", name="保存并退出").click()
    expect(again.get_by_text("请核对后再勾选").first).to_be_visible()
    expect(again.locator(".form-side")).to_contain_text("1 月 1 日至 8 月 31 日")
    expect(again.locator("[name=affirms_statistics]")).not_to_be_checked()
