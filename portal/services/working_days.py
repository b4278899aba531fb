"""Working days (工作日) of Shanghai, holidays and exchanged days among them."""

import warnings
from datetime import date, datetime, timedelta

import chinese_calendar

from portal.domain.periods import end_of_local_day, local_date


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


def count_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before."""
    if end < start:
        return -count_between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def last_working_day(month_end: date) -> date:
    """The last working day on or before `month_end`."""
    while not is_working_day(month_end):
        month_end -= timedelta(days=1)
    return month_end
