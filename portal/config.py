"""Settings from the environment. The secret is made in the data folder on first start, if none is given."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from portal.domain.passwords import PasswordRules
from portal.domain.permissions import Role

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What differs between installations.

    `data` is the folder of database, attachments and secret. `today` is the local date at which sample
    mode starts (D15). `idle` and `absolute` bound a sign-in. `hosts` are the names the portal answers to;
    empty answers to any. `proxies` is how many reverse proxies stand before it. The password's limits are those
    of domain.passwords.PasswordRules; `code_roles` are the roles that also need a one-time code (TOTP).
    Mail is sent where `smtp_url` is set, to the account's address or else the username at `mail_domain`, with a
    link to the portal.
    The megabytes bound one attachment, those of one submission, and those of one department.
    """

    data: Path
    database_url: str
    secret_key: str
    today: date = date(2021, 10, 8)
    demo_password: str | None = None
    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=8)
    secure_cookies: bool = False
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    password_length: int = 8
    password_classes: int = 3
    password_history: int = 5
    password_days: int = 90
    code_roles: tuple[str, ...] = ()
    smtp_url: str = ""
    mail_from: str = ""
    mail_domain: str = ""
    mail_link: str = ""
    attachment_megabytes: int = 50
    submission_megabytes: int = 200
    department_megabytes: int = 20_000

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read PORTAL_* variables; creates the data folder, and the secret in it unless PORTAL_SECRET_KEY is set.

        Raises ValueError for what would quietly protect less than it says: the portal does not start then.
        """
        data = Path(environ.get("PORTAL_DATA") or PROJECT / "data").resolve()
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(
            data=data,
            database_url=environ.get("PORTAL_DATABASE_URL") or f"sqlite:///{data / 'portal.sqlite3'}",
            secret_key=environ.get("PORTAL_SECRET_KEY") or make_secret(data / "secret"),
            today=date.fromisoformat(environ.get("PORTAL_TODAY") or "2021-10-08"),
            demo_password=environ.get("PORTAL_DEMO_PASSWORD") or None,
            idle=timedelta(minutes=int(environ.get("PORTAL_IDLE_MINUTES") or 30)),
            absolute=timedelta(hours=int(environ.get("PORTAL_SESSION_HOURS") or 8)),
            secure_cookies=environ.get("PORTAL_SECURE_COOKIES") == "1",
            hosts=tuple((environ.get("PORTAL_TRUSTED_HOSTS") or "").split()),
            proxies=int(environ.get("PORTAL_PROXIES") or 0),
            password_length=read_password_length(environ.get("PORTAL_PASSWORD_LENGTH") or "8"),
            password_classes=int(environ.get("PORTAL_PASSWORD_CLASSES") or 3),
            password_history=int(environ.get("PORTAL_PASSWORD_HISTORY") or 5),
            password_days=int(environ.get("PORTAL_PASSWORD_DAYS") or 90),
            code_roles=read_roles(environ.get("PORTAL_CODE_ROLES") or ""),
            smtp_url=environ.get("PORTAL_SMTP_URL") or "",
            mail_from=environ.get("PORTAL_MAIL_FROM") or "",
            mail_domain=environ.get("PORTAL_MAIL_DOMAIN") or "",
            mail_link=environ.get("PORTAL_MAIL_LINK") or "",
            attachment_megabytes=int(environ.get("PORTAL_ATTACHMENT_MB") or 50),
            submission_megabytes=int(environ.get("PORTAL_SUBMISSION_MB") or 200),
            department_megabytes=int(environ.get("PORTAL_DEPARTMENT_MB") or 20_000),
        )

    def for_flask(self, engine_options: dict[str, Any]) -> dict[str, Any]:
        """The same settings under the names that Flask and its extensions read."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options,
            "SESSION_COOKIE_NAME": "tiequan",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.secure_cookies,
            "TRUSTED_HOSTS": list(self.hosts) or None,
            "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 2000,
            # The token lives as long as the signed-in session, which ends by itself.
            "WTF_CSRF_TIME_LIMIT": None,
            "BOOTSTRAP_SERVE_LOCAL": True,
        }


def read_password_length(text: str) -> int:
    length, least = int(text), PasswordRules().min_length
    if length < least:
        raise ValueError(f"PORTAL_PASSWORD_LENGTH 是 {length}，密码至少 {least} 个字符，不能更短。")
    return length


def read_roles(text: str) -> tuple[str, ...]:
    roles = tuple(text.split())
    if unknown := [role for role in roles if role not in list(Role)]:
        known = " ".join(Role)
        raise ValueError(
            f"PORTAL_CODE_ROLES 里没有这样的角色：{' '.join(unknown)}。可以写的有：{known}，以空格分开。"
        )
    return roles


def make_secret(path: Path) -> str:
    """Return the secret kept in `path`; the first caller writes it, readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secret := secrets.token_urlsafe(48))
    return secret
