"""Parties (当事人): finding one, its page, what is offered while a name is typed, and joining duplicates."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from portal.domain.errors import Invalid
from portal.domain.permissions import Permission, can
from portal.forms.parties import JoinForm
from portal.routes.guards import posted_version, require
from portal.services import party_joins, party_pages, party_searches, plans

blueprint = Blueprint("parties", __name__)


@blueprint.get("/parties")
@require(Permission.PARTY_READ)
def list_all(actor):
    asked = read_question()
    found = (
        party_searches.search(actor, asked, party_searches.LISTED)
        if asked
        else party_searches.list_repeats(actor)
    )
    return render_template("parties/list_all.html", asked=asked, found=found, most=party_searches.LISTED)


def read_question():
    return request.args.get("name", "").strip()[:60]


@blueprint.get("/parties/suggestions")
@require(Permission.PARTY_READ)
def suggest(actor):
    found = party_searches.search(actor, request.args.get("q", "").strip()[:60])
    return jsonify(items=[as_item(profile) for profile in found])


def as_item(profile):
    """One suggestion: the name to fill in, the fields that go with it, and a line on its other cases."""
    cases = "；".join(f"{each.department} {each.month} {each.category}" for each in profile.cases[:2])
    more = f"等 {len(profile.cases)} 件" if len(profile.cases) > 2 else ""
    return {
        "value": profile.name,
        "code": profile.credit_code,
        "note": f"{cases}{more}",
        "tag": "屡罚屡犯" if profile.is_repeat else "",
        "fills": {"credit_code": profile.credit_code, "party_is_person": profile.is_person},
    }


@blueprint.get("/parties/<int:party_id>")
@require(Permission.PARTY_READ)
def show(actor, party_id):
    profile = party_pages.get_profile(actor, party_id)
    if profile.party_id != party_id:
        return redirect(url_for("parties.show", party_id=profile.party_id))
    return draw(actor, profile)


def draw(actor, profile, refused=None):
    """The page; `refused` is the form of a joining that was refused."""
    asked = read_question()
    return render_template(
        "parties/show.html",
        party=profile,
        rule=plans.get_current().settings,
        may_join=can(actor, Permission.PARTY_JOIN),
        version=party_joins.get(actor, profile.party_id).version,
        joins=party_joins.list_joins(actor, profile.party_id),
        duplicates=party_joins.list_duplicates(actor, profile, asked),
        asked=asked,
        refused=refused,
        blank=JoinForm(formdata=None),
    )


@blueprint.post("/parties/<int:party_id>/join")
@require(Permission.PARTY_JOIN)
def join(actor, party_id):
    party, form = party_joins.get(actor, party_id), JoinForm()
    try:
        refusal = None if form.validate() else Invalid()
        if refusal is None:
            party_joins.join(actor, party, posted_version(), form.chosen, form.reason.data)
    except Invalid as found:
        refusal = found
        form.refuse(found)
    if refusal:
        return draw(actor, party_pages.get_profile(actor, party_id), form), 422
    flash("已合并，两处的案件和线索现在在一页上。", "done")
    return redirect(url_for("parties.show", party_id=party_id))


@blueprint.post("/parties/<int:party_id>/split")
@require(Permission.PARTY_JOIN)
def split(actor, party_id):
    party = party_joins.get(actor, party_id)
    party_joins.split(actor, party, posted_version(), JoinForm().chosen)
    flash("已拆分，各为一个当事人。", "done")
    return redirect(url_for("parties.show", party_id=party_id))
