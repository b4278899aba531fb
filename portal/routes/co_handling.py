"""The button by which the leader of a co-handling department confirms that it took part (D10)."""

from flask import Blueprint, flash, redirect, url_for

from portal.domain.permissions import Permission
from portal.routes.guards import posted_version, require
from portal.services import co_handling, submissions

blueprint = Blueprint("co_handling", __name__)


@blueprint.post("/submissions/<int:submission_id>/confirm-co-handling")
@require(Permission.CO_HANDLING_CONFIRM)
def confirm(actor, submission_id):
    co_handling.confirm(actor, submissions.get(actor, submission_id), posted_version())
    flash("已确认协办。", "done")
    return redirect(url_for("submissions.show", submission_id=submission_id))
