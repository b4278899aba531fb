"""One deed, one transaction, on a database that really commits; and what the tables refuse by themselves."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from portal.extensions import db
from portal.models.parties import Party
from portal.models.submissions import Dossier, Submission
from portal.models.typical_cases import TypicalCase
from portal.services import accounts, submissions
from portal.store import deed
from tests import factories


def names(app) -> set[str]:
    """What another connection sees: only what was committed."""
    with app.app_context(), db.engine.connect() as other:
        return set(other.execute(select(Party.normalised_name)).scalars())


def test_a_deed_is_seen_by_others_when_it_ends_and_not_before(own_app):
    with own_app.app_context():
        with deed():
            db.session.add(Party(normalised_name="甲公司"))
            db.session.flush()
            assert names(own_app) == set()
        assert names(own_app) == {"甲公司"}


def test_a_deed_that_fails_leaves_nothing_behind(own_app):
    with own_app.app_context():
        with pytest.raises(ZeroDivisionError), deed():
            db.session.add(Party(normalised_name="甲公司"))
            db.session.flush()
            raise ZeroDivisionError
        assert names(own_app) == set()
        assert not db.session.new and not db.session.info


def test_a_deed_reads_afresh_what_the_page_had_read_before(own_app):
    with own_app.app_context():
        with deed():
            db.session.add(Party(normalised_name="甲公司"))
        party = db.session.execute(select(Party)).scalar_one()
        with db.engine.begin() as other:
            other.execute(update(Party).values(normalised_name="乙公司"))
        with deed():
            assert party.normalised_name == "乙公司"


def test_numbers_never_come_twice_however_many_draft_at_once(own_app):
    with own_app.app_context():
        factories.account("sls1.liaison")
    errors = []

    def draft() -> None:
        try:
            with own_app.app_context():
                for _ in range(5):
                    factories.draft_case()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=draft) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with own_app.app_context():
        numbers = sorted(db.session.execute(select(Dossier.number)).scalars())
    assert [number[-4:] for number in numbers] == [f"{n:04d}" for n in range(1, 21)]


def test_the_number_of_a_discarded_draft_is_not_given_again(app):
    author = accounts.as_actor(factories.account("sls1.liaison"))
    first = factories.draft_case()
    number = first.dossier.number
    submissions.discard(author, first, first.version)
    assert factories.draft_case().dossier.number > number


# Straight into the table, past every service: the database itself must refuse.
WRONG = {
    "an approver who is the author": "approved_by_id = submitted_by_id",
    "an acceptor who is the author": "accepted_by_id = submitted_by_id",
    "an acceptor who is the approver": "accepted_by_id = approved_by_id",
    "an accepted row without an acceptor": "accepted_by_id = NULL",
    "an accepted row that was never reported": "reported_at = NULL",
    "a draft with an approver": "status = 'draft'",
    "a state that does not exist": "status = 'lost'",
    "an end without a reason to end": "ended_at = accepted_at",
    "a fine below nothing": "fine = -1",
    "a closing before the filing": "closed_on = '2021-08-01'",
    "a marked case without a grade": "grade = NULL",
    "a grade out of range": "grade = 6",
    "a case without a title": "title = ''",
    "a case without a party": "party_name = ''",
    "a case without a category": "category_code = NULL",
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_the_table_refuses(app, change):
    case = factories.accepted_case()
    with pytest.raises(IntegrityError):
        db.session.execute(text(f"UPDATE submissions SET {change} WHERE id = :id"), {"id": case.id})


@pytest.mark.parametrize("status", ["draft", "accepted"])
def test_a_dossier_has_one_open_revision_and_one_in_force(app, status):
    author = accounts.as_actor(factories.account("sls1.liaison"))
    case = factories.accepted_case()
    twin = submissions.revise(author, case, case.version) if status == "draft" else case
    table = Submission.__table__
    row = dict(db.session.execute(select(table).where(table.c.id == twin.id)).mappings().one())
    del row["id"]
    row["revision"] = 9
    with pytest.raises(IntegrityError):
        db.session.execute(table.insert(), row)


def test_whoever_shortlisted_a_typical_case_cannot_be_stored_as_the_one_who_selected_it(app):
    factories.accepted_case()
    chosen = db.session.execute(select(TypicalCase)).scalar_one()
    by, at = factories.account("supervision").id, datetime.now(UTC)
    stamps = {"shortlisted_by_id": by, "shortlisted_at": at, "selected_by_id": by, "selected_at": at}
    statement = update(TypicalCase).where(TypicalCase.id == chosen.id)
    with pytest.raises(IntegrityError):
        db.session.execute(statement.values(status="selected", level="district", **stamps))


def test_moments_come_back_in_utc_to_the_microsecond(app):
    case = factories.accepted_case()
    assert case.accepted_at.utcoffset() == timedelta(0)
    latest = db.session.execute(select(func.max(Submission.accepted_at))).scalar_one()
    assert latest == case.accepted_at
