"""What an address asks of a list: read, said in words, and written back as an address."""

from datetime import date

import pytest

from portal.domain.content import Kind
from portal.domain.dossiers import (
    FIRST_COLUMNS,
    Filters,
    Span,
    list_chips,
    read_columns,
    read_day,
    read_filters,
)

ASKED = {
    "kind": "case",
    "status": "returned",
    "category": "food",
    "filed-from": "2021-08",
    "filed-to": "2021-08",
    "closed-to": "2021-09-15",
    "q": " 牛肉 冷库 ",
    "origin": "supervised_from_above",
    "sort": "-number",
}
CHOICES = {
    "statuses": [("returned", "已退回")],
    "categories": [("food", "食品安全违法")],
    "violations": [],
    "departments": [],
    "origins": [("supervised_from_above", "督办")],
    "sources": [],
}


def test_an_address_is_read_and_written_back_as_the_same_question():
    filters = read_filters(ASKED, ["rural", "mine", "nonsense"])
    assert filters.kind is Kind.CASE and filters.search == "牛肉 冷库"
    assert filters.filed == Span(date(2021, 8, 1), date(2021, 8, 31))
    assert filters.closed == Span(None, date(2021, 9, 15))
    assert filters.flags == {"rural", "mine"}
    address = filters.as_arguments()
    assert read_filters(address, address["flag"]) == filters


@pytest.mark.parametrize(
    "asked",
    [{"kind": "nonsense"}, {"status": "gone"}, {"sort": "fine"}, {"filed-from": "2021-13-45"}, {"q": " "}],
)
def test_what_no_list_knows_filters_nothing(asked):
    assert read_filters(asked, ["nonsense"]) == Filters()


@pytest.mark.parametrize(
    "text", ["", "x", "2021", "2021-00", "9999-99", "2021-02-30", "20210230", "２０２１-０８"]
)
def test_a_day_that_does_not_exist_is_none(text):
    assert read_day(text) is None and read_day(text, is_last=True) is None


def test_the_last_month_that_a_calendar_has_is_no_error():
    assert read_day("9999-12", is_last=True) in (None, date(9999, 12, 31))


def test_every_filter_has_a_chip_that_takes_off_itself_alone():
    filters = read_filters(ASKED, ["rural"])
    chips = dict(list_chips(filters, CHOICES))
    assert list(chips) == [
        "状态：已退回",
        "类别：食品安全违法",
        "线索由来：督办",
        "立案：2021-08-01 至 2021-08-31",
        "结案：起始 至 2021-09-15",
        "农村市场案件",
        "查找：牛肉 冷库",
    ]
    assert chips["农村市场案件"].flags == frozenset() and chips["农村市场案件"].search == "牛肉 冷库"
    rest = filters
    while left := list_chips(rest, CHOICES):
        rest = left[0][1]
    assert rest == Filters(kind=Kind.CASE, sort="-number") and not rest.is_set


def test_columns_stand_in_their_order_with_number_and_title_always():
    assert read_columns("party.closed") == ("number", "title", "party", "closed")
    assert read_columns("") == read_columns("nonsense") == FIRST_COLUMNS
