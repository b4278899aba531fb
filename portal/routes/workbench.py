"""The workbench (工作台): the first page, by role."""

from flask import Blueprint, render_template

from portal.domain.permissions import Permission
from portal.routes.guards import require

blueprint = Blueprint("workbench", __name__)


@blueprint.get("/")
@require(Permission.PORTAL_USE)
def show(actor):
    return render_template("workbench/show.html")
