"""Restricted dossiers (限阅): letting one more person know."""

from flask import Blueprint, flash, redirect, url_for

from portal.domain.errors import Invalid
from portal.domain.permissions import Permission
from portal.forms.restrictions import NamingForm
from portal.routes.guards import posted_version, require
from portal.routes.submissions import draw_reading
from portal.services import restrictions, submissions

blueprint = Blueprint("restrictions", __name__)


@blueprint.post("/submissions/<int:submission_id>/readers")
@require(Permission.SUBMISSION_NAME_READERS)
def name_readers(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    form = NamingForm(restrictions.list_nameable(actor, submission))
    try:
        named = form.named() if form.validate() else ()
        restrictions.name_readers(actor, submission, posted_version(), named)
    except Invalid as refusal:
        if not form.errors:
            form.refuse(refusal)
        return draw_reading(actor, submission, naming=form), 422
    flash("已增加知悉人员。", "done")
    return redirect(url_for("submissions.show", submission_id=submission_id))
