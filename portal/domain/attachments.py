"""Attachments (附件): which files may come in, what they may be called, the sentence of each refusal; what a revision changed.

Pure.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.domain.workflow import Labelled

LONGEST_NAME = 120
LONGEST_NOTE = 200
# So many first pages of a PDF have a preview.
PICTURED_PAGES = 3
MEGABYTE = 1024 * 1024


class FileKind(Labelled):
    """What a file truly is, told by its content and its name alike."""

    JPEG = "jpeg", "JPG 图片"
    PNG = "png", "PNG 图片"
    WEBP = "webp", "WebP 图片"
    PDF = "pdf", "PDF 文件"
    DOCX = "docx", "Word 文档"
    XLSX = "xlsx", "Excel 工作簿"
    MP4 = "mp4", "MP4 视频"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]

    @property
    def has_preview(self) -> bool:
        return self in PREVIEWED


ENDINGS = {
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "png": FileKind.PNG,
    "webp": FileKind.WEBP,
    "pdf": FileKind.PDF,
    "docx": FileKind.DOCX,
    "xlsx": FileKind.XLSX,
    "mp4": FileKind.MP4,
}
OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{OFFICE}wordprocessingml.document",
    FileKind.XLSX: f"{OFFICE}spreadsheetml.sheet",
    FileKind.MP4: "video/mp4",
}
PREVIEWED = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.PDF})
ALLOWED = "JPG、PNG、WebP、PDF、docx、xlsx、MP4"
# For the file dialog of a browser; what is sent is judged anew.
ACCEPTED = ",".join(f".{ending}" for ending in ENDINGS)
OLD_ENDINGS = {"doc": "docx", "wps": "docx", "xls": "xlsx", "et": "xlsx"}
MACRO_ENDINGS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlsb"})


@dataclass(frozen=True)
class Limits:
    """How much may come in; sizes in bytes. `megapixels` bounds an image, `pages` a PDF, `unpacked` a document."""

    file: int = 50 * MEGABYTE
    submission: int = 200 * MEGABYTE
    department: int = 20_000 * MEGABYTE
    number: int = 50
    megapixels: int = 60
    pages: int = 500
    entries: int = 2000
    unpacked: int = 200 * MEGABYTE


class Refused(Exception):
    """One file that is not taken; the others are. Its message is the sentence beside the file's row."""


# Why the content of a file is refused, by the word that its inspection ends with.
SENTENCES = {
    "type": "内容和文件名的类型对不上。请用原来的程序另存为 {allowed} 后再传。",
    "polyglot": "文件里还夹着另一种文件，不能接收。请用原来的程序重新导出。",
    "broken": "文件不完整或已损坏，打不开。请重新导出后再传。",
    "pixels": "图片像素太多，最多 {megapixels} 万像素。请缩小后再传。",
    "pages": "PDF 页数太多，最多 {pages} 页。请拆分后再传。",
    "locked": "文件有密码或加密，审核的人打不开。请去掉密码后再传。",
    "old": "这是旧格式的 Office 文件，只是改了文件名。请用原来的程序另存为 {allowed} 后再传。",
    "script": "PDF 里有脚本或自动执行的动作，不能接收。请打印成新的 PDF 后再传。",
    "embedded": "文件里嵌有其他文件或对象，不能接收。请把它们单独上传。",
    "macro": "文档里有宏，不能接收。请另存为不含宏的 docx 或 xlsx。",
    "remote": "文档引用了外部的模板或对象，不能接收。请去掉后再传。",
    "unpacked": "文档展开后太大，最多 {unpacked} MB。请压缩其中的图片后再传。",
    "entries": "文档里的部件太多，最多 {entries} 个。请重新导出后再传。",
    "slow": "文件太复杂，检查没有在规定时间内完成。请重新导出后再传。",
}


def explain(word: str, limits: Limits) -> str:
    """The sentence of a refusal; what a later inspection may say is told as broken."""
    return SENTENCES.get(word, SENTENCES["broken"]).format(
        allowed=ALLOWED,
        megapixels=limits.megapixels * 100,
        pages=limits.pages,
        unpacked=limits.unpacked // MEGABYTE,
        entries=limits.entries,
    )


