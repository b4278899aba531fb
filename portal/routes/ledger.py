"""The ledger (台账): the list of submissions as a workbook, under the filters of the list."""

from flask import Blueprint, request, send_file

from portal.domain.permissions import Permission
from portal.routes.guards import require
from portal.routes.statistics import XLSX
from portal.routes.submissions import read_filters
from portal.services import ledger

blueprint = Blueprint("ledger", __name__)


@blueprint.get("/submissions.xlsx")
@require(Permission.SUBMISSION_READ)
def download(actor):
    name, file = ledger.export(
        actor, read_filters(request.args), is_whole=request.args.get("content") == "all"
    )
    return send_file(file, XLSX, as_attachment=True, download_name=name)
