"""Names, kinds, sizes and room of attachments."""

from datetime import date

import pytest

from portal.domain.attachments import (
    MEGABYTE,
    SENTENCES,
    FileKind,
    Limits,
    Refused,
    Room,
    compare_files,
    describe_size,
    explain,
    read_kind,
    read_name,
    refuse_capture,
    refuse_crowd,
    refuse_size,
    shorten,
)


@pytest.mark.parametrize(
    "raw, name",
    [
        ("现场照片（一）.jpg", "现场照片（一）.jpg"),
        (r"C:\Users\某\Desktop\笔录.docx", "笔录.docx"),
        ("../../../etc/笔录.pdf", "笔录.pdf"),
        (" 笔录.pdf ", "笔录.pdf"),
        ("e\u0301vidence.png", "évidence.png"),
    ],
)
def test_a_name_keeps_its_chinese_and_loses_its_folders(raw, name):
    assert read_name(raw) == name


@pytest.mark.parametrize(
    "raw",
    [
        "",
        None,
        "...",
        "/",
        "a\0.png",
        "a\n.png",
        "a\u202egnp.exe",
        "a\ufffd.png",
        "\ud800.png",
        "长" * 117 + ".png",
    ],
)
def test_a_name_that_hides_something_is_refused(raw):
    with pytest.raises(Refused, match="名"):
        read_name(raw)
    assert all(each.isprintable() for each in shorten(raw))


def test_the_ending_tells_the_kind_whatever_its_case():
    assert read_kind("IMG_0001.JPEG") is FileKind.JPEG
    for name in ("x.svg", "x.html", "x.zip", "x", "x.pdf.exe", "x.heic"):
        with pytest.raises(Refused, match="只接收"):
            read_kind(name)
    with pytest.raises(Refused, match="xlsx"):
        read_kind("x.xls")
    with pytest.raises(Refused, match="宏"):
        read_kind("x.xlsm")


def test_sizes_are_told_as_people_say_them():
    assert describe_size(1) == "1 KB" and describe_size(35 * 1024) == "35 KB"
    assert describe_size(50 * MEGABYTE) == "50 MB" and describe_size(1_300_000) == "1.2 MB"


def test_a_file_that_is_empty_or_too_large_is_refused():
    limits = Limits(file=10)
    refuse_size(10, limits)
    for size in (0, 11):
        with pytest.raises(Refused):
            refuse_size(size, limits)


@pytest.mark.parametrize(
    "room, words", [(Room(0, 0, 3), "最多 3 个"), (Room(91, 0, 1), "合计最多"), (Room(0, 991, 1), "本部门")]
)
def test_no_file_comes_in_where_there_is_no_room(room, words):
    limits = Limits(submission=100, department=1000, number=3)
    refuse_crowd(9, Room(91, 991, 2), limits)
    with pytest.raises(Refused, match=words):
        refuse_crowd(10, room, limits)


def test_every_refusal_of_content_is_a_sentence_without_a_gap():
    for word in (*SENTENCES, "a word of tomorrow"):
        sentence = explain(word, Limits())
        assert sentence.endswith("。") and "{" not in sentence


def test_a_picture_was_not_taken_tomorrow():
    today = date(2021, 10, 8)
    assert refuse_capture(None, today) == refuse_capture(today, today) == ""
    assert refuse_capture(date(2021, 10, 9), today) and refuse_capture(date(1021, 10, 8), today)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("ab", {"a": "", "b": ""}, ""),
        ("ab", {"a": "", "b": "", "c": ""}, "新增 1 个"),
        ("ab", {"a": "", "c": "b"}, "更换 1 个"),
        ("ab", {"a": ""}, "移除 1 个"),
        ("", {"a": "x", "b": ""}, "新增 2 个"),
        ("abc", {"d": "a", "e": ""}, "新增 1 个，更换 1 个，移除 2 个"),
        # Changed twice, it still took the place of the one in force; changed there and back, it is that one.
        ("a", {"c": "ba"}, "更换 1 个"),
        ("a", {"a": "ba"}, ""),
        # One file in force is replaced by one at most, and not at all where it stands there still.
        ("a", {"b": "a", "c": "a"}, "新增 1 个，更换 1 个"),
        ("a", {"a": "", "b": "a"}, "新增 1 个"),
    ],
)
def test_files_are_new_replaced_or_removed_by_what_they_contain(before, after, words):
    assert compare_files(before, after).words == words


def test_the_most_pixels_are_said_as_people_count_them():
    assert "最多 6000 万像素" in explain("pixels", Limits())
