"""The marks of monthly duties (D1–D6): what counts is when it left the department."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain.content import Kind
from portal.domain.obligations import Filing, judge, summarise
from portal.domain.periods import end_of_local_day
from portal.domain.scoring_input import Mark
from portal.domain.workflow import Status

MONTH = date(2021, 5, 1)
DUE = end_of_local_day(date(2021, 6, 2))
AFTER = DUE + timedelta(days=30)
CASE = Filing(1, 7, Kind.CASE, MONTH, Status.ACCEPTED, DUE - timedelta(hours=1), AFTER, meets=True)
RETURN = replace(
    CASE, id=9, kind=Kind.MONTHLY_RETURN, waives=frozenset({Kind.CASE}), accepted_at=DUE + timedelta(days=1)
)


def mark(*filings, moment=AFTER, kind=Kind.CASE):
    by_key = {}
    for filing in filings:
        by_key.setdefault((filing.department_id, filing.kind, filing.month), []).append(filing)
    return judge(by_key, 7, kind, MONTH, DUE, moment)


def test_the_due_moment_is_the_end_of_the_second_in_shanghai():
    assert datetime(2021, 6, 2, 16, tzinfo=UTC) == DUE


def test_a_filing_reported_at_the_very_due_moment_is_on_time_and_a_microsecond_later_is_late():
    assert mark(replace(CASE, reported_at=DUE)).mark is Mark.ON_TIME
    assert mark(replace(CASE, reported_at=DUE + timedelta(microseconds=1))).mark is Mark.LATE


def test_supervision_accepting_weeks_later_does_not_make_a_department_late():
    assert mark(replace(CASE, accepted_at=AFTER)).mark is Mark.ON_TIME


def test_the_earliest_report_among_accepted_revisions_counts():
    first = replace(CASE, status=Status.SUPERSEDED)
    second = replace(CASE, id=2, reported_at=AFTER - timedelta(days=1))
    duty = mark(second, first)
    assert (duty.mark, duty.submission_id) == (Mark.ON_TIME, 1)


def test_what_left_the_department_but_is_not_judged_yet_is_pending_and_never_missing():
    waiting = replace(CASE, status=Status.LEADER_APPROVED, accepted_at=None)
    assert mark(waiting).mark is Mark.PENDING
    assert mark(waiting, moment=DUE - timedelta(days=1)).mark is None


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
def test_what_came_back_with_its_moment_kept_has_to_be_reported_again(status):
    came_back = mark(replace(CASE, status=status, accepted_at=None), moment=DUE - timedelta(days=1))
    assert (came_back.mark, came_back.reported_at, came_back.is_readable) == (None, None, False)
    assert summarise([came_back]).text == "… 差 1 项" and not summarise([came_back]).is_complete
    assert mark(replace(CASE, status=status, accepted_at=None)).mark is Mark.MISSING


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
def test_what_never_left_the_department_is_missing_once_due(status):
    inside = replace(CASE, status=status, reported_at=None, accepted_at=None)
    assert mark(inside).mark is Mark.MISSING
    assert mark(inside, moment=DUE - timedelta(seconds=1)).mark is None


def test_a_closed_case_that_is_not_marked_typical_meets_nothing():
    assert mark(replace(CASE, meets=False)).mark is Mark.MISSING


def test_a_granted_return_waives_the_case_but_not_the_lead():
    assert mark(RETURN).mark is Mark.WAIVED
    assert mark(RETURN, kind=Kind.LEAD).mark is Mark.MISSING


def test_a_waiver_lapses_when_a_case_closed_that_month_is_accepted_later():
    before = replace(CASE, meets=False, accepted_at=DUE)
    assert mark(RETURN, before).mark is Mark.WAIVED
    assert mark(RETURN, replace(before, accepted_at=DUE + timedelta(days=2))).mark is Mark.MISSING


def test_lateness_is_told_in_local_days():
    late = mark(replace(CASE, reported_at=DUE + timedelta(minutes=1)))
    assert late.days_late == 1
    assert summarise([late]).text == "迟 1 天"


def test_the_grid_names_what_is_missing_and_keeps_what_is_normal_quiet():
    good = mark(CASE)
    assert summarise([good]).is_filled is False
    assert summarise([good, mark(kind=Kind.LEAD)]).text == "✕ 缺线索"
    assert summarise([mark(), mark(kind=Kind.LEAD)]).text == "✕ 未报"
