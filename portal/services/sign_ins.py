"""Sign-ins (登录): starting, ending and finding them. They live in the database, so that they can be ended.

All here is real time; sample mode moves only the clock of the work.
"""

import functools
import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from sqlalchemy import select, update
from werkzeug.security import check_password_hash, generate_password_hash

from portal.domain.accounts import SignInEnd
from portal.domain.errors import Finding, Invalid
from portal.domain.periods import screen_moment
from portal.domain.permissions import Actor
from portal.extensions import db
from portal.models.accounts import Account, SignIn
from portal.services import accounts, throttle, trail
from portal.store import deed

MAX_PASSWORD = 256
TOUCH_EVERY = timedelta(seconds=60)


def sign_in(username: str, password: str, address: str, agent: str = "") -> Account:
    """Start a sign-in and return the account, its token set. Raises Invalid (422) or, after too many wrong tries,
    Throttled (429): the message to show, what follows from it in the finding.

    The password is hashed outside any deed: a write lock held meanwhile would stop all approvals.
    """
    attempt = throttle.begin(username, address)
    account = db.session.execute(select(Account).where(Account.username == username)).scalar_one_or_none()
    known = account is not None and account.disabled_at is None
    compared = account.password_hash if account and known else nobodys_hash()
    right = len(password) <= MAX_PASSWORD and check_password_hash(compared, password)
    if not (account and known and right and start(attempt, account, address, agent, compared=compared)):
        refuse(attempt, account, address)
    return account


@functools.cache
def nobodys_hash() -> str:
    """Compared against when no such account exists, so that its absence takes as long as a wrong password.

    Made when first needed: a tenth of a second that no start should wait for.
    """
    return generate_password_hash(secrets.token_urlsafe(16))


def refuse(attempt: throttle.Attempt, account: Account | None, address: str) -> NoReturn:
    """Keep the failure and raise. The trail names an account only if there is one: people type passwords there."""
    reason = "unknown_account" if account is None else "disabled" if account.disabled_at else "wrong_password"
    subject = (account.id, account.username) if account else (None, "")
    with deed():
        trail.lock()
        throttle.keep(attempt)
        trail.record(
            None, "sign_in_failed", "account", subject[0], reference=subject[1], code=reason, address=address
        )
    raise Invalid("账号或密码不正确", (Finding("", attempt.warning),))


def start(attempt: throttle.Attempt, account: Account, address: str, agent: str, *, compared: str) -> bool:
    """Whether the sign-in was started: not with a password that was reset, or an account disabled, while it was
    being compared.
    """
    token, moment = secrets.token_urlsafe(32), datetime.now(UTC)
    with deed():
        trail.lock()
        db.session.refresh(account)
        if account.disabled_at or account.password_hash != compared:
            return False
        throttle.drop(attempt)
        db.session.add(
            SignIn(
                token_digest=digest(token),
                account_id=account.id,
                started_at=moment,
                seen_at=moment,
                address=address[:45],
                agent=agent[:200],
                needs_code=account.code_secret is not None,
            )
        )
        actor = accounts.as_actor(account, address)
        trail.record(actor, "sign_in", "account", account.id, reference=account.username)
    account.sign_in_token = token  # type: ignore[misc]
    return True


def sign_out(actor: Actor, token: str) -> None:
    """End the sign-in of this token; it is dead on the server at once."""
    with deed():
        trail.lock()
        end(actor.account_id, SignInEnd.SIGN_OUT, only=digest(token))
        trail.record(actor, "sign_out", "account", actor.account_id, reference=actor.username)


