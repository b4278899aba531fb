"""Pages: guard, load, form, one service call, flash, redirect or render."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from portal.routes import (
    accounts,
    approvals,
    attachments,
    audit,
    co_handling,
    comments,
    contacts,
    continuations,
    deputies,
    errors,
    evaluations,
    filters,
    guards,
    health,
    imports,
    lead_sources,
    leads,
    ledger,
    links,
    navigation,
    notices,
    obligations,
    own_account,
    parties,
    referrals,
    reports,
    restrictions,
    saved_views,
    series,
    statistics,
    submissions,
    typical_cases,
    workbench,
)

BLUEPRINTS = (
    accounts.blueprint,
    approvals.blueprint,
    attachments.blueprint,
    audit.blueprint,
    co_handling.blueprint,
    comments.blueprint,
    contacts.blueprint,
    continuations.blueprint,
    deputies.blueprint,
    evaluations.blueprint,
    health.blueprint,
    leads.blueprint,
    lead_sources.blueprint,
    imports.blueprint,
    ledger.blueprint,
    links.blueprint,
    notices.blueprint,
    obligations.blueprint,
    own_account.blueprint,
    parties.blueprint,
    statistics.blueprint,
    referrals.blueprint,
    reports.blueprint,
    restrictions.blueprint,
    saved_views.blueprint,
    series.blueprint,
    submissions.blueprint,
    typical_cases.blueprint,
    workbench.blueprint,
)


class IdConverter(IntegerConverter):
    """`<int:…>` for what a column can hold; a larger number is the address of nothing (404)."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **{"max": 2**31 - 1} | options)


def register(app: Flask) -> None:
    """Attach every blueprint and what all pages share: the signed-in person, navigation, headers, error pages."""
    app.url_map.converters["int"] = IdConverter
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    guards.register(app)
    navigation.register(app)
    filters.register(app)
    errors.register(app)
