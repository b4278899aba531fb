"""Leads (线索): their information sheet, and the case that is opened from one (R035, R074, R159)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.documents.appendices import Appendix
from portal.documents.forms import lay_out
from portal.domain.annexes import Annex3Facts, draw_annex3
from portal.domain.content import Kind
from portal.domain.drawings import Form
from portal.domain.errors import Forbidden, NotFound, Stale, TransitionNotAllowed
from portal.domain.leads import explain_no_case
from portal.domain.periods import local_date, paper_date
from portal.domain.permissions import Actor, Permission, Role, can
from portal.extensions import db
from portal.models.leads import CaseOrigin, Lead
from portal.models.submissions import Submission
from portal.services import case_origins, cases, differences, drafts, plans, readings, trail
from portal.services.visibility import visible_to
from portal.store import deed

SHEET_TITLE = "重要线索报送信息表"


@dataclass(frozen=True)
class Joined:
    """A dossier on the other side of a conversion, by its latest trip that the reader may open."""

    submission_id: int
    number: str
    title: str
    submission: Submission


@dataclass(frozen=True)
class Origins:
    """What a page of a lead or a case says of the other side; `may_open_case` draws the button."""

    label: str
    dossiers: tuple[Joined, ...]
    may_open_case: bool = False


def read_origins(actor: Actor, submission: Submission) -> Origins:
    """The cases of a lead, or the leads of a case, as far as the actor may read them."""
    if isinstance(submission, Lead):
        found = list_joined(actor, case_origins.list_cases_of(submission))
        return Origins("由这条线索转立的案件", found, not found and not explain_refusal(actor, submission))
    if submission.kind is not Kind.CASE:
        return Origins("", ())
    return Origins("来源线索", list_joined(actor, case_origins.list_leads_of(submission.dossier_id)))


def list_joined(actor: Actor, dossier_ids: Collection[int]) -> tuple[Joined, ...]:
    if not dossier_ids:
        return ()
    trips = db.session.execute(
        select(Submission)
        .where(Submission.dossier_id.in_(dossier_ids), visible_to(actor))
        .order_by(Submission.dossier_id, Submission.revision.desc())
    ).scalars()
    latest: dict[int, Submission] = {}
    for trip in trips:
        latest.setdefault(trip.dossier_id, trip)
    return tuple(
        Joined(trip.id, trip.dossier.number, readings.read_title(actor, trip), trip)
        for trip in latest.values()
    )


def explain_refusal(actor: Actor, lead: Lead) -> str:
    """Why the actor may open no case from this lead now; "" where they may."""
    if find_case_department(actor, lead) is None:
        return "您不能为这个部门填报。"
    number = case_origins.find_case_number(lead.dossier_id)
    if number:
        return f"这条线索已转立案件（{number}）。"
    return explain_no_case(lead.status, lead.verified_on, is_restricted=lead.is_restricted)


def find_case_department(actor: Actor, lead: Lead) -> int | None:
    """For which department the actor may open the lead's case: the one that filed it, or the one it was handed to."""
    if can(actor, Permission.SUBMISSION_WRITE, lead):
        return lead.department_id
    return lead.handed_to_id if actor.covers(Role.LIAISON, lead.handed_to_id) else None


def open_case(actor: Actor, lead: Submission, version: int) -> Submission:
    """Open a case from a lead: a draft that takes over what the lead says, and the link between the two dossiers.

    The case is the department's that filed the lead, or its addressee's when their liaison opens it (R035).
    Raises NotFound (404) for what is no lead, Stale or TransitionNotAllowed (409), Forbidden (403).
    """
    if not isinstance(lead, Lead):
        raise NotFound("只有线索可以转立案件。")
    with deed():
        moment = trail.lock()
        department_id = find_case_department(actor, lead)
        if department_id is None:
            raise Forbidden("您不能为这个部门填报。")
        if lead.version != version:
            raise Stale
        why = explain_refusal(actor, lead)
        if why:
            raise TransitionNotAllowed(why)
        lead_id, dossier = lead.id, lead.dossier
        case = drafts.add_draft(actor, Kind.CASE, prefill(actor, lead), moment, department_id=department_id)
        db.session.add(
            CaseOrigin(
                case_dossier_id=case.dossier_id,
                lead_dossier_id=dossier.id,
                opened_by_id=actor.account_id,
                opened_at=moment,
            )
        )
        trail.record(actor, "open_case", "submission", lead_id, reference=dossier.trail_reference)
    return case


