"""One-time codes (动态口令, TOTP, RFC 6238): a second proof for the roles that the setting names. Real time.

Whoever holds such a role binds an authenticator once; from then on a sign-in opens nothing until its code is right.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

import pyotp
from flask import current_app
from sqlalchemy import update

from portal.config import Settings
from portal.domain.errors import Finding, Invalid
from portal.domain.permissions import Actor
from portal.extensions import db
from portal.models.accounts import Account, SignIn
from portal.services import passwords, sign_ins, throttle, trail
from portal.store import deed

STEP_SECONDS = 30
ISSUER = "铁拳行动平台"
WRONG = Finding("code", "动态口令不正确，请用手机上现在显示的 6 位数字。")


@dataclass(frozen=True)
class Duty:
    """What a signed-in person has to do before anything else: the page (own_account.…) and why."""

    page: str
    why: str


def find_duty(account: Account, actor: Actor) -> Duty | None:
    """The first thing that stands before every other page, or None."""
    if account.needs_code:
        return Duty("confirm_code", "密码正确，还要填写动态口令。")
    if why := passwords.must_change(account):
        return Duty("password", why)
    if account.code_secret is None and is_required(actor):
        return Duty("set_up_code", "您的角色须用动态口令登录，请先绑定。")
    return None


def is_required(actor: Actor) -> bool:
    """Whether one of the person's roles is among those that need a code."""
    settings: Settings = current_app.extensions["settings"]
    return not actor.roles.isdisjoint(settings.code_roles)


def make_secret() -> str:
    return pyotp.random_base32()


def draw(secret: str, username: str) -> tuple[str, str]:
    """(otpauth address, its square code as an image's data address) of a secret that is shown once."""
    # Imported here: drawn once in the life of an account.
    import segno

    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
    return address, segno.make(address).svg_data_uri(scale=4)


def find_step(secret: str, code: str, after: int) -> int | None:
    """The time step whose code this is, one step early or late allowed; none is accepted twice."""
    now = int(datetime.now(UTC).timestamp()) // STEP_SECONDS
    plain, totp = "".join(code.split()), pyotp.TOTP(secret)
    for step in (now, now - 1, now + 1):
        if step > after and hmac.compare_digest(
            totp.at(step * STEP_SECONDS).encode(), plain.encode("utf-8", "replace")
        ):
            return step
    return None


def set_up(actor: Actor, secret: str, code: str) -> None:
    """Bind an authenticator that shows the right code. Raises Invalid (422) otherwise, or when one is bound."""
    step = find_step(secret, code, 0)
    if step is None:
        raise Invalid(findings=(WRONG,))
    with deed():
        trail.lock()
        account = db.session.get_one(Account, actor.account_id)
        if account.code_secret is not None:
            raise Invalid("动态口令已经绑定；要换手机，请联系系统管理员重置。")
        account.code_secret, account.code_step = secret, step
        account.version += 1
        trail.record(actor, "set_up_code", "account", account.id, reference=account.username)


def is_waiting(token: str) -> bool:
    """Whether the sign-in of this token still waits for its code."""
    found = sign_ins.find_with_account(token)
    return found is not None and found[0].needs_code


def confirm(actor: Actor, token: str, code: str) -> None:
    """Open a sign-in that waits for its code. Raises Invalid (422), after too many wrong ones Throttled (429)."""
    account = db.session.get_one(Account, actor.account_id)
    secret, username, used = account.code_secret, account.username, account.code_step
    attempt = throttle.begin(username, actor.address)
    step = find_step(secret, code, used) if secret else None
    with deed():
        trail.lock()
        taken = step is not None and take_step(actor.account_id, step)
        if taken:
            throttle.drop(attempt)
            db.session.execute(
                update(SignIn).where(SignIn.token_digest == sign_ins.digest(token)).values(needs_code=False)
            )
        else:
            throttle.keep(attempt)
        action = "confirm_code" if taken else "sign_in_failed"
        code_word = "" if taken else "wrong_code"
        trail.record(actor, action, "account", actor.account_id, reference=username, code=code_word)
    if not taken:
        raise Invalid(findings=(WRONG, Finding("code", attempt.warning)))


def take_step(account_id: int, step: int) -> bool:
    """Whether this code was not used meanwhile; it is now."""
    done = db.session.connection().execute(
        update(Account.__table__)
        .where(Account.__table__.c.id == account_id, Account.__table__.c.code_step < step)
        .values(code_step=step)
    )
    return done.rowcount == 1
