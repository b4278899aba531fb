"""Cases (案件): finding one by its number, and its information sheet, Annex 3 (典型案件报送信息表, R130–R160)."""

import re
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import select

from portal.documents.word import write_form
from portal.domain.annexes import Annex3Facts, draw_annex3
from portal.domain.drawings import Form
from portal.domain.errors import NotFound
from portal.domain.periods import local_date, screen_moment
from portal.domain.permissions import Actor, sign
from portal.domain.privacy import mask_in
from portal.extensions import db
from portal.models.cases import Case
from portal.models.submissions import Dossier, Kind, Submission
from portal.services import clock, plans, readings, submissions, trail
from portal.store import deed


def get_in_force(number: str) -> Case:
    """The case in force (现行) under a dossier's number. NotFound (404) says which part is missing."""
    dossier = db.session.execute(select(Dossier).where(Dossier.number == number.strip())).scalar_one_or_none()
    if dossier is None:
        raise NotFound(f"没有编号为“{number}”的卷宗。")
    if dossier.kind is not Kind.CASE:
        raise NotFound(f"{dossier.number} 是{dossier.kind.label}，不是案件，没有典型案件报送信息表。")
    case = submissions.find_in_force(dossier.id)
    if not isinstance(case, Case):
        raise NotFound(f"{dossier.number} 没有现行的报送：还没有接收，或者已经撤销。")
    return case


def draw_sheet(actor: Actor | None, submission: Submission) -> Form:
    """Annex 3 of any revision of a case, as the actor may read it. Raises NotFound (404) for what is no case."""
    if not isinstance(submission, Case):
        raise NotFound("只有案件才有典型案件报送信息表。")
    annex = plans.get_catalogue(submission.year).annex(3)
    facts = read_facts(submission)
    if actor and readings.must_mask(actor, submission):
        facts = mask(facts)
    return draw_annex3(facts, annex.notes, title=annex.title)


def export_sheet(actor: Actor | None, submission: Submission) -> tuple[str, bytes]:
    """Annex 3 as (file name, .docx), the export kept in the trail; `actor` None is an operator at the console."""
    return export_form(actor, submission, draw_sheet(actor, submission))


def export_form(actor: Actor | None, submission: Submission, form: Form) -> tuple[str, bytes]:
    """One submission's sheet as (file name, .docx); the trail knows it by what it calls the dossier."""
    by = sign(actor)
    dossier, submission_id, revision = submission.dossier.number, submission.id, submission.revision
    reference = submission.dossier.trail_reference
    footer = f"{dossier}　第 {revision} 次报送　打印人：{by}　打印时间：{screen_moment(clock.now())}"
    paper = write_form(form, footer=footer)
    with deed():
        trail.lock()
        trail.record(actor, "export", "submission", submission_id, reference=reference, code="annex3")
    return f"{form.title}_{dossier}_第{revision}次.docx", paper


def read_facts(case: Case) -> Annex3Facts:
    """What the case puts on the form. A draft is dated by its last change, anything later by its submitting (R130)."""
    return Annex3Facts(
        filled_on=local_date(case.submitted_at or case.changed_at),
        is_closed=case.closed_on is not None,
        case_type=name_type(case),
        case_name=case.title,
        party_name=case.party_name,
        licence=case.licence_status or "",
        filed_on=case.filed_on,
        closed_on=case.closed_on,
        amount_involved=case.amount_involved,
        is_mediated=case.is_mediated,
        compensation=case.compensation,
        in_production=bool(case.in_production),
        in_distribution=bool(case.in_trade),
        other_provinces=tuple(filter(None, re.split(r"[、，,；;\s]+", case.other_provinces or ""))),
        is_punished=case.is_punished,
        decided_on=case.decided_on,
        penalty_content=case.decision_content or "",
        fine=case.fine,
        illegal_gains=case.confiscated,
        is_listed_abnormal=bool(case.listed_abnormal),
        is_handled_separately=bool(case.has_separate_case),
        is_admonished=bool(case.was_interviewed),
        other_handling=case.other_handling or "",
        is_transferred=case.is_transferred,
        transferred_on=case.transferred_on,
        is_notified=case.is_notified,
        notified_bodies=case.notified_bodies or "",
        notified_on=case.notified_on,
        verification=case.summary_verification or "",
        investigation=case.summary_facts or "",
        result=case.summary_result or "",
        effects=case.summary_effect or "",
        is_public=case.is_public,
        department=case.department.name,
        contact_name=case.contact_name,
        contact_phone=case.contact_phone,
    )


def mask(facts: Annex3Facts) -> Annex3Facts:
    """The same with a natural person's name masked wherever it stands (R173)."""
    masked: dict[str, Any] = {
        each.name: mask_in(getattr(facts, each.name), facts.party_name)
        for each in fields(facts)
        if isinstance(getattr(facts, each.name), str)
    }
    return replace(facts, **masked)


def name_type(case: Case) -> str:
    """案件类型: the plan's title of the category, and the kind of violation or what 其他 stands for."""
    if case.category is None:
        return ""
    kind = case.other_label or (case.violation.fill_in if case.violation else "")
    return f"{case.category.title}（{kind}）" if kind else case.category.title
