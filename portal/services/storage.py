"""The storage of attachments (附件存储) held against the database: what is lost or altered, and what nobody names."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.extensions import db
from portal.models.attachments import Attachment
from portal.models.submissions import Dossier, Submission
from portal.services import trail, uploads
from portal.storage import KEY_LENGTH
from portal.store import deed

# A file younger than this may belong to an upload that has not been saved yet.
DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Fault:
    """An attachment whose bytes are not those that were received, by what the trail calls its dossier."""

    reference: str
    name: str
    sentence: str


def count_files() -> int:
    """How many files the attachments name; one that several revisions share counts once."""
    return db.session.execute(select(func.count(func.distinct(Attachment.stored_name)))).scalar_one()


def list_faults() -> Iterator[Fault]:
    """Read every file that an attachment names, each once, and hold it against the SHA-256 of its receipt."""
    first = select(func.min(Attachment.id)).group_by(Attachment.stored_name)
    files = (
        select(Attachment.stored_name, Attachment.name, Attachment.sha256, Dossier)
        .join(Submission, Submission.id == Attachment.submission_id)
        .join(Dossier, Dossier.id == Submission.dossier_id)
        .where(Attachment.id.in_(first))
        .order_by(Attachment.id)
    )
    for key, name, sha256, dossier in db.session.execute(files).all():
        # What a restricted one (限阅) is called, not even the console says.
        told = "" if dossier.is_restricted else name
        try:
            with uploads.get_storage().open(key) as stored:
                digest = hashlib.file_digest(stored, "sha256").hexdigest()
        except FileNotFoundError:
            yield Fault(dossier.trail_reference, told, "文件不见了")
        else:
            if digest != sha256:
                yield Fault(dossier.trail_reference, told, "内容与接收时不同")


def sweep() -> int:
    """Delete what has lain for a day and no attachment names: left by a discarded draft, or an upload that broke off.

    Returns how many files went; on the record.
    """
    storage = uploads.get_storage()
    # Listed before the names are read: what is saved in between is named.
    before = time.time() - DAY
    old = [key for key, kept_at in storage.list_keys() if kept_at < before]
    named = set(db.session.execute(select(Attachment.stored_name).distinct()).scalars())
    left = [key for key in old if key[:KEY_LENGTH] not in named or key.endswith(".part")]
    if not left:
        return 0
    with deed():
        trail.lock()
        trail.record(None, "sweep", "attachment", fields=(f"files={len(left)}",))
    for key in left:
        storage.delete(key)
    return len(left)
