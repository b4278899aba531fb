"""Passwords (密码): the rules for new ones, and changing one's own. Hashing never happens inside a deed."""

from datetime import UTC, datetime, timedelta
from functools import cache

from flask import current_app
from sqlalchemy import select
from werkzeug.security import check_password_hash, generate_password_hash

from portal.config import PROJECT, Settings
from portal.domain.accounts import SignInEnd
from portal.domain.errors import Finding, Invalid
from portal.domain.passwords import PasswordRules, find_faults
from portal.domain.permissions import Actor
from portal.extensions import db
from portal.models.accounts import Account, FormerPassword
from portal.services import sign_ins, throttle, trail
from portal.store import deed

COMMON = PROJECT / "portal" / "catalogue" / "common_passwords.txt"


def get_rules() -> PasswordRules:
    """The rules of this installation."""
    settings: Settings = current_app.extensions["settings"]
    return PasswordRules(
        min_length=settings.password_length,
        classes=settings.password_classes,
        history=settings.password_history,
        days=settings.password_days,
    )


@cache
def list_common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def must_change(account: Account) -> str:
    """Why this person has to change their password before anything else, as a sentence; "" when not."""
    if account.is_sample:
        return ""
    if account.must_change_password:
        return "这是初始密码，请先改成自己的密码。"
    days = get_rules().days
    changed = account.password_changed_at
    if days and changed and datetime.now(UTC) - changed > timedelta(days=days):
        return f"密码已用满 {days} 天，请先修改。"
    return ""


def find_due_date(account: Account) -> datetime | None:
    """When the password must be changed, or None where it never must."""
    days = get_rules().days
    if account.is_sample or not days or account.password_changed_at is None:
        return None
    return account.password_changed_at + timedelta(days=days)


def change_own(actor: Actor, token: str, current: str, new: str) -> None:
    """Change one's own password; every other sign-in of the account ends. Raises Invalid (422) with findings on
    `current` or `new`, after too many wrong tries Throttled (429): a session left open is no place to guess in.
    """
    attempt = throttle.begin(actor.username, actor.address)
    account = db.session.get_one(Account, actor.account_id)
    rules, username = get_rules(), account.username
    old_hash, version = account.password_hash, account.version
    if not is_same(current, old_hash):
        with deed():
            trail.lock()
            throttle.keep(attempt)
            trail.record(actor, "change_password_failed", "account", actor.account_id, reference=username)
        raise Invalid(findings=(Finding("current", f"现在的密码不正确。{attempt.warning}"),))
    with deed():
        throttle.drop(attempt)
    faults = find_faults(new, username, rules, list_common())
    if not faults and is_used(actor.account_id, new, old_hash, rules):
        faults = (f"不能与最近 {rules.history} 次用过的密码相同。",)
    if faults:
        raise Invalid(findings=tuple(Finding("new", fault) for fault in faults))
    new_hash = generate_password_hash(new)
    with deed():
        trail.lock()
        account = db.session.get_one(Account, actor.account_id)
        if account.version != version:
            raise Invalid("密码刚刚在别处改过，没有再改。")
        replace(account, new_hash)
        account.must_change_password = False
        sign_ins.end(account.id, SignInEnd.PASSWORD, but=sign_ins.digest(token))
        trail.record(actor, "change_password", "account", account.id, reference=username)


def is_same(password: str, password_hash: str) -> bool:
    return len(password) <= sign_ins.MAX_PASSWORD and check_password_hash(password_hash, password)


def is_used(account_id: int, password: str, present_hash: str, rules: PasswordRules) -> bool:
    """Whether the password is the present one or one of those before it, `history` in all."""
    if not rules.history:
        return False
    former = db.session.execute(
        select(FormerPassword.password_hash)
        .where(FormerPassword.account_id == account_id)
        .order_by(FormerPassword.id.desc())
        .limit(rules.history - 1)
    ).scalars()
    return any(check_password_hash(each, password) for each in (present_hash, *former))


def replace(account: Account, new_hash: str) -> None:
    """Inside the caller's deed: put the new hash in place and keep the old one among the former."""
    moment = datetime.now(UTC)
    db.session.add(
        FormerPassword(account_id=account.id, password_hash=account.password_hash, replaced_at=moment)
    )
    account.password_hash = new_hash
    account.password_changed_at = moment
    account.version += 1
