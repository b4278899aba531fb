"""The accepted set and its sums: exact to the 分, blank is not none, and any past moment can be asked again."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from portal.domain.records import Basis
from portal.extensions import db
from portal.services import accepted, approvals, plans, submissions, trail
from portal.services.contributions import Behind, list_behind
from tests import factories
from tests.generated import FIRST, Generator

THROUGH = date(2021, 8, 31)
MOMENT = FIRST + timedelta(days=250)


def sums_of(through=THROUGH, code="sls1", moment=None, basis=Basis.FILED):
    """The figures of one department by category."""
    found = accepted.sum_by_category(through, [factories.department(code).id], moment, basis)
    return {each.category_code: each.figures for each in found}


def revise(case, grade=4, **changes):
    """A second trip of the case with these changes, accepted."""
    author = factories.actor(f"{case.department.code}.liaison")
    revision = submissions.revise(author, case, case.version)
    submissions.save_draft(author, revision, changes, revision.version)
    return factories.accept(revision, grade)


def test_amounts_add_up_to_the_fen(app):
    factories.accepted_case(amount_involved=1, fine=33_333_333, confiscated=1)
    factories.accepted_case(amount_involved=2, fine=66_666_667, confiscated=None)
    figures = sums_of(date(2021, 12, 31))["food"]
    assert (figures["amount_involved"], figures["penalty"]) == (3, 100_000_001)


def test_a_sum_of_blanks_is_blank_and_a_sum_with_a_zero_is_not(app):
    blank = {"amount_involved": None, "fine": None, "confiscated": None, "loss_recovered": None}
    blank |= {"is_transferred": False, "transferred_on": None}
    factories.accepted_case(**blank)
    figures = sums_of(date(2021, 12, 31))["food"]
    assert [figures[key] for key in ("amount_involved", "penalty", "loss_recovered")] == [None] * 3
    assert figures["transferred"] == 0
    factories.accepted_case(**{**blank, "loss_recovered": 0, "confiscated": 0})
    figures = sums_of(date(2021, 12, 31))["food"]
    assert (figures["penalty"], figures["loss_recovered"], figures["amount_involved"]) == (0, 0, None)


def test_a_case_enters_by_its_filing_date_and_stays_until_the_year_ends(app):
    factories.accepted_case(filed_on=date(2021, 4, 30), decided_on=date(2021, 6, 1))
    assert sums_of(date(2021, 3, 31)) == {}
    for through in (date(2021, 4, 30), date(2021, 5, 31), date(2021, 12, 31)):
        assert sums_of(through)["food"]["filed"] == 1
    assert sums_of(date(2022, 4, 30)) == {}


def test_what_happens_after_the_period_is_not_counted_in_it(app):
    factories.accepted_case(
        filed_on=date(2021, 4, 2),
        decided_on=date(2021, 5, 1),
        closed_on=date(2021, 6, 1),
        is_transferred=True,
        transferred_on=date(2021, 7, 1),
        fine=5,
        confiscated=None,
    )
    keys = ("filed", "closed", "penalty", "transferred")
    drawn = [tuple(sums_of(date(2021, month, day))["food"][key] for key in keys) for month, day in
             ((4, 30), (5, 31), (6, 30), (7, 31))]  # fmt: skip
    assert drawn == [(1, 0, None, 0), (1, 0, 5, 0), (1, 1, 5, 0), (1, 1, 5, 1)]


def test_a_case_may_stand_in_both_the_internet_and_the_rural_column(app):
    factories.accepted_case(is_internet=True, is_rural=True)
    factories.accepted_case(is_internet=None, is_rural=False)
    figures = sums_of()["food"]
    assert (figures["filed"], figures["internet"], figures["rural"]) == (2, 1, 1)


def test_only_the_revision_in_force_counts(app):
    case = factories.accepted_case(amount_involved=100)
    revise(
        case, amount_involved=250, category_code="other", violation_code=None, other_label="消费者权益保护"
    )
    assert "food" not in sums_of()
    assert (sums_of()["other"]["filed"], sums_of()["other"]["amount_involved"]) == (1, 250)


def test_what_is_on_its_way_or_revoked_counts_nowhere(app):
    factories.draft_case()
    factories.submitted_case()
    factories.approved_case()
    case = factories.accepted_case()
    assert sums_of()["food"]["filed"] == 1
    approvals.revoke(factories.actor("supervision.head"), case, case.version, "重复立案")
    assert sums_of() == {}


def test_a_past_moment_shows_the_set_as_it_stood(app):
    case = factories.accepted_case(amount_involved=100)
    seen = trail.head_moment()
    before = sums_of()
    revise(case, amount_involved=999)
    other = factories.accepted_case(amount_involved=7)
    approvals.revoke(factories.actor("supervision.head"), other, other.version, "重复")
    assert sums_of(moment=seen) == before
    assert sums_of(moment=seen - timedelta(microseconds=1)) == {}
    assert sums_of()["food"]["amount_involved"] == 999


def test_persons_and_businesses_come_from_the_returns_of_the_same_months(app):
    factories.accepted_return(date(2021, 7, 1), [("food", 12, 3), ("ip", None, 0)])
    factories.accepted_return(date(2021, 8, 1), [("food", 5, None)])
    factories.accepted_return(date(2021, 9, 1), [("food", 1000, 1000)])
    factories.accepted_return(date(2020, 12, 1), [("food", 2000, 2000)])
    found = sums_of()
    assert (found["food"]["persons_sent"], found["food"]["businesses_checked"]) == (17, 3)
    assert (found["ip"]["persons_sent"], found["ip"]["businesses_checked"]) == (None, 0)
    assert set(found) == {"food", "ip"}


def test_by_closing_date_last_years_cases_count_as_closed_and_not_as_filed(app):
    factories.accepted_case(
        filed_on=date(2020, 12, 9), decided_on=date(2021, 1, 4), closed_on=date(2021, 2, 1)
    )
    factories.accepted_case(
        filed_on=date(2021, 2, 9), decided_on=date(2021, 3, 4), closed_on=date(2021, 4, 1)
    )
    factories.accepted_case(
        filed_on=date(2021, 2, 9), closed_on=None, is_typical=False, **factories.UNDECIDED
    )
    figures = sums_of(basis=Basis.CLOSED)["food"]
    assert (figures["filed"], figures["closed"]) == (1, 2)
    assert (sums_of()["food"]["filed"], sums_of()["food"]["closed"]) == (2, 1)


def test_records_say_what_was_in_force(app):
    case = factories.accepted_case()
    seen = trail.head_moment()
    revision = revise(case, fine=1)
    assert [record.submission_id for record in accepted.records(accepted.now())] == [revision.id]
    (record,) = accepted.records(accepted.as_of(seen))
    assert (record.submission_id, record.fine, record.revision) == (case.id, case.fine, 1)
    assert (record.number, record.department_code) == (case.dossier.number, "sls1")


def test_a_round_reads_the_last_revision_reported_by_its_cut_off(app):
    case = factories.accepted_case()
    cut_off = trail.head_moment()
    revision = revise(case, fine=1)

    def read(by):
        known = accepted.last_reported_by(by, trail.head_moment())
        return [record.submission_id for record in accepted.records(known)]

    assert read(cut_off) == [case.id]
    assert read(trail.head_moment()) == [revision.id]
    approvals.revoke(factories.actor("supervision.head"), revision, revision.version, "重复")
    assert read(trail.head_moment()) == read(cut_off) == []


# ── A generated set, recomputed in plain Python ──────────────────────────────


@pytest.fixture
def generated(app):
    people = tuple(factories.account(name).id for name in ("sls1.liaison", "sls1.leader", "supervision"))
    generator = Generator(db.session.connection(), plans.get_catalogue(2021), people, seed=20210514)
    generator.fill(600)
    db.session.commit()
    return generator


def in_force(row, moment):
    return (
        row["accepted_at"]
        and row["accepted_at"] <= moment
        and not (row["ended_at"] and row["ended_at"] <= moment)
    )


def up_to(day, through):
    return day is not None and day <= through


def recompute(generator, through, moment, basis):
    """Annex 2 in plain Python: (department, category, figure) → the values that count."""
    first, values = date(through.year, 1, 1), defaultdict(list)
    kept = [row for row in generator.submissions if in_force(row, moment)]
    for row in kept:
        day = row["filed_on"] if basis is Basis.FILED else row["closed_on"]
        if day is None or not first <= day <= through:
            continue
        penalty = [row["fine"], row["confiscated"]] if up_to(row["decided_on"], through) else []
        known = [amount for amount in penalty if amount is not None]
        counted = {
            "filed": 1 if first <= row["filed_on"] <= through else None,
            "closed": 1 if up_to(row["closed_on"], through) else None,
            "amount_involved": row["amount_involved"],
            "penalty": sum(known) if known else None,
            "loss_recovered": row["loss_recovered"],
            "transferred": 1 if up_to(row["transferred_on"], through) else None,
            "internet": 1 if row["is_internet"] else None,
            "rural": 1 if row["is_rural"] else None,
        }
        for figure, value in counted.items():
            values[row["department_id"], row["category_code"], figure].append((row["id"], value))
    months = {row["id"]: row for row in kept if row["month"] and first <= row["month"] <= through}
    for line in generator.lines:
        if line["submission_id"] in months:
            department = months[line["submission_id"]]["department_id"]
            for figure in ("persons_sent", "businesses_checked"):
                values[department, line["category_code"], figure].append(
                    (line["submission_id"], line[figure])
                )
    return values


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("through", [date(2021, 1, 31), THROUGH, date(2021, 12, 31)])
def test_every_sum_is_what_plain_python_makes_of_the_same_rows(generated, through, basis):
    expected = {}
    for place, values in recompute(generated, through, MOMENT, basis).items():
        known = [value for _, value in values if value is not None]
        is_amount = place[2] in (
            "amount_involved",
            "penalty",
            "loss_recovered",
            "persons_sent",
            "businesses_checked",
        )
        expected[place] = sum(known) if known or not is_amount else None
    found = {
        (each.department_id, each.category_code, figure): value
        for each in accepted.sum_by_category(through, None, MOMENT, basis)
        for figure, value in each.figures.items()
    }
    assert found == expected


@pytest.mark.parametrize("basis", Basis)
def test_every_figure_is_the_sum_of_the_list_behind_it(generated, basis):
    values = recompute(generated, THROUGH, MOMENT, basis)
    for figure in ("filed", "closed", "penalty", "transferred", "rural", "persons_sent"):
        for category in ("food", "other"):
            wanted = sorted(
                each
                for (_, code, key), found in values.items()
                if (code, key) == (category, figure)
                for each in found
                if each[1] is not None
            )
            behind = Behind(figure, THROUGH, None, [category], MOMENT, basis)
            listed = list_behind(None, behind, size=None).rows
            assert sorted((row.submission_id, row.value) for row in listed) == wanted


def test_turning_the_pages_shows_every_row_once_there_and_back(generated):
    behind = Behind("filed", THROUGH, None, None, MOMENT)
    everything = [row.key for row in list_behind(None, behind, size=None).rows]
    page, forward = list_behind(None, behind, size=7), []
    while True:
        forward += [row.key for row in page.rows]
        if page.next_key is None:
            break
        page = list_behind(None, behind, after=page.next_key, size=7)
    assert forward == everything and len(everything) > 50
    backward = [row.key for row in page.rows]
    while page.previous_key is not None:
        page = list_behind(None, behind, before=page.previous_key, size=7)
        backward = [row.key for row in page.rows] + backward
    assert backward == everything
