"""Series of cases (系列案): the group on a page and as a workbook."""

from flask import Blueprint, render_template

from portal.domain.permissions import Permission
from portal.routes.files import send
from portal.routes.guards import require
from portal.services import series

blueprint = Blueprint("series", __name__)


@blueprint.get("/series/<int:series_id>")
@require(Permission.SUBMISSION_READ)
def show(actor, series_id):
    return render_template("series/show.html", view=series.get(actor, series_id))


@blueprint.get("/series/<int:series_id>/cases.xlsx")
@require(Permission.SUBMISSION_READ)
def download(actor, series_id):
    name, content = series.export(actor, series_id)
    return send(name, content)
