"""Law 11: `visible_to` as SQL and `can` as predicate agree, for every permission, over a mixed set."""

from datetime import UTC, date, datetime
from itertools import combinations, product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from portal.domain.content import Kind
from portal.domain.permissions import PERMISSION_MAP, Actor, Permission, Role, can
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.co_handlers import CoHandler
from portal.models.readers import DossierReader
from portal.models.referrals import Referral
from portal.models.submissions import Dossier, Submission
from portal.models.typical_cases import TypicalCase
from portal.services import readings
from portal.services.visibility import visible_to
from portal.store import deed
from tests import factories

MOMENT = datetime(2021, 9, 1, tzinfo=UTC)
DAY = date(2021, 9, 1)
STAMPS = {
    Status.DRAFT: (),
    Status.SUBMITTED: ("submitted",),
    Status.LEADER_APPROVED: ("submitted", "approved"),
    Status.ACCEPTED: ("submitted", "approved", "accepted"),
    Status.SUPERSEDED: ("submitted", "approved", "accepted", "ended"),
    Status.REVOKED: ("submitted", "approved", "accepted", "ended"),
}
DEPARTMENTS = ("sls1", "spsc", "zfjd")
CATEGORIES = ("food", "ip")
# What other kinds need once they are no drafts; no scope looks at it.
COMPLETE = {
    "medium": "web",
    "appeared_on": DAY,
    "report_cases": "无。",
    "leader_name": "甲",
    "liaison_name": "乙",
}


def mixed_set():
    """Every combination of what a scope looks at, a row each; only leads are restricted."""
    rows = product(
        Kind,
        Status,
        DEPARTMENTS,
        CATEGORIES,
        (None, "submitted", "leader_approved"),  # returned from
        (False, True),  # referred
        (None, *("nominated", "selected")),  # its typical case
        (False, True),  # decided
        (None, "others", "the actor"),  # restricted, and who is named in it
    )
    return [row for row in rows if row[-1] is None or (row[0] is Kind.LEAD and not row[-2] and not row[-3])]


def stamps_of(status, persons):
    """Three persons, as four eyes wants them, and moments that rise."""
    values = dict.fromkeys(
        f"{stem}_{end}" for stem in ("submitted", "approved", "accepted", "ended") for end in ("by_id", "at")
    )
    for hour, (stem, person) in enumerate(zip(STAMPS[status], [*persons, persons[2]], strict=False)):
        values[f"{stem}_by_id"], values[f"{stem}_at"] = person, MOMENT.replace(hour=hour + 1)
    return values


