"""PortalError → page. The one handler; status codes mean what they say."""

from flask import Flask, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.domain.content import CONTENT
from portal.domain.errors import NotFound, PortalError
from portal.forms.approvals import ReturnForm, RevokeForm
from portal.forms.comments import CommentForm
from portal.forms.fields import Form
from portal.forms.referrals import CorrectionForm, GroundsForm
from portal.routes import referrals, typical_cases
from portal.routes.guards import find_actor, find_way_back, is_typed
from portal.services import health

TITLES = {
    400: "请求无法受理",
    401: "请重新登录",
    403: "没有权限",
    404: "没有找到",
    405: "请求方式不对",
    409: "情况已有变化",
    413: "内容太大",
    422: "有内容需要更正",
    429: "请求太多",
    500: "出了差错",
    503: "暂时不能使用",
}


def register(app: Flask) -> None:
    @app.errorhandler(PortalError)
    def refuse(error):
        return page(error.status, error.message, getattr(error, "findings", ()), error.state)

    @app.errorhandler(CSRFError)
    def refuse_token(_error):
        return page(400, "页面停留太久，登录凭证已更新。您填的内容在下面，请返回后重新提交。")

    @app.errorhandler(HTTPException)
    def refuse_request(error):
        sentences = {
            404: NotFound().message,
            405: "这个地址不接受这样的请求。",
            413: "上传或填写的内容超过了上限。",
        }
        return page(error.code, sentences.get(error.code, TITLES.get(error.code, TITLES[400]) + "。"))

    @app.errorhandler(health.Unavailable)
    def wait(_error):
        health.recover()
        return page(503, "数据库暂时不能使用，内容没有保存。请稍后再试。")

    def refuse_size(_error):
        health.recover()
        return page(400, "有一项内容超出了可以保存的范围。")

    for kind in health.Unstorable:
        app.register_error_handler(kind, refuse_size)

    @app.errorhandler(Exception)
    def fail(error):
        app.logger.exception("unhandled", exc_info=error)
        health.recover()
        return page(500, "系统出了差错，内容没有保存。请稍后再试；仍不行请告诉系统管理员。")


FIELDS = {
    **{name: label for labels in CONTENT.values() for name, label in labels.items()},
    "comment": "意见",
    "reason": "原因",
    "note": "说明",
    "text": "正文",
}


# Where the same field is called otherwise: the blueprint, and the last word of the address that was posted to.
FORMS = {
    "approvals": {"return": ReturnForm, "revoke": RevokeForm},
    "comments": {"comments": CommentForm},
    "referrals": referrals.FORMS | {"new": GroundsForm, "send": CorrectionForm},
    "typical_cases": typical_cases.FORMS,
}


def name_field(name):
    """What a posted field is called on its form; a bulk step posts `<name>-<id>` for a row."""
    form = FORMS.get(request.blueprint, {}).get(request.path.rpartition("/")[2], Form)
    word = name.rpartition("-")[0]
    return form.label_of(name) or form.label_of(word) or FIELDS.get(name) or FIELDS.get(word) or ""


def list_typed():
    """(label, text) of what the reader had written; nothing of a request that is too large to be read."""
    try:
        posted = request.form.items()
    except HTTPException:
        return []
    return [(name_field(name), value) for name, value in posted if is_typed(name) and value.strip()]


def page(status, message, findings=(), state=None):
    # A page that cannot reach the database draws no navigation.
    try:
        actor = None if status >= 500 else find_actor()
    except health.Unavailable:
        health.recover()
        actor = None
    return (
        render_template(
            "errors/error.html",
            status=status,
            title=TITLES.get(status, "无法受理"),
            message=message,
            findings=findings,
            state=state,
            typed=list_typed(),
            actor=actor,
            can_do=[("回到工作台", "/")] if status >= 500 else None,
            sign_in_url=url_for("accounts.sign_in", next=find_way_back()),
            # To whom it does not exist, or is not shown, it is not offered either.
            submission_id=(request.view_args or {}).get("submission_id")
            if actor and status not in (403, 404)
            else None,
        ),
        status,
    )
