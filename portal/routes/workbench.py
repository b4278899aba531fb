"""The workbench (工作台): the first page, by role."""

from flask import Blueprint, render_template

from portal.domain.permissions import FILING_ROLES, RECEIVING_ROLES, Permission, Role, can
from portal.routes.guards import require
from portal.services import answers, clock, deputies, obligations, score_pages, workbench
from portal.services.inbox import list_tab

blueprint = Blueprint("workbench", __name__)


@blueprint.get("/")
@require(Permission.PORTAL_USE)
def show(actor):
    today = clock.today()
    return render_template(
        "workbench/show.html",
        today=today,
        weekday="一二三四五六日"[today.weekday()],
        may_write=can(actor, Permission.SUBMISSION_WRITE),
        office_duty=workbench.describe_duty_of_office(actor),
        counts=workbench.get_counts(),
        answers=answers.list_open(actor),
        **draw_filing(actor),
        **draw_overview(actor),
    )


def draw_filing(actor):
    """What who files, approves or accepts finds on the desk."""
    if not actor.roles.intersection(FILING_ROLES | RECEIVING_ROLES):
        return {"months_owed": (), "page": None, "due": (), "own": None, "longest": ()}
    months = workbench.list_months(actor)
    is_filer = bool(actor.roles.intersection(FILING_ROLES))
    return {
        "months_owed": months,
        "page": list_tab(actor, "waiting"),
        "due": workbench.list_due(actor, months) if is_filer else (),
        "own": score_pages.find_own(actor) if is_filer else None,
        "longest": workbench.list_longest(actor),
    }


def draw_overview(actor):
    """The grid of all departments, for who reads all of it."""
    if not actor.roles.intersection(RECEIVING_ROLES | {Role.BUREAU}):
        return {"months": (), "rows": (), "progress": None, "unattended": ()}
    months, rows = obligations.draw_grid(actor)
    supervises = actor.roles.intersection(RECEIVING_ROLES)
    return {
        "months": months,
        "rows": rows,
        "progress": workbench.find_progress(months, rows),
        "unattended": deputies.list_unattended() if supervises else (),
    }
