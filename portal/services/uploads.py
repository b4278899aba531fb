"""Uploads: what a sent file is, before it becomes an attachment, and its bytes in the storage. Never inside a deed."""

import hashlib
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from sqlalchemy import select

from portal.config import Settings
from portal.documents.attachments import Asked, Verdict, inspect
from portal.domain.attachments import (
    MEGABYTE,
    PICTURED_PAGES,
    FileKind,
    Limits,
    Refused,
    explain,
    read_kind,
    read_name,
    refuse_size,
    shorten,
)
from portal.domain.errors import NotFound, PortalError
from portal.extensions import db
from portal.models.attachments import Attachment
from portal.storage import Storage, make_key

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file as a browser sends it: the name it gives, and the bytes."""

    raw_name: str | None
    stream: BinaryIO


@dataclass(frozen=True)
class Examined:
    """A file that lies in a temporary folder; `sentence` says why it is refused, empty where it is not."""

    shown: str
    sentence: str = ""
    name: str = ""
    kind: FileKind = FileKind.PDF
    path: Path = Path()
    size: int = 0
    sha256: str = ""
    pages: int = 1
    pictures: tuple[Path, ...] = ()


def get_limits() -> Limits:
    settings: Settings = current_app.extensions["settings"]
    return Limits(
        file=settings.attachment_megabytes * MEGABYTE,
        submission=settings.submission_megabytes * MEGABYTE,
        department=settings.department_megabytes * MEGABYTE,
    )


def get_storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


@contextmanager
def examine(files: Sequence[Upload]) -> Iterator[tuple[Examined, ...]]:
    """Each file by name, size and content, in their order; what is written for it is gone afterwards."""
    limits = get_limits()
    with tempfile.TemporaryDirectory(prefix="attachments-") as name:
        folder = Path(name)
        received = [receive(file, folder / str(number), limits) for number, file in enumerate(files)]
        readable = [each for each in received if not each.sentence]
        verdicts = inspect([Asked(each.path, each.kind, folder) for each in readable], limits)
        judged = dict(zip((each.path for each in readable), verdicts, strict=True))
        yield tuple(settle(each, judged.get(each.path), limits) for each in received)


def receive(file: Upload, path: Path, limits: Limits) -> Examined:
    shown = shorten(file.raw_name)
    try:
        name = read_name(file.raw_name)
        kind = read_kind(name)
        size, digest = write_down(file.stream, path, limits.file)
        refuse_size(size, limits)
    except Refused as refusal:
        return Examined(shown, str(refusal))
    return Examined(shown, "", name, kind, path, size, digest)


def write_down(stream: BinaryIO, path: Path, most: int) -> tuple[int, str]:
    """Size and SHA-256 of what was written to `path`; stops soon after `most` bytes."""
    size, digest = 0, hashlib.sha256()
    with path.open("wb") as target:
        while size <= most and (chunk := stream.read(CHUNK)):
            size += len(chunk)
            digest.update(chunk)
            target.write(chunk)
    return size, digest.hexdigest()


def settle(file: Examined, verdict: Verdict | None, limits: Limits) -> Examined:
    if verdict is None:
        return file
    if verdict.refused:
        return Examined(file.shown, explain(verdict.refused, limits))
    return Examined(
        file.shown,
        "",
        file.name,
        file.kind,
        file.path,
        file.size,
        file.sha256,
        verdict.pages,
        verdict.pictures,
    )


def keep(file: Examined) -> str:
    """The key under which the bytes now lie, with the pictures of its first pages beside.

    Raises PortalError (503) when the storage is full or gone; then nothing is kept.
    """
    storage, key = get_storage(), make_key(file.sha256)
    try:
        with file.path.open("rb") as source:
            storage.put(key, source)
        keep_pictures(key, file.pictures)
    except OSError:
        raise PortalError(
            "附件暂时不能保存，可能是存储空间满了。请稍后再试；仍不行请告诉系统管理员。", 503
        ) from None
    return key


def keep_pictures(key: str, pictures: Sequence[Path]) -> None:
    for page, path in enumerate(pictures, 1):
        with path.open("rb") as source:
            get_storage().put(picture_key(key, page), source)


def picture_key(key: str, page: int) -> str:
    return f"{key}-{page}.png"


def open_stored(key: str) -> BinaryIO:
    """The bytes; NotFound (404) where the storage has lost them."""
    try:
        return get_storage().open(key)
    except FileNotFoundError:
        raise NotFound("这个附件的文件找不到了，请告诉系统管理员。") from None


def open_picture(key: str, kind: FileKind, page: int) -> BinaryIO:
    """The picture of a page as PNG, drawn again where it is not kept any more. NotFound (404) where there is none."""
    storage, wanted = get_storage(), picture_key(key, page)
    try:
        return storage.open(wanted)
    except FileNotFoundError:
        draw_again(key, kind)
    try:
        return storage.open(wanted)
    except FileNotFoundError:
        raise NotFound("没有这一页的预览。") from None


def draw_again(key: str, kind: FileKind) -> None:
    with tempfile.TemporaryDirectory(prefix="attachments-") as name, open_stored(key) as stored:
        path = Path(name) / "0"
        write_down(stored, path, get_limits().file)
        (verdict,) = inspect([Asked(path, kind, Path(name))], get_limits())
        keep_pictures(key, verdict.pictures)


def forget(key: str) -> None:
    """Delete the bytes and their pictures."""
    storage = get_storage()
    for page in range(1, PICTURED_PAGES + 1):
        storage.delete(picture_key(key, page))
    storage.delete(key)


def forget_unless_named(keys: Collection[str]) -> None:
    """Delete the bytes that no attachment names any more; another revision may still name them."""
    named = select(Attachment.stored_name).where(Attachment.stored_name.in_(list(keys)))
    still = set(db.session.execute(named).scalars())
    for key in set(keys) - still:
        forget(key)
