"""What one cell of an import file says: dates, months, amounts, counts and answers as people and Excel write them.

Each reader raises ValueError with a Chinese sentence.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal
from functools import lru_cache

from portal.domain.money import parse_wan

YES = frozenset({"是", "有", "√", "✓", "☑", "y", "yes", "true", "1"})
NO = frozenset({"否", "无", "×", "□", "n", "no", "false", "0"})
_DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?: 00:00:00)?")
_MONTH = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?(?:-\d{1,2}(?: 00:00:00)?)?")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")
_POWER = re.compile(r"\d(?:\.\d{1,16})?[eE]-\d{1,2}", re.ASCII)
# Excel keeps fifteen digits; what stands behind them is noise of its binary numbers.
_FIFTEEN_DIGITS = Context(prec=15)


@lru_cache(maxsize=4096)
def read_date(text: str) -> date:
    """A date as people and Excel write it: 2021-10-12, 2021/10/12, 2021.10.12, 2021年10月12日."""
    match = _DATE.fullmatch(text.translate(_HALF_WIDTH))
    try:
        if match:
            return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise ValueError(f"没有 {text} 这一天。") from None
    raise ValueError("日期写成 2021-10-12 或 2021年10月12日 的样子。")


def read_month(text: str) -> date:
    """The first day of a month: 2021-09, 2021年9月, or any date in it."""
    match = _MONTH.fullmatch(text.translate(_HALF_WIDTH))
    if match and 1 <= int(match[2]) <= 12:
        return date(int(match[1]), int(match[2]), 1)
    raise ValueError("月份写成 2021-09 或 2021年9月 的样子。")


def read_money(text: str) -> int | None:
    """An amount in 万元 as 分. What is less than a ten-thousandth reaches us as a power of ten (8.5e-05)."""
    if _POWER.fullmatch(text):
        text = f"{_FIFTEEN_DIGITS.create_decimal(text):f}"
    if text.isascii() and len(text) > 15 and text.replace(".", "", 1).isdigit():
        text = f"{_FIFTEEN_DIGITS.plus(Decimal(text)):f}"
    return parse_wan(text)


def read_yuan(text: str) -> int | None:
    """An amount in 元, as other systems write it, as 分; no more than two decimals."""
    plain = text.translate(_HALF_WIDTH).replace(",", "").replace("，", "").strip()
    if len(plain) > 20 or not re.fullmatch(r"\d+(\.\d{0,2}0*)?", plain, re.ASCII):
        raise ValueError("金额填写不小于 0 的数字，单位是元，最多两位小数。")
    return parse_wan(f"{Decimal(plain).scaleb(-4):f}")


def read_count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise ValueError("请填写不小于 0 的整数。")
    return int(text)


def read_answer(text: str) -> bool:
    plain = text.casefold()
    if plain in YES or plain in NO:
        return plain in YES
    raise ValueError("请填“是”或“否”。")


def text_reader(longest: int | None) -> Callable[[str], str]:
    def read(text: str) -> str:
        if longest and len(text) > longest:
            raise ValueError(f"太长了：{len(text)} 字，最多 {longest} 字。")
        return text

    return read
