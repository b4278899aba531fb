"""How templates write amounts and moments, and the questions they may ask."""

import re
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from portal.domain.attachments import describe_size
from portal.domain.money import format_wan
from portal.domain.periods import screen_moment, spoken_moment

BEGIN, END = Markup("<mark>"), Markup("</mark>")


def mark_words(text, words):
    """The text with each of the searched words in a <mark>, longest first; safe to draw."""
    if not words.strip() or not text:
        return text
    parts, reached = [], 0
    for match in compile_words(words).finditer(text):
        parts += [escape(text[reached : match.start()]), BEGIN, escape(match[0]), END]
        reached = match.end()
    return Markup("").join([*parts, escape(text[reached:])])


@lru_cache(maxsize=100)
def compile_words(words):
    """One pattern for a page, whose every row asks for it."""
    found = sorted(words.split(), key=len, reverse=True)
    return re.compile("|".join(re.escape(each) for each in found), re.IGNORECASE)


def register(app: Flask) -> None:
    app.jinja_env.filters["wan"] = format_wan
    app.jinja_env.filters["moment"] = screen_moment
    app.jinja_env.filters["size"] = describe_size
    app.jinja_env.filters["spoken"] = spoken_moment
    app.jinja_env.filters["count"] = lambda value: "" if value is None else f"{value:,}"
    app.jinja_env.filters["day"] = lambda value: value.isoformat() if value else ""
    app.jinja_env.filters["marked"] = mark_words
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
