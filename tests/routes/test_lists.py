"""What a list shows of what was asked of it and searched."""

import pytest

from portal.routes.filters import mark_words
from tests import factories


def test_the_searched_words_are_marked_and_nothing_of_the_text_becomes_code(sign_in_as):
    factories.draft_case(title="<b>销售</b>不合格食品案")
    page = sign_in_as("sls1.liaison").get("/submissions?q=不合格 <b>").text
    assert "<mark>不合格</mark>" in page and "<mark>&lt;b&gt;</mark>销售" in page and "<b>销售" not in page


def test_words_inside_one_another_and_of_either_case_are_marked_once():
    assert mark_words("ABab案", "ab a") == "<mark>AB</mark><mark>ab</mark>案"
    assert mark_words("没有", "") == "没有" and mark_words(None, "x") is None


@pytest.mark.parametrize(
    ("asked", "is_open"),
    [
        ("", False),
        ("status=accepted&q=牛肉&sort=number", False),
        ("tag=iron", True),
        ("found-to=2021-08", True),
        ("flag=mine", True),
    ],
)
def test_the_folded_conditions_stand_open_where_one_of_them_is_set(app, sign_in_as, asked, is_open):
    page = sign_in_as("supervision").get(f"/submissions?{asked}").text
    assert ('<details class="filter-more" open>' in page) is is_open
