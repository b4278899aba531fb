"""Pieces of two characters, by which an index finds Chinese words: it has no spaces, and most of its words are that short."""

from collections.abc import Iterable

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


def find_hit(
    shown: str, texts: Iterable[tuple[str, str | None]], words: Iterable[str]
) -> tuple[str, str] | None:
    """Label and excerpt of the first text with a word that `shown` does not say; None where that says them all."""
    missing = [word for word in words if word.lower() not in shown.lower()]
    for label, text in texts if missing else ():
        plain = " ".join((text or "").split())
        for word in missing:
            place = plain.lower().find(word.lower())
            if place >= 0:
                start, end = max(0, place - BEFORE), place + len(word) + BEHIND
                return label, f"{'…' if start else ''}{plain[start:end]}{'…' if end < len(plain) else ''}"
    return None


def write(characters: str) -> str:
    return "".join(f"{ord(each):x}" for each in characters)
