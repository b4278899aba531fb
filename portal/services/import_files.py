"""Import files (导入文件): a liaison's spreadsheet on its way from the browser to drafts, in batches that can go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import or_, select

from portal.documents.import_marks import write_marked
from portal.documents.text import clean
from portal.domain.attachments import Refused, read_name
from portal.domain.content import Kind
from portal.domain.errors import Finding, Forbidden, Invalid, NotFound, TransitionNotAllowed
from portal.domain.imports import Column, list_identity, suggest_mapping, unguard
from portal.domain.permissions import Actor, Role
from portal.extensions import db
from portal.models.imports import ImportFile
from portal.services import imports, trail, uploads
from portal.store import deed

MOST_ROWS = 5000
MOST_BYTES = 10 * 1024 * 1024
# Rows stored in one deed: others can write in between, and what is stored stays stored.
BATCH = 250
LISTED = 20
# So many of the latest files are asked what a heading meant.
REMEMBERED = 50
# How long a file waits for the rest of it to be stored.
KEPT = timedelta(days=30)
LONGEST_HEADING = 60


@dataclass(frozen=True)
class Heading:
    """One column of a file: what stands above it and in its first filled cell; `column` None is undecided."""

    place: int
    label: str
    sample: str
    column: str | None


@dataclass(frozen=True)
class View:
    """A file that is not stored yet. `reading` is its dry run (试读), None while a heading is undecided."""

    file: ImportFile
    headings: tuple[Heading, ...]
    columns: tuple[Column, ...]
    reading: imports.Reading | None

    @property
    def reminders(self) -> list[tuple[str, str, list[int]]]:
        """What may be completed later, each sentence once: column, sentence, and the rows it is said of."""
        rows: dict[tuple[str, str], list[int]] = {}
        for problem in self.reading.problems if self.reading else ():
            if not problem.is_error:
                rows.setdefault((problem.column, problem.reason), []).append(problem.row)
        return [(*said, numbers) for said, numbers in rows.items()]

    @property
    def may_start(self) -> bool:
        return self.reading is not None and not self.reading.errors and bool(self.reading.rows)


def list_own(actor: Actor) -> list[ImportFile]:
    """The actor's latest files, the newest first."""
    is_kept = or_(ImportFile.finished_at.is_(None), ImportFile.total.is_not(None))
    query = select(ImportFile).where(ImportFile.account_id == actor.account_id, is_kept)
    return list(db.session.execute(query.order_by(ImportFile.id.desc()).limit(LISTED)).scalars())


def get(actor: Actor, file_id: int) -> ImportFile:
    """The actor's own file. NotFound (404) for anybody else's."""
    file = db.session.get(ImportFile, file_id)
    if file is None or file.account_id != actor.account_id or file.is_discarded:
        raise NotFound
    return file


def add(actor: Actor, kind: Kind, upload: uploads.Upload) -> ImportFile:
    """Keep a file to be mapped, tried and stored. Raises Invalid (422) for what is no table that can be read."""
    if not actor.departments.get(Role.LIAISON):
        raise Forbidden("只有联络员可以导入，导入的是本部门的草稿。")
    name, content = receive(upload)
    lines = read_lines(name, content)
    if len(lines) < 2:
        raise refuse("只有列标题，没有要导入的行。")
    digest = trail.digest_of(lines[0])
    with deed():
        moment = trail.lock()
        forget_abandoned(moment)
        file = ImportFile(
            account_id=actor.account_id,
            kind=kind,
            name=name,
            content=content,
            headings_digest=digest,
            mapping=find_mapping(actor, kind, lines[0]),
            uploaded_at=moment,
        )
        db.session.add(file)
        db.session.flush()
        trail.record(
            actor, "upload", "import_file", file.id, reference=name[:60], content=trail.digest_of(lines)
        )
    return file


