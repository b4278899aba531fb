"""The side navigation by role, and what the layout shows on every page."""

from flask import Flask, g, request, url_for

from portal.domain.permissions import Permission, Role, can
from portal.services import clock

# Group, then (endpoint, label, icon, permission, roles that see it or None for all who have the permission).
REPORTING = (Role.LIAISON,)
ITEMS: tuple[tuple[str, str, str, str, Permission], ...] = (
    ("", "workbench.show", "工作台", "house", Permission.PORTAL_USE),
)


def register(app: Flask) -> None:
    @app.context_processor
    def share():
        actor = g.get("actor")
        if actor is None:
            return {"actor": None, "navigation": [], "inbox_count": 0}
        return {
            "actor": actor,
            "navigation": list(build(app, actor)),
            "inbox_count": 0,
            "is_sample": clock.is_sample(),
            "portal_today": clock.today(),
            "plan_year": clock.today().year,
            "can": can,
        }


def build(app, actor):
    groups = {}
    for group, endpoint, label, icon, permission in ITEMS:
        if endpoint in app.view_functions and can(actor, permission):
            item = {
                "label": label,
                "icon": icon,
                "href": url_for(endpoint),
                "is_current": request.endpoint == endpoint,
                "count": None,
            }
            groups.setdefault(group, []).append(item)
    return ({"label": label, "items": items} for label, items in groups.items())
