"""Contacts (联络员表): the directory, and Annex 1 of one filing."""

from flask import Blueprint, flash, render_template, request

from portal.domain.permissions import Permission
from portal.forms.fields import parse_day
from portal.routes.files import send
from portal.routes.guards import require
from portal.services import clock, contacts, submissions

blueprint = Blueprint("contacts", __name__)


@blueprint.get("/contacts")
@require(Permission.CONTACTS_READ)
def list_all(actor):
    asked = parse_day(request.args.get("day", ""))
    day = keep_past(asked)
    if asked != day:
        flash(f"{asked} 还没有到，下面是今天的名录。", "warn")
    entries = contacts.list_directory(actor, day)
    return render_template("contacts/list_all.html", entries=entries, day=day, today=clock.today())


@blueprint.get("/contacts.xlsx")
@require(Permission.CONTACTS_READ)
def download(actor):
    return send(*contacts.export_directory(actor, keep_past(parse_day(request.args.get("day", "")))))


def keep_past(day):
    """The day, or None, which is now, for one that has not come."""
    return None if day and day > clock.today() else day


@blueprint.get("/submissions/<int:submission_id>/annex1.docx")
@require(Permission.SUBMISSION_READ)
def download_annex1(actor, submission_id):
    return send(*contacts.export_annex(actor, submissions.get(actor, submission_id)))
