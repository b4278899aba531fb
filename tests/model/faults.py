"""Faults planted one at a time: a machine that cannot find them would not have found ours either."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from pytest import MonkeyPatch
from sqlalchemy import false, update

from portal.domain import permissions, workflow
from portal.domain.permissions import Permission, Role, Scope
from portal.domain.workflow import Action, Status, Transition
from portal.extensions import db
from portal.models.submissions import Submission
from portal.services import administration, approvals, sign_ins, submissions, transitions
from portal.store import deed


def change_table(patch: MonkeyPatch, change: Callable[[Transition], Transition], *more: Transition) -> None:
    rows = (*(change(row) for row in workflow.SUBMISSION), *more)
    patch.setitem(workflow.WORKFLOWS, "submission", rows)


def find_row(action: Action) -> Transition:
    return next(row for row in workflow.SUBMISSION if row.action is action)


def four_eyes_off(patch):
    change_table(patch, lambda row: replace(row, others=()))


def version_check_off(patch):
    check, advance = transitions.check, transitions.advance

    def trusting(function):
        def call(actor, subject, action, *, version, **more):
            return function(actor, subject, action, version=subject.version, **more)

        return call

    patch.setattr(transitions, "check", trusting(check))
    patch.setattr(transitions, "advance", trusting(advance))


def returned_keeps_approver(patch):
    def change(row):
        is_return = row.action is Action.RETURN and row.source is Status.LEADER_APPROVED
        return replace(row, clears=("submitted",)) if is_return else row

    change_table(patch, change)


def recall_after_acceptance(patch):
    more = replace(find_row(Action.RECALL), source=Status.ACCEPTED, clears=("approved", "accepted"))
    change_table(patch, lambda row: row, more)


def supersede_missing(patch):
    patch.setattr(submissions, "find_in_force", lambda dossier_id: None)


def revocation_revives_the_former(patch):
    revoke = approvals.revoke

    def revive(actor, submission, version, comment):
        dossier_id = submission.dossier_id
        draft = revoke(actor, submission, version, comment)
        table = Submission.__table__
        with deed():
            former = (table.c.dossier_id == dossier_id) & (table.c.status == Status.SUPERSEDED)
            values = {"status": Status.ACCEPTED, "ended_by_id": None, "ended_at": None}
            db.session.execute(update(table).where(former).values(values))
        return draft

    patch.setattr(approvals, "revoke", revive)


def withdraw_after_approval(patch):
    row = find_row(Action.WITHDRAW)
    more = replace(row, source=Status.LEADER_APPROVED, clears=("submitted", "approved"))
    change_table(patch, lambda row: row, more)


def other_departments_leader_approves(patch):
    for permission in (Permission.SUBMISSION_READ, Permission.SUBMISSION_APPROVE):
        roles = {**permissions.PERMISSION_MAP[permission], Role.LEADER: (Scope.ANY,)}
        patch.setitem(permissions.PERMISSION_MAP, permission, roles)


def disabled_account_still_acts(patch):
    end = sign_ins.end
    patch.setattr(
        sign_ins,
        "end",
        lambda account_id, reason, **more: reason == "disabled" or end(account_id, reason, **more),
    )

    def find(token, idle, absolute):
        entry, account = sign_ins.find_with_account(token) or (None, None)
        if entry is None or entry.ended_at:
            return None
        account.sign_in_token, account.signed_in_at = token, entry.started_at or datetime.now(UTC)
        return account

    patch.setattr(sign_ins, "find_signed_in", find)


def submitted_draft_is_discarded(patch):
    patch.setattr(submissions, "was_ever_submitted", lambda submission: False)


def role_ends_only_on_paper(patch):
    # The moved person keeps what they could do before, and stays signed in.
    def move(actor, account_id, version, department_id):
        with administration.change(actor, account_id, version) as account:
            if account.department_id == department_id:
                raise administration.Invalid(findings=())
            account.department_id = department_id

    patch.setattr(administration, "move", move)


def own_filings_are_accepted(patch):
    roles = {**permissions.PERMISSION_MAP[Permission.SUBMISSION_ACCEPT], Role.SUPERVISION: (Scope.ANY,)}
    patch.setitem(permissions.PERMISSION_MAP, Permission.SUBMISSION_ACCEPT, roles)


def second_revision_beside_an_open_one(patch):
    patch.setattr(submissions, "find_open", lambda dossier_id: None)


def deputy_approves_what_the_leader_filed(patch):
    patch.setattr(transitions, "find_leader", lambda actor, row, subject: None)


def leader_accepts_what_a_deputy_approved(patch):
    patch.setattr(transitions, "was_approved_for", lambda actor, submission_id: false())


@contextmanager
def planted(fault: Callable[[MonkeyPatch], None]) -> Iterator[None]:
    with MonkeyPatch.context() as patch:
        fault(patch)
        yield
