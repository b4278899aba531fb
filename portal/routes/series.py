"""Series of cases (系列案): the group on a page and as a workbook, and its name."""

from flask import Blueprint, flash, redirect, render_template, url_for

from portal.domain.errors import Invalid
from portal.domain.permissions import Permission
from portal.forms.links import SeriesNameForm
from portal.routes.files import send
from portal.routes.guards import require
from portal.services import series

blueprint = Blueprint("series", __name__)


@blueprint.get("/series/<int:series_id>")
@require(Permission.SUBMISSION_READ)
def show(actor, series_id):
    view = series.get(actor, series_id)
    return draw(view, SeriesNameForm(name=view.series.name))


def draw(view, form):
    return render_template("series/show.html", view=view, form=form)


@blueprint.post("/series/<int:series_id>/rename")
@require(Permission.DOSSIER_LINK)
def rename(actor, series_id):
    form = SeriesNameForm()
    try:
        if not form.validate():
            return draw(series.get(actor, series_id), form), 422
        series.rename(actor, series_id, form.name.data)
    except Invalid as refusal:
        form.refuse(refusal)
        return draw(series.get(actor, series_id), form), 422
    flash("系列已改名。", "done")
    return redirect(url_for("series.show", series_id=series_id))


@blueprint.get("/series/<int:series_id>/cases.xlsx")
@require(Permission.SUBMISSION_READ)
def download(actor, series_id):
    name, content = series.export(actor, series_id)
    return send(name, content)
