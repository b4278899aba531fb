"""The buttons 处罚决定, 结案 and 移送 of a case in force, and the way from such a draft to all of its fields."""

from flask import Blueprint, flash, redirect, request, url_for

from portal.domain.permissions import Permission
from portal.routes.guards import posted_version, require
from portal.services import continuations, submissions

blueprint = Blueprint("continuations", __name__)


@blueprint.post("/submissions/<int:submission_id>/continue")
@require(Permission.SUBMISSION_WRITE)
def begin(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    draft = continuations.begin(actor, submission, request.form.get("step", ""), posted_version())
    flash(f"第 {draft.revision} 次报送的草稿已建好，这次只填{draft.step_label}。", "done")
    return redirect(url_for("submissions.edit", submission_id=draft.id))


@blueprint.post("/submissions/<int:submission_id>/widen")
@require(Permission.SUBMISSION_WRITE)
def widen(actor, submission_id):
    continuations.widen(actor, submissions.get(actor, submission_id), posted_version())
    flash("全部内容都可以修改了。", "done")
    return redirect(url_for("submissions.edit", submission_id=submission_id))
