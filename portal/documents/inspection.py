"""What an uploaded file truly is, and pictures of its first pages; run as a process of its own.

`attachments.inspect` starts this file with narrow limits on memory and time, because whatever opens a stranger's file
may crash on it. It imports nothing of the portal. One JSON line comes in, with the limits and the files; one JSON
line goes out for each file: `refused` a word of domain.attachments.SENTENCES or empty, and `pages`.
"""

import io
import json
import re
import resource
import sys
import zipfile
import zlib
from typing import Any, BinaryIO

EDGE = 1200  # of a picture of a page, in pixels
MEMORY = 2 * 1024**3
CPU_SECONDS = 20
CHUNK = 1024 * 1024
IMAGES = {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "webp": b"RIFF"}
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|Rendition|SubmitForm|ImportData)(?![A-Za-z0-9])")
EMBEDDED_PDF = re.compile(rb"/(EmbeddedFiles?(?![A-Za-z0-9])|EF\s*<<)")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
OBJECT_STREAM = re.compile(rb"/ObjStm.{0,400}?stream\r?\n(.*?)endstream", re.DOTALL)
REMOTE = re.compile(
    rb"<[^>]*(attachedTemplate|/oleObject|/frame|/subDocument|externalLinkPath)[^>]*TargetMode\s*=\s*.External|"
    rb"<[^>]*TargetMode\s*=\s*.External[^>]*(attachedTemplate|/oleObject|/frame|/subDocument|externalLinkPath)"
)
Limits = dict[str, int]


class Refuse(Exception):
    """Its first argument is the word of the refusal."""


def inspect(path: str, kind: str, limits: Limits, pictures: list[str]) -> int:
    """Check the file and write PNG pictures to the paths given; returns how many pages it has. Raises Refuse."""
    with open(path, "rb") as file:
        head = file.read(1024)
        file.seek(0)
        if kind in IMAGES:
            return inspect_image(file, head, kind, limits, pictures)
        if kind == "pdf":
            return inspect_pdf(file, path, head, limits, pictures)
        if kind == "mp4":
            return inspect_video(file, head)
        return inspect_package(file, head, kind, limits)


def refuse_archive(file: BinaryIO) -> None:
    """An archive hung behind another file is opened by every unpacker."""
    is_archive = zipfile.is_zipfile(file)
    file.seek(0)
    if is_archive:
        raise Refuse("polyglot")


def inspect_image(file: BinaryIO, head: bytes, kind: str, limits: Limits, pictures: list[str]) -> int:
    from PIL import Image, ImageOps

    if not head.startswith(IMAGES[kind]) or (kind == "webp" and head[8:12] != b"WEBP"):
        raise Refuse("type")
    if b"%PDF-" in head:
        raise Refuse("polyglot")
    refuse_archive(file)
    # Ours is the limit that counts, and it is asked before anything is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(file, formats=[kind.upper()]) as image:
        if image.width * image.height > limits["megapixels"] * 1_000_000:
            raise Refuse("pixels")
        image.verify()
    file.seek(0)
    with Image.open(file, formats=[kind.upper()]) as image:
        image.load()
        if pictures:
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((EDGE, EDGE))
            keep_picture(upright, pictures[0])
    return 1


def keep_picture(image: Any, path: str) -> None:
    """Pixels only: whatever else the file carried stays behind. Transparent parts turn white."""
    from PIL import Image

    image = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    paper.convert("RGB").save(path, "PNG", optimize=False)


def inspect_pdf(file: BinaryIO, path: str, head: bytes, limits: Limits, pictures: list[str]) -> int:
    import pypdfium2

    if not head.startswith(b"%PDF-"):
        raise Refuse("type")
    refuse_archive(file)
    refuse_active(file.read())
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Refuse("locked" if "password" in str(error).lower() else "broken") from None
    number = len(document)
    if number == 0:
        raise Refuse("broken")
    if number > limits["pages"]:
        raise Refuse("pages")
    if document.count_attachments():
        raise Refuse("embedded")
    for index, target in enumerate(pictures[:number]):
        page = document[index]
        scale = EDGE / max(*page.get_size(), 1)
        keep_picture(page.render(scale=min(scale, 4)).to_pil(), target)
    return number


def refuse_active(data: bytes) -> None:
    """Raise Refuse for scripts, actions and files inside, also in the compressed object streams."""
    plain = STREAM.sub(b"", data)
    if re.search(rb"/Encrypt(?![A-Za-z0-9])", plain):
        raise Refuse("locked")
    left = 64 * CHUNK
    texts = [plain]
    for found in OBJECT_STREAM.finditer(data):
        try:
            text = zlib.decompressobj().decompress(found[1], max(left, 1))
        except zlib.error:
            continue
        left -= len(text)
        texts.append(text)
        if left <= 0:
            raise Refuse("unpacked")
    for text in texts:
        # A name may be written with its letters as hexadecimal: /J#61vaScript.
        text = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text)
        if ACTIVE_PDF.search(text):
            raise Refuse("script")
        if EMBEDDED_PDF.search(text):
            raise Refuse("embedded")