def read_name(raw: str | None) -> str:
    """The file's own name, its Chinese kept and the folders before it cut off. Raises Refused."""
    name = re.split(r"[/\\]", raw or "")[-1].strip()
    if any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") or each == "\ufffd" for each in name):
        raise Refused("文件名里有看不见的控制字符，请改名后再传。")
    name = unicodedata.normalize("NFC", name)
    if not name.strip(". "):
        raise Refused("文件没有名字，请改名后再传。")
    if len(name) > LONGEST_NAME:
        raise Refused(f"文件名太长，最多 {LONGEST_NAME} 字，现在有 {len(name)} 字。")
    return name


def shorten(raw: str | None) -> str:
    """How a refused file is called on the page."""
    name = re.split(r"[/\\]", raw or "")[-1]
    shown = "".join(each for each in name if unicodedata.category(each) not in ("Cc", "Cf", "Cs")).strip()
    return (shown[:60] + "…" if len(shown) > 60 else shown) or "（没有名字的文件）"


def read_kind(name: str) -> FileKind:
    """The kind that the name claims. Raises Refused."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in ENDINGS:
        return ENDINGS[ending]
    if ending in OLD_ENDINGS:
        raise Refused(f"不接收旧格式的 .{ending}，请另存为 {OLD_ENDINGS[ending]} 后再传。")
    if ending in MACRO_ENDINGS:
        raise Refused(SENTENCES["macro"])
    raise Refused(f"不接收这种文件，只接收 {ALLOWED}。")


def refuse_size(size: int, limits: Limits) -> None:
    if size == 0:
        raise Refused("文件是空的，0 字节。")
    if size > limits.file:
        raise Refused(f"文件太大（{describe_size(size)}），每个最多 {describe_size(limits.file)}。")


@dataclass(frozen=True)
class Room:
    """What a submission and its department hold already, in bytes; `number` of files of the submission."""

    submission: int
    department: int
    number: int


def refuse_crowd(size: int, room: Room, limits: Limits) -> None:
    """Raise Refused where one more file of `size` would be too much."""
    if room.number >= limits.number:
        raise Refused(f"每次报送最多 {limits.number} 个附件，已经满了。")
    if room.submission + size > limits.submission:
        raise Refused(
            f"这次报送的附件合计最多 {describe_size(limits.submission)}，已有 {describe_size(room.submission)}。"
        )
    if room.department + size > limits.department:
        raise Refused("本部门的附件空间已满，请联系系统管理员。")


def refuse_capture(taken_on: date | None, today: date) -> str:
    """Why a capture date cannot be, or an empty text."""
    if taken_on and taken_on > today:
        return "拍摄日期不能晚于今天。"
    if taken_on and taken_on.year < 2000:
        return "拍摄日期太早，请核对。"
    return ""


@dataclass(frozen=True)
class Turnover:
    """How a revision's files differ from those in force, each told by its SHA-256.

    `replaced` says of a file which one in force it took the place of.
    """

    added: Collection[str] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)
    removed: Collection[str] = ()

    @property
    def words(self) -> str:
        """新增 1 个，更换 2 个; an empty text where the files are the same."""
        counts = (("新增", self.added), ("更换", self.replaced), ("移除", self.removed))
        return "，".join(f"{word} {len(files)} 个" for word, files in counts if files)


def compare_files(before: Collection[str], after: Mapping[str, Sequence[str]]) -> Turnover:
    """`after` gives each file of the revision with the versions it took the place of, newest first."""
    lost, added, replaced = set(before) - after.keys(), [], {}
    for file, versions in after.items():
        if file in before:
            continue
        former = next((each for each in versions if each in lost), None)
        if former is None:
            added.append(file)
        else:
            replaced[file] = former
            lost.remove(former)
    return Turnover(added, replaced, lost)


def describe_size(size: int) -> str:
    """1.2 MB, 35 KB."""
    if size >= MEGABYTE:
        text = f"{size / MEGABYTE:.1f}".removesuffix(".0")
        return f"{text} MB"
    return f"{max(1, round(size / 1024))} KB"
