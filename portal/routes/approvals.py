"""The two gates: the inbox (待办), and one address for each decision."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.domain.errors import Invalid
from portal.domain.permissions import Permission
from portal.domain.workflow import Action
from portal.forms import approvals as forms
from portal.routes.guards import posted_version, require
from portal.routes.submissions import draw_reading
from portal.services import approvals, submissions, transitions
from portal.services.inbox import find_next, list_tab
from portal.services.previews import get_preview

blueprint = Blueprint("approvals", __name__)

DONE = {
    Action.APPROVE: "已同意，报送执法监督管理科",
    Action.RECALL: "已收回同意",
    Action.ACCEPT: "已接收，计入统计与考核",
    Action.RETURN: "已退回给填报部门",
    Action.REVOKE: "已撤销，已为填报部门另开一份草稿",
}


@blueprint.get("/approvals")
@require(Permission.PORTAL_USE)
def inbox(actor):
    return draw_inbox(actor)


@blueprint.post("/submissions/<int:submission_id>/approve")
@require(Permission.SUBMISSION_APPROVE)
def approve(actor, submission_id):
    return decide(actor, submission_id, Action.APPROVE)


@blueprint.post("/submissions/<int:submission_id>/recall")
@require(Permission.SUBMISSION_APPROVE)
def recall(actor, submission_id):
    return decide(actor, submission_id, Action.RECALL)


@blueprint.post("/submissions/<int:submission_id>/accept")
@require(Permission.SUBMISSION_ACCEPT)
def accept(actor, submission_id):
    return decide(actor, submission_id, Action.ACCEPT)


# Either gate returns; which one, and whether the person holds it, is judged with the submission.
@blueprint.post("/submissions/<int:submission_id>/return")
@require(Permission.SUBMISSION_READ)
def send_back(actor, submission_id):
    return decide(actor, submission_id, Action.RETURN)


@blueprint.post("/submissions/<int:submission_id>/revoke")
@require(Permission.SUBMISSION_REVOKE)
def revoke(actor, submission_id):
    return decide(actor, submission_id, Action.REVOKE)


def decide(actor, submission_id, action):
    """Take one decision: refused, the same page again with the errors beside the fields and the text kept."""
    submission = submissions.get(actor, submission_id)
    version = posted_version()
    transitions.check(actor, submission, action, version=version)
    form = forms.make(action, approvals.list_verdicts(submission))
    following = find_next(actor, submission)
    if not (form.validate() and carry_out(actor, submission, action, version, form)):
        return redraw(actor, submission, action, form), 422
    flash(f"{DONE[action]}：{submission.title}", "done")
    if form.next.data == "inbox":
        return redirect(url_for("approvals.inbox", id=following))
    return redirect(url_for("submissions.show", submission_id=submission_id))


def carry_out(actor, submission, action, version, form):
    """Whether the deed was done; if not, its findings stand on the form."""
    comment = form.comment.data or ""
    deeds = {
        Action.APPROVE: lambda: approvals.approve(actor, submission, version, comment),
        Action.RECALL: lambda: approvals.recall(actor, submission, version, comment),
        Action.ACCEPT: lambda: approvals.accept(actor, submission, version, form.verdicts(), comment),
        Action.RETURN: lambda: approvals.send_back(actor, submission, version, form.code.data, comment),
        Action.REVOKE: lambda: approvals.revoke(actor, submission, version, comment),
    }
    try:
        deeds[action]()
    except Invalid as refusal:
        form.refuse(refusal)
        return False
    return True


def redraw(actor, submission, action, form):
    """The page the decision was made on, its dialog open."""
    if form.next.data == "inbox":
        return draw_inbox(actor, submission.id, {action: form})
    return draw_reading(actor, submission, {action: form})


def draw_inbox(actor, submission_id=None, refused=None):
    """The list beside the one that is open: the one asked for, else the first."""
    tab = request.args.get("tab", "waiting")
    asked = submission_id or request.args.get("id", type=int)
    page = list_tab(actor, tab)
    opened = asked or (page.rows[0].submission_id if page.rows else None)
    preview = get_preview(actor, opened) if opened else None
    decision_forms = forms.make_all(preview.decision, refused) if preview else {}
    return render_template(
        "approvals/inbox.html",
        page=page,
        preview=preview,
        forms=decision_forms,
        refused=refused or {},
        is_asked=asked is not None,
    )
