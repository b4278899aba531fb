"""Deputies (代理授权): who stands in for a leader, named in advance for dates."""

from flask import Blueprint, flash, redirect, render_template, url_for

from portal.domain.errors import Invalid
from portal.domain.permissions import Permission
from portal.forms.deputies import make_form
from portal.routes.guards import require
from portal.services import deputies

blueprint = Blueprint("deputies", __name__)


@blueprint.get("/deputies")
@require(Permission.DEPUTY_NAME)
def list_all(actor):
    return draw(actor)


@blueprint.post("/deputies")
@require(Permission.DEPUTY_NAME)
def name(actor):
    posts = deputies.list_posts(actor)
    form = make_form(posts, deputies.list_candidates(posts))
    if form.validate():
        dates = form.starts_on.data, form.ends_on.data
        try:
            deputies.name(actor, deputies.Wanted(*form.chosen_post, form.deputy_id.data, *dates))
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash("已指定代理，起止日期内有效。", "done")
            return redirect(url_for("deputies.list_all"))
    return draw(actor, form), 422


@blueprint.post("/deputies/<int:deputy_id>/end")
@require(Permission.DEPUTY_NAME)
def end(actor, deputy_id):
    deputies.end(actor, deputy_id)
    flash("代理已结束。", "done")
    return redirect(url_for("deputies.list_all"))


def draw(actor, form=None):
    posts = deputies.list_posts(actor)
    return render_template(
        "deputies/list_all.html",
        lines=deputies.list_all(actor),
        posts=posts,
        form=form or make_form(posts, deputies.list_candidates(posts), formdata=None),
    )
