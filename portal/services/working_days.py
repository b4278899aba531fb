"""Working days (工作日) of Shanghai, holidays and exchanged days among them."""

import warnings
from bisect import bisect_right
from calendar import isleap
from datetime import date, datetime, timedelta
from functools import cache

import chinese_calendar

from portal.domain.periods import end_of_local_day, local_date


@cache
def is_working_day(day: date) -> bool:
    """Whether `day` is worked; for a year whose holidays are not known yet, Monday to Friday, with a warning."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        warnings.warn(
            f"holidays of {day.year} are not known; weekends are taken", RuntimeWarning, stacklevel=2
        )
        return day.weekday() < 5


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; the day itself is not counted (程序规定 §80)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def due_after(moment: datetime, count: int) -> datetime:
    """24:00 local of the `count`-th working day after the local day of `moment`, as a UTC moment."""
    return end_of_local_day(add_working_days(local_date(moment), count))


def end_term(start: date, days: int) -> date:
    """The last day of a term of natural days; one that ends on a day off ends on the next working day (程序规定 §80)."""
    day = start + timedelta(days=days)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def count_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before."""
    if end < start:
        return -count_between(end, start)
    years = [list_year(year) for year in range(start.year, end.year + 1)]
    before, behind = bisect_right(years[0], start), len(years[-1]) - bisect_right(years[-1], end)
    return sum(map(len, years)) - before - behind


@cache
def list_year(year: int) -> tuple[date, ...]:
    """The working days of a year in their order: a page counts between hundreds of days."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=each) for each in range(366 if isleap(year) else 365))
    return tuple(day for day in days if is_working_day(day))


def last_working_day(month_end: date) -> date:
    """The last working day on or before `month_end`."""
    while not is_working_day(month_end):
        month_end -= timedelta(days=1)
    return month_end
