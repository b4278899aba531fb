"""Leads (线索): opening a case from one."""

from flask import Blueprint, flash, redirect, url_for

from portal.domain.permissions import Permission
from portal.routes.guards import posted_version, require
from portal.services import leads, submissions

blueprint = Blueprint("leads", __name__)


@blueprint.post("/submissions/<int:submission_id>/open-case")
@require(Permission.SUBMISSION_WRITE)
def open_case(actor, submission_id):
    case = leads.open_case(actor, submissions.get(actor, submission_id), posted_version())
    flash(f"案件 {case.dossier.number} 的草稿已建好，线索的内容已带入。", "done")
    return redirect(url_for("submissions.edit", submission_id=case.id))
