"""One approval in the service layer, durable, against raw sqlite3 doing the same statements and hash."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from portal.domain.permissions import Actor, Role
from portal.extensions import db
from portal.models.departments import Department
from portal.models.submissions import Submission
from portal.services import accounts, approvals, submissions
from tests.bench.measure import Ratio, compare
from tests.bench.stage import Stage

ROUNDS = 60
READ_HEAD = "SELECT number, moment, hash FROM trail_head WHERE id = 1"
READ = """
SELECT * FROM submissions JOIN dossiers ON dossiers.id = dossier_id
    JOIN departments ON departments.id = submissions.department_id
    LEFT JOIN categories ON categories.year = submissions.year AND categories.code = submissions.category_code
    LEFT JOIN violations ON violations.year = submissions.year AND violations.code = submissions.violation_code
WHERE submissions.id = ?
"""
APPROVE = """
UPDATE submissions SET status = 'leader_approved', version = ?, approved_by_id = ?, approved_at = ?,
    reported_at = ?, due_at = ?, changed_at = ? WHERE id = ? AND status = 'submitted' AND version = ?
"""
STEP = "INSERT INTO steps (submission_id, action, actor_id, moment, source, target, code, comment) VALUES (?,?,?,?,?,?,?,?)"
SETTLE = """
UPDATE notices SET done_at = ? WHERE subject = 'submission' AND subject_id = ? AND done_at IS NULL AND is_comment IS 0
"""
HOLDERS = """
SELECT role, accounts.id, accounts.department_id FROM appointments JOIN accounts ON accounts.id = account_id
WHERE role IN ('supervision', 'supervision_head') AND ended_at IS NULL AND (starts_on IS NULL OR starts_on <= ?)
    AND (ends_on IS NULL OR ends_on >= ?) AND disabled_at IS NULL ORDER BY accounts.id
"""
NOTICE = """
INSERT INTO notices (account_id, subject, subject_id, text, why, sent_at, is_comment, calls_for)
VALUES (?, 'submission', ?, ?, '', ?, 0, 'submission:accept')
"""
REMINDERS = """
SELECT DISTINCT subject FROM notices WHERE subject IN ('reminder', 'waiting') AND subject_id = ? AND done_at IS NULL
"""
CO_HANDLERS = """
SELECT department_id FROM co_handlers WHERE submission_id = ? AND department_id NOT IN
    (SELECT department_id FROM co_handler_confirmations WHERE dossier_id = ?) ORDER BY department_id
"""
TRAIL = """
INSERT INTO trail (number, moment, actor_id, actor_name, action, subject, subject_id, reference, source, target,
    code, fields, digest, previous_hash, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
"""
MOVE_HEAD = "UPDATE trail_head SET number = ?, moment = ?, hash = ? WHERE id = 1"


def measure_approval(stage: Stage) -> Ratio:
    actor = make_leader()
    waiting = iter(
        db.session.execute(select(Submission.id).where(Submission.status == "submitted").limit(3 * ROUNDS))
        .scalars()
        .all()
    )
    db.session.rollback()
    connection = stage.connect(isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")

    def portal() -> None:
        submission = submissions.get(actor, next(waiting))
        approvals.approve(actor, submission, submission.version)
        db.session.remove()

    def bare() -> None:
        approve_barely(connection, next(waiting), actor.account_id)

    ours, raw = compare(portal, bare, rounds=ROUNDS)
    connection.close()
    return Ratio("one approval", stage.size, stage.engine, ours, raw, 5.0)


def make_leader() -> Actor:
    """The approver of the generated dossiers, answering for every department."""
    everywhere = frozenset(db.session.execute(select(Department.id)).scalars())
    return replace(accounts.get_actor("approver"), departments={Role.LEADER: everywhere})


def approve_barely(connection: Any, number: int, actor_id: int) -> None:
    connection.execute("BEGIN")
    connection.execute(READ, (number,)).fetchone()
    connection.execute("ROLLBACK")
    connection.execute("BEGIN IMMEDIATE")
    last, _, previous = connection.execute(READ_HEAD).fetchone()
    row = connection.execute(READ, (number,)).fetchone()
    assert row["submitted_by_id"] != actor_id
    assert row["status"] == "submitted"
    version, reference = row["version"], row["number"]
    moment = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
    values = (version + 1, actor_id, moment, moment, moment, moment, number, version)
    assert connection.execute(APPROVE, values).rowcount == 1
    connection.execute(
        STEP, (number, "approve", actor_id, moment, "submitted", "leader_approved", "", "同意")
    )
    link = [last + 1, moment, actor_id, "approver", "approve", "submission", number, reference, "submitted"]
    link += ["leader_approved", "", "", "", previous]
    digest = hashlib.sha256(json.dumps(link, ensure_ascii=False).encode()).hexdigest()
    connection.execute(TRAIL, (*link, digest))
    connection.execute(MOVE_HEAD, (last + 1, moment, digest))
    connection.execute(SETTLE, (moment, number))
    day = moment[:10]
    told = [(each["id"], number, row["title"], moment) for each in connection.execute(HOLDERS, (day, day))]
    connection.executemany(NOTICE, told)
    connection.execute(REMINDERS, (row["department_id"],)).fetchall()
    connection.execute(CO_HANDLERS, (number, row["dossier_id"])).fetchall()
    connection.execute("COMMIT")
