"""The portal's one clock. In sample mode it runs with an offset that was stored when samples were loaded (D15).

Sessions and throttles do not read it: they use real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from flask import g
from sqlalchemy import select

from portal.domain.periods import local_date
from portal.extensions import db
from portal.models.settings import SampleClock


def now() -> datetime:
    """The present moment (UTC) as the portal sees it."""
    travelled: datetime | None = g.get("travelled_to")
    return travelled or datetime.now(UTC) + offset()


def today() -> date:
    """The present local date (Asia/Shanghai)."""
    return local_date(now())


def is_sample() -> bool:
    """Whether this portal holds samples and runs on a moved clock."""
    return offset() != timedelta(0)


def offset() -> timedelta:
    """What sample mode adds to the real clock; nothing in a live portal. Read once a request."""
    if "clock_offset" not in g:
        seconds = db.session.execute(select(SampleClock.offset_seconds)).scalar()
        g.clock_offset = timedelta(seconds=seconds or 0)
    moved: timedelta = g.clock_offset
    return moved


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Inside, now() is `moment`. Only the loading of samples travels; a live portal never back-dates."""
    g.travelled_to = moment
    try:
        yield
    finally:
        g.travelled_to = None
