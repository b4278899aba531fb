"""Saved views (常用条件) of the list of submissions."""

from flask import Blueprint, flash, redirect, url_for

from portal.domain.errors import Invalid
from portal.domain.permissions import Permission
from portal.forms.saved_views import SavedViewForm
from portal.routes.guards import require
from portal.routes.submissions import draw_list, list_page_address, read_question
from portal.services import saved_views

blueprint = Blueprint("saved_views", __name__)


@blueprint.post("/submissions/save-view")
@require(Permission.SUBMISSION_READ)
def save(actor):
    """The address that posts is the list's own: its arguments are what is saved."""
    form, arguments = SavedViewForm(), list_page_address(*read_question())
    if form.validate():
        try:
            saved_views.save(actor, form.name.data, arguments)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(f"已存为常用：{form.name.data}", "done")
            return redirect(url_for("submissions.list_all", **arguments))
    return draw_list(actor, form), 422


@blueprint.post("/saved-views/<int:view_id>/remove")
@require(Permission.SUBMISSION_READ)
def remove(actor, view_id):
    saved_views.remove(actor, view_id)
    flash("已删去常用条件。", "done")
    return redirect(url_for("submissions.list_all"))
