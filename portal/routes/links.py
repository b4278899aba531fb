"""Links between dossiers (R038): the graph, making and removing, and what is offered while a number is typed."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from portal.domain.content import Kind
from portal.domain.errors import Invalid
from portal.domain.links import Relation
from portal.domain.permissions import Permission
from portal.forms.fields import read_number
from portal.forms.links import LinkForm
from portal.routes.guards import require
from portal.routes.submissions import draw_reading
from portal.services import link_graphs, links, series, submissions

blueprint = Blueprint("links", __name__)


@blueprint.get("/submissions/<int:submission_id>/links")
@require(Permission.SUBMISSION_READ)
def show(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    return render_template(
        "links/show.html",
        submission=submission,
        graph=link_graphs.draw(actor, submission),
        series=series.find_of(actor, submission),
    )


@blueprint.get("/submissions/suggestions")
@require(Permission.DOSSIER_LINK)
def suggest(actor):
    found = links.suggest(actor, request.args.get("q", "").strip()[:60])
    return jsonify(items=[as_item(row) for row in found])


def as_item(row):
    note = f"{row.department}　{row.category}　{row.day}"
    return {"value": row.number, "code": row.title, "note": note, "tag": "", "fills": {}}


@blueprint.post("/submissions/<int:submission_id>/link")
@require(Permission.DOSSIER_LINK)
def link(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    form = LinkForm(submission.kind is Kind.CASE)
    try:
        if not form.validate():
            return draw_reading(actor, submission, linking=form), 422
        take(actor, submission, form)
    except Invalid as refusal:
        form.refuse(refusal)
        return draw_reading(actor, submission, linking=form), 422
    flash(f"已关联{form.number.data}。", "done")
    return redirect(url_for("submissions.show", submission_id=submission_id))


def take(actor, submission, form):
    if form.relation.data is Relation.SERIES:
        series.add(actor, submission, form.number.data, form.name.data)
    else:
        links.make(actor, submission, form.relation.data, form.number.data, form.note.data)


@blueprint.post("/submissions/<int:submission_id>/unlink")
@require(Permission.DOSSIER_LINK)
def unlink(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    links.remove(actor, submission, read_number(request.form.get("link_id")))
    flash("关联已解除。", "done")
    return redirect(url_for("submissions.show", submission_id=submission_id))


@blueprint.post("/submissions/<int:submission_id>/leave-series")
@require(Permission.DOSSIER_LINK)
def leave_series(actor, submission_id):
    series.leave(actor, submissions.get(actor, submission_id))
    flash("已移出系列。", "done")
    return redirect(url_for("submissions.show", submission_id=submission_id))
