"""Files of every kind that may come in, made as the programs of an office make them, and hostile ones."""

import io
import struct
import zipfile
from functools import cache

from portal.domain.attachments import FileKind


@cache
def image(word: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "steelblue") -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, word)
    return target.getvalue()


@cache
def pdf(pages: int = 2) -> bytes:
    from PIL import Image

    target = io.BytesIO()
    sheets = [Image.new("RGB", (60, 80), "white") for _ in range(pages)]
    sheets[0].save(target, "PDF", save_all=True, append_images=sheets[1:])
    return target.getvalue()


@cache
def docx(text: str = "现场检查笔录") -> bytes:
    from docx import Document

    target, document = io.BytesIO(), Document()
    document.add_paragraph(text)
    document.save(target)
    return target.getvalue()


@cache
def xlsx() -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("清单").write(0, 0, "物品")
    return target.getvalue()


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


@cache
def mp4() -> bytes:
    return (
        box(b"ftyp", b"isom\0\0\2\0isomiso2")
        + box(b"moov", box(b"mvhd", b"\0" * 100))
        + box(b"mdat", b"\0" * 64)
    )


def make(kind: FileKind) -> bytes:
    """A small file of this kind."""
    return {
        FileKind.JPEG: lambda: image("JPEG"),
        FileKind.PNG: lambda: image("PNG"),
        FileKind.WEBP: lambda: image("WEBP"),
        FileKind.PDF: pdf,
        FileKind.DOCX: docx,
        FileKind.XLSX: xlsx,
        FileKind.MP4: mp4,
    }[kind]()


def repack(package: bytes, more: dict[str, bytes], **options) -> bytes:
    """A document with other parts put in or over its own."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in more:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, content in more.items():
            new.writestr(name, content, **options)
    return target.getvalue()


@cache
def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("run.exe", b"MZ")
    return target.getvalue()


@cache
def bomb() -> bytes:
    """A document of a few hundred KB that unpacks to 300 MB."""
    return repack(docx(), {"word/media/image1.bmp": b"\0" * (300 * 1024 * 1024)})


def lying_bomb() -> bytes:
    """As `bomb`, but its list of entries says that nothing is large."""
    data = bytearray(repack(docx(), {"word/media/image1.bmp": b"\0" * (20 * 1024 * 1024)}))
    size = struct.pack("<I", 20 * 1024 * 1024)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 10)
    return bytes(data)


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims to be this large, and carries next to nothing."""
    import zlib

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def scripted_pdf() -> bytes:
    return pdf(1).replace(b"/Catalog", b"/Catalog /OpenAction << /S /J#61vaScript /JS (app.alert(1)) >>", 1)


@cache
def locked_pdf() -> bytes:
    return pdf(1).replace(b"trailer\n<<", b"trailer\n<< /Encrypt 99 0 R", 1)


HOSTILE = {
    "空白.png": (b"", "0 字节"),
    "照片.png": (image("JPEG"), "类型对不上"),
    "照片.jpg": (b"<html><script>alert(1)</script></html>", "类型对不上"),
    "扫描件.pdf": (b"\n%PDF-1.4 later", "类型对不上"),
    "木马.exe": (b"MZ\x90\0", "不接收这种文件"),
    "没有后缀": (b"x", "不接收这种文件"),
    "笔录.doc": (b"\xd0\xcf\x11\xe0", "另存为 docx"),
    "笔录.docm": (docx(), "宏"),
    "笔录.pdf.exe": (pdf(), "不接收这种文件"),
    "加密.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le"),
        "密码",
    ),
    "改了名字的旧表格.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "旧格式"),
    "压缩包.docx": (archive(), "类型对不上"),
    "表格.docx": (xlsx(), "类型对不上"),
    "炸弹.docx": (bomb, "展开后太大"),
    "谎报.docx": (lying_bomb, "损坏"),
    "宏.docx": (repack(docx(), {"word/vbaProject.bin": b"x"}), "宏"),
    "对象.docx": (repack(docx(), {"word/embeddings/oleObject1.bin": b"x"}), "嵌有"),
    "控件.xlsx": (repack(xlsx(), {"xl/activeX/activeX1.xml": b"<x/>"}), "嵌有"),
    "模板.docx": (
        repack(
            docx(),
            {
                "word/_rels/settings.xml.rels": b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" '
                b'Target="http://example.invalid/t.dotm" TargetMode="External"/></Relationships>'
            },
        ),
        "外部的模板",
    ),
    "穿越.docx": (repack(docx(), {"../../etc/passwd": b"x"}), "损坏"),
    "实体.docx": (repack(docx(), {"word/a.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "损坏"),
    "双料.jpg": (image("JPEG") + archive(), "夹着另一种文件"),
    "双料.pdf": (pdf() + archive(), "夹着另一种文件"),
    "巨图.png": (png_of(100_000, 100_000), "像素太多"),
    "半张.jpg": (image("JPEG", (400, 300))[:900], "损坏"),
    "半份.pdf": (pdf()[:60], "损坏"),
    "半份.docx": (docx()[:5000], "损坏"),
    "脚本.pdf": (scripted_pdf, "脚本"),
    "加密.pdf": (locked_pdf, "密码"),
    "太厚.pdf": (lambda: pdf(501), "页数太多"),
    "录像.mp4": (mp4()[:-20], "损坏"),
    "不是录像.mp4": (b"\0\0\0\x18ftypheic" + b"\0" * 100, "类型对不上"),
}


def sheet_to(*cells: tuple[int, int]) -> bytes:
    """A workbook with something in these cells, row and column from 0, and in the first one."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, column in ((0, 0), *cells):
            sheet.write(row, column, "案件名称")
    return target.getvalue()


def sheet_of_one_text() -> bytes:
    """A few KB: one long text, which each of 4,000 cells says again."""
    package = sheet_to(*((row, 0) for row in range(1, 4000)))
    text = b"<sst><si><t>" + b"a" * 5_000_000 + b"</t></si></sst>"
    return repack(package, {"xl/sharedStrings.xml": text})


# Workbooks that are harmless to keep, and not to read.
HOSTILE_SHEETS = {
    "远角.xlsx": lambda: sheet_to((1_048_575, 16_383)),
    "谎报范围.xlsx": lambda: repack(
        sheet_to(),
        {
            "xl/worksheets/sheet1.xml": b'<worksheet><dimension ref="A1"/><sheetData><row r="1">'
            b'<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFC1048576"><v>1</v></c><c><v>1</v></c></row>'
            b"</sheetData></worksheet>"
        },
    ),
    "很宽.xlsx": lambda: sheet_to((4_999, 1_999)),
    "很长.xlsx": lambda: sheet_to((1_048_575, 3)),
    "一句话.xlsx": sheet_of_one_text,
}


def hostile() -> dict[str, tuple[bytes, str]]:
    """Name → content and what its refusal says."""
    return {name: (made() if callable(made) else made, words) for name, (made, words) in HOSTILE.items()}
