"""@require(Permission.X): is somebody signed in, and does their role have it at all? The only reader of current_user."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, g, redirect, request, url_for
from flask_login import current_user

from portal.config import Settings
from portal.domain.errors import Forbidden, PortalError
from portal.domain.permissions import Permission, can
from portal.services import accounts

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
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def require(permission: Permission) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard a view by `permission` and hand it its `actor`. 403 for a page the role lacks; signed out → sign-in."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if not current_user.is_authenticated:
                return ask_to_sign_in()
            g.actor = accounts.as_actor(current_user)
            if not can(g.actor, permission):
                raise Forbidden
            return view(g.actor, **arguments)

        guarded.permission = permission
        return guarded

    return decorate


def posted_version() -> int:
    """The version of the page that was posted. A missing one counts as one that never was: stale (D14)."""
    version = request.form.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def ask_to_sign_in() -> Any:
    if request.method not in ("GET", "HEAD"):
        flash("登录已失效，请重新登录。", "note")
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


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


def register(app: Flask) -> None:
    """Load the signed-in account, refuse control characters, and put the security headers on every answer."""

    @app.login_manager.user_loader
    def load(token: str) -> Any:
        settings: Settings = current_app.extensions["settings"]
        return accounts.find_signed_in(token, settings.idle, settings.absolute)

    @app.before_request
    def refuse_control_characters() -> None:
        typed = [request.path, *request.args.items(multi=True), *request.form.items(multi=True)]
        if any(CONTROL.search("".join(text)) for text in typed):
            raise PortalError("内容里有看不见的控制字符，请去掉后再试。")

    @app.after_request
    def protect(response: Any) -> Any:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if current_app.extensions["settings"].secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not request.path.startswith(("/static/", "/bootstrap/")):
            response.headers["Cache-Control"] = "no-store"
        return response
