"""What the browser prints: a list keeps to few pages, and nothing of the screen's controls is on them."""

import pypdfium2


def test_a_printed_list_gives_the_names_their_room_and_leaves_the_controls_out(visit_as):
    page = visit_as("supervision")
    page.goto("/submissions?status=accepted")
    page.emulate_media(media="print")
    table = page.locator("table[data-cards]")
    whole, name = table.bounding_box(), table.locator("td.main").first.bounding_box()
    assert name["width"] > whole["width"] / 5
    assert not page.get_by_role("button", name="存为常用").is_visible()
    sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(sheets) <= 3 and sheets[0].get_width() > sheets[0].get_height()


def test_the_paragraph_of_the_calendar_prints_whole(visit_as):
    page = visit_as("supervision")
    page.goto("/obligations")
    text = page.locator("#paragraph").input_value()
    page.emulate_media(media="print")
    assert not page.locator("#paragraph").is_visible()
    assert page.get_by_text(text, exact=True).last.is_visible()
