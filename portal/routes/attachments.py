"""Attachments (附件) of a submission: adding, replacing, describing, removing, looking at and downloading them."""

from flask import Blueprint, flash, redirect, render_template, request, send_file, session, url_for

from portal.domain.attachments import ACCEPTED, ALLOWED, PICTURED_PAGES, describe_size
from portal.domain.errors import Invalid, NotFound
from portal.domain.permissions import Permission
from portal.forms.attachments import AttachmentForm
from portal.forms.fields import read_number
from portal.routes.guards import require
from portal.routes.submissions import draw_reading
from portal.services import attachments, submissions, uploads

blueprint = Blueprint("attachments", __name__)

# What a file of somebody else's may do in the reader's browser: nothing.
SEALED = {"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}
TAKES_FILES = ("attachments.add", "attachments.replace")
ROOM_FOR_WORDS = 1024 * 1024


@blueprint.url_value_preprocessor
def allow_files(endpoint, _arguments):
    """Before the body is read at all: larger bodies where files come in, and from nobody who is signed out."""
    if endpoint in TAKES_FILES and "_user_id" in session:
        request.max_content_length = uploads.get_limits().submission + ROOM_FOR_WORDS


@blueprint.app_context_processor
def tell_limits():
    """What the pages say of files before they are chosen."""
    limits = uploads.get_limits()
    words = {"allowed": ALLOWED, "accept": ACCEPTED}
    return {
        "attachment_words": words
        | {"file": describe_size(limits.file), "submission": describe_size(limits.submission)}
    }


@blueprint.post("/submissions/<int:submission_id>/attachments")
@require(Permission.SUBMISSION_WRITE)
def add(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    outcomes = attachments.add(actor, submission, read_files())
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return draw_list(actor, submission, outcomes)
    return tell(actor, submission, outcomes)


def read_files():
    """The files of the form; an empty box is no file."""
    return [
        uploads.Upload(file.filename, file.stream) for file in request.files.getlist("files") if file.filename
    ]


def draw_list(actor, submission, outcomes):
    """The list as it stands now, for the script that sent one of several files."""
    shelf = attachments.read(actor, submission, submissions.find_former(submission))
    page = render_template("attachments/_list.html", shelf=shelf, outcomes=outcomes)
    return page, 200 if all(each.attachment for each in outcomes) and outcomes else 422


def tell(actor, submission, outcomes):
    """The page of the submission, with a sentence for each file that was refused."""
    kept = sum(1 for each in outcomes if each.attachment)
    if kept < len(outcomes) or not outcomes:
        nothing = attachments.Outcome("", sentence="请先选择文件。")
        return draw_reading(actor, submission, outcomes=outcomes or (nothing,)), 422
    flash(f"已添加 {kept} 个附件。", "done")
    return redirect(url_for("submissions.show", submission_id=submission.id, _anchor="attachments"))


@blueprint.get("/attachments/<int:attachment_id>")
@require(Permission.ATTACHMENT_READ)
def show(actor, attachment_id):
    return draw(actor, attachments.get(actor, attachment_id))


def draw(actor, attachment, form=None, outcomes=()):
    return render_template(
        "attachments/show.html",
        attachment=attachment,
        entry=attachments.find_entry(attachment),
        may_change=attachments.may_change(actor, attachment.submission),
        form=form or AttachmentForm(obj=attachment, formdata=None),
        outcomes=outcomes,
        pictured_pages=PICTURED_PAGES,
    )


@blueprint.post("/attachments/<int:attachment_id>/replace")
@require(Permission.SUBMISSION_WRITE)
def replace(actor, attachment_id):
    attachment = attachments.get(actor, attachment_id)
    outcomes = attachments.add(actor, attachment.submission, read_files()[:1], attachment)
    if not outcomes or outcomes[0].sentence:
        nothing = attachments.Outcome("", sentence="请先选择文件。")
        return draw(actor, attachment, outcomes=outcomes or (nothing,)), 422
    flash("已换成新的版本，原来的版本仍可查看。", "done")
    return redirect(url_for("attachments.show", attachment_id=outcomes[0].attachment.id))


@blueprint.post("/attachments/<int:attachment_id>/describe")
@require(Permission.SUBMISSION_WRITE)
def describe(actor, attachment_id):
    attachment = attachments.get(actor, attachment_id)
    form = AttachmentForm()
    if form.validate():
        try:
            attachments.describe(actor, attachment, form.answers())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash("已保存说明。", "done")
            return redirect(url_for("attachments.show", attachment_id=attachment_id))
    return draw(actor, attachment, form), 422


@blueprint.post("/attachments/<int:attachment_id>/remove")
@require(Permission.SUBMISSION_WRITE)
def remove(actor, attachment_id):
    attachment = attachments.get(actor, attachment_id)
    submission_id, name = attachment.submission_id, attachment.name
    attachments.remove(actor, attachment)
    flash(f"已移除附件 {name}。", "done")
    return redirect(url_for("submissions.show", submission_id=submission_id, _anchor="attachments"))


@blueprint.get("/attachments/<int:attachment_id>/file")
@require(Permission.ATTACHMENT_READ)
def download(actor, attachment_id):
    attachment = attachments.get(actor, attachment_id)
    name, kind, size = attachment.name, attachment.kind, attachment.size
    file = attachments.open_file(actor, attachment)
    answer = send_file(
        file, kind.media_type, as_attachment=True, download_name=name, etag=False, conditional=False
    )
    answer.content_length = size
    answer.headers.update(SEALED)
    return answer


@blueprint.get("/attachments/<int:attachment_id>/preview")
@require(Permission.ATTACHMENT_READ)
def preview(actor, attachment_id):
    """A page as a PNG that the portal drew; nothing of the file itself reaches the browser."""
    attachment, page = attachments.get(actor, attachment_id), read_number(request.args.get("page", "1"))
    if page is None or not 1 <= page <= PICTURED_PAGES or not attachment.kind.has_preview:
        raise NotFound
    picture = uploads.open_picture(attachment.stored_name, attachment.kind, page)
    answer = send_file(picture, "image/png", etag=False, conditional=False)
    answer.headers.update(SEALED | {"Cross-Origin-Resource-Policy": "same-origin"})
    return answer
