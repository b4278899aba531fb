"""Many leaders press 同意上报 at once."""

from tests import races


def test_of_eight_concurrent_approvals_exactly_one_wins(own_app):
    outcome = races.run(own_app, rounds=100)
    assert outcome.is_right, (outcome.wrong, outcome.broken_at)
    assert outcome.answers == {races.WON: 100, races.TOO_LATE: 700}
