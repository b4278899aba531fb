"""卷面检查 with what only tables and the calendar know: credit codes, links, when a monthly return may be filed."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from portal.domain import checks
from portal.domain.case_checks import ALONE, Standing
from portal.domain.catalogue import Catalogue
from portal.domain.errors import Finding
from portal.domain.links import LinkKind
from portal.domain.parties import normalise
from portal.domain.periods import month_end
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.cases import Case
from portal.models.leads import Lead
from portal.models.referrals import Referral
from portal.models.submissions import Dossier
from portal.services import clock, link_rows, parties, working_days
from portal.services.visibility import is_restricted

Content = Mapping[str, Any]


def review(
    kind: str,
    content: Content,
    catalogue: Catalogue,
    dossier_id: int | None = None,
    department_id: int | None = None,
) -> tuple[Finding, ...]:
    """Every finding on what a filing of the department says, saved or not, in the order of its form."""
    month = content.get("month") if kind == "monthly_return" else None
    standing = find_month(department_id, month) if month else find_standing(dossier_id)
    found = list(checks.check(kind, content, catalogue, clock.today(), standing))
    if kind == "case":
        found += [*check_credit_code(content), *check_name_of_code(content)]
    if kind == "monthly_return":
        found += check_filing_day(content)
    return checks.in_form_order(kind, found)


def find_standing(dossier_id: int | None) -> Standing:
    """What other filings say of a case's dossier."""
    if dossier_id is None:
        return ALONE
    referral = select(Referral.id).where(Referral.dossier_id == dossier_id).limit(1)
    has_link = link_rows.has_link(dossier_id, LinkKind.SEPARATE)
    return Standing(has_link, db.session.execute(referral).first() is not None)


def find_month(department_id: int | None, month: date) -> Standing:
    """The department's typical cases closed in the month and the leads that serve it, drafts and restricted ones left out.

    What a later trip replaced or what was revoked is none.
    """

    def list_filed(model: type[Case] | type[Lead], *conditions: ColumnElement[bool]) -> list[tuple[int, str]]:
        rows = db.session.execute(
            select(func.max(model.id), Dossier.number)
            .join(Dossier, Dossier.id == model.dossier_id)
            .where(
                model.department_id == department_id,
                model.status.in_([Status.SUBMITTED, Status.LEADER_APPROVED, Status.ACCEPTED]),
                *conditions,
            )
            .group_by(Dossier.number)
            .order_by(Dossier.number)
        )
        return [(submission_id, number) for submission_id, number in rows]

    closed_then = Case.closed_on.between(month, month_end(month))
    claimed_then = (Lead.serves_month == month, Lead.claims_importance.is_(True), ~is_restricted())
    return Standing(
        typical_cases=list_filed(Case, Case.is_typical.is_(True), closed_then),
        important_leads=list_filed(Lead, *claimed_then),
    )


def check_credit_code(content: Content) -> Iterator[Finding]:
    """A code that fails its own check stops submitting until it is explained."""
    sentence = parties.describe_wrong_code(content["credit_code"]) if content.get("credit_code") else ""
    if sentence:
        yield Finding("credit_code", sentence, is_error=not content.get("credit_code_reason"))


def check_name_of_code(content: Content) -> Iterator[Finding]:
    """A code is one party's: under another name it is asked about, or two businesses would become one."""
    name, code = content.get("party_name") or "", content.get("credit_code")
    party = parties.find(name, code) if name and code else None
    if party and party.normalised_name != normalise(name):
        sentence = (
            f"这个统一社会信用代码已登记为“{party.normalised_name}”，请核对；确是同一家的请写明，例如更名。"
        )
        yield Finding("credit_code", sentence, is_error=False, code="code_of_another")


def check_filing_day(content: Content) -> Iterator[Finding]:
    """A monthly return may be filed from the month's last working day (A2)."""
    month, today = content.get("month"), clock.today()
    if not month or month > today:
        return
    opens_on = working_days.last_working_day(month_end(month))
    if today < opens_on:
        sentence = (
            f"{month.month} 月的月报，{opens_on.month} 月 {opens_on.day} 日（本月最后一个工作日）起可以提交。"
        )
        yield Finding("month", sentence)
