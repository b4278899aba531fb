"""Submissions (报送): the forms, the page of one trip, and what its department may do with it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.domain.cases import CONTINUATIONS
from portal.domain.content import Kind
from portal.domain.dossiers import FIRST_COLUMNS, find_kind, list_chips, read_columns, read_filters
from portal.domain.errors import Invalid, NotFound, Unread
from portal.domain.periods import screen_moment
from portal.domain.permissions import Permission, can
from portal.domain.workflow import Action
from portal.forms.approvals import make_all
from portal.forms.cases import CaseForm
from portal.forms.comments import CommentForm
from portal.forms.contacts import ContactsForm
from portal.forms.leads import LeadForm
from portal.forms.links import LinkForm
from portal.forms.monthly_returns import make_return_form
from portal.forms.publicity import PublicityForm
from portal.forms.reports import ReportForm
from portal.forms.restrictions import NamingForm
from portal.forms.saved_views import SavedViewForm
from portal.routes.guards import posted_version, require
from portal.services import (
    attachments,
    choices,
    clock,
    co_handling,
    comments,
    conflicts,
    continuations,
    decisions,
    dossiers,
    explanations,
    histories,
    leads,
    links,
    party_pages,
    readings,
    referrals,
    remarks,
    reports,
    restrictions,
    saved_views,
    series,
    statistics,
    submissions,
)

blueprint = Blueprint("submissions", __name__)

FORMS = {
    Kind.CASE: CaseForm,
    Kind.LEAD: LeadForm,
    Kind.MONTHLY_RETURN: make_return_form,
    Kind.PUBLICITY: PublicityForm,
    Kind.REPORT: ReportForm,
    Kind.CONTACTS: ContactsForm,
}


@blueprint.get("/submissions")
@require(Permission.SUBMISSION_READ)
def list_all(actor):
    return draw_list(actor)


def read_question():
    """The filters and the columns that the address asks for."""
    filters = read_filters(request.args, request.args.getlist("flag"))
    return filters, read_columns(".".join(request.args.getlist("columns")))


def draw_list(actor, view_form=None):
    filters, shown = read_question()
    page = dossiers.list_page(actor, filters, request.args.get("page", ""))
    asked, choices = list_page_address(filters, shown), dossiers.list_filter_choices(filters.kind)
    return render_template(
        "submissions/list_all.html",
        filters=filters,
        page=page,
        shown=shown,
        asked=asked,
        views=saved_views.list_own(actor),
        view_form=view_form or SavedViewForm(formdata=None),
        chips=[(words, list_page_address(rest, shown)) for words, rest in list_chips(filters, choices)],
        choices=choices,
        may_choose_department=not dossiers.is_bound(actor),
        may_write=can(actor, Permission.SUBMISSION_WRITE),
        may_ask_yield=can(actor, Permission.STATISTICS_READ),
        ledger_url=url_for("ledger.download", **asked),
        whole_url=url_for("ledger.download", **{**asked, "content": "all"}),
        previous_url=url_for("submissions.list_all", **{**asked, "page": page.previous_key}),
        next_url=url_for("submissions.list_all", **{**asked, "page": page.next_key}),
    )


def list_page_address(filters, shown):
    """The address of a list: its filters, and its columns where they are not the usual ones."""
    chosen = {} if shown == FIRST_COLUMNS else {"columns": ".".join(shown)}
    return filters.as_arguments() | chosen


@blueprint.route("/submissions/new/<kind>", methods=["GET", "POST"])
@require(Permission.SUBMISSION_WRITE)
def create(actor, kind):
    kind = find_kind(kind)
    if kind is None:
        raise NotFound
    if sole := submissions.find_sole(actor, kind):
        flash(f"本年度的{kind.label}已有（{sole.dossier.number}），在这里修改或再次报送。", "info")
        return redirect(url_for("submissions.show", submission_id=sole.id))
    suggested = choices.suggest_content(actor, kind, request.values.get("task", ""))
    form = FORMS[kind](choices.list_choices(actor, kind), data=suggested)
    if form.validate_on_submit() and (kept := keep(actor, kind, form)):
        return leave(kept)
    return draw(actor, kind, form)


@blueprint.route("/submissions/<int:submission_id>/edit", methods=["GET", "POST"])
@require(Permission.SUBMISSION_WRITE)
def edit(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    form = make_form(actor, submission)
    conflict = conflicts.find_conflict(actor, submission, posted_version() if form.is_submitted() else None)
    if conflict:
        return draw(actor, submission.kind, form, submission, conflict)
    if form.validate_on_submit() and keep(actor, submission.kind, form, submission):
        return leave(submission)
    return draw(actor, submission.kind, form, submission)


@blueprint.post("/submissions/<int:submission_id>/autosave")
@require(Permission.SUBMISSION_WRITE)
def autosave(actor, submission_id):
    """The draft as its form stands now, for the script of that form: the new version, or the sentence that tells why not."""
    submission = submissions.get(actor, submission_id)
    form = make_form(actor, submission)
    conflict = conflicts.find_conflict(actor, submission, posted_version())
    if conflict:
        return {"sentence": conflict.sentence}, 409
    form.validate()
    faults = list_faults(form)
    try:
        submissions.autosave(actor, submission, form.sound_answers(), posted_version(), form.sound_words())
        saved = {"version": submission.version, "moment": screen_moment(clock.now())}
        return saved | ({"sentence": faults[0]} if faults else {})
    except Invalid as refusal:
        form.refuse(refusal.findings)
    return {"sentence": list_faults(form)[0]}, 422


def list_faults(form):
    """What is wrong with what was typed, each with the name of its field."""
    return [
        f"{form[name].label.text}：{messages[0]}" if name else messages[0]
        for name, messages in form.errors.items()
    ]


def make_form(actor, submission, **options):
    """The form of a draft; one that only takes a case a step on asks that step's fields."""
    content, words = submissions.content_of(submission), explanations.find(submission)
    offered = choices.list_choices(actor, submission.kind, submission)
    form = FORMS[submission.kind](offered, data=content, words=words, **options)
    if submission.step_label:
        form.narrow(CONTINUATIONS[submission.continues], content)
    return form


