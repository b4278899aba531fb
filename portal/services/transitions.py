"""The only writer of `status`, for every thing that has one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    exists,
    false,
    insert,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy.orm import lazyload
from sqlalchemy.orm.attributes import set_committed_value

from portal.domain.errors import Forbidden, FourEyes, Stale, TransitionNotAllowed
from portal.domain.periods import screen_moment
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import WORKFLOWS, Action, Transition, available, resolve
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.cases import Case
from portal.models.evaluations import EvaluationRound
from portal.models.referrals import Referral, ReferralStep
from portal.models.submissions import Step, Submission
from portal.models.typical_cases import TypicalCase, TypicalCaseStep
from portal.services import notices, trail
from portal.store import deed

WORKFLOW_OF = {
    Submission.__table__: "submission",
    TypicalCase.__table__: "typical_case",
    Referral.__table__: "referral",
    EvaluationRound.__table__: "evaluation_round",
}
# The steps that timelines read, and the column that names what was moved.
STEPS_OF = {
    Submission.__table__: (Step.__table__, "submission_id"),
    TypicalCase.__table__: (TypicalCaseStep.__table__, "typical_case_id"),
    Referral.__table__: (ReferralStep.__table__, "referral_id"),
}
# Sent in every step: written once. The guarded update sets the columns that it is given values for.
GUARDED = {
    table: update(table).where(
        table.c.id == bindparam("held_id"),
        table.c.status == bindparam("held_status"),
        table.c.version == bindparam("held_version"),
    )
    for table in WORKFLOW_OF
}
ADD_STEP = {table: insert(table) for table, _ in STEPS_OF.values()}
# A step looks at neither the category nor the co-handlers of what it moves.
ANEW = (
    select(Submission)
    .where(Submission.id == bindparam("id"))
    .options(lazyload(Submission.category), lazyload(Submission.violation), lazyload(Case.co_handling))
    .execution_options(populate_existing=True)
)
# Besides <stamp>_by_id and <stamp>_at, a return of a submission carries these.
MORE_COLUMNS = {"returned": ("return_code", "returned_from")}


@contextmanager
def deed_on(submission: Submission) -> Iterator[datetime]:
    """A deed on what a page read before it: the trail locked, the submission read anew. Yields its UTC moment.

    The first look at the submission would read it again as well, but with all that its page shows.
    """
    with deed():
        moment = trail.lock()
        db.session.execute(ANEW, {"id": inspect(submission).identity[0]}).first()
        yield moment


def take(
    actor: Actor,
    subject: Any,
    action: Action,
    *,
    version: int,
    comment: str = "",
    changes: Mapping[str, Any] | None = None,
    about: Any = None,
) -> Transition:
    """One deed that is one transition; see `advance` for the arguments and refusals."""
    with deed():
        trail.lock()
        return advance(actor, subject, action, version=version, comment=comment, changes=changes, about=about)


def advance(
    actor: Actor,
    subject: Any,
    action: Action,
    *,
    version: int,
    comment: str = "",
    changes: Mapping[str, Any] | None = None,
    about: Any = None,
) -> Transition:
    """Move `subject` by `action` inside the caller's deed, whose trail is locked, and return the row taken.

    `version` is the one the reader's page was drawn from. `changes` are columns saved in the same update.
    `about` is what the permission's scope is judged on, when it is not the subject itself. Raises
    TransitionNotAllowed, Stale or FourEyes (409), Forbidden (403).
    """
    _, moment, _ = db.session.info["trail"]
    table = type(subject).__table__
    workflow = WORKFLOW_OF[table]
    # Read fresh: the deed expired whatever was read before it, and its lock keeps others from changing it since.
    row = check(actor, subject, action, version=version, about=about)
    values = {
        "status": row.target,
        "version": version + 1,
        **stamp(table, row, actor, moment),
        **(changes or {}),
    }
    if "changed_at" in table.c:
        values["changed_at"] = moment
    # The guard looks at the table: what the deed has changed so far must stand in it.
    db.session.flush()
    held = {"held_id": subject.id, "held_status": row.source, "held_version": version}
    done = db.session.connection().execute(GUARDED[table], values | held)
    if done.rowcount != 1:
        raise Stale(describe_latest(subject))
    leader_id = find_leader(actor, row, subject)
    keep_step(actor, subject, row, moment, comment, values, leader_id)
    recorded = dict(changes or {}) | ({"for_id": leader_id} if leader_id else {})
    for_whom = [f"for={db.session.get_one(Account, leader_id).username}"] if leader_id else []
    trail.record(
        actor,
        action,
        workflow,
        subject.id,
        reference=getattr(getattr(subject, "dossier", None), "trail_reference", ""),
        source=row.source,
        target=row.target or "",
        code=values.get("return_code") or "",
        fields=(*sorted(changes or {}), *for_whom),
        content=recorded or None,
    )
    notices.follow(actor, workflow, subject, row, moment)
    tell_entity(subject, values)
    return row


def tell_entity(subject: Any, values: Mapping[str, Any]) -> None:
    """Let the entity say what the update wrote, so that the rest of the deed need not read it again.

    What it is related to by these columns, and what lists it holds, is asked anew when somebody wants it.
    """
    for name, value in values.items():
        set_committed_value(subject, name, value)
    related = inspect(type(subject)).relationships
    changed = {subject.__table__.c[name] for name in values}
    db.session.expire(subject, [each.key for each in related if each.uselist or each.local_columns & changed])


def check(actor: Actor, subject: Any, action: Action, *, version: int, about: Any = None) -> Transition:
    """The row that `action` would take, as far as it can be known outside a deed; refuses as `advance` does.

    A page asks before it looks at what was typed: who comes too late is told so, not that a field is empty.
    """
    try:
        row = resolve(WORKFLOW_OF[type(subject).__table__], action, subject.status)
        if subject.version != version:
            raise Stale("请核对当前内容后再办理。")
        judge(actor, subject, row, about or subject)
    except (TransitionNotAllowed, Stale) as refusal:
        told = type(refusal)(describe_latest(subject) + refusal.message)
        told.state = subject.status
        raise told from None
    return row


def judge(actor: Actor, subject: Any, row: Transition, about: Any) -> None:
    """Refuse whom the permission map or four eyes refuses."""
    if not can(actor, row.permission, about):
        raise Forbidden("您的角色不能这样办理这一件。")
    if has_handled(actor, subject, row):
        raise FourEyes("您经手过这一件，须由他人办理。")
    leader_id = find_leader(actor, row, subject)
    if leader_id in list_handlers(subject, row):
        raise FourEyes("您所代理的分管领导经手过这一件，须由他人办理。")


def find_leader(actor: Actor, row: Transition, subject: Any) -> int | None:
    """The leader for whom the actor, as a deputy (D12), takes this step; None for who acts by their own right."""
    if row.permission is not Permission.SUBMISSION_APPROVE:
        return None
    standing = actor.acting.get(subject.department_id)
    return standing.leader_id if standing else None


def list_handlers(subject: Any, row: Transition) -> set[int]:
    """The persons whose stamps bar them from this step (four eyes)."""
    return {getattr(subject, f"{stem}_by_id") for stem in row.others} - {None}


def has_handled(actor: Actor, subject: Any, row: Transition) -> bool:
    """Whether four eyes bars the actor: they had a hand in it, or a deputy had for them."""
    if actor.account_id in list_handlers(subject, row):
        return True
    if "approved" not in row.others or not isinstance(subject, Submission):
        return False
    return db.session.execute(select(was_approved_for(actor, subject.id))).scalar_one()


def was_approved_for(actor: Actor, submission_id: Any) -> ColumnElement[bool]:
    """The condition that a deputy of the actor ever approved this submission, an id or the outer query's column."""
    return exists(
        select(Step.id)
        .where(
            Step.submission_id == submission_id,
            Step.action == Action.APPROVE,
            Step.for_id == actor.account_id,
        )
        .correlate(Submission)
    )


