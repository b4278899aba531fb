"""Publicity (宣传信息): what was published about the campaign, where and when (R044–R048)."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from portal.domain.catalogue import Catalogue
from portal.domain.errors import Finding
from portal.domain.privacy import find_personal_data


class Level(StrEnum):
    """How far a medium reaches."""

    DISTRICT = "district"
    CITY = "city"
    NATIONAL = "national"

    @property
    def label(self) -> str:
        return {"district": "区级媒体", "city": "市级媒体", "national": "国家级媒体"}[self.value]


LABELS: Mapping[str, str] = {
    "title": "标题",
    "medium": "媒体类型",
    "outlet": "媒体名称",
    "outlet_level": "媒体级别",
    "appeared_on": "发布日期",
    "link": "网址",
    "account_given": "内容简介",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("宣传信息", ("title", "medium", "outlet", "outlet_level", "appeared_on", "link", "account_given")),
    ("联系", ("contact_name", "contact_phone")),
)

DATES = ("appeared_on",)
REQUIRED = ("title", "medium", "outlet", "outlet_level", "appeared_on", "contact_name", "contact_phone")


def is_web_address(text: str) -> bool:
    """Whether this is an address a browser opens: http or https with a host. It is never fetched."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, text))
    except ValueError:
        return False


def check(content: Mapping[str, Any], catalogue: Catalogue, today: date) -> Iterator[Finding]:
    """卷面检查 of a publicity item."""
    appeared_on, link = content.get("appeared_on"), content.get("link")
    if appeared_on and appeared_on > today:
        yield Finding("appeared_on", f"发布日期不能晚于今天（{today}）。")
    if link and not is_web_address(link):
        yield Finding("link", "网址应以 http:// 或 https:// 开头，例如 https://www.example.gov.cn/news/1。")
    if not link and not content.get("account_given"):
        yield Finding("link", "没有网址的，请在内容简介里写明版面、时段或活动情况。", is_error=False)
    for word in find_personal_data(content.get("account_given")):
        yield Finding("account_given", f"写有{word}，属个人信息，请删去。", is_error=False)
