"""Comments (留言) beside a submission."""

from flask import Blueprint, flash, redirect, url_for

from portal.domain.errors import Invalid
from portal.domain.permissions import Permission
from portal.forms.comments import CommentForm
from portal.routes.guards import require
from portal.routes.submissions import draw_reading
from portal.services import comments, submissions

blueprint = Blueprint("comments", __name__)


@blueprint.post("/submissions/<int:submission_id>/comments")
@require(Permission.COMMENT_WRITE)
def write(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    form = CommentForm()
    if form.validate():
        try:
            comments.write(actor, submission, form.text.data, form.reach.data == "both")
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash("已留言。", "done")
            return redirect(url_for("submissions.show", submission_id=submission_id, _anchor="comments"))
    return draw_reading(actor, submission, comment_form=form), 422
