"""Referrals (移送): the handshake board, sending, one of them, and one address for each step."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.domain.errors import Invalid
from portal.domain.permissions import Permission
from portal.domain.workflow import Action
from portal.forms.referrals import AnswerForm, CorrectionForm, GroundsForm, ListingForm, ReasonForm, StepForm
from portal.routes.guards import posted_version, require
from portal.services import handshakes, plans, proposals, referrals, submissions, transitions

blueprint = Blueprint("referrals", __name__)

FORMS = {
    Action.ACKNOWLEDGE: StepForm,
    Action.TAKE: StepForm,
    Action.RETURN: ReasonForm,
    Action.LIST: ListingForm,
    Action.DECLINE: ReasonForm,
    Action.ANSWER: AnswerForm,
}


@blueprint.get("/referrals")
@require(Permission.REFERRAL_READ)
def list_all(actor):
    asked = request.args.get("tab")
    tab = next((each for each in handshakes.Tab if each == asked), handshakes.Tab.OPEN)
    return render_template(
        "referrals/list_all.html",
        tab=tab,
        settings=plans.get_current().settings,
        counts=handshakes.count_tabs(actor),
        overdue=handshakes.count_overdue(actor),
        page=handshakes.list_board(actor, tab, request.args.get("after", type=int)),
    )


@blueprint.route("/referrals/new", methods=["GET", "POST"])
@require(Permission.REFERRAL_SEND)
def new(actor):
    if "submission" not in request.args:
        return choose(actor)
    submission = submissions.get(actor, request.args.get("submission", 0, type=int))
    referrals.refuse_unless_sendable(actor, submission)
    form = GroundsForm()
    if form.validate_on_submit() and (referral := send_new(actor, submission, form)):
        flash("已移送信用监督管理科，等待签收。", "done")
        return redirect(url_for("referrals.show", referral_id=referral.id))
    proposal = proposals.propose(submission)
    return render_template("referrals/form.html", form=form, proposal=proposal), 422 if form.errors else 200


def choose(actor):
    """The page that asks which dossier; its number leads on to the form."""
    number = request.args.get("number", "").strip()
    submission = proposals.find_by_number(actor, number) if number else None
    if submission:
        return redirect(url_for("referrals.new", submission=submission.id))
    return render_template("referrals/new.html", number=number), 404 if number else 200


def send_new(actor, submission, form):
    """The referral, or None with the findings on the form."""
    try:
        return referrals.send(actor, submission, posted_version(), form.grounds())
    except Invalid as refusal:
        form.refuse(refusal)
        return None


@blueprint.get("/referrals/<int:referral_id>")
@require(Permission.REFERRAL_READ)
def show(actor, referral_id):
    return render(actor, referrals.get(actor, referral_id))


def render(actor, referral, refused=None, form=None):
    """The page of one referral; after a refused post the dialog of that step stands open."""
    forms = {action: kind(formdata=None) for action, kind in FORMS.items()} | (
        {refused: form} if refused else {}
    )
    for action, each in forms.items():
        each.tell_apart(action)
    page = render_template(
        "referrals/show.html",
        handshake=handshakes.read(actor, referral),
        account=proposals.read_account(referral),
        forms=forms,
        refused=refused,
    )
    return page, 422 if refused else 200


@blueprint.route("/referrals/<int:referral_id>/send", methods=["GET", "POST"])
@require(Permission.REFERRAL_SEND)
def send(actor, referral_id):
    referral = referrals.get(actor, referral_id)
    version = posted_version() if request.method == "POST" else referral.version
    transitions.check(actor, referral, Action.SEND, version=version, about=referral.submission)
    form = CorrectionForm(obj=referral)
    if form.validate_on_submit() and send_corrected(actor, referral, form):
        flash("已补正重发，等待签收。", "done")
        return redirect(url_for("referrals.show", referral_id=referral_id))
    proposal = proposals.propose_again(referral)
    return render_template("referrals/form.html", form=form, proposal=proposal), 422 if form.errors else 200


def send_corrected(actor, referral, form):
    return carry_out(
        form,
        lambda: referrals.send_again(
            actor, referral, posted_version(), form.grounds(), form.correction.data or ""
        ),
    )


@blueprint.post("/referrals/<int:referral_id>/acknowledge")
@require(Permission.REFERRAL_WORK)
def acknowledge(actor, referral_id):
    return take_step(actor, referral_id, Action.ACKNOWLEDGE)


@blueprint.post("/referrals/<int:referral_id>/take")
@require(Permission.REFERRAL_WORK)
def take(actor, referral_id):
    return take_step(actor, referral_id, Action.TAKE)


@blueprint.post("/referrals/<int:referral_id>/return")
@require(Permission.REFERRAL_WORK)
def send_back(actor, referral_id):
    return take_step(actor, referral_id, Action.RETURN)


@blueprint.post("/referrals/<int:referral_id>/list")
@require(Permission.REFERRAL_WORK)
def enter_listing(actor, referral_id):
    return take_step(actor, referral_id, Action.LIST)


@blueprint.post("/referrals/<int:referral_id>/decline")
@require(Permission.REFERRAL_WORK)
def decline(actor, referral_id):
    return take_step(actor, referral_id, Action.DECLINE)


@blueprint.post("/referrals/<int:referral_id>/answer")
@require(Permission.REFERRAL_WORK)
def answer(actor, referral_id):
    return take_step(actor, referral_id, Action.ANSWER)


def take_step(actor, referral_id, action):
    referral, version, form = referrals.get(actor, referral_id), posted_version(), FORMS[action]()
    row = transitions.check(actor, referral, action, version=version, about=referral.submission)
    comment = form.comment.data or ""

    def move():
        if action is Action.LIST:
            return referrals.enter_listing(actor, referral, version, form.result(), comment)
        return referrals.take_step(actor, referral, action, version, comment)

    if not (form.validate() and carry_out(form, move)):
        return render(actor, referral, action, form)
    flash(f"已{row.done}。", "done")
    return redirect(url_for("referrals.show", referral_id=referral_id))


def carry_out(form, deed):
    """Whether the deed was done; if not, its findings stand on the form."""
    try:
        deed()
    except Invalid as refusal:
        form.refuse(refusal)
        return False
    return True