def find_signed_in(token: str, idle: timedelta, absolute: timedelta) -> Account | None:
    """The account of a living sign-in, or None once it is ended, idle too long, too old, or its account disabled."""
    found = find_with_account(token)
    if found is None:
        return None
    entry, account = found
    moment = datetime.now(UTC)
    if account.disabled_at or not is_alive(entry, moment, idle, absolute):
        return None
    if moment - entry.seen_at > TOUCH_EVERY:
        with deed():
            db.session.execute(
                update(SignIn).where(SignIn.token_digest == digest(token)).values(seen_at=moment)
            )
    account.sign_in_token = token  # type: ignore[misc]
    account.signed_in_at = entry.started_at  # type: ignore[misc]
    account.needs_code = entry.needs_code  # type: ignore[misc]
    return account


def find_with_account(token: str) -> tuple[SignIn, Account] | None:
    found = db.session.execute(
        select(SignIn, Account)
        .join(Account, Account.id == SignIn.account_id)
        .where(SignIn.token_digest == digest(token))
    ).one_or_none()
    return (found[0], found[1]) if found else None


def is_alive(entry: SignIn, moment: datetime, idle: timedelta, absolute: timedelta) -> bool:
    return entry.ended_at is None and moment - entry.seen_at <= idle and moment - entry.started_at <= absolute


def explain_end(token: str, idle: timedelta, absolute: timedelta) -> str:
    """Why the sign-in of this token is over, as a sentence for the person; "" when nothing is known of it."""
    found = find_with_account(token)
    if found is None:
        return ""
    entry, _ = found
    if entry.ended_for is SignInEnd.SIGN_OUT:
        return ""
    if entry.ended_for:
        return f"{entry.ended_for.label}，这次登录已经结束。"
    if datetime.now(UTC) - entry.started_at > absolute:
        return f"登录已满 {absolute // timedelta(hours=1)} 小时，请重新登录。"
    return f"超过 {idle // timedelta(minutes=1)} 分钟没有操作，已自动退出。"


def list_alive(account_id: int, idle: timedelta, absolute: timedelta) -> Sequence[SignIn]:
    """The sign-ins that still open the portal, the last used first."""
    moment = datetime.now(UTC)
    found = db.session.execute(
        select(SignIn)
        .where(
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
            SignIn.seen_at >= moment - idle,
            SignIn.started_at >= moment - absolute,
        )
        .order_by(SignIn.seen_at.desc(), SignIn.token_digest)
    )
    return found.scalars().all()


def find_previous(account_id: int, token: str) -> SignIn | None:
    """The sign-in before the one of this token: by it a person sees whether somebody else was here."""
    found = db.session.execute(
        select(SignIn)
        .where(SignIn.account_id == account_id, SignIn.token_digest != digest(token))
        .order_by(SignIn.started_at.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


def recall(account_id: int, token: str) -> str:
    """The sign-in before the one of this token and the wrong passwords since, as a sentence; "" at the first."""
    before = find_previous(account_id, token)
    if before is None:
        return ""
    username = db.session.get_one(Account, account_id).username
    failures = throttle.count_failures(username, before.started_at)
    where = f"，地址 {before.address}" if before.address else ""
    wrong = f"；其间输错密码 {failures} 次" if failures else ""
    return f"上次登录 {screen_moment(before.started_at)}{where}{wrong}。"


def end_own(actor: Actor, chosen: str | None, token: str) -> None:
    """End one of one's own sign-ins, named by its digest, or with None all but the one of `token`."""
    with deed():
        trail.lock()
        end(actor.account_id, SignInEnd.OWNER, only=chosen, but=None if chosen else digest(token))
        trail.record(actor, "end_sign_in", "account", actor.account_id, reference=actor.username)


def end(account_id: int, reason: SignInEnd, *, only: str | None = None, but: str | None = None) -> None:
    """Inside the caller's deed: end the sign-ins of an account: all, `only` that digest, or all `but` that one."""
    statement = update(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    if only is not None:
        statement = statement.where(SignIn.token_digest == only)
    if but is not None:
        statement = statement.where(SignIn.token_digest != but)
    db.session.execute(statement.values(ended_at=datetime.now(UTC), ended_for=reason))


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
