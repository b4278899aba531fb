"""Pieces of two characters, by which an index finds Chinese words: it has no spaces, and most of its words are that short.

Digits and Latin letters are too few to tell much by twos: before two of them a piece of three stands as well.
"""

from collections.abc import Iterable, Sequence

# How much of a text stands about a word that was found in it.
BEFORE, BEHIND = 12, 36


def cut(texts: Iterable[str | None]) -> str:
    """The pieces of the texts, each once, the last character of each alone as well, for searches of one."""
    return " ".join(sorted({write(piece) for text in texts for piece in list_pieces(text or "")}))


def list_pieces(text: str) -> Iterable[str]:
    for run in text.lower().split():
        for place in range(len(run)):
            yield run[place : place + 2]
            if place + 3 <= len(run) and run[place + 1 : place + 3].isascii():
                yield run[place : place + 3]


def cut_word(word: str) -> tuple[str, ...]:
    """The pieces that a text holding this word has; for one character, what its pieces begin with."""
    pieces = dict.fromkeys(list_pieces(word))
    # What a longer piece holds asks for nothing more; so the last character is never asked for alone.
    return tuple(
        write(piece)
        for piece in pieces
        if not any(piece in other and len(piece) < len(other) for other in pieces)
    )


def is_caseless(word: str) -> bool:
    """Whether it has no letters that come in capital and small, as Chinese and digits have none."""
    return word.lower() == word.upper()


def list_missing(shown: str, words: Iterable[str]) -> list[str]:
    """The words that a text does not say."""
    return [word for word in words if word.lower() not in shown.lower()]


def find_hit(texts: Iterable[tuple[str, str]], words: Sequence[str]) -> tuple[str, str] | None:
    """Label and excerpt of the first text that says one of the words."""
    for label, text in texts:
        plain = " ".join(text.split())
        for word in words:
            place = plain.lower().find(word.lower())
            if place >= 0:
                start, end = max(0, place - BEFORE), place + len(word) + BEHIND
                return label, f"{'…' if start else ''}{plain[start:end]}{'…' if end < len(plain) else ''}"
    return None


def write(characters: str) -> str:
    """A piece as letters and digits, so that no engine's own idea of words or of signs comes between."""
    return "".join(f"{ord(each):x}" for each in characters)
