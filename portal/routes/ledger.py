"""The ledger (台账): the list of submissions as a workbook, under the filters of the list."""

from flask import Blueprint, request

from portal.domain.dossiers import read_filters
from portal.domain.permissions import Permission
from portal.routes.files import send
from portal.routes.guards import require
from portal.services import ledger

blueprint = Blueprint("ledger", __name__)


@blueprint.get("/submissions.xlsx")
@require(Permission.SUBMISSION_READ)
def download(actor):
    filters = read_filters(request.args, request.args.getlist("flag"))
    name, file = ledger.export(actor, filters, is_whole=request.args.get("content") == "all")
    return send(name, file)
