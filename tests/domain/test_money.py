"""Amounts keep every 分 on their way from a field to the database and back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.money import LARGEST_FEN, exact_wan, format_wan, parse_wan, wan_number

amounts = st.integers(min_value=0, max_value=LARGEST_FEN)


@given(amounts)
def test_an_amount_in_a_field_is_read_back_to_the_same_fen(fen: int) -> None:
    assert parse_wan(exact_wan(fen)) == fen


@given(amounts)
def test_the_exact_amount_printed_with_commas_is_read_back_too(fen: int) -> None:
    assert parse_wan(f"{wan_number(fen):,.6f}") == fen


@given(st.integers(min_value=-LARGEST_FEN, max_value=LARGEST_FEN))
def test_a_printed_amount_is_within_half_a_unit_of_its_last_decimal(fen: int) -> None:
    shown = Decimal(format_wan(fen).replace(",", "").replace("−", "-"))
    assert abs(shown - wan_number(fen)) <= Decimal("0.005")
    assert (shown == 0) == (fen == 0)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1.26", 1_260_000),
        ("1,234.5", 1_234_500_000),
        ("0.000001", 1),
        ("0", 0),
        ("１．２６", 1_260_000),
        ("1，234。5", 1_234_500_000),
        ("　12 ", 12_000_000),
        (".5", 500_000),
        ("1.2600000000", 1_260_000),
        ("99,999,999.999999", LARGEST_FEN),
    ],
)
def test_amounts_are_read_as_officers_type_them(text: str, fen: int) -> None:
    assert parse_wan(text) == fen


@pytest.mark.parametrize("text", [None, "", "  ", "　"])
def test_an_empty_amount_is_blank_and_not_nought(text: str | None) -> None:
    assert parse_wan(text) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-1", "金额不能是负数，请填写 0 或正数。"),
        ("－1", "金额不能是负数，请填写 0 或正数。"),
        ("1.2万", "金额只能填写数字，单位是万元，例如 1.26。"),
        ("abc", "金额只能填写数字，单位是万元，例如 1.26。"),
        ("1e5", "金额只能填写数字，单位是万元，例如 1.26。"),
        ("1,26", "金额只能填写数字，单位是万元，例如 1.26。"),
        ("1.2.3", "金额只能填写数字，单位是万元，例如 1.26。"),
        ("1²", "金额只能填写数字，单位是万元，例如 1.26。"),
        (".", "金额只能填写数字，单位是万元，例如 1.26。"),
        ("٣", "金额只能填写数字，单位是万元，例如 1.26。"),
        ("1.2345678", "金额最多六位小数（精确到分），例如 1.26。"),
        ("100000000", "金额不能超过 99,999,999.999999 万元，请核对单位是否为万元。"),
        ("9" * 100_000, "金额不能超过 99,999,999.999999 万元，请核对单位是否为万元。"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="金额") as refusal:
        parse_wan(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (None, ""),
        (0, "0.00"),
        (1_234_500_000, "1,234.50"),
        (12_345, "0.01"),
        (4_999, "0.004999"),
        (5_000, "0.01"),
        (1, "0.000001"),
        (-1_260_000, "−1.26"),
        (-1, "−0.000001"),
    ],
)
def test_an_amount_prints_with_two_decimals_unless_they_would_hide_it(fen: int | None, text: str) -> None:
    assert format_wan(fen) == text


def test_an_exact_amount_keeps_its_commas_and_every_decimal() -> None:
    amounts = (None, 0, 1, 12_345_678_900, -1_260_000)
    shown = [format_wan(fen, exact=True) for fen in amounts]
    assert shown == ["", "0.00", "0.000001", "12,345.6789", "−1.26"]


def test_a_field_shows_every_fen_and_at_least_two_decimals() -> None:
    assert [exact_wan(fen) for fen in (None, 0, 500_000, 12_345_600)] == ["", "0.00", "0.50", "12.3456"]
