"""The calendar of duties (报送日历): departments × months, and what stands behind each cell."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.domain.errors import NotFound
from portal.domain.permissions import Permission
from portal.forms.fields import parse_month
from portal.routes.guards import require
from portal.services import obligations, reminders

blueprint = Blueprint("obligations", __name__, url_prefix="/obligations")


@blueprint.get("")
@require(Permission.OBLIGATION_READ)
def show(actor):
    months, rows = obligations.draw_grid(actor)
    tasks, task_rows = obligations.draw_tasks(actor)
    return render_template(
        "obligations/show.html",
        months=months,
        rows=rows,
        tasks=tasks,
        task_rows=task_rows,
        desk=reminders.find_desk(actor),
        own_desks=reminders.find_own_desks(actor),
    )


@blueprint.post("/remind")
@require(Permission.OBLIGATION_REMIND)
def remind(actor):
    month = parse_month(request.form.get("month", ""))
    if month is None:
        raise NotFound
    names = reminders.remind(actor, request.form.getlist("department"), month)
    flash(f"已催办：{'、'.join(names)}。", "done")
    return redirect(url_for("obligations.show", _anchor="reminders"))


@blueprint.get("/<department>/<month>")
@require(Permission.OBLIGATION_READ)
def show_cell(actor, department, month):
    first = parse_month(month)
    if first is None:
        raise NotFound
    owner, duties = obligations.list_cell(actor, department, first)
    if not duties:
        raise NotFound
    return render_template("obligations/show_cell.html", department=owner, month=first, duties=duties)
