"""Attachments (附件): what hangs on a submission, adding to it while it is a draft, reading it afterwards (R046, R154)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlalchemy import delete, func, insert, select, update

from portal.domain.attachments import (
    Refused,
    Room,
    Turnover,
    compare_files,
    refuse_capture,
    refuse_crowd,
)
from portal.domain.errors import Finding, Forbidden, Invalid, NotFound, PortalError, TransitionNotAllowed
from portal.domain.periods import local_date
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.attachments import Attachment
from portal.models.submissions import Submission
from portal.services import clock, trail, transitions, uploads
from portal.services.uploads import Upload
from portal.store import deed

TABLE = Attachment.__table__
COPIED = tuple(
    column.name for column in TABLE.columns if column.name not in ("id", "submission_id", "replaces_id")
)


@dataclass(frozen=True)
class Entry:
    """One attachment as it stands, with the versions that it took the place of, newest first."""

    current: Attachment
    former: tuple[Attachment, ...]


@dataclass(frozen=True)
class Shelf:
    """What a person may see and do beside one submission. `size` counts every version, in bytes.

    `in_force` are the files of the revision in force, `turnover` what this one changed of them; both empty without one.
    """

    entries: tuple[Entry, ...]
    may_change: bool
    size: int
    in_force: tuple[Attachment, ...] = ()
    turnover: Turnover = field(default_factory=Turnover)

    @property
    def gone(self) -> tuple[str, ...]:
        """The names of files in force that this revision does not have any more, nor another in their place."""
        return tuple(file.name for file in self.in_force if file.sha256 in self.turnover.removed)


@dataclass(frozen=True)
class Outcome:
    """What became of one uploaded file; `sentence` says why it was refused."""

    name: str
    attachment: Attachment | None = None
    sentence: str = ""


def read(actor: Actor, submission: Submission, in_force: Submission | None = None) -> Shelf | None:
    """The attachments beside a submission; None for who may not read them. `in_force` is what it would replace."""
    if not can(actor, Permission.ATTACHMENT_READ, submission):
        return None
    rows = list_rows(submission.id)
    entries, size = chain_up(rows), sum(row.size for row in rows)
    if in_force is None:
        return Shelf(entries, may_change(actor, submission), size)
    before = tuple(entry.current for entry in chain_up(list_rows(in_force.id)))
    turnover = compare_files(
        [file.sha256 for file in before],
        {entry.current.sha256: [file.sha256 for file in entry.former] for entry in entries},
    )
    return Shelf(entries, may_change(actor, submission), size, before, turnover)


def list_rows(submission_id: int) -> Sequence[Attachment]:
    statement = select(Attachment).where(Attachment.submission_id == submission_id)
    return db.session.execute(statement.order_by(Attachment.id)).scalars().all()


def chain_up(rows: Sequence[Attachment]) -> tuple[Entry, ...]:
    """Each row that none took the place of, in the order in which the first of its chain came."""
    by_id = {row.id: row for row in rows}
    replaced = {row.replaces_id for row in rows}
    entries = []
    for row in rows:
        if row.id in replaced:
            continue
        former, earlier = [], row.replaces_id
        while earlier is not None:
            former.append(by_id[earlier])
            earlier = by_id[earlier].replaces_id
        entries.append(Entry(row, tuple(former)))
    return tuple(sorted(entries, key=lambda entry: (entry.current, *entry.former)[-1].id))


def find_entry(attachment: Attachment) -> Entry:
    """The attachment with the versions before it; a former version stands with those before that."""
    rows = [row for row in list_rows(attachment.submission_id) if row.id <= attachment.id]
    return next(entry for entry in chain_up(rows) if entry.current.id == attachment.id)


def may_change(actor: Actor, submission: Submission) -> bool:
    return submission.status is Status.DRAFT and can(actor, Permission.SUBMISSION_WRITE, submission)


def get(actor: Actor, attachment_id: int, permission: Permission = Permission.ATTACHMENT_READ) -> Attachment:
    """One attachment the actor may read; NotFound (404) alike for absent and invisible."""
    found = db.session.get(Attachment, attachment_id)
    if found is None or not can(actor, permission, found.submission):
        raise NotFound
    return found


def refuse_frozen(actor: Actor, submission: Submission) -> None:
    """Raise TransitionNotAllowed (409) for what is no draft: attachments are frozen with the content."""
    if submission.status is not Status.DRAFT:
        raise TransitionNotAllowed(transitions.describe_latest(submission) + "附件已不能更改。")
    if not can(actor, Permission.SUBMISSION_WRITE, submission):
        raise Forbidden("您不能修改这个部门的报送。")


def add(
    actor: Actor, submission: Submission, files: Sequence[Upload], replaced: Attachment | None = None
) -> tuple[Outcome, ...]:
    """Take each file in a deed of its own; a refused one is the outcome of its row and loses no other.

    Each file takes the place of `replaced`, if one is given. Raises TransitionNotAllowed (409) for what is no draft.
    """
    refuse_frozen(actor, submission)
    outcomes = []
    with uploads.examine(files) as examined:
        for file in examined:
            try:
                outcomes.append(take_one(actor, submission, file, replaced))
            except Refused as refusal:
                outcomes.append(Outcome(file.shown, sentence=str(refusal)))
    return tuple(outcomes)


def take_one(
    actor: Actor, submission: Submission, file: uploads.Examined, replaced: Attachment | None
) -> Outcome:
    """Keep the bytes first, outside the deed, then the row: a crash between leaves a file that the sweep finds."""
    if file.sentence:
        raise Refused(file.sentence)
    # Asked for before anything is written, and once more in the deed, where no other upload can come between.
    refuse_crowd(file.size, measure(submission), uploads.get_limits())
    stored_name = uploads.keep(file)
    try:
        return Outcome(file.name, keep_row(actor, submission, file, stored_name, replaced))
    except (Refused, PortalError):
        # After any other failure nobody knows whether the row was saved: the sweep will.
        uploads.forget(stored_name)
        raise


def keep_row(
    actor: Actor,
    submission: Submission,
    file: uploads.Examined,
    stored_name: str,
    replaced: Attachment | None,
) -> Attachment:
    with deed():
        moment = trail.lock()
        refuse_frozen(actor, submission)
        refuse_crowd(file.size, measure(submission), uploads.get_limits())
        refuse_double(submission, file)
        made = Attachment(
            submission_id=submission.id,
            name=file.name,
            kind=file.kind,
            size=file.size,
            sha256=file.sha256,
            stored_name=stored_name,
            pages=file.pages,
            uploaded_by_id=actor.account_id,
            uploaded_at=moment,
        )
        if replaced is not None:
            refuse_former(replaced)
            made.replaces_id, made.edition = replaced.id, replaced.edition + 1
            made.taken_on, made.place, made.note = replaced.taken_on, replaced.place, replaced.note
        db.session.add(made)
        db.session.flush()
        note_change(actor, made, "replace" if replaced is not None else "attach", moment)
    return made


def refuse_double(submission: Submission, file: uploads.Examined) -> None:
    """The same bytes need not hang there twice."""
    for entry in chain_up(list_rows(submission.id)):
        if entry.current.sha256 == file.sha256:
            raise Refused(f"和已有的附件“{entry.current.name}”内容完全相同，没有重复保存。")


def refuse_former(attachment: Attachment) -> None:
    """Raise TransitionNotAllowed (409) for a version that another has taken the place of."""
    later = select(Attachment.id).where(Attachment.replaces_id == attachment.id)
    if db.session.execute(later).first():
        raise TransitionNotAllowed("这个附件刚刚已换成新的版本，请看最新的一份。")


def note_change(actor: Actor, attachment: Attachment, action: str, moment: datetime) -> None:
    """Inside the deed: the submission has changed, and the trail says by what."""
    submission = attachment.submission
    table = Submission.__table__
    db.session.execute(update(table).where(table.c.id == submission.id).values(changed_at=moment))
    content = {name: getattr(attachment, name) for name in ("name", "sha256", "taken_on", "place", "note")}
    trail.record(
        actor,
        action,
        "attachment",
        attachment.id,
        reference=submission.dossier.trail_reference,
        content=content,
    )


def measure(submission: Submission) -> Room:
    """What the submission holds, and its department; a file that several revisions share counts once."""
    own = select(func.coalesce(func.sum(TABLE.c.size), 0), func.count()).where(
        TABLE.c.submission_id == submission.id
    )
    size, number = db.session.execute(own).one()
    files = (
        select(TABLE.c.stored_name, TABLE.c.size)
        .join(Submission.__table__, Submission.__table__.c.id == TABLE.c.submission_id)
        .where(Submission.__table__.c.department_id == submission.department_id)
        .distinct()
        .subquery()
    )
    department = db.session.execute(select(func.coalesce(func.sum(files.c.size), 0))).scalar_one()
    return Room(int(size), int(department), number)


def remove(actor: Actor, attachment: Attachment) -> None:
    """Take an attachment off a draft, with the versions before it. Raises TransitionNotAllowed (409)."""
    with deed():
        moment = trail.lock()
        submission = attachment.submission
        refuse_frozen(actor, submission)
        refuse_former(attachment)
        note_change(actor, attachment, "remove", moment)
        (entry,) = (each for each in chain_up(list_rows(submission.id)) if each.current.id == attachment.id)
        chain = [entry.current, *entry.former]
        names = [row.stored_name for row in chain]
        db.session.execute(delete(TABLE).where(TABLE.c.id.in_([row.id for row in chain])))
        db.session.expire_all()
    uploads.forget_unless_named(names)


def describe(actor: Actor, attachment: Attachment, words: Mapping[str, Any]) -> None:
    """Say when and where a picture was taken (R046), and what it shows. Raises Invalid (422) with the findings."""
    taken_on: date | None = words["taken_on"]
    if why := refuse_capture(taken_on, local_date(clock.now())):
        raise Invalid(findings=(Finding("taken_on", why),))
    with deed():
        moment = trail.lock()
        refuse_frozen(actor, attachment.submission)
        refuse_former(attachment)
        attachment.taken_on, attachment.place, attachment.note = taken_on, words["place"], words["note"]
        db.session.flush()
        note_change(actor, attachment, "describe", moment)


def open_file(actor: Actor, attachment: Attachment) -> BinaryIO:
    """The bytes, the download kept in the trail. NotFound (404) where the storage has lost them."""
    file = uploads.open_stored(attachment.stored_name)
    reference, attachment_id = attachment.submission.dossier.trail_reference, attachment.id
    with deed():
        trail.lock()
        trail.record(actor, "export", "attachment", attachment_id, reference=reference)
    return file


def copy(from_id: int, to_id: int) -> None:
    """Inside the deed that opens a revision: it begins with the former's files, each at its latest version."""
    current = [entry.current for entry in chain_up(list_rows(from_id))]
    rows = [{name: getattr(row, name) for name in COPIED} | {"submission_id": to_id} for row in current]
    if rows:
        db.session.execute(insert(TABLE), rows)


def discard(submission_id: int) -> None:
    """Inside the deed that deletes a draft: its rows go with it; the files fall to the sweep."""
    db.session.execute(delete(TABLE).where(TABLE.c.submission_id == submission_id))
