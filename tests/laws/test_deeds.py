"""Law 13: a deed inside a deed, or an unsaved change before one, fails."""

import pytest
from sqlalchemy import func, select

from portal.domain.errors import FourEyes, Stale
from portal.domain.workflow import Action
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.parties import Party
from portal.models.submissions import Step
from portal.services import accounts, approvals, submissions, transitions
from portal.store import DeedError, deed
from tests import factories


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_deed_inside_a_deed_fails_and_undoes_the_outer_one(app):
    before = count(Party)
    with pytest.raises(DeedError), deed():
        db.session.add(Party(normalised_name="某公司"))
        with deed():
            pass
    assert count(Party) == before


def test_a_service_that_is_a_deed_cannot_be_called_inside_one(app):
    draft = factories.draft_case()
    author = accounts.as_actor(factories.account("sls1.liaison"))
    with pytest.raises(DeedError), deed():
        submissions.submit(author, draft, draft.version)


@pytest.mark.parametrize("change", ["new", "dirty", "deleted"])
def test_an_unsaved_change_before_a_deed_fails(app, change):
    with deed():
        db.session.add(Party(normalised_name="某公司"))
    party = db.session.execute(select(Party).where(Party.normalised_name == "某公司")).scalar_one()
    match change:
        case "new":
            db.session.add(Party(normalised_name="另一公司"))
        case "dirty":
            party.normalised_name = "改名公司"
        case "deleted":
            db.session.delete(party)
    with pytest.raises(DeedError), deed():
        pass


def test_the_next_deed_works_after_one_that_failed(app):
    with pytest.raises(ZeroDivisionError), deed():
        raise ZeroDivisionError
    with deed():
        db.session.add(Party(normalised_name="某公司"))
    assert db.session.execute(select(Party).where(Party.normalised_name == "某公司")).scalar_one()


@pytest.mark.parametrize("refusal", [Stale, FourEyes])
def test_a_refused_step_leaves_nothing_half_saved(app, refusal):
    draft = factories.draft_case()
    author, leader, supervision = (
        accounts.as_actor(factories.account(name)) for name in ("sls1.liaison", "sls1.leader", "supervision")
    )
    submissions.submit(author, draft, draft.version)
    approvals.approve(leader, draft, draft.version)
    revision = draft
    if refusal is FourEyes:
        # The approver, were they to take part in the second gate too.
        supervision = accounts.as_actor(factories.account("supervision"))
        object.__setattr__(supervision, "account_id", leader.account_id)
    before = (count(Step), count(TrailRow), revision.version, revision.status, revision.reported_at)
    with pytest.raises(refusal):
        version = revision.version - (refusal is Stale)
        approvals.accept(supervision, revision, version, {"grade": 4})
    db.session.expire_all()
    after = (count(Step), count(TrailRow), revision.version, revision.status, revision.reported_at)
    assert before == after


def test_what_failed_after_the_status_moved_takes_the_status_back(app):
    draft = factories.draft_case()
    author = accounts.as_actor(factories.account("sls1.liaison"))
    steps = count(Step)
    with pytest.raises(ZeroDivisionError), deed():
        accounts.trail.lock()
        transitions.advance(author, draft, Action.SUBMIT, version=draft.version)
        raise ZeroDivisionError
    db.session.expire_all()
    assert (draft.status, count(Step)) == ("draft", steps)