def handled_by(actor: Actor, stems: Sequence[str]) -> ColumnElement[bool]:
    """The condition on Submission that four eyes bars the actor: the SQL twin of `judge`, for stamps `stems`."""
    bars = [getattr(Submission, f"{stem}_by_id") == actor.account_id for stem in stems]
    if "approved" in stems:
        return or_(*bars, was_approved_for(actor, Submission.id))
    for department_id, standing in actor.acting.items():
        by_leader = (getattr(Submission, f"{stem}_by_id") == standing.leader_id for stem in stems)
        bars.append(and_(Submission.department_id == department_id, or_(false(), *by_leader)))
    return or_(false(), *bars)


def list_available(actor: Actor, subject: Any, about: Any = None) -> tuple[Transition, ...]:
    """The steps `actor` may take on `subject` now: what a page draws buttons for."""

    def may(permission: Permission) -> bool:
        return can(actor, permission, about or subject)

    rows = available(WORKFLOW_OF[type(subject).__table__], subject.status, may)
    return tuple(
        row
        for row in rows
        if not has_handled(actor, subject, row)
        and find_leader(actor, row, subject) not in list_handlers(subject, row)
    )


def stamp(table: Any, row: Transition, actor: Actor, moment: Any) -> dict[str, Any]:
    """The stamp columns that `row` sets and clears."""
    values: dict[str, Any] = {}
    for stem in row.clears:
        values[f"{stem}_by_id"] = values[f"{stem}_at"] = None
        values.update({name: None for name in MORE_COLUMNS.get(stem, ()) if name in table.c})
    for stem in row.stamps:
        values[f"{stem}_by_id"], values[f"{stem}_at"] = actor.account_id, moment
    return values


def keep_step(
    actor: Actor,
    subject: Any,
    row: Transition,
    moment: Any,
    comment: str,
    values: Mapping[str, Any],
    leader_id: int | None,
) -> None:
    """Add the step that timelines read, where the thing has steps of its own."""
    if type(subject).__table__ not in STEPS_OF:
        return
    table, key = STEPS_OF[type(subject).__table__]
    step = {key: subject.id, "action": row.action, "actor_id": actor.account_id, "moment": moment}
    step["comment"] = comment
    if table is Step.__table__:
        step |= {"source": row.source, "target": row.target or "", "code": values.get("return_code") or ""}
        step["for_id"] = leader_id
    db.session.execute(ADD_STEP[table], step)


def describe_latest(subject: Any) -> str:
    """Who acted last and when, as the sentence that a stale page shows (D14); empty when nothing is known."""
    if type(subject).__table__ not in STEPS_OF:
        return ""
    steps, key = STEPS_OF[type(subject).__table__]
    latest = db.session.execute(
        select(Account.name, steps)
        .join(Account, Account.id == steps.c.actor_id)
        .where(steps.c[key] == subject.id)
        .order_by(steps.c.id.desc())
        .limit(1)
    ).one_or_none()
    if latest is None:
        return ""
    rows = (row for row in WORKFLOWS[WORKFLOW_OF[type(subject).__table__]] if row.action == latest.action)
    deed_done = next(
        (row.done for row in rows if getattr(latest, "source", row.source) == row.source), "办理"
    )
    # The name says who did it already: 分管领导同意 reads 已同意 here.
    deed_done = deed_done.removeprefix("分管领导").removeprefix("执法监管科")
    return f"{latest.name} {screen_moment(latest.moment)} 已{deed_done}。"
