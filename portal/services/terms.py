"""Statutory terms (法定时限) of a case or a lead: decision, publicity of the penalty, verification."""

from dataclasses import dataclass
from datetime import date

from portal.models.cases import Case
from portal.models.leads import Lead
from portal.models.submissions import Submission
from portal.services import clock, plans, working_days


@dataclass(frozen=True)
class Term:
    """A statutory term. `days` are left (natural or working, as `unit` says), None when it runs no more."""

    label: str
    rule: str
    days: int | None
    unit: str = "天"
    text: str = ""
    tone: str = "mute"
    due_on: date | None = None


def list_terms(submission: Submission) -> tuple[Term, ...]:
    """The statutory terms of a case or lead, judged by today."""
    if isinstance(submission, Case):
        found = (measure_decision(submission), measure_publicity(submission))
        return tuple(term for term in found if term is not None)
    if isinstance(submission, Lead) and submission.found_on and submission.verification_due_on:
        return (measure_verification(submission, submission.found_on, submission.verification_due_on),)
    return ()


def measure_decision(case: Case) -> Term | None:
    """办案期限: 90 natural days from filing, 30 more with leave, excluded days added (程序规定 §64)."""
    if case.filed_on is None:
        return None
    settings = plans.get_catalogue(case.year).settings
    excluded = case.excluded_days or 0
    limit = settings.decision_days + excluded
    rule = f"{settings.decision_days} 日" + (f"，另有 {excluded} 日不计入" if excluded else "")
    due_on = working_days.end_term(case.filed_on, limit)
    ended_on, words = (case.decided_on, "日作出决定") if case.decided_on else (case.closed_on, "日办结")
    if ended_on:
        taken = (ended_on - case.filed_on).days
        late = ended_on > due_on
        too_late = ended_on > working_days.end_term(case.filed_on, limit + settings.extension_days)
        tone = "bad" if too_late else "warn" if late else "good"
        more = "，超过延长后的期限" if too_late else "，在延长的期限内" if late else ""
        return Term("办案期限", rule, None, text=f"{taken} {words}{more}", tone=tone)
    return Term("办案期限", rule, (due_on - clock.today()).days, due_on=due_on)


def measure_publicity(case: Case) -> Term | None:
    """处罚公示: within 20 working days of the decision (总局令第45号 §9)."""
    if case.decided_on is None:
        return None
    days = plans.get_catalogue(case.year).settings.publicity_working_days
    rule = f"{days} 个工作日"
    due_on = working_days.add_working_days(case.decided_on, days)
    if case.published_on:
        is_late = case.published_on > due_on
        words = f"{case.published_on} 已公示" + ("，晚于期限" if is_late else "")
        return Term("处罚公示", rule, None, text=words, tone="warn" if is_late else "good")
    if case.is_public:
        return Term("处罚公示", rule, None, text="已公开", tone="good")
    left = working_days.count_between(clock.today(), due_on)
    return Term("处罚公示", rule, left, "个工作日", due_on=due_on)


def measure_verification(lead: Lead, found_on: date, due_on: date) -> Term:
    """线索核查: 15 working days from finding, 15 more when extended (程序规定 §18)."""
    settings = plans.get_catalogue(lead.year).settings
    rule = f"{settings.verification_working_days} 个工作日"
    if lead.extension_reason:
        rule += f"，已延长 {settings.verification_extension_working_days} 个工作日"
    if lead.verified_on:
        taken = working_days.count_between(found_on, lead.verified_on)
        # A draft may still say that it was verified before it was found: the checks say so.
        text = (
            f"第 {taken} 个工作日核查" if taken > 0 else "当日核查" if taken == 0 else "早于发现时间，请核对"
        )
        return Term("线索核查", rule, None, text=text, tone="warn" if lead.verified_on > due_on else "good")
    left = working_days.count_between(clock.today(), due_on)
    return Term("线索核查", rule, left, "个工作日", due_on=due_on)
