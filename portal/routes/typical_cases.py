"""Typical cases (典型案例): the list, one of them, its steps, and the information sheet (Annex 3) of any case."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.domain.permissions import Permission
from portal.domain.workflow import Action, SelectionStatus
from portal.forms.typical_cases import AnswerForm, CommentForm, ReasonForm, SelectionForm
from portal.routes.files import send
from portal.routes.guards import posted_version, require
from portal.services import leads, nominations, plans, submissions, transitions, typical_cases

blueprint = Blueprint("typical_cases", __name__)

FORMS = {
    Action.SHORTLIST: CommentForm,
    Action.UNLIST: ReasonForm,
    Action.SELECT: SelectionForm,
    Action.DESELECT: ReasonForm,
    Action.ANSWER: AnswerForm,
}


@blueprint.get("/submissions/<int:submission_id>/annex3.docx")
@require(Permission.SUBMISSION_READ)
def download_annex3(actor, submission_id):
    return send(*leads.export_sheet(actor, submissions.get(actor, submission_id)))


@blueprint.get("/submissions/<int:submission_id>/annex3")
@require(Permission.SUBMISSION_READ)
def show_annex3(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    sheet, appendices = leads.lay_out_sheet(actor, submission)
    return render_template(
        "typical_cases/show_annex3.html", submission=submission, sheet=sheet, appendices=appendices
    )


@blueprint.get("/typical-cases")
@require(Permission.TYPICAL_CASE_READ)
def list_all(actor):
    filters = read_filters()
    return render_template(
        "typical_cases/list_all.html",
        filters=filters,
        tabs=SelectionStatus,
        page=nominations.list_page(actor, filters, request.args.get("before", type=int)),
        counts=nominations.count_by_status(actor, filters),
        departments=[(each.id, each.name) for each in nominations.list_departments(actor)],
        categories=[(each.code, each.table_title) for each in plans.get_current().categories],
    )


def read_filters():
    """The filters in the address; what is no status, month, number or category of ours filters nothing."""
    wanted = request.args
    status = next(
        (each for each in SelectionStatus if each == wanted.get("status")), SelectionStatus.NOMINATED
    )
    codes = {category.code for category in plans.get_current().categories}
    return nominations.Filters(
        status,
        wanted.get("month", type=lambda text: date.fromisoformat(f"{text}-01")),
        wanted.get("department", type=int),
        wanted.get("category", "") if wanted.get("category") in codes else "",
    )


@blueprint.get("/typical-cases/<int:typical_case_id>")
@require(Permission.TYPICAL_CASE_READ)
def show(actor, typical_case_id):
    return render(actor, typical_cases.get(actor, typical_case_id))


def render(actor, chosen, refused=None, form=None):
    """The page of one typical case; after a refused post the dialog of that step stands open."""
    forms = {action: kind(formdata=None) for action, kind in FORMS.items()} | (
        {refused: form} if refused else {}
    )
    for action, each in forms.items():
        each.tell_apart(action)
    nomination = typical_cases.read(actor, chosen)
    page = render_template("typical_cases/show.html", nomination=nomination, forms=forms, refused=refused)
    return page, 422 if refused else 200


@blueprint.post("/typical-cases/<int:typical_case_id>/shortlist")
@require(Permission.TYPICAL_CASE_SHORTLIST)
def shortlist(actor, typical_case_id):
    return take_step(actor, typical_case_id, Action.SHORTLIST)


@blueprint.post("/typical-cases/<int:typical_case_id>/unlist")
@require(Permission.TYPICAL_CASE_SHORTLIST)
def unlist(actor, typical_case_id):
    return take_step(actor, typical_case_id, Action.UNLIST)


@blueprint.post("/typical-cases/<int:typical_case_id>/select")
@require(Permission.TYPICAL_CASE_SELECT)
def select(actor, typical_case_id):
    return take_step(actor, typical_case_id, Action.SELECT)


@blueprint.post("/typical-cases/<int:typical_case_id>/deselect")
@require(Permission.TYPICAL_CASE_SELECT)
def deselect(actor, typical_case_id):
    return take_step(actor, typical_case_id, Action.DESELECT)


@blueprint.post("/typical-cases/<int:typical_case_id>/answer")
@require(Permission.TYPICAL_CASE_SHORTLIST)
def answer(actor, typical_case_id):
    return take_step(actor, typical_case_id, Action.ANSWER)


def take_step(actor, typical_case_id, action):
    chosen, form = typical_cases.get(actor, typical_case_id), FORMS[action]()
    transitions.check(actor, chosen, action, version=posted_version(), about=chosen.submission)
    if not form.validate():
        return render(actor, chosen, action, form)
    level = form.level.data if action is Action.SELECT else None
    row = typical_cases.take_step(actor, chosen, action, posted_version(), form.comment.data or "", level)
    flash(f"已{row.done}。", "done")
    return redirect(url_for("typical_cases.show", typical_case_id=typical_case_id))
