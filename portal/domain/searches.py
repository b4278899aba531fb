"""Pieces of two characters, by which an index finds Chinese words: it has no spaces, and most of its words are that short."""

from collections.abc import Iterable


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


def write(characters: str) -> str:
    return "".join(f"{ord(each):x}" for each in characters)
