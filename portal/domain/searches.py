"""Pieces of two characters, by which an index finds Chinese words: it has no spaces, and most of its words are that short."""

from collections.abc import Iterable, Sequence

# How much of a text stands about a word that was found in it.
BEFORE, BEHIND = 12, 36


def cut(texts: Iterable[str | None]) -> str:
    """The pieces of the texts, each once: two neighbouring characters, and the last alone, for searches of one."""
    return " ".join(sorted({piece for text in texts for piece in list_pieces(text or "")}))


def list_pieces(text: str) -> Iterable[str]:
    """Pieces as letters and digits, so that no engine's own idea of words or of signs comes between."""
    for run in text.lower().split():
        yield from (write(run[place : place + 2]) for place in range(len(run)))


def cut_word(word: str) -> tuple[str, ...]:
    """The pieces that a text holding this word has; for one character, what its pieces begin with."""
    whole = list(list_pieces(word))
    return tuple(dict.fromkeys(whole[:-1] or whole))


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
    return "".join(f"{ord(each):x}" for each in characters)
