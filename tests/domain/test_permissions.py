"""Who may do what on which submission: role and scope, judged without a database."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from portal.domain.permissions import Actor, Permission, Role, can

OWN, OTHER, RECEIVING = 1, 2, 9
READ, ACCEPT = Permission.SUBMISSION_READ, Permission.SUBMISSION_ACCEPT


@dataclass(frozen=True)
class Filing:
    department_id: int = OWN
    status: str = "draft"
    kind: str = "case"
    year: int = 2021
    category_code: str = "food"
    returned_from: str | None = None
    is_referred: bool = False
    is_selected: bool = False
    decision_date: date | None = None
    is_restricted: bool = False
    reader_ids: frozenset[int] = frozenset()
    co_handler_ids: frozenset[int] = frozenset()
    addressee_id: int | None = None


def person(*roles, home=OWN, covers=(OWN,), led=()):
    departments = {role: frozenset(covers if role in (Role.LIAISON, Role.LEADER) else ()) for role in roles}
    return Actor(1, "someone", "某人", home, "某部门", departments, frozenset(led))


SUPERVISOR = person(Role.SUPERVISION, home=RECEIVING)
HEAD = person(Role.SUPERVISION_HEAD, home=RECEIVING)


@pytest.mark.parametrize("role", [Role.LIAISON, Role.LEADER])
def test_a_department_reads_its_own_drafts_and_nobody_elses(role):
    assert can(person(role), READ, Filing())
    assert not can(person(role), READ, Filing(department_id=OTHER))


def test_a_leader_may_answer_for_several_departments():
    leader = person(Role.LEADER, covers=(OWN, OTHER))
    submitted = Filing(department_id=OTHER, status="submitted")
    assert can(leader, Permission.SUBMISSION_APPROVE, submitted)


def test_a_liaison_writes_but_does_not_approve():
    assert can(person(Role.LIAISON), Permission.SUBMISSION_WRITE, Filing())
    assert not can(person(Role.LIAISON), Permission.SUBMISSION_APPROVE)


@pytest.mark.parametrize("status", ["leader_approved", "accepted", "superseded", "revoked"])
def test_supervision_reads_what_has_left_the_department(status):
    assert can(SUPERVISOR, READ, Filing(status=status))


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_supervision_does_not_read_what_has_not(status):
    assert not can(SUPERVISOR, READ, Filing(status=status))


def test_what_supervision_sent_back_stays_visible_to_it():
    assert can(SUPERVISOR, READ, Filing(returned_from="leader_approved"))
    assert not can(SUPERVISOR, READ, Filing(returned_from="submitted"))


def test_the_receiving_sections_own_filings_are_the_heads_to_accept():
    own = Filing(department_id=RECEIVING, status="leader_approved")
    assert not can(SUPERVISOR, ACCEPT, own)
    assert can(HEAD, ACCEPT, own)
    assert can(SUPERVISOR, ACCEPT, replace(own, department_id=OTHER))


def test_only_the_head_revokes():
    accepted = Filing(status="accepted")
    assert can(HEAD, Permission.SUBMISSION_REVOKE, accepted)
    assert not can(SUPERVISOR, Permission.SUBMISSION_REVOKE)


def test_a_lead_section_reads_cases_and_leads_in_force_of_its_category():
    section = person(Role.LIAISON, led=[(2021, "food")])
    other = Filing(department_id=OTHER, status="accepted")
    assert can(section, READ, other)
    for hidden in (
        {"status": "leader_approved"},
        {"category_code": "ip"},
        {"kind": "monthly_return"},
        {"year": 2022},
    ):
        assert not can(section, READ, replace(other, **hidden)), hidden


def test_the_credit_section_reads_what_was_referred_to_it_or_decided():
    credit = person(Role.CREDIT)
    assert can(credit, READ, Filing(status="leader_approved", is_referred=True))
    assert can(credit, READ, Filing(status="accepted", decision_date=date(2021, 9, 1)))
    assert not can(credit, READ, Filing(status="accepted"))
    assert not can(credit, READ, Filing(status="draft", is_referred=True))


def test_publicity_reads_selected_cases_and_the_bureau_what_is_in_force():
    accepted = Filing(status="accepted")
    assert can(person(Role.BUREAU), READ, accepted)
    assert not can(person(Role.BUREAU), READ, replace(accepted, status="superseded"))
    assert not can(person(Role.PUBLICITY), READ, accepted)
    assert can(person(Role.PUBLICITY), READ, replace(accepted, is_selected=True))


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_the_three_administrators_read_no_content(role):
    held = {permission for permission in Permission if can(person(role), permission)}
    assert READ not in held and Permission.STATISTICS_READ not in held


def test_without_a_role_nothing_is_allowed():
    assert not any(can(person(), permission) for permission in Permission)


@pytest.mark.parametrize("permission", [each for each in Permission if each.startswith("submission:")])
def test_a_restricted_filing_exists_for_who_is_named_and_being_named_opens_no_more_than_the_role(permission):
    filing = Filing(status="leader_approved", kind="lead")
    for actor in (person(Role.LIAISON), person(Role.LEADER), SUPERVISOR, HEAD, person(Role.BUREAU)):
        assert not can(actor, permission, replace(filing, is_restricted=True, reader_ids=frozenset({2})))
        named = replace(filing, is_restricted=True, reader_ids=frozenset({1, 2}))
        assert can(actor, permission, named) == can(actor, permission, filing)
