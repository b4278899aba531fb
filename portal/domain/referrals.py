"""What a referral to the list of seriously dishonest parties (严重违法失信名单) must say, and what its result must say.

Whether a party is listed is a person's written judgement; no amount and no tick decides it (Order 44 art. 12).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.domain.errors import Finding
from portal.domain.plan import ListingRegime


@dataclass(frozen=True)
class Grounds:
    """Why a case is referred: codes of circumstances, factors of art. 12 weighed, and the judgement in words."""

    articles: tuple[str, ...]
    factors: tuple[str, ...]
    judgement: str


@dataclass(frozen=True)
class Result:
    """The listing decision (列入决定) as the credit section records it; local dates."""

    decision_number: str
    decided_on: date | None
    consent_asked_on: date | None = None
    consent_given_on: date | None = None


def check_grounds(regime: ListingRegime, grounds: Grounds) -> tuple[Finding, ...]:
    """What is missing. The old regime has no checklist: there only the judgement is asked for."""
    return tuple(find_gaps(regime, grounds))


def find_gaps(regime: ListingRegime, grounds: Grounds) -> Iterator[Finding]:
    if regime.has_checklist:
        known = {each.code for article in regime.articles for each in article.circumstances}
        if not grounds.articles or not known.issuperset(grounds.articles):
            yield Finding("articles", "请至少选择一种法定情形。")
        if not grounds.factors or not set(regime.factors).issuperset(grounds.factors):
            yield Finding("factors", "请至少选择一项作过考虑的因素（第十二条）。")
    if not grounds.judgement.strip():
        yield Finding("judgement", "请写明判断的理由。")


def check_result(regime: ListingRegime, result: Result, today: date) -> tuple[Finding, ...]:
    """A district bureau lists only with the upper level's consent (Order 44 art. 22), so that comes first."""
    return tuple(find_flaws(regime, result, today))


def find_flaws(regime: ListingRegime, result: Result, today: date) -> Iterator[Finding]:
    if not result.decision_number.strip():
        yield Finding("decision_number", "请填写列入决定书文号。")
    if result.decided_on is None:
        yield Finding("decided_on", "请填写列入决定日期。")
    elif result.decided_on > today:
        yield Finding("decided_on", f"列入决定日期不能晚于今天（{today}）。")
    yield from find_flaws_of_consent(regime, result)


def find_flaws_of_consent(regime: ListingRegime, result: Result) -> Iterator[Finding]:
    asked, given, decided = result.consent_asked_on, result.consent_given_on, result.decided_on
    if regime.has_checklist and asked is None:
        yield Finding("consent_asked_on", "请填写报请上级同意的日期（第二十二条）。")
    if regime.has_checklist and given is None:
        yield Finding("consent_given_on", "请填写上级同意的日期（第二十二条）。")
    if asked and given and given < asked:
        yield Finding("consent_given_on", f"同意日期不能早于报请日期（{asked}）。")
    if given and decided and decided < given:
        yield Finding("decided_on", f"列入决定不能早于上级同意（{given}）。")