def prefill(actor: Actor, lead: Lead) -> dict[str, Any]:
    """What the case takes over. Codes that the current plan does not know are left for the form to ask."""
    catalogue = plans.get_current()
    known = {each.code: {kind.code for kind in each.violations} for each in catalogue.categories}
    category = lead.category_code if lead.category_code in known else None
    return {
        "title": lead.title,
        "party_name": lead.party_name,
        "category_code": category,
        "violation_code": lead.violation_code
        if lead.violation_code in known.get(category or "", ())
        else None,
        "summary_verification": "\n".join(filter(None, (lead.content, lead.verification_result))) or None,
        "contact_name": actor.name,
        "contact_phone": lead.contact_phone,
    }


def export_sheet(actor: Actor | None, submission: Submission) -> tuple[str, bytes]:
    """The information sheet of a case or a lead as (file name, .docx); kept in the trail.

    Raises NotFound (404) for any other kind.
    """
    return cases.export_form(actor, submission, draw_sheet(actor, submission))


def lay_out_sheet(actor: Actor, submission: Submission) -> tuple[Form, tuple[Appendix, ...]]:
    """As `draw_sheet`, with what is too long for its page on an extra page (附页, R154)."""
    return lay_out(draw_sheet(actor, submission))


def draw_sheet(actor: Actor | None, submission: Submission) -> Form:
    """Annex 3 of a case, or of a lead under a title of its own. Raises NotFound (404) for any other kind.

    The form asks for leads and has no fields for them: what the lead says stands in 案情摘要.
    """
    if not isinstance(submission, Lead):
        return cases.draw_sheet(actor, submission)
    annex = plans.get_catalogue(submission.year).annex(3)
    facts = read_facts(submission)
    if actor and readings.must_mask(actor, submission):
        facts = cases.mask(facts)
    return draw_annex3(facts, annex.notes, title=SHEET_TITLE)


def read_facts(lead: Lead) -> Annex3Facts:
    kind = lead.violation.fill_in if lead.violation else ""
    category = lead.category.title if lead.category else ""
    return Annex3Facts(
        filled_on=local_date(lead.submitted_at or lead.changed_at),
        is_closed=lead.verified_on is not None,
        case_type=f"{category}（{kind}）" if category and kind else category,
        case_name=lead.title,
        party_name=lead.party_name,
        verification=describe(lead),
        department=lead.department.name,
        contact_name=lead.contact_name,
        contact_phone=lead.contact_phone,
    )


def describe(lead: Lead) -> str:
    """线索核查情况 in sentences: source, content, what the verification found, what became of it."""
    words = differences.get_words(lead)
    said = {
        name: str(words.get(name, {}).get(getattr(lead, name), "")) or str(getattr(lead, name) or "")
        for name in (
            "origin",
            "source_activity",
            "source_data",
            "source_external",
            "handed_to_id",
            "resulting_dossier_id",
        )
    }
    sources = [said[name] for name in ("origin", "source_activity", "source_data", "source_external")]
    parts = (
        ("线索来源", "，".join(filter(None, sources))),
        ("发现时间", paper_date(lead.found_on) if lead.found_on else ""),
        ("线索内容", lead.content or ""),
        ("延长核查", lead.extension_reason or ""),
        ("核查时间", paper_date(lead.verified_on) if lead.verified_on else ""),
        ("核查结果", lead.verification_result or ""),
        ("移交部门", said["handed_to_id"]),
        ("转立案件", said["resulting_dossier_id"]),
    )
    return "\n".join(f"{label}：{text.strip()}" for label, text in parts if text.strip())
