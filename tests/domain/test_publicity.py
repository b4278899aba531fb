"""Publicity (宣传信息): what keeps an item from being reported."""

from datetime import date
from pathlib import Path

import pytest

import portal
from portal.domain.catalogue import load_catalogue
from portal.domain.checks import check
from portal.domain.publicity import is_web_address

CATALOGUE = load_catalogue(Path(portal.__file__).parent / "catalogue" / "2021.toml")
PUBLICITY = {
    "title": "“铁拳”行动查处未经检疫肉类案件",
    "medium": "wechat",
    "outlet": "区局微信公众号",
    "outlet_level": "district",
    "appeared_on": date(2021, 9, 6),
    "link": "https://www.example.gov.cn/news/1",
    "contact_name": "联络员甲",
    "contact_phone": "021-00000000",
}

TODAY = date(2021, 10, 8)


def errors(**changes):
    return [
        each.field for each in check("publicity", {**PUBLICITY, **changes}, CATALOGUE, TODAY) if each.is_error
    ]


def test_a_complete_item_passes():
    assert errors() == []


@pytest.mark.parametrize("field", ["title", "medium", "outlet", "outlet_level", "appeared_on"])
def test_what_counts_an_item_must_be_there(field):
    assert errors(**{field: None}) == [field]


def test_nothing_was_published_in_the_future():
    assert errors(appeared_on=date(2021, 10, 9)) == ["appeared_on"]


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "//a.example", "http://", "http://[::1", "file:///etc", "https://a b.example"],
)
def test_only_web_addresses_are_links(text):
    assert not is_web_address(text) and errors(link=text) == ["link"]


def test_without_an_address_the_account_tells_where_it_stood():
    found = check("publicity", {**PUBLICITY, "link": None}, CATALOGUE, TODAY)
    assert [(each.field, each.is_error) for each in found] == [("link", False)]