def inspect_video(file: BinaryIO, head: bytes) -> int:
    """Walk the boxes of an MP4 from end to end; nothing is decoded."""
    if head[4:8] != b"ftyp" or head[8:12] in (b"heic", b"avif", b"mif1"):
        raise Refuse("type")
    refuse_archive(file)
    size, at, seen = file.seek(0, io.SEEK_END), 0, set()
    while at < size:
        file.seek(at)
        box = file.read(16)
        length, name = int.from_bytes(box[:4], "big"), box[4:8]
        if length == 1:
            length = int.from_bytes(box[8:16], "big")
        elif length == 0:
            length = size - at
        if len(box) < 8 or length < 8 or at + length > size or not re.fullmatch(rb"[\w ]{4}", name):
            raise Refuse("broken")
        seen.add(name)
        at += length
    if not {b"moov", b"mdat"} <= seen:
        raise Refuse("broken")
    return 1


def inspect_package(file: BinaryIO, head: bytes, kind: str, limits: Limits) -> int:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        # How Office keeps a document with a password, and how it kept every document before 2007.
        raise Refuse("locked" if is_encrypted(file) else "old")
    if not head.startswith(b"PK\x03\x04"):
        raise Refuse("type")
    refuse_many_entries(file, limits)
    with zipfile.ZipFile(file) as package:
        entries = package.infolist()
        names = [entry.filename for entry in entries]
        if "[Content_Types].xml" not in names or MAIN_PARTS[kind] not in names:
            raise Refuse("type")
        if len(names) != len({name.lower() for name in names}):
            raise Refuse("broken")
        if sum(entry.file_size for entry in entries) > limits["unpacked"]:
            raise Refuse("unpacked")
        for entry in entries:
            refuse_entry(entry)
        for entry in entries:
            read_entry(package, entry)
    return 1


def is_encrypted(file: BinaryIO) -> bool:
    """Whether a compound file holds an encrypted package, by the name of its stream."""
    file.seek(0)
    return "EncryptedPackage".encode("utf-16-le") in file.read()


def refuse_many_entries(file: BinaryIO, limits: Limits) -> None:
    """Before the list of entries is read at all; a package of documents never needs the large format."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Refuse("broken")
    if int.from_bytes(tail[at + 10 : at + 12], "little") > limits["entries"]:
        raise Refuse("entries")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > limits["entries"] * 1000:
        raise Refuse("entries")
    file.seek(0)


def refuse_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.lower()
    parts = name.replace("\\", "/").split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in name or len(name) > 300:
        raise Refuse("broken")
    if entry.flag_bits & 1:
        raise Refuse("locked")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refuse("broken")
    if "vba" in parts[-1] or "macrosheets" in parts or "customui" in parts:
        raise Refuse("macro")
    if "activex" in parts or "oleobject" in parts[-1] or parts[-1].endswith((".exe", ".dll", ".js", ".vbs")):
        raise Refuse("embedded")
    # A chart keeps its figures in a workbook of its own.
    if "embeddings" in parts and not name.endswith(".xlsx"):
        raise Refuse("embedded")


def read_entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack one entry to nowhere: its checksum and its true size show; what it says of macros and far files is refused."""
    name, is_text, text, left = entry.filename.lower(), False, b"", entry.file_size
    is_text = name.endswith((".rels", ".xml")) and entry.file_size < 32 * CHUNK
    with package.open(entry) as part:
        while chunk := part.read(CHUNK):
            left -= len(chunk)
            if is_text:
                text += chunk
    if left != 0:
        raise Refuse("broken")
    if name.endswith(".rels") and REMOTE.search(text):
        raise Refuse("remote")
    if name == "[content_types].xml" and re.search(rb"macroEnabled|vbaProject|activeX", text):
        raise Refuse("macro")
    if "externallinks" in name and b"<ddeLink" in text:
        raise Refuse("remote")
    if is_text and b"<!DOCTYPE" in text[:4096].upper():
        raise Refuse("broken")


def judge(path: str, kind: str, limits: Limits, pictures: list[str]) -> dict[str, Any]:
    """As the process answers: whatever the libraries raise on a broken file is a refusal."""
    try:
        return {"refused": "", "pages": inspect(path, kind, limits, pictures)}
    except Refuse as refusal:
        return {"refused": str(refusal), "pages": 0}
    except MemoryError:
        return {"refused": "slow", "pages": 0}
    except Exception:
        return {"refused": "broken", "pages": 0}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.loads(sys.stdin.readline())
    for path, kind, pictures in asked["files"]:
        print(json.dumps(judge(path, kind, asked["limits"], pictures)), flush=True)


if __name__ == "__main__":
    main()
