"""Text on its way into a file that other programs open: no control characters, no start of a formula."""

import re
import unicodedata

# Neither XML nor a reader has a use for these; line feed and tab stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# What a line is not broken inside: a word or figure, and a character with the marks that may not begin a line.
_PIECE = re.compile("[!-~]+|.[，。、；：！？）》”’]*")
# What spreadsheet programs take for the start of a formula, the full-width forms too. Blanks and characters
# without a width before it do not help: a program that imports the sheet may trim them.
_FORMULA = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]*[=+\\-@＝＋－＠]|[\t\n]")


def clean(text: str) -> str:
    """The text without control characters, its line ends as line feeds."""
    # What is printable to Python holds none of them, and is found out many times faster.
    if text.isprintable():
        return text
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def guard(text: str) -> str:
    """The text for a spreadsheet cell: what could start a formula gets an apostrophe before it.

    A string cell alone is not enough: the sheet may be edited, or exported and opened again.
    """
    # Most texts begin with a letter or digit, and none of these begins anything.
    if text[:1].isalnum() and text.isprintable():
        return text
    # The second test keeps text out of the format in which a whole cell is raw XML.
    cleaned = clean(text)
    return f"'{cleaned}" if _FORMULA.match(cleaned) or cleaned.startswith("<r>") else cleaned


def measure(text: str) -> int:
    """The width of a text in half-width characters: a Chinese one counts two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def count_lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of this many half-width characters of its own size."""
    lines = 0
    for paragraph in text.split("\n"):
        lines, reached = lines + 1, 0
        for piece in _PIECE.findall(paragraph):
            taken = measure(piece)
            if reached and reached + taken > width:
                lines, reached = lines + 1, 0
            reached += taken
            # Too long for any line, it is broken after all.
            while reached > width and reached > 1:
                lines, reached = lines + 1, max(1, reached - max(1, int(width)))
    return lines
