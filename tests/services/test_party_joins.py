"""Joining duplicates of a party and splitting them again: a pointer, recorded, and by supervision only."""

import pytest
from sqlalchemy import select

from portal.domain.errors import Forbidden, Invalid, NotFound, Stale, TransitionNotAllowed
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.parties import Party
from portal.services import parties, party_joins, party_pages, party_searches
from tests import factories
from tests.factories import actor


@pytest.fixture
def two(in_2021):
    """A business in force, and the same one under another name."""
    with in_2021(10, 30):
        first = factories.accepted_case("sls1")
        second = factories.accepted_case("sls2", party_name="某食品公司")
        yield [db.session.get_one(Party, case.party_id) for case in (first, second)]


def join(into, other, username="supervision", reason="简称。", version=None):
    party_joins.join(actor(username), into, version or into.version, other.id, reason)


def test_joined_parties_have_one_page_and_count_together(two):
    into, other = two
    assert not parties.is_repeat([into.id])
    join(into, other)
    reader = actor("sls3.liaison")
    profile = party_pages.get_profile(reader, into.id)
    assert len(profile.dossiers) == 2 and profile.is_repeat
    assert profile.name == factories.CASE["party_name"]
    assert party_pages.get_profile(reader, other.id).party_id == into.id
    assert [each.party_id for each in party_searches.search(reader, "某食品公司")] == [into.id]
    assert parties.count_other_dossiers(reader, other.id, 0) == 2


def test_of_many_names_that_share_a_word_only_the_nearest_are_compared(two, monkeypatch):
    into, other = two
    crowd = [Party(normalised_name=f"某{number}号贸易有限公司") for number in range(9)]
    db.session.add_all(crowd)
    db.session.commit()
    compared = []
    likeness = party_searches.similarity
    monkeypatch.setattr(
        party_searches, "similarity", lambda one, two: compared.append(one) or likeness(one, two)
    )
    monkeypatch.setattr(party_searches, "COMPARED", 3)
    profile = party_pages.get_profile(actor("supervision"), into.id)
    found = party_searches.list_similar(actor("supervision"), profile)
    assert [each.party_id for each in found] == [other.id]
    assert len(compared) == 3 and {into.normalised_name, other.normalised_name} <= set(compared)


def test_a_join_rewrites_no_filing_and_a_split_undoes_all_of_it(two):
    into, other = two
    join(into, other)
    assert parties.find("某食品公司") is other
    assert factories.approved_case("sls2", party_name="某食品公司").party_id == other.id
    party_joins.split(actor("supervision.head"), into, into.version, other.id)
    assert other.joined_into_id is None
    assert len(party_pages.get_profile(actor("supervision"), into.id).dossiers) == 1
    assert not parties.is_repeat([into.id])
    (told,) = party_joins.list_joins(actor("supervision"), into.id)
    assert (told.joined_by, told.split_by, told.reason) == ("supervision", "supervision.head", "简称。")


def test_joining_and_splitting_stand_in_the_trail_without_a_name(two):
    into, other = two
    join(into, other)
    party_joins.split(actor("supervision"), into, into.version, other.id)
    rows = db.session.execute(
        select(TrailRow.action, TrailRow.reference, TrailRow.target, TrailRow.actor_name)
        .where(TrailRow.subject == "party")
        .order_by(TrailRow.number)
    ).all()
    ends = f"当事人-{other.id}", f"当事人-{into.id}", "supervision"
    assert [tuple(row) for row in rows] == [("join", *ends), ("split", *ends)]


@pytest.mark.parametrize("username", ["sls1.liaison", "sls1.leader", "bureau", "credit"])
def test_nobody_but_supervision_joins_or_splits(two, username):
    into, other = two
    with pytest.raises(Forbidden):
        join(into, other, username)
    assert party_joins.list_joins(actor(username), into.id) == []
    assert (
        party_joins.list_duplicates(actor(username), party_pages.get_profile(actor(username), into.id), "")
        == []
    )


def test_a_join_needs_a_reason_and_another_party(two):
    into, other = two
    for wrong, reason, field in (
        (other.id, "", "reason"),
        (into.id, "同名。", "other_id"),
        (None, "同名。", "other_id"),
    ):
        with pytest.raises(Invalid) as refusal:
            party_joins.join(actor("supervision"), into, into.version, wrong, reason)
        assert [finding.field for finding in refusal.value.findings] == [field]


def test_a_stale_page_joins_and_splits_nothing(two):
    into, other = two
    with pytest.raises(Stale):
        join(into, other, version=into.version + 1)
    with pytest.raises(TransitionNotAllowed):
        party_joins.split(actor("supervision"), into, into.version, other.id)


def test_what_others_were_joined_into_is_not_joined_itself(two):
    into, other = two
    third = db.session.get_one(Party, factories.accepted_case(party_name="某食品厂").party_id)
    join(into, other)
    with pytest.raises(Invalid):
        join(third, into)
    with pytest.raises(Invalid):
        join(third, other)
    with pytest.raises(TransitionNotAllowed):
        join(other, third)
    join(into, third)
    assert len(party_joins.list_joins(actor("supervision"), into.id)) == 2


def test_a_party_known_by_a_restricted_lead_alone_is_joined_and_told_by_the_named_only(two):
    into = two[0]
    lead = factories.accepted_restricted_lead()
    secret = db.session.get_one(Party, lead.party_id)
    with pytest.raises(Invalid):
        join(into, secret)
    with pytest.raises(NotFound):
        party_joins.get(actor("supervision"), secret.id)
    join(into, secret, "supervision2")
    assert [each.party_id for each in party_joins.list_joins(actor("supervision2"), into.id)] == [secret.id]
    assert party_joins.list_joins(actor("supervision"), into.id) == []
    assert party_searches.search(actor("supervision"), factories.SECRET["party_name"]) == []
