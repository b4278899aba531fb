"""@require(Permission.X): is somebody signed in, and does their role have it at all? The only reader of current_user."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask_login import current_user

from portal.config import Settings
from portal.domain.errors import Forbidden, PortalError
from portal.domain.permissions import Actor, Permission, can
from portal.forms.fields import read_number
from portal.services import accounts, codes, sign_ins

# The strict policy works because no page has inline script or style; everything comes from this host.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

# Nobody types these; PostgreSQL cannot store the first, and papers and browsers stumble over the rest.
# The longest address the portal itself writes is the way back to a list with all its filters; SQLite's LIKE gives up
# on patterns of 50,000 bytes.
LONGEST_QUESTION = 2000
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


# The forms of filings say it themselves, beside the field, and keep what was typed.
FIELD_BY_FIELD = ("submissions.create", "submissions.edit", "submissions.autosave")
# What answers although something else has to be done first, such as changing a first password.
BEFORE_DUTIES = ("own_account.touch", "own_account.token")
# What a reader typed is shown again; these are not what a reader typed.
UNTYPED = (
    "csrf_token",
    "version",
    "intent",
    "seen",
    "next",
    "code",
    "password",
    "current",
    "new",
    "again",
    "ids",
    "fields",
    "grade",
    "confirms_importance",
    "waives_case",
    "waives_lead",
    "department",
    "month",
    "reach",
)


def is_typed(name: str) -> bool:
    """Whether a posted field holds a reader's own words; a bulk step posts `<name>-<id>` for a row."""
    word, _, number = name.rpartition("-")
    return (word if word and number.isdigit() else name) not in UNTYPED


def require(permission: Permission) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard a view by `permission` and hand it its `actor`. 403 for a page the role lacks; signed out → sign-in."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if not current_user.is_authenticated:
                return ask_to_sign_in()
            g.actor = accounts.as_actor(current_user, request.remote_addr or "")
            if not g.actor.departments:
                raise Forbidden("您的账号现在没有角色，请联系安全管理员授予。")
            duty = codes.find_duty(current_user, g.actor)
            if duty and request.endpoint not in (*BEFORE_DUTIES, f"own_account.{duty.page}"):
                flash(duty.why, "warn")
                return redirect(url_for(f"own_account.{duty.page}"))
            if not can(g.actor, permission):
                raise Forbidden
            return view(g.actor, **arguments)

        guarded.permission = permission
        return guarded

    return decorate


def posted_version() -> int:
    """The version of the page that was posted. A missing one counts as one that never was: stale (D14)."""
    return read_number(request.form.get("version")) or 0


def get_token() -> str:
    """The token of the sign-in under which this request came."""
    token: str = current_user.get_id()
    return token


def tell_last_sign_in(account_id: int, token: str) -> None:
    """Once a sign-in is complete: its person sees whether somebody else was here meanwhile."""
    if sentence := sign_ins.recall(account_id, token):
        flash(sentence, "info")


def ask_to_sign_in() -> Any:
    """On to the sign-in page, which says why; what was typed is shown before, so that it can be copied."""
    settings: Settings = current_app.extensions["settings"]
    # The dead token is taken off the cookie: its end is told once.
    token = session.pop("_user_id", "")
    why = sign_ins.explain_end(token, settings.idle, settings.absolute) if token else ""
    if any(text.strip() for name, text in request.form.items() if is_typed(name)):
        raise PortalError(
            f"{why or '登录已失效。'}请重新登录；您填的内容没有提交，登录后回到原来的页面再提交。", 401
        )
    if why or request.method not in ("GET", "HEAD"):
        flash(why or "登录已失效，请重新登录。", "note")
    return redirect(url_for("accounts.sign_in", next=find_way_back()))


def find_way_back() -> str | None:
    """Where a person who signs in again goes on: the page that was asked for, or the one whose form was sent."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host or came_from.path == url_for("accounts.sign_in"):
        return None
    return f"{came_from.path}?{came_from.query}".rstrip("?")


def safe_next(target: str | None) -> str:
    """A path of this portal to go on to, or the workbench.

    Browsers rewrite a backslash or a control character to a slash, so that "/\\host" would leave the portal.
    """
    home = url_for("workbench.show")
    if not target or not target.startswith("/") or target.startswith("//"):
        return home
    if any(character in "\\" or ord(character) < 33 for character in target) or urlsplit(target).netloc:
        return home
    return target


def tell_lifetime() -> dict[str, Any]:
    """How long the page may stand unused, and how long the sign-in lasts at all, in seconds."""
    if not g.get("actor"):
        return {}
    settings: Settings = current_app.extensions["settings"]
    left = current_user.signed_in_at + settings.absolute - datetime.now(UTC)
    # A use is noted once in so many seconds: the page counts from the earliest.
    idle = settings.idle - sign_ins.TOUCH_EVERY
    return {"idle_seconds": int(idle.total_seconds()), "left_seconds": int(left.total_seconds())}


def find_actor() -> Actor | None:
    """Who is signed in, for pages that no guard has let through: an error is drawn with the reader's own menu.

    None for a stranger, who is everybody until the one-time code is given too.
    """
    if not current_user.is_authenticated or current_user.needs_code:
        g.actor = None
    elif not g.get("actor"):
        g.actor = accounts.as_actor(current_user, request.remote_addr or "")
    actor: Actor | None = g.actor
    return actor


def refuse_unreadable() -> None:
    """No control characters anywhere, and no question so long that a database gives up on it; raises PortalError."""
    asked = list(request.args.items(multi=True))
    typed = [] if request.endpoint in FIELD_BY_FIELD else list(request.form.items(multi=True))
    if any(CONTROL.search("".join(text)) for text in (request.path, *asked, *typed)):
        raise PortalError("内容里有看不见的控制字符，请去掉后再试。")
    if any(len(text) > LONGEST_QUESTION for _, text in asked):
        raise PortalError(f"查找的文字太长，最多 {LONGEST_QUESTION:,} 字。")


def register(app: Flask) -> None:
    """Load the signed-in account, refuse what no form may send, and put the security headers on every answer."""

    app.context_processor(tell_lifetime)

    @app.login_manager.user_loader
    def load(token: str) -> Any:
        settings: Settings = current_app.extensions["settings"]
        return sign_ins.find_signed_in(token, settings.idle, settings.absolute)

    app.before_request(refuse_unreadable)

    @app.after_request
    def protect(response: Any) -> Any:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if current_app.extensions["settings"].secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not request.path.startswith(("/static/", "/bootstrap/")):
            response.headers["Cache-Control"] = "no-store"
        return response
