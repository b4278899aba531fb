"""Evaluation rounds (考核评分): ranking, the sheet of each department, entries by hand, confirmation, workbook."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.domain.errors import Invalid
from portal.domain.permissions import Permission
from portal.forms import evaluations as forms
from portal.routes.files import send
from portal.routes.guards import posted_version, require
from portal.services import evaluations, score_pages, score_workbooks, scores

blueprint = Blueprint("evaluations", __name__, url_prefix="/evaluations")


@blueprint.get("")
@require(Permission.EVALUATION_READ)
def list_all(actor):
    return draw_list(actor, forms.RoundForm(formdata=None))


@blueprint.post("", endpoint="open")
@require(Permission.EVALUATION_SCORE)
def open_round(actor):
    form = forms.RoundForm()
    if form.validate():
        try:
            opened = evaluations.open_round(actor, form.through.data)
            flash(f"截至 {opened.through} 的考核已开始计分", "done")
            return redirect(url_for("evaluations.show", round_id=opened.id))
        except Invalid as refusal:
            form.refuse(refusal)
    return draw_list(actor, form), 422


def draw_list(actor, form):
    return render_template(
        "evaluations/list_all.html",
        rounds=evaluations.list_rounds(),
        form=form,
        sees_all=scores.sees_all(actor),
        own=score_pages.find_own(actor),
    )


@blueprint.get("/<int:round_id>")
@require(Permission.EVALUATION_READ)
def show(actor, round_id):
    return draw(actor, evaluations.get(round_id), request.args.get("department", ""))


@blueprint.get("/<int:round_id>.xlsx")
@require(Permission.EVALUATION_READ)
def download(actor, round_id):
    evaluation = evaluations.get(round_id)
    content = score_workbooks.write_round(actor, evaluation)
    name = f"考核结果_截至{evaluation.through}.xlsx"
    return send(name, content)


@blueprint.post("/<int:round_id>/enter")
@require(Permission.EVALUATION_SCORE)
def enter(actor, round_id):
    form = forms.EntryForm()
    place = (form.department.data or "", form.indicator.data or "")

    def deed(evaluation):
        if form.verdict.data == "clear":
            evaluations.clear(actor, evaluation, posted_version(), *place)
        else:
            evaluations.enter(
                actor, evaluation, posted_version(), *place, form.points.data, form.reason.data or ""
            )

    return carry_out(actor, round_id, form, deed, f"{place[1]} 已保存", entry_form=form)


@blueprint.post("/<int:round_id>/register")
@require(Permission.EVALUATION_SCORE)
def register(actor, round_id):
    form = forms.RegisterForm()

    def deed(evaluation):
        evaluations.register(
            actor,
            evaluation,
            posted_version(),
            form.department.data or "",
            form.code.data or "",
            form.count.data,
            form.proof.data or "",
            form.indicator.data or "",
        )

    return carry_out(actor, round_id, form, deed, "已登记", register_form=form)


@blueprint.post("/<int:round_id>/strike/<int:entry_id>")
@require(Permission.EVALUATION_SCORE)
def strike(actor, round_id, entry_id):
    evaluation = evaluations.get(round_id)
    evaluations.strike(actor, evaluation, posted_version(), entry_id)
    flash("已删除这条登记", "done")
    return redirect(url_for("evaluations.show", round_id=round_id, department=request.form.get("department")))


@blueprint.post("/<int:round_id>/confirm")
@require(Permission.EVALUATION_CONFIRM)
def confirm(actor, round_id):
    form = forms.CommentForm()

    def deed(evaluation):
        evaluations.confirm(actor, evaluation, posted_version(), form.comment.data or "")

    return carry_out(actor, round_id, form, deed, "得分已确认，内容锁定", confirm_form=form)


@blueprint.post("/<int:round_id>/reopen")
@require(Permission.EVALUATION_CONFIRM)
def reopen(actor, round_id):
    form = forms.ReasonForm()

    def deed(evaluation):
        evaluations.reopen(actor, evaluation, posted_version(), form.reason.data or "")

    return carry_out(actor, round_id, form, deed, "已重新计分", reopen_form=form)


def carry_out(actor, round_id, form, deed, done, **drawn):
    """Do one deed on a round: refused, the same page with its dialog open, the errors and the text in it."""
    evaluation, department = evaluations.get(round_id), request.form.get("department", "")
    if form.validate():
        try:
            deed(evaluation)
            flash(done, "done")
            return redirect(url_for("evaluations.show", round_id=round_id, department=department or None))
        except Invalid as refusal:
            form.refuse(refusal)
    return draw(actor, evaluations.get(round_id), department, **drawn), 422


def draw(actor, evaluation, department, **drawn):
    view = score_pages.view(actor, evaluation, department, request.args.get("line", ""))
    shown = {
        "entry_form": forms.EntryForm(formdata=None),
        "register_form": forms.RegisterForm(formdata=None),
        "confirm_form": forms.CommentForm(formdata=None),
        "reopen_form": forms.ReasonForm(formdata=None),
        **drawn,
    }
    if view.sheet:
        shown["register_form"].offer(view.result.rubric, view.sheet.score.lines)
    return render_template("evaluations/show.html", view=view, refused=set(drawn), **shown)
