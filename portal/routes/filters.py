"""How templates write amounts and moments, and the questions they may ask."""

import re

from flask import Flask
from markupsafe import Markup, escape

from portal.domain.attachments import describe_size
from portal.domain.money import format_wan
from portal.domain.periods import screen_moment, spoken_moment


def mark_words(text, words):
    """The text with each of the searched words in a <mark>, longest first; safe to draw."""
    found = sorted({each for each in words.split() if each}, key=len, reverse=True)
    if not found or not text:
        return text
    pattern = re.compile("|".join(re.escape(each) for each in found), re.IGNORECASE)
    parts, reached = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[reached : match.start()]), Markup("<mark>{}</mark>").format(match[0])]
        reached = match.end()
    return Markup("").join([*parts, escape(text[reached:])])


def register(app: Flask) -> None:
    app.jinja_env.filters["wan"] = format_wan
    app.jinja_env.filters["moment"] = screen_moment
    app.jinja_env.filters["size"] = describe_size
    app.jinja_env.filters["spoken"] = spoken_moment
    app.jinja_env.filters["count"] = lambda value: "" if value is None else f"{value:,}"
    app.jinja_env.filters["day"] = lambda value: value.isoformat() if value else ""
    app.jinja_env.filters["marked"] = mark_words
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
