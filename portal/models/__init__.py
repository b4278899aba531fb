"""Tables, one file per word. Importing this package makes all of them known to the metadata."""

from portal.models import (
    accounts,
    audit,
    cases,
    comments,
    departments,
    deputies,
    evaluations,
    leads,
    monthly_returns,
    notices,
    parties,
    plans,
    referrals,
    settings,
    submissions,
    typical_cases,
)

__all__ = [
    "accounts",
    "audit",
    "cases",
    "comments",
    "departments",
    "deputies",
    "evaluations",
    "leads",
    "monthly_returns",
    "notices",
    "parties",
    "plans",
    "referrals",
    "settings",
    "submissions",
    "typical_cases",
]
