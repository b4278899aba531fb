"""Periods and moments: dates are Shanghai's, moments are UTC, and nothing here looks at a clock."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

# A month (月份) is stored, passed and compared as the date of its first day.
Month: TypeAlias = date

# No case, duty or law of this campaign lies outside; 2201 for 2021 is a slip of the hand.
YEARS = range(1990, 2100)
YEARS_HINT = f"年份应在 {YEARS[0]} 到 {YEARS[-1]} 之间。"


def shift(day: date, days: int) -> date:
    """So many days later, or the first or last day there is."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def month_of(day: date) -> Month:
    """The month a day lies in."""
    return day.replace(day=1)


def month_before(day: date) -> Month:
    """The month before the one a day lies in (上月)."""
    return month_of(month_of(day) - timedelta(days=1))


def month_after(day: date) -> Month:
    """The month after the one a day lies in (次月)."""
    return month_of(month_of(day) + timedelta(days=31))


def month_end(day: date) -> date:
    """The last day of the month a day lies in."""
    return month_after(day) - timedelta(days=1)


def end_of_whole_months(end: date) -> date:
    """The last day of the last month that is whole by this local date."""
    return end if is_month_end(end) else month_end(month_before(end))


def is_month_end(day: date) -> bool:
    """Whether a cumulative table may end on this day: Annex 2 is drawn to month ends only."""
    return day == month_end(day)


def cumulative_period(through: date) -> tuple[date, date]:
    """The cumulative period (累计统计) that ends on a day, both days included: from 1 January of its year."""
    return date(through.year, 1, 1), through


def local_date(moment: datetime) -> date:
    """The date in Shanghai at a moment. A moment without a time zone is refused."""
    return local_moment(moment).date()


def local_moment(moment: datetime) -> datetime:
    """The same moment on a clock in Shanghai. A moment without a time zone is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(SHANGHAI)


def start_of_local_day(day: date) -> datetime:
    """00:00 in Shanghai, as a moment in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def end_of_local_day(day: date) -> datetime:
    """24:00 in Shanghai, as a moment in UTC: what happens before it is in time (A1)."""
    return start_of_local_day(day + timedelta(days=1))


def paper_date(day: date | None) -> str:
    """A date as it stands on paper, without leading zeros; a blank to be filled by hand for None."""
    if day is None:
        return "　年　月　日"
    return f"{day.year}年{day.month}月{day.day}日"


def paper_period(start: date, end: date) -> str:
    """统计时间 as the form writes it: the year once when both days lie in it."""
    if start.year != end.year:
        return f"{paper_date(start)}至{paper_date(end)}"
    return f"{paper_date(start)}至{end.month}月{end.day}日"


def screen_moment(moment: datetime | None) -> str:
    """A moment for tables and footers, in Shanghai's time: 2021-12-01 10:32; "" for None."""
    return "" if moment is None else local_moment(moment).strftime("%Y-%m-%d %H:%M")


def spoken_moment(moment: datetime | None) -> str:
    """A moment inside a sentence, in Shanghai's time: 12 月 1 日 10:32; "" for None."""
    if moment is None:
        return ""
    local = local_moment(moment)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"
