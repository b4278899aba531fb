"""The server dies while departments write, again and again."""

from tests import kills

KILLS = 20


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(own_app):
    outcome = kills.run(own_app, KILLS)
    assert outcome.is_right, (outcome.lost, outcome.broken, outcome.errors)
    assert outcome.kills == KILLS and outcome.acknowledged > 4 * KILLS
