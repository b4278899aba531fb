"""Imports (导入): sending in a spreadsheet, saying what its columns mean, its dry run, and storing it as drafts."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.domain.content import Kind
from portal.domain.dossiers import find_kind
from portal.domain.errors import Invalid, NotFound
from portal.domain.permissions import Permission
from portal.forms.imports import ImportForm
from portal.routes.files import send
from portal.routes.guards import require
from portal.services import import_files, imports, uploads

blueprint = Blueprint("imports", __name__)

# In the mapping form: a column that is not read; the blank choice is undecided.
LEFT_OUT = "-"
# Problems on the page; the marked copy has all.
SHOWN = 100


@blueprint.get("/imports")
@require(Permission.SUBMISSION_WRITE)
def list_all(actor):
    return draw_list(actor, ImportForm(kind=find_kind(request.args.get("kind", "")), formdata=None))


def draw_list(actor, form):
    return render_template(
        "imports/list_all.html",
        form=form,
        files=import_files.list_own(actor),
        kinds=list(Kind),
        most_rows=import_files.MOST_ROWS,
        most_columns=imports.MOST_COLUMNS,
    )


@blueprint.get("/imports/template.xlsx")
@require(Permission.SUBMISSION_WRITE)
def download_template(actor):
    kind = find_kind(request.args.get("kind", ""))
    if kind is None:
        raise NotFound
    return send(f"{kind.label}导入模板.xlsx", imports.template(kind))


@blueprint.post("/imports")
@require(Permission.SUBMISSION_WRITE)
def add(actor):
    form = ImportForm()
    if form.validate():
        sent = form.file.data
        try:
            file = import_files.add(actor, form.kind.data, uploads.Upload(sent.filename, sent.stream))
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("imports.show", file_id=file.id))
    return draw_list(actor, form), 422


@blueprint.get("/imports/<int:file_id>")
@require(Permission.SUBMISSION_WRITE)
def show(actor, file_id):
    return draw(actor, import_files.get(actor, file_id))


def draw(actor, file, refusal=""):
    if file.total is not None:
        return render_template("imports/store.html", file=file, refusal=refusal)
    view = import_files.view(actor, file)
    return render_template(
        "imports/show.html", file=file, view=view, shown=SHOWN, left_out=LEFT_OUT, refusal=refusal
    )


@blueprint.post("/imports/<int:file_id>/map-columns")
@require(Permission.SUBMISSION_WRITE)
def map_columns(actor, file_id):
    file = import_files.get(actor, file_id)
    headings = import_files.view(actor, file).headings
    answers = [(each.label, request.form.get(f"column-{place}", "")) for place, each in enumerate(headings)]
    mapping = {label: "" if name == LEFT_OUT else name for label, name in answers if name}
    try:
        import_files.map_headings(actor, file, mapping)
    except Invalid as refusal:
        return draw(actor, file, refusal.message), 422
    return redirect(url_for("imports.show", file_id=file_id))


@blueprint.get("/imports/<int:file_id>/marked.xlsx")
@require(Permission.SUBMISSION_WRITE)
def download_marked(actor, file_id):
    return send(*import_files.mark(actor, import_files.get(actor, file_id)))


@blueprint.post("/imports/<int:file_id>/store")
@require(Permission.SUBMISSION_WRITE)
def store(actor, file_id):
    file = import_files.get(actor, file_id)
    try:
        import_files.store_next(actor, file)
    except Invalid as refusal:
        return draw(actor, file, refusal.message), 422
    return redirect(url_for("imports.show", file_id=file_id))


@blueprint.post("/imports/<int:file_id>/discard")
@require(Permission.SUBMISSION_WRITE)
def discard(actor, file_id):
    import_files.discard(actor, import_files.get(actor, file_id))
    flash("已删除这份导入文件，没有导入任何一行。", "done")
    return redirect(url_for("imports.list_all"))
