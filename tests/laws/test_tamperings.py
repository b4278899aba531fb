"""Law: whatever is done to the trail past the portal is found."""

from tests import tamperings

NUMBER = 100


def test_no_tampering_with_the_trail_goes_unfound(install):
    with install() as own_app:
        outcome = tamperings.run(own_app, NUMBER, 20210517)
    assert not outcome.missed, outcome.missed[:10]
    assert outcome.tried == NUMBER and len(outcome.kinds) == len(tamperings.TAMPERINGS)
