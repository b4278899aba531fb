"""Statistics drawn while supervision accepts."""

from tests import redraws

DRAWS = 100


def test_every_table_drawn_under_acceptances_is_drawn_again_the_same(own_app):
    outcome = redraws.run(own_app, DRAWS)
    assert outcome.is_right, (outcome.different, outcome.errors)
    assert outcome.draws == DRAWS
    # Tables that never changed would prove nothing.
    assert outcome.tables > 5, outcome
