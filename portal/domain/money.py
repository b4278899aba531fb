"""Money (金额): an integer of 分 in code and database, 万元 on screen and on paper. No float anywhere."""

import re
from decimal import ROUND_HALF_UP, Decimal

FEN_PER_WAN = 1_000_000

# Just under 一万亿元. Excel keeps fifteen digits, so each amount up to here reaches the workbook exactly.
LARGEST_FEN = 10**14 - 1

# What a Chinese input method types in full-width mode. Not NFKC: that would turn "1²" into "12".
_HALF_WIDTH = str.maketrans("０１２３４５６７８９，．。－−–＋", "0123456789,..---+")
_AMOUNT = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.([0-9]*))?")


def parse_wan(text: str | None) -> int | None:
    """Read an amount typed in 万元 into 分; None for an empty text.

    Exact to the 分, which is six decimals of 万元. Raises ValueError with a Chinese sentence for the page.
    """
    plain = (text or "").strip().translate(_HALF_WIDTH)
    if not plain:
        return None
    if plain.startswith("-"):
        raise ValueError("金额不能是负数，请填写 0 或正数。")
    match = _AMOUNT.fullmatch(plain)
    if match is None or not any(character.isdigit() for character in plain):
        raise ValueError("金额只能填写数字，单位是万元，例如 1.26。")
    whole, decimals = (match[1] or "0").replace(",", ""), (match[2] or "").rstrip("0")
    if len(decimals) > 6:
        raise ValueError("金额最多六位小数（精确到分），例如 1.26。")
    # The length first: turning a very long text into a number costs quadratic time.
    whole = whole.lstrip("0")
    if len(whole) > 8:
        raise ValueError("金额不能超过 99,999,999.999999 万元，请核对单位是否为万元。")
    return int(whole or "0") * FEN_PER_WAN + int(decimals.ljust(6, "0"))


def wan_number(fen: int) -> Decimal:
    """The exact amount in 万元, not rounded."""
    return Decimal(fen).scaleb(-6)


def format_wan(fen: int | None, *, exact: bool = False) -> str:
    """The amount in 万元 for screen and paper: "" for None, two decimals rounded half up, thousands commas.

    Six decimals where two would show a non-zero amount as 0.00; `exact` shows as many as it has, two at least.
    """
    if fen is None:
        return ""
    amount = wan_number(abs(fen))
    rounded = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{rounded:,}" if rounded or not fen else f"{amount:,.6f}"
    if exact:
        whole, _, decimals = f"{amount:,.6f}".partition(".")
        text = f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
    return f"−{text}" if fen < 0 else text


def exact_wan(fen: int | None) -> str:
    """The amount in 万元 for a field to edit: every 分 kept, so that saving it unread changes nothing."""
    return format_wan(fen, exact=True).replace(",", "")
