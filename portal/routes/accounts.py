"""Signing in (登录) and out."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user

from portal.domain.errors import Invalid
from portal.forms.accounts import SignInForm
from portal.routes.guards import safe_next
from portal.services import accounts

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in():
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit() and start(form):
        return redirect(safe_next(form.next.data))
    return render_template("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200


def start(form):
    """Sign in, or put the sentence that refuses it on the form."""
    try:
        account = accounts.sign_in(form.username.data.strip(), form.password.data, request.remote_addr or "")
    except Invalid as refusal:
        form.form_errors.append(refusal.message)
        return False
    # Nothing of the visitor's session before the sign-in lives on in it.
    session.clear()
    return login_user(account)


@blueprint.post("/sign-out")
def sign_out():
    if current_user.is_authenticated:
        accounts.sign_out(current_user.get_id())
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))
