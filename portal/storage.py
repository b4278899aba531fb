"""Where the bytes of attachments lie: one small interface, and a folder that keeps to it."""

import os
import re
import secrets
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol

# A file, a picture of one of its pages, or either half written: what a crash leaves behind can be listed and deleted.
KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}(-[0-9]{1,2}\.png)?(\.[0-9a-f]{16}\.part)?")
KEY_LENGTH = 35
CHUNK = 1024 * 1024


class Storage(Protocol):
    """Files by key. A key is made by `make_key` and says nothing of the file's name."""

    def put(self, key: str, source: BinaryIO) -> None:
        """Keep all of `source` under a new key, durable when this returns; nothing is kept half."""

    def open(self, key: str) -> BufferedReader:
        """The file, to be closed by the caller. FileNotFoundError where there is none."""

    def delete(self, key: str) -> None:
        """Forget the file; nothing happens where there is none."""

    def list_keys(self) -> Iterator[tuple[str, float]]:
        """Every key with the time of its keeping, in seconds since the epoch."""


def make_key(sha256: str) -> str:
    """A new key: the first of the digest spreads the files, the rest is random, so that no file overwrites another."""
    return f"{sha256[:2]}/{secrets.token_hex(16)}"


class FolderStorage:
    """Storage in a folder of a local or shared disk, outside anything that is served."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise ValueError(f"no key: {key!r}")
        return self.folder / key

    def put(self, key: str, source: BinaryIO) -> None:
        target = self.path_of(key)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        waiting = target.with_name(f"{target.name}.{secrets.token_hex(8)}.part")
        try:
            descriptor = os.open(waiting, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                while chunk := source.read(CHUNK):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            waiting.rename(target)
            self.keep_folder(target.parent)
        finally:
            waiting.unlink(missing_ok=True)

    def keep_folder(self, folder: Path) -> None:
        """The name of a new file is as durable as its content only when the folder is written too."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def open(self, key: str) -> BufferedReader:
        return self.path_of(key).open("rb")

    def delete(self, key: str) -> None:
        self.path_of(key).unlink(missing_ok=True)

    def list_keys(self) -> Iterator[tuple[str, float]]:
        for path in sorted(self.folder.glob("??/*")):
            key = f"{path.parent.name}/{path.name}"
            if KEY.fullmatch(key):
                yield key, path.stat().st_mtime
