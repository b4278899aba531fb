"""What one cell of an import file says: dates, months, amounts, counts and answers as people and Excel write them.

Each reader raises ValueError with a Chinese sentence.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Context, Decimal
from functools import lru_cache

from portal.domain.money import parse_wan
from portal.domain.periods import YEARS, YEARS_HINT

YES = frozenset({"是", "有", "√", "✓", "☑", "y", "yes", "true", "1"})
NO = frozenset({"否", "无", "×", "□", "n", "no", "false", "0"})
# What Excel shows in place of a value, and what the reader writes for a formula that was saved without its value.
ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
UNCALCULATED = "#未计算的公式"
# A day may have its time behind it: 2021-03-05 14:30:00, 2021年3月5日 下午2时30分.
_TIME = r"(?:[T\s]\s*(?:[上下]午\s*)?\d{1,2}[:时点][\d:.分秒]*(?:\s*[AaPp][Mm])?)?"
_DATE = re.compile(rf"(\d{{4}})(?:[-/.]|年)(\d{{1,2}})(?:[-/.]|月)(\d{{1,2}})日?{_TIME}")
_MONTH = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?")
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
# As Excel counts days, with the time behind the point, where a cell is not formatted as a date.
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_DAY_ZERO = date(1899, 12, 30)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９－—–／．：，", "0123456789---/.:,")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+", re.ASCII)
_POWER = re.compile(r"\d(?:\.\d{1,16})?[eE]-\d{1,2}", re.ASCII)
# Excel keeps fifteen digits; what stands behind them is noise of its binary numbers.
_FIFTEEN_DIGITS = Context(prec=15)


def explain_error(text: str) -> str:
    """Why a cell holds no value but an error of the spreadsheet program, "" for any other."""
    if text in ERRORS:
        return f"这一格是 Excel 的错误值 {text}，请改好或者清空。"
    if text == UNCALCULATED:
        return "这一格的公式没有存下结果，请用 Excel 打开、保存后再传，或者改成数值。"
    return ""


@lru_cache(maxsize=4096)
def read_date(text: str) -> date:
    """A date as people and Excel write it: 2021-10-12, 2021/10/12, 2021.10.12, 2021年10月12日, 20211012, 44481."""
    match = _DATE.fullmatch(spell_day(text))
    if not match:
        raise ValueError("日期写成 2021-10-12 或 2021年10月12日 的样子。")
    year, month, day = (int(part) for part in match.groups())
    refuse_far(year)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"没有 {text} 这一天。") from None


def read_month(text: str) -> date:
    """The first day of a month: 2021-09, 2021年9月, or any date in it."""
    plain = spell_day(text)
    match = _MONTH.fullmatch(plain) or _DATE.fullmatch(plain)
    if not match or not 1 <= int(match[2]) <= 12:
        raise ValueError("月份写成 2021-09 或 2021年9月 的样子。")
    refuse_far(int(match[1]))
    return date(int(match[1]), int(match[2]), 1)


def spell_day(text: str) -> str:
    """In half-width digits; a day that is only counted, or written without marks, is written out."""
    plain = text.translate(_HALF_WIDTH)
    if match := _EIGHT_DIGITS.fullmatch(plain):
        return "-".join(match.groups())
    return str(_DAY_ZERO + timedelta(int(float(plain)))) if _SERIAL.fullmatch(plain) else plain


def refuse_far(year: int) -> None:
    if year not in YEARS:
        raise ValueError(YEARS_HINT)


def read_money(text: str) -> int | None:
    """An amount in 万元 as 分. What is less than a ten-thousandth reaches us as a power of ten (8.5e-05)."""
    if _POWER.fullmatch(text):
        text = f"{_FIFTEEN_DIGITS.create_decimal(text):f}"
    if text.isascii() and len(text) > 15 and text.replace(".", "", 1).isdigit():
        text = f"{_FIFTEEN_DIGITS.plus(Decimal(text)):f}"
    return parse_wan(text)


def read_yuan(text: str) -> int | None:
    """An amount in 元, as other systems write it, as 分; no more than two decimals."""
    plain = text.translate(_HALF_WIDTH).replace(",", "").strip()
    if len(plain) > 20 or not re.fullmatch(r"\d+(\.\d{0,2}0*)?", plain, re.ASCII):
        raise ValueError("金额填写不小于 0 的数字，单位是元，最多两位小数。")
    return parse_wan(f"{Decimal(plain).scaleb(-4):f}")


def read_count(text: str) -> int:
    plain = text.translate(_HALF_WIDTH)
    plain = plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain
    if not plain.isascii() or not plain.isdigit():
        raise ValueError("请填写不小于 0 的整数。")
    if len(plain) > 7:
        raise ValueError("数目太大，最多 9,999,999。")
    return int(plain)


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
