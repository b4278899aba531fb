"""The two gates: the inbox (待办), and one address for each decision."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.domain.errors import Invalid
from portal.domain.permissions import Permission, can
from portal.domain.workflow import Action
from portal.forms import approvals as forms
from portal.routes.guards import posted_version, require
from portal.routes.submissions import draw_reading
from portal.services import approvals, bulk, decisions, months, plans, transitions
from portal.services.inbox import find_next, list_tab, may_group
from portal.services.previews import get_preview

blueprint = Blueprint("approvals", __name__)

# The inbox in the order of departments, in its address and as the place a decision goes on from.
DEPARTMENTS = "department"
DONE = {
    Action.APPROVE: "已同意，报送执法监督管理科",
    Action.RECALL: "已收回同意",
    Action.ACCEPT: "已接收，计入统计与考核",
    Action.RETURN: "已退回给填报部门",
    Action.REVOKE: "已撤销，填报部门可以改草稿再报",
}


@blueprint.get("/approvals")
@require(Permission.PORTAL_USE)
def inbox(actor):
    return draw_inbox(actor)


@blueprint.get("/approvals/month")
@require(Permission.MONTH_READ)
def month(actor):
    page = months.get_page(actor, request.args.get("department", ""))
    return render_template(
        "approvals/month.html",
        page=page,
        owed=page.owed,
        may_write=can(actor, Permission.SUBMISSION_WRITE),
        ticked_forms=forms.make_ticked([Action.APPROVE] if page.decidable else []),
        beside=(page.drawing, url_for("statistics.show", **page.drawing.question.as_arguments())),
    )


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


@blueprint.post("/approvals/approve")
@require(Permission.SUBMISSION_APPROVE)
def approve_ticked(actor):
    return decide_ticked(actor, Action.APPROVE)


@blueprint.post("/approvals/accept")
@require(Permission.SUBMISSION_ACCEPT)
def accept_ticked(actor):
    return decide_ticked(actor, Action.ACCEPT)


@blueprint.post("/approvals/return")
@require(Permission.SUBMISSION_READ)
def return_ticked(actor):
    return decide_ticked(actor, Action.RETURN)


def decide_ticked(actor, action):
    """Decide every ticked row in a deed of its own, once all that is asked of them is answered."""
    form = forms.TickedForm(action)
    items = form.items()
    bulk.refuse_unfit(actor, action, items)
    if not (form.validate() and form.settle(bulk.list_findings(actor, action, items))):
        return draw_inbox(actor, ticked={action: form}), 422
    return results(action, bulk.carry_out(actor, action, items))


def results(action, outcomes):
    done = sum(outcome.is_done for outcome in outcomes)
    return render_template(
        "approvals/results.html",
        action=action,
        outcomes=outcomes,
        done=done,
        groups=request.args.get("group", ""),
    )


def decide(actor, submission_id, action):
    """Take one decision: refused, the same page again with the errors beside the fields and the text kept."""
    submission = decisions.get_decidable(actor, submission_id)
    version = posted_version()
    transitions.check(actor, submission, action, version=version)
    form = forms.make(action, approvals.list_verdicts(submission), submission.kind)
    is_grouped = form.next.data == DEPARTMENTS
    following = find_next(actor, submission, is_grouped)
    # Of a submission nothing is known after a deed without reading it once more.
    done = f"{DONE[action]}：{submission.title}"
    if not (form.validate() and carry_out(actor, submission, action, version, form)):
        return redraw(actor, submission, action, form), 422
    flash(done, "done")
    if form.next.data in ("inbox", DEPARTMENTS):
        return redirect(url_for("approvals.inbox", id=following, group=DEPARTMENTS if is_grouped else None))
    return redirect(url_for("submissions.show", submission_id=submission_id))


def carry_out(actor, submission, action, version, form):
    """Whether the deed was done; if not, its findings stand on the form."""
    comment = form.comment.data or ""
    deeds = {
        Action.APPROVE: lambda: approvals.approve(actor, submission, version, comment),
        Action.RECALL: lambda: approvals.recall(actor, submission, version, comment),
        Action.ACCEPT: lambda: approvals.accept(actor, submission, version, form.verdicts(), comment),
        Action.RETURN: lambda: approvals.send_back(
            actor, submission, version, form.code.data, comment, form.fields.data
        ),
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
    if form.next.data in ("inbox", DEPARTMENTS):
        return draw_inbox(actor, submission.id, {action: form})
    return draw_reading(actor, submission, {action: form})


def draw_inbox(actor, submission_id=None, refused=None, ticked=None):
    """The list beside the one that is open: the one asked for, else the first.

    `refused` is a decision's form by its action, `ticked` that of a bulk step whose rows stay chosen.
    """
    asked = submission_id or request.args.get("id", type=int)
    wants_groups = DEPARTMENTS in (request.args.get("group"), request.form.get("next"))
    page = list_tab(actor, request.args.get("tab", "waiting"), wants_groups)
    opened = asked or (page.rows[0].submission_id if page.rows else None)
    preview = get_preview(actor, opened) if opened else None
    codes = decisions.describe_codes(plans.current_year()) if Action.ACCEPT in page.gates else None
    return render_template(
        "approvals/inbox.html",
        page=page,
        preview=preview,
        forms=forms.make_all(preview.decision, refused) if preview else {},
        refused=refused or {},
        is_asked=asked is not None,
        ticked_forms=forms.make_ticked(page.gates, ticked, codes),
        ticked=ticked or {},
        posted=request.form,
        may_group=may_group(actor) and page.name == "waiting",
        grouping=DEPARTMENTS if wants_groups and may_group(actor) else None,
    )
