"""Signing in (登录) and out, and the accounts (账号) as the two administrators keep them."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user

from portal.domain.accounts import Tenure
from portal.domain.errors import Invalid
from portal.domain.permissions import Permission, Role
from portal.forms.accounts import (
    AccountFileForm,
    AccountForm,
    EmailForm,
    MoveForm,
    RoleForm,
    SignInForm,
    offer_departments,
)
from portal.forms.fields import read_number
from portal.routes.files import send
from portal.routes.guards import get_token, posted_version, require, safe_next, tell_last_sign_in
from portal.services import (
    account_imports,
    account_lists,
    accounts,
    administration,
    clock,
    plans,
    sign_ins,
    uploads,
)

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in():
    form = SignInForm(next=request.args.get("next", ""))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        status = start(form)
        if status == 302:
            return redirect(safe_next(form.next.data))
    told = {"bureau_name": plans.name_bureau(), "is_sample": clock.is_sample()}
    return render_template("accounts/sign_in.html", form=form, **told), status


def start(form):
    """Sign in and say 302, or put the refusal on the form and say its status."""
    username, address = form.username.data.strip(), request.remote_addr or ""
    try:
        account = sign_ins.sign_in(username, form.password.data, address, request.user_agent.string)
    except Invalid as refusal:
        form.refuse(refusal)
        return refusal.status
    # Nothing of the visitor's session before the sign-in lives on in it.
    session.clear()
    login_user(account)
    if account.code_secret is None:
        tell_last_sign_in(account.id, account.sign_in_token)
    return 302


@blueprint.post("/sign-out")
def sign_out():
    if current_user.is_authenticated:
        sign_ins.sign_out(accounts.as_actor(current_user, request.remote_addr or ""), get_token())
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@blueprint.get("/accounts")
@require(Permission.ACCOUNT_READ)
def list_all(actor):
    values = request.args
    filters = account_lists.Filters(
        text=values.get("q", "").strip(),
        department_id=read_number(values.get("department")),
        role=Role(values["role"]) if values.get("role") in list(Role) else None,
        state=values.get("state", "") if values.get("state") in account_lists.STATES else "",
    )
    return render_template(
        "accounts/list_all.html",
        page=account_lists.list_page(filters, values.get("after", "")),
        departments=account_lists.list_departments(),
        roles=[(role.value, role.label) for role in Role],
        states=account_lists.STATES.items(),
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"], endpoint="open_account")
@require(Permission.ACCOUNT_MANAGE)
def open_account(actor):
    form = offer_departments(AccountForm(), account_lists.list_departments())
    opened = password = None
    if form.validate_on_submit():
        try:
            name, home = form.name.data.strip(), form.department_id.data
            opened, password = administration.open_account(
                actor, form.username.data.strip(), name, home, form.email.data
            )
        except Invalid as refusal:
            form.refuse(refusal)
    status = 422 if form.is_submitted() and opened is None else 200
    return render_template(
        "accounts/open_account.html", form=form, account_id=opened, password=password
    ), status


@blueprint.route("/accounts/import", methods=["GET", "POST"])
@require(Permission.ACCOUNT_MANAGE)
def import_people(actor):
    form, opened, problems = AccountFileForm(), [], []
    if form.validate_on_submit():
        sent = form.file.data
        try:
            upload = uploads.Upload(sent.filename, sent.stream)
            opened, problems = account_imports.open_all(actor, upload)
        except Invalid as refusal:
            form.refuse(refusal)
    page = render_template("accounts/import_people.html", form=form, opened=opened, problems=problems)
    return page, 422 if form.is_submitted() and not opened else 200


@blueprint.get("/accounts/template.xlsx")
@require(Permission.ACCOUNT_MANAGE)
def download_template(actor):
    return send("账号导入模板.xlsx", account_imports.template())


@blueprint.get("/accounts/<int:account_id>")
@require(Permission.ACCOUNT_READ)
def show(actor, account_id):
    return draw(account_id)


def draw(account_id, move_form=None, role_form=None, email_form=None):
    account = account_lists.get(account_id)
    departments = account_lists.list_departments()
    return render_template(
        "accounts/show.html",
        account=account,
        held=account_lists.list_held(account),
        last_sign_in=account_lists.map_last_sign_ins([account_id]).get(account_id),
        move_form=offer_departments(move_form or MoveForm(formdata=None), departments),
        role_form=offer_departments(role_form or RoleForm(formdata=None), departments),
        email_form=email_form or EmailForm(obj=account, formdata=None),
        opened=(
            "move-dialog"
            if move_form
            else "role-dialog"
            if role_form
            else "email-dialog"
            if email_form
            else ""
        ),
    )


@blueprint.post("/accounts/<int:account_id>/move")
@require(Permission.ACCOUNT_MANAGE)
def move(actor, account_id):
    form = offer_departments(MoveForm(), account_lists.list_departments())
    if form.validate():
        try:
            administration.move(actor, account_id, posted_version(), form.department_id.data)
            return done(account_id, "已调动，原有角色已终止，由安全管理员重新授予")
        except Invalid as refusal:
            form.refuse(refusal)
    return draw(account_id, move_form=form), 422


@blueprint.post("/accounts/<int:account_id>/change-email")
@require(Permission.ACCOUNT_MANAGE)
def change_email(actor, account_id):
    form = EmailForm()
    if form.validate():
        try:
            administration.change_email(actor, account_id, posted_version(), form.email.data)
            return done(account_id, "已修改邮箱")
        except Invalid as refusal:
            form.refuse(refusal)
    return draw(account_id, email_form=form), 422


@blueprint.post("/accounts/<int:account_id>/disable")
@require(Permission.ACCOUNT_MANAGE)
def disable(actor, account_id):
    administration.disable(actor, account_id, posted_version())
    return done(account_id, "已停用，所有登录已结束")


@blueprint.post("/accounts/<int:account_id>/enable")
@require(Permission.ACCOUNT_MANAGE)
def enable(actor, account_id):
    administration.enable(actor, account_id, posted_version())
    return done(account_id, "已恢复启用")


@blueprint.post("/accounts/<int:account_id>/reset-password")
@require(Permission.ACCOUNT_MANAGE)
def reset_password(actor, account_id):
    password = administration.reset_password(actor, account_id, posted_version())
    account = account_lists.get(account_id)
    return render_template("accounts/reset_password.html", account=account, password=password)


@blueprint.post("/accounts/<int:account_id>/roles")
@require(Permission.ROLE_MANAGE)
def grant_role(actor, account_id):
    form = offer_departments(RoleForm(), account_lists.list_departments())
    if form.validate():
        role, department_id = form.chosen
        wanted = Tenure(role, department_id, form.starts_on.data, form.ends_on.data)
        try:
            administration.grant(actor, account_id, posted_version(), wanted)
            return done(account_id, f"已授予：{role.label}")
        except Invalid as refusal:
            form.refuse(refusal)
    return draw(account_id, role_form=form), 422


@blueprint.post("/accounts/<int:account_id>/roles/<int:appointment_id>/end")
@require(Permission.ROLE_MANAGE)
def end_role(actor, account_id, appointment_id):
    administration.end_role(actor, account_id, posted_version(), appointment_id)
    return done(account_id, "角色已终止，该账号的登录已结束")


def done(account_id, sentence):
    flash(sentence, "done")
    return redirect(url_for("accounts.show", account_id=account_id))
