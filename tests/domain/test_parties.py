"""Parties: how names compare, who is a person, the code inside a credit code, and what makes a repeat offender."""

from datetime import date

import pytest

from portal.domain.parties import (
    holds_organisation_code,
    is_person,
    is_repeat_offender,
    months_before,
    normalise,
)

TODAY = date(2021, 10, 8)


@pytest.mark.parametrize(
    "written", ["示例（上海）食品有限公司", "示例(上海)食品有限公司", "示例（上海） 食品 有限公司"]
)
def test_full_width_brackets_and_spaces_make_no_other_party(written):
    assert normalise(written) == normalise("示例（上海）食品有限公司")


@pytest.mark.parametrize(
    ("name", "marked", "expected"),
    [("某摊主", True, True), ("示例食品店", None, False), ("甲乙丙", None, True), ("甲乙丙", False, False)],
)
def test_a_mark_decides_who_is_a_person_and_without_one_the_name(name, marked, expected):
    assert is_person(name, marked) is expected


@pytest.mark.parametrize(
    ("code", "holds"), [("600037341", True), ("600037342", False), ("D2143569X", True), ("D21435690", False)]
)
def test_an_organisation_code_holds_by_its_last_character(code, holds):
    assert holds_organisation_code(code) is holds


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2021, 10, 8), 24, date(2019, 10, 8)),
        (date(2021, 3, 31), 1, date(2021, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2021, 1, 15), 1, date(2020, 12, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, expected):
    assert months_before(day, months) == expected


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ([], False),
        ([date(2021, 9, 1)], False),
        ([date(2021, 9, 1), date(2019, 10, 9)], True),
        ([date(2021, 9, 1), date(2019, 10, 8)], False),
        ([date(2021, 10, 8), date(2021, 9, 1)], True),
        ([date(2021, 10, 9), date(2021, 9, 1)], False),
    ],
)
def test_two_decisions_within_the_window_make_a_repeat_offender(decided, expected):
    assert is_repeat_offender(decided, TODAY, 2, 24) is expected
