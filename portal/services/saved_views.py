"""Saved views (常用条件) of the list: kept and removed by the person whose they are."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.domain.errors import Finding, Invalid, NotFound
from portal.domain.permissions import Actor
from portal.extensions import db
from portal.models.saved_views import SavedView
from portal.services import trail
from portal.store import deed

MOST = 20


def list_own(actor: Actor) -> list[SavedView]:
    query = select(SavedView).where(SavedView.account_id == actor.account_id).order_by(SavedView.id)
    return list(db.session.execute(query).scalars())


def save(actor: Actor, name: str, arguments: Mapping[str, Any]) -> None:
    """Keep the arguments of a list's address under a name; a view of the same name is replaced.

    Raises Invalid (422) without a name or a filter, and beyond MOST views.
    """
    if not arguments:
        raise refuse("先设好条件或栏目，再存成常用。")
    with deed():
        trail.lock()
        own = {view.name: view for view in list_own(actor)}
        if name not in own and len(own) >= MOST:
            raise refuse(f"最多存 {MOST} 个，请先删去不用的。")
        view = own.get(name) or SavedView(account_id=actor.account_id, name=name)
        view.arguments = dict(arguments)
        db.session.add(view)
        db.session.flush()
        trail.record(actor, "save_view", "saved_view", view.id, reference=name, content=dict(arguments))


def refuse(sentence: str) -> Invalid:
    return Invalid(findings=(Finding("name", sentence),))


def remove(actor: Actor, view_id: int) -> None:
    """Forget one's own view. NotFound (404) for anybody else's."""
    with deed():
        trail.lock()
        view = db.session.get(SavedView, view_id)
        if view is None or view.account_id != actor.account_id:
            raise NotFound
        trail.record(actor, "remove_view", "saved_view", view.id, reference=view.name)
        db.session.delete(view)
