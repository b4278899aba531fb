"""One's own account (我的账号): the last sign-in, the sign-ins that are open, the password."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_wtf.csrf import generate_csrf

from portal.domain.accounts import name_browser
from portal.domain.errors import Invalid
from portal.domain.permissions import Permission
from portal.forms.accounts import CodeForm, EmailForm, PasswordForm
from portal.routes.guards import get_token, require, tell_last_sign_in, tell_lifetime
from portal.services import account_lists, administration, codes, passwords, plans, sign_ins, throttle

blueprint = Blueprint("own_account", __name__, url_prefix="/account")


@blueprint.get("")
@require(Permission.PORTAL_USE)
def show(actor):
    return draw(actor)


@blueprint.post("/email")
@require(Permission.PORTAL_USE)
def change_email(actor):
    form = EmailForm()
    if form.validate():
        try:
            administration.change_own_email(actor, form.email.data)
            flash("已修改邮箱", "done")
            return redirect(url_for("own_account.show"))
        except Invalid as refusal:
            form.refuse(refusal)
    return draw(actor, form), 422


def draw(actor, form=None):
    mine, settings = get_token(), current_app.extensions["settings"]
    account = account_lists.get(actor.account_id)
    before = sign_ins.find_previous(actor.account_id, mine)
    return render_template(
        "own_account/show.html",
        account=account,
        form=form or EmailForm(obj=account, formdata=None),
        before=before,
        failures=throttle.count_failures(account.username, before.started_at if before else None),
        due=passwords.find_due_date(account),
        open_sign_ins=sign_ins.list_alive(actor.account_id, settings.idle, settings.absolute),
        here=sign_ins.digest(mine),
        name_browser=name_browser,
    )


@blueprint.route("/password", methods=["GET", "POST"])
@require(Permission.PORTAL_USE)
def password(actor):
    form, status = PasswordForm(), 200
    if form.is_submitted():
        status = 422
    if form.validate_on_submit():
        try:
            passwords.change_own(actor, get_token(), form.current.data, form.new.data)
            flash("密码已修改，其他登录已结束", "done")
            return redirect(url_for("own_account.show"))
        except Invalid as refusal:
            status = refusal.status
            form.refuse(refusal)
    rules = passwords.get_rules().describe()
    return render_template("own_account/password.html", form=form, rules=rules), status


@blueprint.route("/code", methods=["GET", "POST"])
@require(Permission.PORTAL_USE)
def confirm_code(actor):
    """The second step of a sign-in."""
    form, status = CodeForm(), 200
    if not codes.is_waiting(get_token()):
        return redirect(url_for("workbench.show"))
    if form.is_submitted():
        status = 422
        try:
            if form.validate():
                codes.confirm(actor, get_token(), form.code.data)
                tell_last_sign_in(actor.account_id, get_token())
                return redirect(url_for("workbench.show"))
        except Invalid as refusal:
            form.refuse(refusal)
            status = refusal.status
    page = render_template("own_account/confirm_code.html", form=form, bureau_name=plans.name_bureau())
    return page, status


@blueprint.route("/code/new", methods=["GET", "POST"])
@require(Permission.PORTAL_USE)
def set_up_code(actor):
    form = CodeForm()
    # Kept in the signed cookie of the one person it is shown to, until it is bound.
    secret = session.setdefault("code_secret", codes.make_secret())
    if form.validate_on_submit():
        try:
            codes.set_up(actor, secret, form.code.data)
            session.pop("code_secret")
            flash("已绑定，下次登录起填写动态口令", "done")
            return redirect(url_for("own_account.show"))
        except Invalid as refusal:
            form.refuse(refusal)
    address, image = codes.draw(secret, actor.username)
    status = 422 if form.is_submitted() else 200
    return render_template(
        "own_account/set_up_code.html", form=form, secret=secret, address=address, image=image
    ), status


@blueprint.post("/sessions/end")
@require(Permission.PORTAL_USE)
def end_session(actor):
    """One of one's own sign-ins, or without naming one all the others."""
    sign_ins.end_own(actor, request.form.get("sign_in") or None, get_token())
    flash("已结束", "done")
    return redirect(url_for("own_account.show"))


@blueprint.get("/token")
@require(Permission.PORTAL_USE)
def token(actor):
    """For a page that outlived its sign-in: the token of the new one, so that what was typed can be posted."""
    return {
        "username": actor.username,
        "csrf_token": generate_csrf(),
        "left": tell_lifetime()["left_seconds"],
    }


@blueprint.post("/touch")
@require(Permission.PORTAL_USE)
def touch(actor):
    """Loading the account has noted the use; there is nothing more to do."""
    return "", 204