def keep(actor, kind, form, submission=None):
    """Save or submit what was typed; None after a refusal, whose findings then stand beside the fields."""
    try:
        return submissions.keep(
            actor,
            kind,
            form.answers(),
            submission,
            posted_version(),
            is_submitted=request.form.get("intent") == "submit",
            named=form.named(),
            words=form.words,
            seen=request.form.get("seen", "").split(),
        )
    except Unread as refusal:
        form.asks = refusal.message
    except Invalid as refusal:
        form.refuse(refusal.findings)
    return None


def leave(submission):
    done = "已提交，等待分管领导审批。" if submission.submitted_at else "草稿已保存。"
    flash(f"{submission.dossier.number} {done}", "done")
    return redirect(url_for("submissions.show", submission_id=submission.id))


def draw(actor, kind, form, submission=None, conflict=None):
    """The form with its checks; 422 after a refusal, 409 when somebody else was faster."""
    is_blank = submission is None and (not form.is_submitted() or form.told)
    said = {**(submissions.content_of(submission) if submission else {}), **form.answers()}
    if form.is_readable and not conflict and not is_blank:
        form.findings = submissions.review(actor, kind, form.answers(), submission) + form.list_gaps()
        form.seen = " ".join(finding.key for finding in form.findings if finding.is_quiet)
        form.findings += remarks.list_reminders(submission) if submission else ()
    page = render_template(
        "submissions/form.html",
        kind=kind,
        form=form,
        submission=submission,
        conflict=conflict,
        reason=remarks.find_reason(submission) if submission else None,
        kept_parts=readings.read(actor, submission, None) if form.is_narrowed else (),
        others=party_pages.list_other_dossiers(actor, said, submission),
        party=party_pages.find_beside(actor, said),
        beside=draw_beside(actor, form, submission) if kind is Kind.MONTHLY_RETURN else None,
        shelf=attachments.read(actor, submission) if submission else None,
    )
    return page, 409 if conflict else 422 if form.is_submitted() and not form.told else 200


def draw_beside(actor, form, submission):
    """The cumulative table that the department affirms with its return, and the address of the whole of it."""
    department = submission.department.code if submission else ""
    drawing = statistics.draw_beside(actor, form.month.data, department)
    return drawing, url_for("statistics.show", **drawing.question.as_arguments())


