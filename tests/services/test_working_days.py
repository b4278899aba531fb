"""Working days of Shanghai are counted as the calendar has them, however far apart two days lie."""

from datetime import date, timedelta
from random import Random

import pytest

from portal.services.working_days import count_between, is_working_day


def test_the_national_holiday_and_its_exchanged_saturday_count_as_they_are_worked():
    assert count_between(date(2021, 9, 30), date(2021, 10, 8)) == 1
    assert count_between(date(2021, 10, 8), date(2021, 10, 9)) == 1, "Saturday 9 October was worked"
    assert count_between(date(2021, 10, 8), date(2021, 9, 30)) == -1
    assert count_between(date(2021, 10, 8), date(2021, 10, 8)) == 0


@pytest.mark.parametrize("seed", range(20))
def test_between_any_two_days_lie_as_many_as_are_counted_one_by_one(seed):
    random = Random(seed)
    start = date(2019, 12, 1) + timedelta(days=random.randrange(1500))
    end = start + timedelta(days=random.randrange(900))
    days = (start + timedelta(days=each) for each in range(1, (end - start).days + 1))
    assert count_between(start, end) == sum(map(is_working_day, days))
