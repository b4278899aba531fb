"""kill -9 while clients write: nothing that was acknowledged may be lost, and the chain must hold each time.

Every client carries cases from the draft to acceptance through the real server and notes each answer it got. Then the whole
process group of the server is killed at a random moment, started again, and the notes are held against the database.
Bounded in kills and in seconds; loopback only; ends only processes it started.
"""

import contextlib
import http.client
import os
import random
import re
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.models.submissions import Step, Submission
from portal.services import trail
from tests import factories
from tests.races import WON, Visitor
from tests.serving import start_server, variables_of

CLIENTS = 4
LONGEST_BEFORE_KILL = 2.0
# A kill proves something when enough was acknowledged before it, on a busy machine too; no wait is longer than this.
LEAST_ACKNOWLEDGED, LONGEST_WAIT = 25, 30.0
# What a client meets while the server is down.
GONE = (OSError, http.client.HTTPException)
PLACE = re.compile(r"/submissions/(\d+)$")
STEPS = ("submit", "approve", "accept")


@dataclass
class Outcome:
    """`lost` tells each acknowledged step the database does not know; `starts` are seconds until /healthz says ok."""

    kills: int = 0
    acknowledged: int = 0
    cut_off: int = 0
    errors: int = 0
    lost: list[str] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_right(self) -> bool:
        return not self.lost and not self.broken and not self.errors


class Writer(threading.Thread):
    """A department at work: one case after another, each step by the person whose it is, until stopped."""

    def __init__(self, people: dict[str, Visitor]) -> None:
        super().__init__(daemon=True)
        self.people = people
        self.stopped = threading.Event()
        self.acknowledged: list[tuple[int, str]] = []
        self.cut_off = 0
        self.errors = 0

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                self.carry_through()
            except GONE:
                self.cut_off += 1
                return

    def carry_through(self) -> None:
        content = factories.as_typed({**factories.CASE, "is_typical": False})
        place = self.post("draft", "/submissions/new/case", {**content, "intent": "save"})
        found = PLACE.search(place)
        if found is None:
            return
        submission_id = int(found[1])
        self.acknowledged.append((submission_id, "draft"))
        for version, action in enumerate(STEPS, start=1):
            if self.stopped.is_set():
                return
            path = f"/submissions/{submission_id}/{action}"
            if not self.post(action, path, {"version": str(version), "comment": "同意"}):
                return
            self.acknowledged.append((submission_id, action))

    def post(self, action: str, path: str, form: dict[str, str]) -> str:
        """Where the answer leads; empty for a refusal, which nothing here deserves."""
        visitor = self.people[action]
        status, _, place = visitor.ask_place(path, {"csrf_token": visitor.token, **form})
        self.errors += status != WON
        return place if status == WON else ""


def run(app: Flask, kills: int, chosen_seed: int = 2021) -> Outcome:
    """Kill the server so many times over the database of `app`."""
    outcome, chance = Outcome(), random.Random(chosen_seed)
    begin = time.perf_counter()
    with app.app_context():
        for username in ("supervision", *(f"sls1.{role}" for role in ("liaison", "leader"))):
            factories.account(username)
    server, address, _ = start(app)
    try:
        people = sign_in(address)
        for _ in range(kills):
            notes = work_until_killed(server, people, outcome, chance.uniform(0.2, LONGEST_BEFORE_KILL))
            server, address, seconds = start(app)
            outcome.starts.append(seconds)
            for visitor in people.values():
                visitor.move_to(address)
            hold_against(app, notes, outcome)
    finally:
        kill(server)
    outcome.seconds = time.perf_counter() - begin
    return outcome


def sign_in(address: str) -> dict[str, Visitor]:
    liaison = Visitor(address, "sls1.liaison")
    return {
        "draft": liaison,
        "submit": liaison,
        "approve": Visitor(address, "sls1.leader"),
        "accept": Visitor(address, "supervision"),
    }


def work_until_killed(
    server: subprocess.Popen, people: dict[str, Visitor], outcome: Outcome, seconds: float
) -> list[tuple[int, str]]:
    writers = [Writer(people) for _ in range(CLIENTS)]
    for writer in writers:
        writer.start()
    patience = time.monotonic() + LONGEST_WAIT
    while (
        sum(len(each.acknowledged) for each in writers) < LEAST_ACKNOWLEDGED and time.monotonic() < patience
    ):
        time.sleep(0.05)
    # From here the moment is anybody's.
    time.sleep(seconds)
    kill(server)
    outcome.kills += 1
    for writer in writers:
        writer.stopped.set()
    notes = []
    for writer in writers:
        writer.join(timeout=90)
        notes += writer.acknowledged
        outcome.cut_off += writer.cut_off
        outcome.errors += writer.errors
    outcome.acknowledged += len(notes)
    return notes


def start(app: Flask) -> tuple[subprocess.Popen, str, float]:
    """The server in a process group of its own, its address, and the seconds until it is well."""
    begin = time.perf_counter()
    server, address = start_server(variables_of(app), start_new_session=True)
    host = address.removeprefix("http://")
    while time.perf_counter() - begin < 60:
        with (
            contextlib.suppress(*GONE),
            contextlib.closing(http.client.HTTPConnection(host, timeout=30)) as asked,
        ):
            asked.request("GET", "/healthz")
            if asked.getresponse().status == 200:
                break
    return server, address, time.perf_counter() - begin


def kill(server: subprocess.Popen) -> None:
    """Master and workers at once, as when the power goes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(timeout=30)
    if server.stdout:
        server.stdout.close()


def hold_against(app: Flask, notes: list[tuple[int, str]], outcome: Outcome) -> None:
    """Every acknowledged step stands in the database, and the trail's chain holds."""
    ids = {submission_id for submission_id, _ in notes}
    with app.app_context():
        kept = set(db.session.execute(select(Submission.id).where(Submission.id.in_(ids))).scalars())
        steps = select(Step.submission_id, Step.action).where(Step.submission_id.in_(ids))
        known = {(row.submission_id, str(row.action)) for row in db.session.execute(steps)}
        known |= {(submission_id, "draft") for submission_id in kept}
        outcome.lost += [f"{action} of {number}" for number, action in notes if (number, action) not in known]
        broken_at = trail.find_first_break()
        if broken_at is not None:
            outcome.broken.append(broken_at)
        db.session.remove()
