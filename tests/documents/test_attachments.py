"""What an uploaded file truly is, told by a process of its own."""

import io

import pytest

from portal.documents import attachments, inspection
from portal.documents.attachments import Asked, inspect
from portal.domain.attachments import PICTURED_PAGES, FileKind, Limits, Refused, explain, read_kind, read_name
from tests import sample_files


@pytest.fixture
def look(tmp_path):
    """The verdict on one file."""

    def look(kind, content, limits=None):
        path = tmp_path / "file"
        path.write_bytes(content)
        (verdict,) = inspect([Asked(path, kind, tmp_path)], limits or Limits())
        return verdict

    return look


@pytest.mark.parametrize("kind", FileKind)
def test_a_file_of_every_kind_comes_in(look, kind):
    verdict = look(kind, sample_files.make(kind))
    assert verdict.refused == ""
    assert bool(verdict.pictures) is kind.has_preview


def test_a_preview_is_a_small_picture_of_pixels_alone(look):
    from PIL import Image

    noisy = Image.new("RGB", (3000, 1500), "red")
    exif = noisy.getexif()
    exif[0x010E] = "somebody's description"
    source = io.BytesIO()
    noisy.save(source, "JPEG", exif=exif)
    (picture,) = look(FileKind.JPEG, source.getvalue()).pictures
    assert b"somebody" in source.getvalue() and b"somebody" not in picture.read_bytes()
    with Image.open(picture) as drawn:
        assert drawn.format == "PNG" and max(drawn.size) <= inspection.EDGE and not drawn.info


def test_only_the_first_pages_of_a_long_pdf_are_drawn(look):
    verdict = look(FileKind.PDF, sample_files.pdf(7))
    assert verdict.pages == 7 and len(verdict.pictures) == PICTURED_PAGES


def test_a_hostile_file_is_refused_with_what_to_do(tmp_path):
    asked, expected = [], []
    for number, (name, (content, words)) in enumerate(sample_files.hostile().items()):
        try:
            kind = read_kind(read_name(name))
        except Refused as refusal:
            assert words in str(refusal), name
            continue
        if content:
            path = tmp_path / str(number)
            path.write_bytes(content)
            asked.append(Asked(path, kind, tmp_path))
            expected.append((name, words))
    for (name, words), verdict in zip(expected, inspect(asked, Limits()), strict=True):
        assert verdict.refused, f"{name} was taken"
        assert words in explain(verdict.refused, Limits()), (name, verdict.refused)
        assert not verdict.pictures, name


def test_a_file_that_ends_the_process_is_refused_and_no_other(tmp_path, monkeypatch):
    program = tmp_path / "program.py"
    program.write_text(
        "import json, os, sys\n"
        "for path, _, _ in json.loads(sys.stdin.readline())['files']:\n"
        "    if path.endswith('bad'): os.abort()\n"
        "    print(json.dumps({'refused': '', 'pages': 1}), flush=True)\n"
    )
    monkeypatch.setattr(attachments, "PROGRAM", program)
    asked = [Asked(tmp_path / name, FileKind.PDF) for name in ("good", "bad", "fine", "bad", "bad")]
    assert [each.refused for each in inspect(asked, Limits())] == ["", "broken", "", "broken", "broken"]


def test_a_file_that_never_ends_is_refused(tmp_path, monkeypatch):
    program = tmp_path / "program.py"
    program.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(attachments, "PROGRAM", program)
    monkeypatch.setattr(attachments, "SECONDS", 0.5)
    (verdict,) = inspect([Asked(tmp_path / "file", FileKind.PDF)], Limits())
    assert "规定时间" in explain(verdict.refused, Limits())


def test_a_script_hidden_in_a_compressed_stream_is_found():
    import zlib

    hidden = zlib.compress(b"<< /S /JavaScript /JS (app.alert(1)) >>")
    data = b"1 0 obj << /Type /ObjStm /Length 50 >>\nstream\n" + hidden + b"\nendstream endobj"
    with pytest.raises(inspection.Refuse, match="script"):
        inspection.refuse_active(data)
    # Chance letters in a picture are no script.
    inspection.refuse_active(b"<< /Length 9 >>\nstream\n\x00/JavaScript \xff\nendstream")