@pytest.fixture
def filed(app):
    """The mixed set, stored; its submissions with what the scopes ask of other tables."""
    persons = [factories.account(name).id for name in ("sls1.liaison", "sls1.leader", "supervision")]
    codes = {code: factories.department(code).id for code in DEPARTMENTS}
    dossiers, submissions, referrals, typical_cases, readers, co_handlers = [], [], [], [], [], []
    for number, row in enumerate(mixed_set(), 1):
        kind, status, code, category, returned_from, is_referred, selection, is_decided, named = row
        shared = {"kind": kind, "year": 2021, "department_id": codes[code]}
        month = date(1000 + number // 12, 1 + number % 12, 1) if kind is Kind.MONTHLY_RETURN else None
        # Another department, for all combinations of the rest: a helper with every second case, a lead's addressee.
        helper = codes[DEPARTMENTS[(DEPARTMENTS.index(code) + 1) % len(DEPARTMENTS)]]
        dossiers.append(
            {
                "id": number,
                "number": f"卷-{number}",
                "month": month,
                "task": f"任务{number}" if kind in (Kind.REPORT, Kind.CONTACTS) else None,
                "is_sample": False,
                "is_restricted": named is not None,
                **shared,
            }
        )
        if named:
            person = persons[0] if named == "the actor" else persons[1]
            readers.append(
                {"dossier_id": number, "account_id": person, "named_by_id": person, "named_at": MOMENT}
            )
        submissions.append(
            {
                "id": number,
                "dossier_id": number,
                "revision": 1,
                "status": status,
                "version": 1,
                "title": "某案",
                "category_code": category,
                "party_name": "某公司",
                "filed_on": DAY,
                "decided_on": DAY if is_decided and kind is Kind.CASE else None,
                "found_on": DAY,
                "serves_month": DAY,
                "handed_to_id": helper if kind is Kind.LEAD and number % 2 else None,
                **COMPLETE,
                "returned_from": returned_from,
                "reported_at": MOMENT,
                "created_by_id": persons[0],
                **dict.fromkeys(("created_at", "changed_at", "due_at"), MOMENT),
                **stamps_of(status, persons),
                **shared,
            }
        )
        if kind is Kind.CASE and number % 2:
            co_handlers.append({"submission_id": number, "department_id": helper})
        read = {"dossier_id": number, "submission_id": number, "version": 1, "note": ""}
        if is_referred:
            sent = {
                "status": "sent",
                "regime": "order44",
                "articles": [],
                "factors": [],
                "judgement": "应列入。",
            }
            times = {"sent_by_id": persons[2], "sent_at": MOMENT, "due_at": MOMENT, "decision_number": ""}
            referrals.append({**read, **sent, **times})
        if selection:
            by = {"shortlisted_by_id": persons[2], "selected_by_id": persons[1], "level": "district"}
            at = {"shortlisted_at": MOMENT, "selected_at": MOMENT}
            stamps = {**by, **at} if selection == "selected" else dict.fromkeys((*by, *at))
            typical_cases.append({**read, "status": selection, **stamps})
    with deed():
        for model, rows in (
            (Dossier, dossiers),
            (Submission, submissions),
            (Referral, referrals),
            (TypicalCase, typical_cases),
            (DossierReader, readers),
            (CoHandler, co_handlers),
        ):
            db.session.execute(model.__table__.insert(), rows)
    options = undefer(Submission.is_referred), undefer(Submission.is_selected)
    return db.session.execute(select(Submission).options(*options)).scalars().unique().all()


def actors(account_id, codes):
    """One person for every role and every two roles, of each department and of none, leading categories or not."""
    held = [(role,) for role in Role] + list(combinations(Role, 2))
    for roles, home in product(held, (None, *codes)):
        covered = frozenset({home} - {None})
        led = frozenset({(2021, "food"), (2020, "ip")}) if home == codes[1] else frozenset()
        yield Actor(account_id, "somebody", "某人", home, "", dict.fromkeys(roles, covered), led)
    # A leader may answer for several departments.
    yield Actor(account_id, "somebody", "某人", codes[0], "", {Role.LEADER: frozenset(codes[:2])})
    yield Actor(account_id, "nobody", "无职务", codes[0], "")


@pytest.mark.parametrize(
    "permission",
    [name for name in Permission if name.startswith(("submission:", "co_handling:", "attachment:"))],
)
def test_the_sql_and_the_predicate_let_the_same_person_see_the_same_rows(filed, permission):
    codes = [factories.department(code).id for code in DEPARTMENTS]
    seen = set()
    for actor in actors(factories.account("sls1.liaison").id, codes):
        condition = visible_to(actor, permission)
        by_sql = set(db.session.execute(select(Submission.__table__.c.id).where(condition)).scalars())
        by_predicate = {row.id for row in filed if can(actor, permission, row)}
        wrong = sorted(by_sql ^ by_predicate)[:1]
        row = db.session.get(Submission, wrong[0]) if wrong else None
        assert not wrong, (
            f"{actor.role_label} of {actor.department_id}: SQL and predicate differ on {row.kind} {row.status} of "
            f"{row.department_id}, returned from {row.returned_from}: mend visibility.SCOPES or permissions.SCOPES"
        )
        seen.add(frozenset(by_sql))
    assert len(seen) >= len(PERMISSION_MAP[permission]), (
        "a set in which everybody sees the same proves nothing"
    )


def test_files_are_read_by_who_reads_the_filing_and_reads_it_unmasked(filed, monkeypatch):
    monkeypatch.setattr(readings, "is_person", lambda submission: True)
    codes = [factories.department(code).id for code in DEPARTMENTS]
    rows = [row for row in filed if row.kind in ("case", "lead") and row.returned_from is None]
    withheld = set()
    for actor in actors(factories.account("sls1.liaison").id, codes):
        for row in rows:
            may_read = can(actor, Permission.SUBMISSION_READ, row)
            if can(actor, Permission.ATTACHMENT_READ, row):
                assert may_read and not readings.must_mask(actor, row), (
                    f"{actor.role_label}: {row.kind} {row.status}"
                )
            elif may_read:
                withheld.add(actor.led_categories)
    assert withheld == {frozenset({(2021, "food"), (2020, "ip")})}, "only lead sections read without files"
