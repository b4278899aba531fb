"""The audit trail (审计留痕): a hash chain with one head row, locked first in every deed that it records.

The lock gives the deed its moment, later than the head's, so that the order of moments is the order of commits.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Row, RowMapping, bindparam, delete, insert, select, update

from portal.domain import chain as chains
from portal.domain.chain import CHAINED, GENESIS, Head, chain_hash
from portal.domain.errors import PortalError
from portal.domain.permissions import Actor
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.audit import TrailHead, TrailRow
from portal.services import clock

TICK = timedelta(microseconds=1)

HEAD = TrailHead.__table__
# Sent by every deed: written once, and of tables, not of classes, they cost the least.
READ_HEAD = select(HEAD.c.number, HEAD.c.moment, HEAD.c.hash).where(HEAD.c.id == 1)
LOCK_HEAD = READ_HEAD.with_for_update()
MOVE_HEAD = (
    update(HEAD)
    .where(HEAD.c.id == 1)
    .values(number=bindparam("to_number"), moment=bindparam("to_moment"), hash=bindparam("to_hash"))
)
ADD_ROW = insert(TrailRow.__table__)
# The head rides on every row, so that one statement sees both at the same moment.
READ_CHAIN = (
    select(
        *(TrailRow.__table__.c[name] for name in (*CHAINED, "hash")),
        TrailHead.number.label("head_number"),
        TrailHead.hash.label("head_hash"),
    )
    .join(TrailHead, TrailHead.id == 1)
    .order_by(TrailRow.number)
    .execution_options(yield_per=1000)
)


def lock() -> datetime:
    """Lock the head for the rest of this deed and return the deed's moment (UTC)."""
    number, moment, digest = db.session.execute(LOCK_HEAD).one()
    moment = max(clock.now(), moment + TICK)
    db.session.info["trail"] = (number, moment, digest)
    return moment


def restart(moment: datetime) -> None:
    """Begin the chain anew at `moment`, so that samples can act in the past (D15). Inside the caller's deed.

    Raises PortalError (409) once anybody has acted: a trail that holds a person's deed is never restarted.
    """
    db.session.execute(LOCK_HEAD)
    if db.session.execute(select(TrailRow.number).where(TrailRow.actor_id.is_not(None)).limit(1)).first():
        raise PortalError("门户里已有人办理过事项，留痕不能重新开始。", 409)
    db.session.execute(delete(TrailRow))
    db.session.execute(MOVE_HEAD, {"to_number": 0, "to_moment": moment, "to_hash": GENESIS})
    db.session.info["trail"] = (0, moment, GENESIS)
    record(None, "restart", "trail")


def head_moment() -> datetime:
    """The moment of the last recorded deed: what "now" means when a table is drawn."""
    moment: datetime = db.session.execute(READ_HEAD).one().moment
    return moment


def record(
    actor: Actor | None,
    action: str,
    subject: str,
    subject_id: int | None = None,
    *,
    reference: str = "",
    source: str = "",
    target: str = "",
    code: str = "",
    fields: Iterable[str] = (),
    content: object = None,
    address: str = "",
) -> None:
    """Add one row to the chain. Must follow lock() in the same deed.

    `fields` are names only; of `content` just a digest is kept, so that the auditor sees no values. `address` is
    for deeds of nobody known, such as a refused sign-in; otherwise the actor brings it.
    """
    number, moment, previous = db.session.info["trail"]
    row: dict[str, Any] = {
        "number": number + 1,
        "moment": moment,
        "actor_id": actor.account_id if actor else None,
        "actor_name": actor.username if actor else "",
        "action": action,
        "subject": subject,
        "subject_id": subject_id,
        "reference": reference,
        "source": source,
        "target": target,
        "code": code,
        "fields": " ".join(fields)[:2000],
        "digest": digest_of(content) if content is not None else "",
        "address": address or (actor.address if actor else ""),
        "previous_hash": previous,
    }
    row["hash"] = chain_hash(row)
    db.session.execute(ADD_ROW, row)
    db.session.execute(MOVE_HEAD, {"to_number": row["number"], "to_moment": moment, "to_hash": row["hash"]})
    db.session.info["trail"] = (row["number"], moment, row["hash"])


def find_latest(
    subject: str, subject_id: int, actions: Collection[str] = ()
) -> Row[str, datetime, str] | None:
    """Name, moment and action of the person who last did anything, or one of `actions`, to one subject."""
    wanted = [TrailRow.subject == subject, TrailRow.subject_id == subject_id]
    if actions:
        wanted.append(TrailRow.action.in_(actions))
    return db.session.execute(
        select(Account.name, TrailRow.moment, TrailRow.action)
        .join(Account, Account.id == TrailRow.actor_id)
        .where(*wanted)
        .order_by(TrailRow.number.desc())
        .limit(1)
    ).one_or_none()


# Made once: an import asks for a digest of every row. What is stored holds nothing that holds itself.
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str, check_circular=False)


def digest_of(content: object) -> str:
    """SHA-256 of any content, the same for equal content whatever the order of its keys."""
    return hashlib.sha256(ENCODER.encode(content).encode()).hexdigest()


def read_head() -> Head:
    """The end of the chain as it stands."""
    number, _, digest = db.session.execute(READ_HEAD).one()
    return Head(number, digest)


@contextmanager
def read_chain() -> Iterator[tuple[Head, Iterator[RowMapping]]]:
    """The head and every row in the order of numbers, as they stood at one moment, whoever is writing meanwhile."""
    with db.session.execute(READ_CHAIN) as found:
        rows = iter(found.mappings())
        first = next(rows, None)
        if first is None:
            yield read_head(), iter(())
        else:
            yield Head(first["head_number"], first["head_hash"]), chain([first], rows)


def find_first_break(exported: Iterable[Head] = ()) -> int | None:
    """The number of the first row that does not hold, or None: see `domain.chain.find_first_break`."""
    with read_chain() as (head, rows):
        return chains.find_first_break(rows, head, exported)
