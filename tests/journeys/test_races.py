"""Many leaders press 同意上报 at once; two persons do two different things at once."""

from tests import pair_races, races


def test_of_eight_concurrent_approvals_exactly_one_wins(own_app):
    outcome = races.run(own_app, rounds=100)
    assert outcome.is_right, (outcome.wrong, outcome.broken_at)
    assert outcome.answers == {races.WON: 100, races.TOO_LATE: 700}


def test_of_two_different_deeds_at_once_one_wins_or_an_order_explains_both(own_app):
    outcomes = pair_races.run(own_app, rounds=100)
    assert [sentence for outcome in outcomes for sentence in outcome.wrong] == []
    assert sum(outcome.rounds for outcome in outcomes) == 500
    assert outcomes[-1].broken_at is None
