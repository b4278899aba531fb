"""Files hung on a draft in a real browser: dropped and chosen, refused by name, previewed, replaced and removed."""

import base64
import re

from playwright.sync_api import Page, expect

from tests import sample_files

DROP = """(form, files) => {
    const dropped = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
        dropped.items.add(new File([bytes], name));
    }
    form.dispatchEvent(new DragEvent("drop", {dataTransfer: dropped, bubbles: true, cancelable: true}));
}"""


def open_draft(page: Page) -> str:
    page.goto("/submissions/new/case")
    page.fill("[name=title]", "某店现场照片案")
    page.get_by_role("button", name="保存并退出").click()
    page.wait_for_url(re.compile(r"/submissions/\d+"))
    number = re.search(r"/submissions/(\d+)", page.url)
    assert number
    page.goto(f"/submissions/{number[1]}")
    return number[1]


def list_names(page: Page) -> list[str]:
    return page.locator(
        "[data-attachment-list] a[href^='/attachments/']:not([href$='/file'])"
    ).all_inner_texts()


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    chosen = [{"name": name, "mimeType": "", "buffer": content} for name, content in files]
    page.set_input_files("#attachment-files", chosen)  # type: ignore[arg-type]


def test_files_are_dropped_and_chosen_several_at_once_and_a_refused_one_loses_no_other(visit_as):
    page = visit_as("sls1.liaison")
    open_draft(page)
    dropped = [("现场.png", sample_files.image()), ("笔录.docx", sample_files.docx())]
    files = [(name, base64.b64encode(content).decode()) for name, content in dropped]
    page.locator("form[data-upload]").evaluate(DROP, files)
    told = page.locator("[data-uploads] li")
    expect(told).to_have_count(2)
    expect(told.get_by_text("已添加")).to_have_count(2)
    choose(page, ("决定书.pdf", sample_files.pdf()), ("木马.exe", b"MZ"), ("假的.png", b"<script>"))
    expect(told).to_have_count(5)
    expect(told.nth(2)).to_contain_text("已添加")
    expect(told.nth(3)).to_contain_text("木马.exe")
    expect(told.nth(4)).to_contain_text("假的.png")
    for place in (3, 4):
        # Its sentence stands beside its name, and no bar goes on as if it still came.
        expect(told.nth(place).locator("progress")).to_have_count(0)
        assert len(told.nth(place).locator("[data-words]").inner_text()) > 8
        expect(told.nth(place)).to_have_class("tone-bad")
    names = " ".join(list_names(page))
    assert all(name in names for name in ("现场.png", "笔录.docx", "决定书.pdf"))
    assert "木马" not in names and "假的" not in names
    page.reload()
    assert " ".join(list_names(page)) == names


def test_a_picture_is_previewed_described_replaced_by_a_new_version_and_removed(visit_as):
    page = visit_as("sls1.liaison")
    number = open_draft(page)
    choose(page, ("现场.png", sample_files.image()))
    expect(page.locator("[data-uploads] li")).to_contain_text("已添加")
    page.locator("[data-attachment-list]").get_by_role("link", name="现场.png").first.click()
    picture = page.locator("img.preview-page")
    expect(picture).to_be_visible()
    assert picture.evaluate("each => each.complete && each.naturalWidth") > 0
    page.fill("[name=taken_on]", "2021-10-08")
    page.fill("[name=place]", "某店后厨")
    page.get_by_role("button", name="保存说明").click()
    expect(page.get_by_text("某店后厨").first).to_be_visible()
    other = {"name": "现场补拍.png", "mimeType": "image/png", "buffer": sample_files.image(colour="red")}
    page.set_input_files("#replacement", other)
    page.get_by_role("button", name="更换", exact=True).click()
    expect(page.get_by_role("heading", name="现场补拍.png")).to_be_visible()
    expect(page.get_by_text("第 2 版").first).to_be_visible()
    # What was said of the place goes on with the new version, and the former one can still be opened.
    expect(page.get_by_text("某店后厨").first).to_be_visible()
    page.get_by_role("link", name=re.compile("第 1 版")).click()
    expect(page.get_by_role("heading", name="现场.png")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="移除…").click()
    page.locator("dialog[open]").get_by_role("button", name="移除", exact=True).click()
    page.wait_for_url(re.compile(rf"/submissions/{number}"))
    assert list_names(page) == []
