"""The calendar of duties (报送日历): departments × months, and what stands behind each cell."""

from flask import Blueprint, render_template

from portal.domain.errors import NotFound
from portal.domain.permissions import Permission
from portal.forms.fields import parse_month
from portal.routes.guards import require
from portal.services import obligations

blueprint = Blueprint("obligations", __name__, url_prefix="/obligations")


@blueprint.get("")
@require(Permission.OBLIGATION_READ)
def show(actor):
    months, rows = obligations.draw_grid(actor)
    return render_template("obligations/show.html", months=months, rows=rows)


@blueprint.get("/<department>/<month>")
@require(Permission.OBLIGATION_READ)
def show_cell(actor, department, month):
    first = parse_month(month)
    if first is None:
        raise NotFound
    owner, duties = obligations.list_cell(actor, department, first)
    if not duties:
        raise NotFound
    return render_template("obligations/show_cell.html", department=owner, month=first, duties=duties)
