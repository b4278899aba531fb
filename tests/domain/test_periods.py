"""Months, cumulative periods and the end of a day, whatever the server's time zone."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from portal.domain import periods


def test_months_step_over_the_year_and_over_february() -> None:
    assert periods.month_before(date(2021, 1, 31)) == date(2020, 12, 1)
    assert periods.month_after(date(2021, 1, 31)) == date(2021, 2, 1)
    assert periods.month_after(date(2021, 12, 1)) == date(2022, 1, 1)
    assert periods.month_end(date(2024, 2, 1)) == date(2024, 2, 29)


def test_so_many_days_away_never_leaves_the_calendar() -> None:
    assert periods.shift(date(2021, 3, 1), -1) == date(2021, 2, 28)
    assert (periods.shift(date.min, -1), periods.shift(date.max, 1)) == (date.min, date.max)


def test_only_the_last_day_of_a_month_is_a_month_end() -> None:
    assert periods.is_month_end(date(2024, 2, 29))
    assert not periods.is_month_end(date(2024, 2, 28))
    assert periods.is_month_end(date(2021, 2, 28))


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Asia/Shanghai", "Pacific/Kiritimati"])
def server_time_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    former = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    if former is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = former
    time.tzset()


@pytest.mark.usefixtures("server_time_zone")
def test_the_due_moment_is_24_00_in_shanghai_wherever_the_server_stands() -> None:
    assert periods.end_of_local_day(date(2021, 10, 2)) == datetime(2021, 10, 2, 16, tzinfo=UTC)
    assert periods.end_of_local_day(date(2024, 2, 29)) == datetime(2024, 2, 29, 16, tzinfo=UTC)
    assert periods.end_of_local_day(date(2021, 12, 31)) == datetime(2021, 12, 31, 16, tzinfo=UTC)


@pytest.mark.usefixtures("server_time_zone")
def test_a_moment_shows_the_date_and_time_of_shanghai() -> None:
    moment = datetime(2021, 12, 31, 16, 5, tzinfo=UTC)
    assert periods.local_date(moment) == date(2022, 1, 1)
    assert periods.screen_moment(moment) == "2022-01-01 00:05"
    assert periods.screen_moment(None) == ""


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        periods.local_date(datetime(2021, 12, 1, 10, 0))


def test_dates_on_paper_have_no_leading_zeros_and_leave_room_when_blank() -> None:
    assert periods.paper_date(date(2021, 12, 1)) == "2021年12月1日"
    assert periods.paper_date(None) == "　年　月　日"
    assert periods.paper_period(date(2021, 1, 1), date(2021, 4, 30)) == "2021年1月1日至4月30日"
    assert periods.paper_period(date(2020, 12, 1), date(2021, 1, 31)) == "2020年12月1日至2021年1月31日"
