"""The audit trail: every deed chained in the same transaction, and no way to touch a row without being found."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete, insert, select, update

from portal.domain.errors import PortalError, TransitionNotAllowed
from portal.extensions import db
from portal.models.audit import TrailHead, TrailRow
from portal.services import accounts, approvals, clock, submissions, trail
from portal.store import deed
from tests import factories

TABLE = TrailRow.__table__


def rows() -> list[dict]:
    return [dict(row) for row in db.session.execute(select(TABLE).order_by(TABLE.c.number)).mappings()]


@pytest.fixture
def worked(app) -> list[dict]:
    """A trail in which people have acted; its rows."""
    factories.accepted_case("sls1")
    factories.accept(factories.draft_case("sls2"))
    return rows()


def test_the_chain_holds_after_ordinary_work_and_its_moments_strictly_rise(worked):
    assert trail.find_first_break() is None
    assert [row["number"] for row in worked] == list(range(1, len(worked) + 1))
    # The rows of one deed share its moment; between deeds it rises.
    moments = sorted({row["moment"] for row in worked})
    assert [row["moment"] for row in worked] == sorted(row["moment"] for row in worked)
    assert all(later - earlier >= trail.TICK for earlier, later in pairwise(moments))
    assert len(moments) >= 8


def test_moments_rise_even_when_the_clock_stands_still_or_goes_back(app):
    with deed():
        head = trail.lock()
        trail.record(None, "test", "trail")
    for moment in (head, head - timedelta(days=400)):
        with clock.travel(moment), deed():
            taken = trail.lock()
            assert taken > head
            trail.record(None, "test", "trail")
        head = taken


def test_a_refused_deed_leaves_the_trail_as_it_was(worked):
    case = factories.draft_case("sls1")
    before = rows()
    with pytest.raises(TransitionNotAllowed):
        approvals.approve(accounts.as_actor(factories.account("sls1.leader")), case, case.version)
    assert rows() == before and trail.find_first_break() is None


def test_the_trail_says_who_did_what_to_which_number_and_holds_no_content(worked):
    approved = next(row for row in worked if row["action"] == "approve")
    assert (approved["actor_name"], approved["source"], approved["target"]) == (
        "sls1.leader",
        "submitted",
        "leader_approved",
    )
    assert approved["reference"].startswith("铁")
    content = factories.CASE["party_name"], factories.CASE["summary_facts"], factories.CASE["contact_phone"]
    assert not [row for row in worked if any(word in str(row) for word in content)]


OTHER = {
    "moment": datetime(2020, 1, 1, tzinfo=UTC),
    "actor_id": None,
    "subject_id": 999,
    "number": 10_000,
    **dict.fromkeys(("previous_hash", "hash", "digest"), "f" * 64),
}


@pytest.mark.parametrize("place", [1, 4, -1])
@pytest.mark.parametrize("column", [*trail.CHAINED, "hash"])
def test_an_altered_column_is_found(worked, column, place):
    number = worked[place]["number"]
    value = OTHER.get(column, "改")
    assert value != worked[place][column]
    db.session.execute(update(TABLE).where(TABLE.c.number == number).values({column: value}))
    assert trail.find_first_break() == number


@pytest.mark.parametrize("place", [0, 1, 5, -2, -1])
def test_a_removed_row_is_found_at_the_end_too(worked, place):
    number = worked[place]["number"]
    db.session.execute(delete(TABLE).where(TABLE.c.number == number))
    assert trail.find_first_break() == number


def test_a_cut_tail_is_found_by_the_head(worked):
    db.session.execute(delete(TABLE).where(TABLE.c.number > 5))
    assert trail.find_first_break() == 6


def test_a_row_added_past_the_head_is_found_though_it_is_chained_rightly(worked):
    last = worked[-1]
    forged = {**last, "number": last["number"] + 1, "previous_hash": last["hash"], "action": "accept"}
    forged["hash"] = trail.chain_hash(forged)
    db.session.execute(insert(TABLE), forged)
    assert trail.find_first_break() is not None


def test_a_row_put_in_between_is_found(worked):
    for row in reversed(worked[4:]):
        moved = update(TABLE).where(TABLE.c.number == row["number"]).values(number=row["number"] + 1)
        db.session.execute(moved)
    forged = {**worked[3], "number": worked[4]["number"], "previous_hash": worked[3]["hash"]}
    forged["hash"] = trail.chain_hash(forged)
    db.session.execute(insert(TABLE), forged)
    db.session.execute(update(TrailHead).values(number=TrailHead.number + 1))
    assert trail.find_first_break() == worked[5]["number"]


def test_two_rows_swapped_are_found(worked):
    first, second = worked[2], worked[3]
    for row, number in ((first, 0), (second, first["number"]), ({"number": 0}, second["number"])):
        db.session.execute(update(TABLE).where(TABLE.c.number == row["number"]).values(number=number))
    assert trail.find_first_break() == first["number"]


def test_a_row_rewritten_with_a_right_hash_of_its_own_breaks_the_next_one(worked):
    forged = {**worked[3], "actor_name": "别人"}
    forged["hash"] = trail.chain_hash(forged)
    db.session.execute(update(TABLE).where(TABLE.c.number == forged["number"]).values(forged))
    assert trail.find_first_break() == worked[4]["number"]


def test_samples_may_restart_an_untouched_trail_in_the_past(app):
    past = datetime(2021, 1, 1, tzinfo=UTC)
    with deed():
        trail.restart(past)
    assert trail.head_moment() == past and trail.find_first_break() is None


def test_a_trail_that_holds_a_persons_deed_is_never_restarted(worked):
    with pytest.raises(PortalError, match="不能重新开始") as refusal, deed():
        trail.restart(datetime(2021, 1, 1, tzinfo=UTC))
    assert refusal.value.status == 409
    assert rows() == worked


def test_saving_and_leaving_a_draft_are_recorded_with_names_of_fields_only(app):
    author = accounts.as_actor(factories.account("sls1.liaison"))
    draft = factories.draft_case("sls1")
    submissions.save_draft(author, draft, {"fine": 12_345_00, "title": "改后的名称"}, draft.version)
    saved = rows()[-1]
    assert saved["action"] == "save" and set(saved["fields"].split()) == {"fine", "title"}
    submissions.discard(author, draft, draft.version)
    assert rows()[-1]["action"] == "discard"
