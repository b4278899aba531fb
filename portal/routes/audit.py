"""The audit trail (审计留痕) as the auditor reads it."""

from flask import Blueprint, render_template, request, url_for

from portal.domain.audit import ACTIONS
from portal.domain.permissions import Permission
from portal.forms.fields import parse_day, read_number
from portal.routes.files import send
from portal.routes.guards import require
from portal.services import audit

blueprint = Blueprint("audit", __name__)


def read_filters():
    values = request.args
    return audit.Filters(
        person=values.get("person", "").strip(),
        reference=values.get("number", "").strip(),
        action=values.get("action", "").strip(),
        since=parse_day(values.get("since")),
        until=parse_day(values.get("until")),
    )


@blueprint.get("/audit")
@require(Permission.AUDIT_READ)
def list_all(actor):
    kept = {name: value for name, value in request.args.items() if name not in ("before", "after") and value}
    before, after = (read_number(request.args.get(name)) for name in ("before", "after"))
    page = audit.list_page(read_filters(), before, after)
    return render_template(
        "audit/list_all.html",
        page=page,
        newer=url_for("audit.list_all", **kept, after=page.previous_key) if page.previous_key else "",
        older=url_for("audit.list_all", **kept, before=page.next_key) if page.next_key else "",
        export=url_for("audit.export", **kept),
        is_narrowed=bool(kept),
        actions=ACTIONS.items(),
    )


@blueprint.get("/audit.xlsx")
@require(Permission.AUDIT_READ)
def export(actor):
    paper = audit.export(actor, read_filters())
    return send("审计留痕.xlsx", paper)