@blueprint.get("/submissions/<int:submission_id>")
@require(Permission.SUBMISSION_READ)
def show(actor, submission_id):
    return draw_reading(actor, submissions.get(actor, submission_id))


def draw_reading(actor, submission, refused=None, comment_form=None, naming=None, linking=None, outcomes=()):
    """The page of one submission; `refused` is the form of a decision that was refused, by its action."""
    former = submissions.find_former(submission)
    decision, steps = decisions.get_decision(actor, submission), submissions.list_own_steps(actor, submission)
    return render_template(
        "submissions/show.html",
        submission=submission,
        title=readings.read_title(actor, submission),
        is_masked=readings.must_mask(actor, submission),
        former=former,
        parts=readings.read(actor, submission, former),
        answers=explanations.read(submission, is_masked=readings.must_mask(actor, submission)),
        history=histories.tell(actor, submission),
        others=party_pages.list_other_dossiers(actor, submissions.content_of(submission), submission),
        party=party_pages.find_beside(actor, submissions.content_of(submission)),
        listing_hints=referrals.find_hints(submission),
        dossier_referrals=referrals.read_dossier(actor, submission),
        steps=steps,
        continuations=continuations.list_open(submission),
        co_handlers=co_handling.read(actor, submission),
        decision=decision,
        forms=make_all(decision, refused),
        origins=leads.read_origins(actor, submission),
        readers=restrictions.list_readers(submission.dossier),
        naming=naming or offer_naming(actor, submission),
        linked=links.list_linked(actor, submission),
        duplicates=submissions.list_duplicates(actor, submission) if decision.rows else [],
        findings=submissions.review(actor, submission.kind, {}, submission)
        if any(row.action == Action.SUBMIT for row in steps)
        else None,
        series=series.find_of(actor, submission),
        linking=linking or offer_linking(actor, submission),
        refused=refused or {},
        next="",
        shelf=attachments.read(actor, submission, former),
        table_question=reports.find_question(submission),
        outcomes=outcomes,
        thread=comments.read(actor, submission),
        comment_form=comment_form or CommentForm(formdata=None),
    )


def offer_naming(actor, submission):
    """The form that lets more persons know of a restricted dossier; None where there is nobody or it is not theirs."""
    people = restrictions.list_nameable(actor, submission)
    return NamingForm(people, formdata=None) if people else None


def offer_linking(actor, submission):
    """The form that links the dossier to another; None where it is not theirs."""
    return (
        LinkForm(submission.kind is Kind.CASE, formdata=None) if links.may_offer(actor, submission) else None
    )


@blueprint.post("/submissions/<int:submission_id>/submit")
@require(Permission.SUBMISSION_WRITE)
def submit(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    try:
        submissions.submit(actor, submission, posted_version())
    except Invalid as refusal:
        # The form to put it right on, as it was saved.
        form = make_form(actor, submission, formdata=None)
        form.refuse(refusal.findings)
        return draw(actor, submission.kind, form, submission)
    return leave(submission)


@blueprint.post("/submissions/<int:submission_id>/withdraw")
@require(Permission.SUBMISSION_WRITE)
def withdraw(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    submissions.withdraw(actor, submission, posted_version())
    flash(f"{submission.dossier.number} 已撤回，可以修改后重新提交。", "done")
    return redirect(url_for("submissions.show", submission_id=submission_id))


@blueprint.post("/submissions/<int:submission_id>/revise")
@require(Permission.SUBMISSION_WRITE)
def revise(actor, submission_id):
    draft = submissions.revise(actor, submissions.get(actor, submission_id), posted_version())
    flash(f"第 {draft.revision} 次报送的草稿已建好，现行的内容已带入。", "done")
    return redirect(url_for("submissions.edit", submission_id=draft.id))


@blueprint.post("/submissions/<int:submission_id>/discard")
@require(Permission.SUBMISSION_WRITE)
def discard(actor, submission_id):
    submission = submissions.get(actor, submission_id)
    number, kind = submission.dossier.number, submission.kind
    submissions.discard(actor, submission, posted_version())
    flash(f"{number} 的草稿已删除，编号不再使用。", "done")
    return redirect(url_for("submissions.list_all", kind=kind.slug))
