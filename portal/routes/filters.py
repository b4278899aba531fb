"""How templates write amounts and moments, and the questions they may ask."""

from flask import Flask

from portal.domain.attachments import describe_size
from portal.domain.money import format_wan
from portal.domain.periods import screen_moment, spoken_moment


def register(app: Flask) -> None:
    app.jinja_env.filters["wan"] = format_wan
    app.jinja_env.filters["moment"] = screen_moment
    app.jinja_env.filters["size"] = describe_size
    app.jinja_env.filters["spoken"] = spoken_moment
    app.jinja_env.filters["count"] = lambda value: "" if value is None else f"{value:,}"
    app.jinja_env.filters["day"] = lambda value: value.isoformat() if value else ""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
