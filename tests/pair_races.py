"""Two persons do two different things to one dossier at the same moment, through the real server.

Whoever is first wins and the other is told so (409); where both may do theirs one after the other, the end must be one that
some order explains. Bounded as `races` is.
"""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.models.submissions import Submission
from portal.services import approvals, submissions, trail
from tests import factories
from tests.races import TOO_LATE, WON, Visitor
from tests.serving import serving, variables_of

UNSEEN = 404

Moves = tuple[tuple[int, str, dict[str, str]], tuple[int, str, dict[str, str]]]


@dataclass(frozen=True)
class Race:
    """`start` makes the dossier and says who posts what; `ends` are the only right ends: both answers, then the states
    of the dossier's submissions in the order of revisions.
    """

    name: str
    persons: tuple[str, str]
    start: Callable[[], tuple[Submission, Moves]]
    ends: frozenset[tuple[int, int, tuple[str, ...]]]


@dataclass
class Outcome:
    race: str
    rounds: int = 0
    ends: Counter[tuple[int, int, tuple[str, ...]]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    broken_at: int | None = None

    @property
    def is_right(self) -> bool:
        return not self.wrong and self.broken_at is None


def move(submission: Submission, action: str, **form: str) -> tuple[int, str, dict[str, str]]:
    return submission.id, action, {"version": str(submission.version), **form}


def approve_or_withdraw() -> tuple[Submission, Moves]:
    case = factories.submitted_case()
    return case, (move(case, "approve"), move(case, "withdraw"))


def accept_or_recall() -> tuple[Submission, Moves]:
    case = factories.approved_case()
    return case, (move(case, "accept", grade="4"), move(case, "recall"))


def accept_or_return() -> tuple[Submission, Moves]:
    case = factories.approved_case()
    words = {"code": "duplicate", "comment": "与前一件重复。"}
    return case, (move(case, "accept", grade="4"), move(case, "return", **words))


def save_or_submit() -> tuple[Submission, Moves]:
    case = factories.draft_case()
    typed = factories.as_typed({**factories.CASE, "fine": 100})
    return case, (move(case, "edit", intent="save", **typed), move(case, "submit"))


def accept_or_revoke() -> tuple[Submission, Moves]:
    case = factories.accepted_case()
    liaison = factories.actor("sls1.liaison")
    later = submissions.revise(liaison, case, case.version)
    submissions.submit(liaison, later, later.version)
    approvals.approve(factories.actor("sls1.leader"), later, later.version)
    return case, (move(later, "accept", grade="4"), move(case, "revoke", comment="立案有误。"))


def one_winner(first: str, second: str) -> frozenset[tuple[int, int, tuple[str, ...]]]:
    return frozenset({(WON, TOO_LATE, (first,)), (TOO_LATE, WON, (second,))})


RACES = (
    Race(
        "approve/withdraw",
        ("sls1.leader", "sls1.liaison2"),
        approve_or_withdraw,
        one_winner("leader_approved", "draft"),
    ),
    # What was recalled is no longer supervision's to see: who reads after the recall is told there is nothing (404).
    Race(
        "accept/recall",
        ("supervision", "sls1.leader"),
        accept_or_recall,
        one_winner("accepted", "submitted") | {(UNSEEN, WON, ("submitted",))},
    ),
    Race("accept/return", ("supervision", "supervision2"), accept_or_return, one_winner("accepted", "draft")),
    Race("save/submit", ("sls1.liaison2", "sls1.liaison"), save_or_submit, one_winner("draft", "submitted")),
    # Revoked first, the later revision is accepted all the same: it was sent before and is judged by itself.
    Race(
        "accept/revoke",
        ("supervision", "supervision.head"),
        accept_or_revoke,
        frozenset({(WON, TOO_LATE, ("superseded", "accepted")), (WON, WON, ("revoked", "accepted"))}),
    ),
)


def run(app: Flask, rounds: int) -> list[Outcome]:
    """Run each of the RACES `rounds` times over dossiers made in the database of `app`."""
    outcomes = []
    with app.app_context():
        for person in {person for race in RACES for person in race.persons}:
            factories.account(person)
        with serving(variables_of(app)) as address:
            for race in RACES:
                outcome = Outcome(race.name)
                visitors = [Visitor(address, person) for person in race.persons]
                start = time.perf_counter()
                for _ in range(rounds):
                    run_round(race, visitors, outcome)
                outcome.seconds = time.perf_counter() - start
                outcomes.append(outcome)
        outcomes[-1].broken_at = trail.find_first_break()
        db.session.remove()
    return outcomes


def run_round(race: Race, visitors: list[Visitor], outcome: Outcome) -> None:
    case, moves = race.start()
    dossier_id = case.dossier_id
    db.session.rollback()
    barrier = Barrier(2)

    def press(visitor: Visitor, chosen: tuple[int, str, dict[str, str]]) -> int:
        submission_id, action, form = chosen
        barrier.wait(timeout=60)
        form = {"csrf_token": visitor.token, **form}
        return visitor.ask("POST", f"/submissions/{submission_id}/{action}", form)[0]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(press, visitors, moves)
    statement = select(Submission.status).where(Submission.dossier_id == dossier_id)
    states = db.session.execute(statement.order_by(Submission.revision)).scalars()
    end = (first, second, tuple(str(state) for state in states))
    db.session.rollback()
    outcome.rounds += 1
    outcome.ends[end] += 1
    if end not in race.ends:
        outcome.wrong.append(f"{race.name} on dossier {dossier_id}: {end}")
