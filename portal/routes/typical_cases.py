"""Typical cases (典型案例): the list, one of them, its steps, and the information sheet (Annex 3) of any case."""

from io import BytesIO

from flask import Blueprint, send_file

from portal.domain.permissions import Permission
from portal.routes.guards import require
from portal.services import cases, submissions

blueprint = Blueprint("typical_cases", __name__)


@blueprint.get("/submissions/<int:submission_id>/annex3.docx")
@require(Permission.SUBMISSION_READ)
def download_annex3(actor, submission_id):
    name, paper = cases.export_sheet(actor, submissions.get(actor, submission_id))
    return send_file(BytesIO(paper), download_name=name, as_attachment=True)
