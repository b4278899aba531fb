"""A month's inspections pasted from Excel: summed by category, each row that is not understood is told."""

from datetime import date
from pathlib import Path

import pytest

import portal
from portal.domain.catalogue import load_catalogue
from portal.domain.inspections import ROWS_AT_MOST, sum_pasted

PLAN = load_catalogue(Path(portal.__file__).parent / "catalogue" / "2021.toml")
MAY = date(2021, 5, 1)
GOOD = (
    "日期\t类别\t出动（人次）\t检查（家次）\n"
    "2021-05-06\t食品安全违法\t4\t2\n"
    "2021年5月10日\t广告违法\t2\t5\n"
    "2021/5/7\t食品安全违法案件\t3\t"
)


def test_days_are_added_up_by_category_whatever_its_spelling():
    found = sum_pasted(GOOD.strip(), PLAN, MAY)
    assert (found.rows, found.faults) == (3, [])
    assert found.sums == {"food": (7, 2), "advertising": (2, 5)}


def test_what_every_row_leaves_blank_stays_blank():
    found = sum_pasted("2021-05-06\t广告违法\t4\t\n2021-05-07\t广告违法\t1\t", PLAN, MAY)
    assert (found.faults, found.sums) == ([], {"advertising": (5, None)})


def test_days_without_a_year_are_those_of_the_month_and_totals_are_passed_over():
    rows = "5月6日\t食品安全违法\t4\t2\n5.7\t广告违法\t1\t1\n合计\t\t5\t3\n\t总计\t5\t3"
    found = sum_pasted(rows, PLAN, MAY)
    assert (found.rows, found.faults, found.sums) == (2, [], {"food": (4, 2), "advertising": (1, 1)})


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2021-06-01\t食品安全违法\t1\t1", "不在 2021 年 5 月内"),
        ("2021-05-32\t食品安全违法\t1\t1", "日期“2021-05-32”"),
        ("2021-05-03\t卫生\t1\t1", "没有“卫生”这个类别"),
        ("2021-05-03\t食品安全违法\t-1\t1", "出动（人次）“-1”"),
        ("2021-05-03 食品安全违法 1 1", "现在有 1 列"),
    ],
)
def test_a_row_that_is_not_understood_is_told_by_its_number_and_not_summed(row, told):
    found = sum_pasted(f"2021-05-02\t食品安全违法\t1\t1\n\n{row}", PLAN, MAY)
    (fault,) = found.faults
    assert fault.startswith("第 3 行：") and told in fault
    assert found.sums == {"food": (1, 1)}


def test_more_than_a_month_of_rows_is_refused_as_a_whole():
    found = sum_pasted("2021-05-02\t食品安全违法\t1\t1\n" * (ROWS_AT_MOST + 1), PLAN, MAY)
    assert not found.sums and "请分次粘贴" in found.faults[0]