def forget_abandoned(moment: datetime) -> None:
    """Inside a deed: forget what nobody went on with for 30 days, anybody's; drafts stored from it stay."""
    old = select(ImportFile).where(ImportFile.finished_at.is_(None), ImportFile.uploaded_at < moment - KEPT)
    for file in db.session.execute(old).scalars():
        forget(None, file, moment)


def forget(actor: Actor | None, file: ImportFile, moment: datetime) -> None:
    """Inside a deed: the bytes go; what the headings mean stays, for the file that is sent in their place."""
    trail.record(actor, "discard", "import_file", file.id, reference=file.name[:60])
    file.content, file.total, file.finished_at = None, None, moment


def refuse(sentence: str) -> Invalid:
    return Invalid(findings=(Finding("file", sentence),))


def receive(upload: uploads.Upload) -> tuple[str, bytes]:
    """The name and the bytes of a .csv file, or of a workbook that passed the checks of an attachment."""
    try:
        name = read_name(upload.raw_name)
    except Refused as refusal:
        raise refuse(str(refusal)) from None
    ending = Path(name).suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise refuse("只能导入 .xlsx 或 .csv 文件，其他格式请另存后再传。")
    if ending == ".csv":
        content = upload.stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise refuse(f"文件太大，最多 {MOST_BYTES // 1024 // 1024} MB。")
        return name, content
    with uploads.examine([upload]) as (file,):
        if file.sentence:
            raise refuse(file.sentence)
        if file.size > MOST_BYTES:
            raise refuse(f"文件太大，最多 {MOST_BYTES // 1024 // 1024} MB。")
        return name, file.path.read_bytes()


def read_lines(name: str, content: bytes) -> list[list[str]]:
    """The lines of the first sheet; Invalid (422) beside the file where it cannot be read."""
    with TemporaryDirectory(prefix="imports-") as folder:
        path = Path(folder) / f"file{Path(name).suffix.lower()}"
        path.write_bytes(content)
        try:
            lines = imports.read_lines(path)
        except Invalid as refusal:
            raise refuse(refusal.message.replace(path.name, name)) from None
    if len(lines) - 1 > MOST_ROWS:
        raise refuse(f"有 {len(lines) - 1:,} 行，一次最多导入 {MOST_ROWS:,} 行，请分成几份。")
    return [tell_apart(lines[0]), *lines[1:]]


def tell_apart(headings: Sequence[str]) -> list[str]:
    """The headings, each another: blank and repeated ones, as other systems export them, get a number."""
    told: dict[str, None] = {}
    for place, heading in enumerate(headings, start=1):
        label = " ".join(unguard(clean(heading)).split())[:LONGEST_HEADING] or f"无标题（第 {place} 列）"
        while label in told:
            label += f"（第 {place} 列）"
        told[label] = None
    return list(told)


def list_columns(kind: Kind) -> tuple[Column, ...]:
    """What a heading may mean: the columns of the template, and the two that name an exported filing."""
    return (*imports.columns_of(kind), *list_identity())


def find_mapping(actor: Actor, kind: Kind, headings: Sequence[str]) -> dict[str, str]:
    """What each heading meant the last time, or means by itself.

    Files with the same headings are asked first, then the actor's, then a colleague's. A heading whose column
    another one means already is left undecided.
    """
    query = (
        select(ImportFile.mapping)
        .where(ImportFile.kind == kind)
        .order_by(
            (ImportFile.headings_digest == trail.digest_of(headings)).desc(),
            (ImportFile.account_id == actor.account_id).desc(),
            ImportFile.id.desc(),
        )
    )
    meant: dict[str, str] = {}
    for former in db.session.execute(query.limit(REMEMBERED)).scalars():
        meant = former | meant
    known = suggest_mapping(headings, list_columns(kind)) | meant
    mapping: dict[str, str] = {}
    for heading in headings:
        name = known.get(heading)
        if name == "" or (name and name not in mapping.values()):
            mapping[heading] = name
    return mapping


