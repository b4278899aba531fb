"""One mail a day (每日提醒邮件) to each person with something open, where an SMTP server is set."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.config import Settings
from portal.domain.errors import PortalError
from portal.domain.notices import Audience
from portal.domain.periods import SHANGHAI
from portal.domain.permissions import Actor, Role
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.audit import TrailRow
from portal.models.departments import Department
from portal.services import accounts, clock, inbox, notices, plans, reminders, trail, working_days
from portal.services.obligations import current_month, due_day
from portal.store import deed

TIMEOUT = 30
SHOWN = 20
# The server says goodbye (RFC 5321 §3.8): of this mail as of those behind it, nothing is decided.
CLOSING = 421


@dataclass(frozen=True)
class Digest:
    """What one person is written."""

    account_id: int
    username: str
    name: str
    email: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """What came of a run. `refused` are the addresses the server did not take, or whose mail it did not."""

    number: int
    refused: tuple[str, ...]


@dataclass
class Delivery:
    """What the server took, as far as it came: `broken` is why it went no further, "" when all was handed over."""

    written: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    broken: str = ""


def list_digests() -> list[Digest]:
    """One for everybody with an unread notice, something waiting, or a duty that falls due in these days."""
    found = db.session.execute(
        select(Account)
        .options(selectinload(Account.appointments))
        .where(Account.disabled_at.is_(None))
        .order_by(Account.id)
    ).scalars()
    digests = []
    for account in found.all():
        lines = list_lines(accounts.as_actor(account))
        if lines:
            digests.append(Digest(account.id, account.username, account.name, account.email, tuple(lines)))
    return digests


def list_lines(actor: Actor) -> list[str]:
    page = notices.list_page(actor)
    lines = [f"・{row.text}（{row.why}）" for row in page.rows[:SHOWN]]
    if page.total and page.total > SHOWN:
        lines.append(f"・另有 {page.total - SHOWN} 条")
    if lines:
        lines.insert(0, f"未读通知 {page.total} 条：")
    waiting = inbox.count(actor)
    if waiting:
        lines.append(f"等您办理的报送 {waiting} 条（因为您是{actor.role_label}）。")
    return [*lines, *list_due(actor)]


def list_due(actor: Actor) -> Iterator[str]:
    """What a department still owes by the month and once a year, in the last working days before each due day."""
    catalogue = plans.get_current()
    month = current_month(catalogue, clock.now())
    covered = actor.own_departments
    if month is None or not covered:
        return
    today = clock.today()
    soon = {
        day
        for day in (due_day(catalogue, month), *(task.due_on for task in catalogue.tasks))
        if day
        and day >= today
        # Before the last days nobody's filings are read for it.
        and working_days.count_between(today, day) <= catalogue.settings.reminder_working_days
    }
    for department_id in sorted(covered) if soon else ():
        lacking: dict[date, list[str]] = {}
        for duty in reminders.list_open([department_id], catalogue.year, month):
            lacking.setdefault(duty.due_on, []).append(duty.title)
        for due_on in sorted(soon & lacking.keys()):
            titles = "；".join(lacking[due_on])
            why = tell_ground(actor, department_id)
            yield f"{due_on.month} 月 {due_on.day} 日 24:00 截止，还差：{titles}（{why}）。"


def tell_ground(actor: Actor, department_id: int) -> str:
    """Why a person is told what a department that they cover still owes."""
    if actor.covers(Role.LIAISON, department_id):
        audience = Audience.LIAISONS
    else:
        audience = Audience.DEPUTIES if department_id in actor.acting else Audience.LEADERS
    return audience.label.format(department=db.session.get_one(Department, department_id).short_name)


def write(digest: Digest, sender: str, address: str, link: str) -> EmailMessage:
    """The mail as it travels: plain text, in Chinese."""
    message = EmailMessage()
    message["Subject"] = "铁拳行动案件报送与考核平台：今日提醒"
    message["From"], message["To"] = sender, address
    message["Date"] = format_datetime(clock.now().astimezone(SHANGHAI))
    message["Auto-Submitted"] = "auto-generated"
    where = f"请登录平台办理：{link}" if link else "请登录平台办理。"
    lines = [f"{digest.name}：", "", *digest.lines, "", where, "本邮件由平台每日自动发送一次，请勿回复。"]
    message.set_content("\n".join(lines))
    return message


def send_daily(settings: Settings) -> Sent | None:
    """Write to everybody once a local day; None when today's mails were sent already.

    Raises PortalError (503) when the server cannot be reached or hangs up: it may be tried again, and writes to nobody
    then whose mail the server said it had taken.
    """
    day = clock.today().isoformat()
    if list_rows(day, "notice"):
        return None
    if not settings.mail_from:
        raise PortalError("设置了 PORTAL_SMTP_URL，还要设置 PORTAL_MAIL_FROM。")
    written = list_rows(day, "account")
    digests = [
        each
        for each in list_digests()
        if (each.email or settings.mail_domain) and each.account_id not in written
    ]
    delivery = deliver(settings, digests)
    with deed():
        trail.lock()
        for account_id in delivery.written if delivery.broken else ():
            trail.record(None, "mail", "account", account_id, reference=day)
        if not delivery.broken:
            trail.record(None, "mail", "notice", reference=day, content=[len(digests), delivery.refused])
    if delivery.broken:
        raise PortalError(f"邮件服务器不能用：{delivery.broken}", 503)
    return Sent(len(delivery.written), tuple(delivery.refused))


def list_rows(day: str, subject: str) -> Sequence[int | None]:
    """What the trail says was mailed on a day: "notice" stands for the whole run, "account" for one person's mail."""
    rows = select(TrailRow.subject_id).where(
        TrailRow.reference == day, TrailRow.action == "mail", TrailRow.subject == subject
    )
    return db.session.execute(rows).scalars().all()


def deliver(settings: Settings, digests: Sequence[Digest]) -> Delivery:
    """Hand all mails to the server over one connection; one that it does not take keeps no other from theirs."""
    delivery = Delivery()
    if not digests:
        return delivery
    try:
        with connect(settings.smtp_url) as server:
            for digest in digests:
                hand_over(server, settings, digest, delivery)
    except (OSError, smtplib.SMTPException) as error:
        delivery.broken = str(error)
    return delivery


def hand_over(server: smtplib.SMTP, settings: Settings, digest: Digest, delivery: Delivery) -> None:
    address = digest.email or f"{digest.username}@{settings.mail_domain}"
    try:
        server.send_message(write(digest, settings.mail_from, address, settings.mail_link))
        delivery.written.append(digest.account_id)
    except smtplib.SMTPSenderRefused:
        # It would be the same with every other mail.
        raise
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refusal:
        if getattr(refusal, "smtp_code", None) == CLOSING:
            raise
        delivery.refused.append(address)
        # smtplib leaves a mail begun whose DATA was refused: the next would stand inside it.
        server.rset()


@contextmanager
def connect(url: str) -> Iterator[smtplib.SMTP]:
    """A signed-in connection to smtp://user:password@host:port, smtps://…, or smtp://…?starttls=1."""
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
    with server:
        if parse_qs(parts.query).get("starttls") == ["1"]:
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
