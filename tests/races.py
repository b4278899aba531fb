"""Eight leaders approve one submission at the same moment, through the real server: exactly one may win.

Bounded: `run` ends after its rounds, and speaks to loopback only.
"""

import http.client
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.models.submissions import Step, Submission
from portal.services import trail
from tests import factories
from tests.serving import serving, variables_of

LEADERS = tuple(f"sls1.leader{number}" for number in range(1, 9))
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
WON, TOO_LATE = 302, 409


@dataclass
class Outcome:
    """What came of the rounds. `wrong` tells each round in which not exactly one won and all others got 409."""

    rounds: int
    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    slowest: float = 0.0
    broken_at: int | None = None

    @property
    def is_right(self) -> bool:
        return not self.wrong and self.broken_at is None


class Visitor:
    """A signed-in person. Each request has a connection of its own: one kept open may be closed while it idles."""

    def __init__(self, address: str, username: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookie = ""
        token = self.find_token("/sign-in")
        form = {"username": username, "password": factories.PASSWORD, "csrf_token": token}
        status = self.ask("POST", "/sign-in", form)[0]
        assert status == WON, f"{username} could not sign in: {status}"
        self.token = self.find_token("/approvals")

    def find_token(self, path: str) -> str:
        status, page = self.ask("GET", path)
        found = TOKEN.search(page)
        assert found, f"no token on {path}: {status}"
        return found[1]

    def approve(self, submission_id: int, version: int) -> tuple[int, float]:
        """The status of the answer, and the seconds it took."""
        form = {"csrf_token": self.token, "version": str(version), "comment": "同意"}
        start = time.perf_counter()
        status = self.ask("POST", f"/submissions/{submission_id}/approve", form)[0]
        return status, time.perf_counter() - start

    def move_to(self, address: str) -> None:
        """The same person at the same portal, which has started again elsewhere."""
        self.host = urlsplit(address).netloc

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        return self.ask_place(path, form, method)[:2]

    def ask_place(
        self, path: str, form: dict[str, str] | None = None, method: str = "POST"
    ) -> tuple[int, str, str]:
        """Status, text, and where a redirect leads."""
        headers = {"Cookie": self.cookie}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if kept := answer.getheader("Set-Cookie"):
            self.cookie = kept.partition(";")[0]
        return answer.status, text, answer.getheader("Location", "")


def run(app: Flask, rounds: int) -> Outcome:
    """Race `rounds` times over submissions made in the database of `app`, which must be empty of filings."""
    outcome = Outcome(rounds)
    with app.app_context():
        for leader in LEADERS:
            factories.account(leader)
        with serving(variables_of(app)) as address:
            visitors = [Visitor(address, leader) for leader in LEADERS]
            start = time.perf_counter()
            for _ in range(rounds):
                race(visitors, outcome)
            outcome.seconds = time.perf_counter() - start
        outcome.broken_at = trail.find_first_break()
        db.session.remove()
    return outcome


def race(visitors: list[Visitor], outcome: Outcome) -> None:
    """One round: all start together; the answers and the database must name the same one winner."""
    case = factories.submitted_case()
    submission_id, version = case.id, case.version
    db.session.rollback()
    barrier = Barrier(len(visitors))

    def press(visitor: Visitor) -> tuple[int, float]:
        barrier.wait(timeout=60)
        return visitor.approve(submission_id, version)

    with ThreadPoolExecutor(len(visitors)) as pool:
        answers = list(pool.map(press, visitors))
    statuses = Counter(status for status, _ in answers)
    outcome.answers += statuses
    outcome.slowest = max(outcome.slowest, *(seconds for _, seconds in answers))
    expected = {WON: 1, TOO_LATE: len(visitors) - 1}
    if statuses != expected or not is_approved_once(submission_id):
        outcome.wrong.append(f"submission {submission_id}: {dict(statuses)}")


def is_approved_once(submission_id: int) -> bool:
    steps = select(func.count(Step.id)).where(Step.submission_id == submission_id, Step.action == "approve")
    status = select(Submission.status).where(Submission.id == submission_id)
    found = (
        db.session.execute(steps).scalar() == 1 and db.session.execute(status).scalar() == "leader_approved"
    )
    db.session.rollback()
    return found
