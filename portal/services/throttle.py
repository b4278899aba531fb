"""How often a wrong password may be tried: counted in the database, so that all workers count together (real time).

Per account, and per network address; never for everybody. A person who has signed in from an address before is not
held up by what others try from it, so one attacker behind the bureau's gateway cannot lock the bureau out.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Row, delete, func, select, update

from portal.domain.errors import Finding, Invalid
from portal.extensions import db
from portal.models.accounts import Account, SignIn, SignInFailure
from portal.store import deed

MAX_FAILURES = 5
MAX_FAILURES_OF_ADDRESS = 4 * MAX_FAILURES
WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=30)
# (id, password_changed_at) of the account that is tried.
Known: TypeAlias = Row[int, datetime | None]
WINDOW_MINUTES = WINDOW // timedelta(minutes=1)


class Throttled(Invalid):
    """Too many wrong tries: come back later."""

    status = 429


@dataclass(frozen=True)
class Attempt:
    """A try that was counted before the password was looked at; `left` are the tries after it."""

    id: int
    left: int

    @property
    def warning(self) -> str:
        if self.left:
            return f"再错 {self.left} 次，该账号将暂停登录 {WINDOW_MINUTES} 分钟。"
        return f"该账号暂停登录 {WINDOW_MINUTES} 分钟。"


def begin(username: str, address: str) -> Attempt:
    """Count a try, or raise Throttled (429) with how long to wait. It counts until `drop`, were the server to die."""
    username, address, moment = username[:60], address[:45], datetime.now(UTC)
    with deed():
        # Tries on one account wait for one another here: at the same moment, too, no more than five are let through.
        account = db.session.execute(
            select(Account.id, Account.password_changed_at)
            .where(Account.username == username)
            .with_for_update(key_share=True)
        ).one_or_none()
        failures = list_failures(username, since(account, moment))
        wait = find_end(failures, MAX_FAILURES) or find_end_for_address(account, address, moment)
        if wait is None:
            attempt = SignInFailure(username=username, address=address, failed_at=moment, is_pending=True)
            db.session.add(attempt)
            db.session.flush()
            return Attempt(attempt.id, MAX_FAILURES - 1 - len(failures))
    minutes = max(1, -((moment - wait) // timedelta(minutes=1)))
    what = "该账号" if len(failures) >= MAX_FAILURES else "从这个地址"
    raise Throttled("错误次数过多", (Finding("", f"{what}暂停登录，请 {minutes} 分钟后再试。"),))


def since(account: Known | None, moment: datetime) -> datetime:
    """From when on failures count: a right password or a new one wipes the slate."""
    start = moment - WINDOW
    if account is None:
        return start
    last = db.session.execute(
        select(func.max(SignIn.started_at)).where(
            SignIn.account_id == account.id, SignIn.needs_code.is_(False)
        )
    ).scalar()
    return max(start, last or start, account.password_changed_at or start)


def list_failures(username: str, start: datetime) -> list[datetime]:
    found = db.session.execute(
        select(SignInFailure.failed_at)
        .where(SignInFailure.username == username, SignInFailure.failed_at > start)
        .order_by(SignInFailure.failed_at.desc())
        .limit(MAX_FAILURES)
    )
    return list(found.scalars())


def find_end(failures: list[datetime], limit: int) -> datetime | None:
    """When the oldest of the last `limit` failures, newest first, is forgotten; None below the limit."""
    return failures[limit - 1] + WINDOW if len(failures) >= limit else None


def find_end_for_address(account: Known | None, address: str, moment: datetime) -> datetime | None:
    found = db.session.execute(
        select(SignInFailure.failed_at)
        .where(
            SignInFailure.address == address,
            SignInFailure.failed_at > moment - WINDOW,
            # Others who are just signing in here have not failed.
            SignInFailure.is_pending.is_(False),
        )
        .order_by(SignInFailure.failed_at.desc())
        .limit(MAX_FAILURES_OF_ADDRESS)
    )
    wait = find_end(list(found.scalars()), MAX_FAILURES_OF_ADDRESS)
    return None if wait is None or is_at_home(account, address) else wait


def is_at_home(account: Known | None, address: str) -> bool:
    if account is None:
        return False
    known = select(SignIn.account_id).where(
        SignIn.account_id == account.id, SignIn.address == address, SignIn.needs_code.is_(False)
    )
    return db.session.execute(known.limit(1)).first() is not None


def keep(attempt: Attempt) -> None:
    """Inside the deed that refuses: the try has failed. What is long past is forgotten with it."""
    db.session.execute(update(SignInFailure).where(SignInFailure.id == attempt.id).values(is_pending=False))
    db.session.execute(delete(SignInFailure).where(SignInFailure.failed_at < datetime.now(UTC) - KEPT))


def drop(attempt: Attempt) -> None:
    """Inside the deed that signs in: the try was right."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.id == attempt.id))


def count_failures(username: str, start: datetime | None) -> int:
    """How often the password of an account was wrong since a moment, or at all; kept for thirty days."""
    statement = select(func.count()).where(
        SignInFailure.username == username, SignInFailure.is_pending.is_(False)
    )
    if start is not None:
        statement = statement.where(SignInFailure.failed_at > start)
    return db.session.execute(statement).scalar_one()
