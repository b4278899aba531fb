"""Notices (通知): the list behind the bell."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.domain.permissions import Permission
from portal.routes.guards import require
from portal.services import notices

blueprint = Blueprint("notices", __name__)

# What a notice is about → where it leads.
PLACES = {
    "submission": ("submissions.show", "submission_id"),
    "typical_case": ("typical_cases.show", "typical_case_id"),
    "referral": ("referrals.show", "referral_id"),
    "deputy": ("workbench.show", ""),
    "account": ("accounts.show", "account_id"),
    "own_account": ("own_account.show", ""),
    "reminder": ("obligations.show", ""),
    "waiting": ("approvals.inbox", ""),
}


@blueprint.get("/notices")
@require(Permission.PORTAL_USE)
def list_all(actor):
    is_all = request.args.get("tab") == "all"
    page = notices.list_page(actor, is_all, request.args.get("before", type=int))
    kept = {"tab": "all"} if is_all else {}
    return render_template(
        "notices/list_all.html",
        page=page,
        is_all=is_all,
        previous_url=url_for("notices.list_all", **kept),
        next_url=url_for("notices.list_all", before=page.next_key, **kept),
    )


@blueprint.post("/notices/<int:notice_id>/read")
@require(Permission.PORTAL_USE)
def read(actor, notice_id):
    notice = notices.read(actor, notice_id)
    if request.form.get("open"):
        return redirect(find_place(notice))
    return redirect(url_for("notices.list_all"))


@blueprint.post("/notices/read-all")
@require(Permission.PORTAL_USE)
def read_all(actor):
    flash(f"已将 {notices.read_all(actor)} 条通知标为已读。", "done")
    return redirect(url_for("notices.list_all"))


def find_place(notice):
    """The address of what a notice is about."""
    endpoint, name = PLACES[notice.subject]
    return url_for(endpoint, **({name: notice.subject_id} if name else {}))
