"""Reports (工作情况报告): one as a document."""

from flask import Blueprint

from portal.domain.permissions import Permission
from portal.routes.files import send
from portal.routes.guards import require
from portal.services import reports, submissions

blueprint = Blueprint("reports", __name__)


@blueprint.get("/submissions/<int:submission_id>/report.docx")
@require(Permission.SUBMISSION_READ)
def download(actor, submission_id):
    return send(*reports.export(actor, submissions.get(actor, submission_id)))