def view(actor: Actor, file: ImportFile) -> View:
    """The headings and the dry run of a file that is not stored yet; changes nothing."""
    lines = read_kept(file)
    columns = list_columns(file.kind)
    known = {column.name for column in columns} | {""}
    # A column that a later plan dropped is undecided again.
    mapping = {heading: name for heading, name in file.mapping.items() if name in known}
    headings = tuple(
        Heading(place, label, find_sample(lines, place), mapping.get(label))
        for place, label in enumerate(lines[0])
    )
    is_decided = all(heading.column is not None for heading in headings)
    reading = imports.judge(actor, file.kind, lines, mapping) if is_decided else None
    return View(file, headings, columns, reading)


def read_kept(file: ImportFile) -> list[list[str]]:
    if file.content is None:
        raise TransitionNotAllowed("这份文件已经导入完了。")
    return read_lines(file.name, file.content)


def find_sample(lines: Sequence[Sequence[str]], place: int) -> str:
    cells = (line[place].strip() for line in lines[1:] if place < len(line))
    return next((cell for cell in cells if cell), "")


def map_headings(actor: Actor, file: ImportFile, mapping: Mapping[str, str]) -> None:
    """Say what each heading means, "" for not read. Raises Invalid (422) for unknown or doubled columns."""
    names = {column.name: column.label for column in list_columns(file.kind)}
    used: set[str] = set()
    for heading, name in mapping.items():
        if name and name not in names:
            raise Invalid(f"“{heading}”要对应到列表里的栏目。")
        if name in used:
            raise Invalid(f"有两列都对应到“{names[name]}”，请留一列，另一列选“不导入”。")
        used |= {name} - {""}
    with deed():
        trail.lock()
        refuse_begun(file)
        file.mapping = dict(mapping)
        trail.record(actor, "map", "import_file", file.id, reference=file.name[:60], content=dict(mapping))


def refuse_begun(file: ImportFile) -> None:
    """Inside a deed whose trail is locked, which reads anew: another window may have begun meanwhile."""
    if file.total is not None:
        raise TransitionNotAllowed("已经开始导入，不能再改。")


def store_next(actor: Actor, file: ImportFile) -> None:
    """Store the next rows as drafts, in one deed; what a break-off left out is stored by the next call.

    Raises Invalid (422) as long as the dry run finds an error, TransitionNotAllowed (409) once all is stored.
    """
    shown = view(actor, file)
    if not shown.reading or shown.reading.errors:
        raise Invalid("还有要改的地方，没有导入任何一行。")
    left = shown.reading.rows
    total = file.stored + len(left) if file.total is None else file.total
    with deed():
        moment = trail.lock()
        if file.is_discarded:
            raise NotFound
        # Another window may have been faster: a digest is stored once.
        added = imports.add_drafts(actor, file.kind, left[:BATCH], moment)
        file.total, file.stored = total, min(total, file.stored + len(added))
        if len(left) <= BATCH:
            file.content, file.finished_at = None, moment
            trail.record(
                actor,
                "import",
                "import_file",
                file.id,
                reference=file.name[:60],
                fields=(f"rows={file.stored}",),
            )


def discard(actor: Actor, file: ImportFile) -> None:
    """Forget a file of which nothing is stored yet."""
    with deed():
        moment = trail.lock()
        refuse_begun(file)
        forget(actor, file, moment)


def mark(actor: Actor, file: ImportFile) -> tuple[str, bytes]:
    """A copy of the file as .xlsx: its wrong cells coloured, each with what is wrong with it."""
    shown = view(actor, file)
    problems = shown.reading.problems if shown.reading else ()
    places = shown.reading.places if shown.reading else {}
    copy = write_marked(read_kept(file), problems, places)
    with deed():
        trail.lock()
        trail.record(actor, "export", "import_file", file.id, reference=file.name[:60])
    return f"{Path(file.name).stem}（标注）.xlsx", copy
