"""Somebody guesses one password through four real workers at once, while a bureau signs in."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from portal.services.throttle import MAX_FAILURES
from tests import factories
from tests.races import WON, Visitor
from tests.serving import serving, variables_of

BYSTANDERS = tuple(f"sls2.liaison{number}" for number in range(20))
GUESSES = 24
REFUSED, THROTTLED = 422, 429


class Stranger(Visitor):
    """Somebody on the sign-in page."""

    def __init__(self, address: str) -> None:
        self.host, self.cookie = urlsplit(address).netloc, ""
        self.token = self.find_token("/sign-in")

    def try_password(self, username: str, password: str) -> int:
        form = {"username": username, "password": password, "csrf_token": self.token}
        return self.ask("POST", "/sign-in", form)[0]


def test_the_sixth_guess_is_refused_by_any_worker_and_nobody_else_is_held_up(own_app):
    with own_app.app_context():
        for username in ("sls1.leader", *BYSTANDERS):
            factories.account(username)
    with serving(variables_of(own_app) | {"WEB_CONCURRENCY": "4"}) as address:
        # Everybody here shares one address, as behind a gateway: who signed in from it before is known there.
        for username in BYSTANDERS:
            assert Stranger(address).try_password(username, factories.PASSWORD) == WON
        tries = [("sls1.leader", f"guess {number}") for number in range(GUESSES)]
        others = [(username, factories.PASSWORD) for username in BYSTANDERS]
        with ThreadPoolExecutor(12) as pool:
            everybody = list(pool.map(lambda _: Stranger(address), range(len(tries) + len(others))))
            statuses = list(
                pool.map(
                    lambda each: each[0].try_password(*each[1]), zip(everybody, tries + others, strict=True)
                )
            )
        guessed, signed_in = Counter(statuses[:GUESSES]), Counter(statuses[GUESSES:])
        assert guessed == {REFUSED: MAX_FAILURES, THROTTLED: GUESSES - MAX_FAILURES}
        assert signed_in == {WON: len(BYSTANDERS)}
        # The right password does not help any more; a new worker's answer is the same.
        assert {Stranger(address).try_password("sls1.leader", factories.PASSWORD) for _ in range(8)} == {
            THROTTLED
        }
