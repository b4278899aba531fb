"""From which lead a case was opened (转立案件): the links between dossiers."""

from sqlalchemy import delete, select

from portal.domain.errors import TransitionNotAllowed
from portal.extensions import db
from portal.models.leads import CaseOrigin, Lead
from portal.models.submissions import Dossier


def find_case_number(lead_dossier_id: int) -> str:
    """The number of the case that was opened from a lead's dossier, "" for none."""
    number = db.session.execute(
        select(Dossier.number)
        .join(CaseOrigin, CaseOrigin.case_dossier_id == Dossier.id)
        .where(CaseOrigin.lead_dossier_id == lead_dossier_id)
    ).scalar()
    return number or ""


def list_cases_of(lead: Lead) -> set[int]:
    """The dossiers opened from this lead, and the one that it names itself."""
    opened = select(CaseOrigin.case_dossier_id).where(CaseOrigin.lead_dossier_id == lead.dossier_id)
    named = {lead.resulting_dossier_id} if lead.resulting_dossier_id else set()
    return named.union(db.session.execute(opened).scalars())


def list_leads_of(case_dossier_id: int) -> set[int]:
    """The dossiers of the lead a case was opened from, and of those that name the case themselves."""
    origin = select(CaseOrigin.lead_dossier_id).where(CaseOrigin.case_dossier_id == case_dossier_id)
    naming = select(Lead.dossier_id).where(Lead.resulting_dossier_id == case_dossier_id)
    return {*db.session.execute(origin).scalars(), *db.session.execute(naming).scalars()}


def forget(case_dossier_id: int) -> None:
    """Inside the deed that deletes a case's first draft. TransitionNotAllowed (409) while a lead names the case."""
    naming = select(Lead.id).where(Lead.resulting_dossier_id == case_dossier_id).limit(1)
    if db.session.execute(naming).first():
        raise TransitionNotAllowed("已有报送写明转立为这个案件，不能删除。")
    db.session.execute(delete(CaseOrigin).where(CaseOrigin.case_dossier_id == case_dossier_id))
