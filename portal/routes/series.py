"""Series of cases (系列案): the group on a page and as a workbook."""

from io import BytesIO

from flask import Blueprint, render_template, send_file

from portal.domain.permissions import Permission
from portal.routes.guards import require
from portal.services import series

blueprint = Blueprint("series", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/series/<int:series_id>")
@require(Permission.SUBMISSION_READ)
def show(actor, series_id):
    return render_template("series/show.html", view=series.get(actor, series_id))


@blueprint.get("/series/<int:series_id>/cases.xlsx")
@require(Permission.SUBMISSION_READ)
def download(actor, series_id):
    name, content = series.export(actor, series_id)
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)
