"""The only writer of `status`, for every thing that has one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from portal.domain.errors import Forbidden, FourEyes, Stale, TransitionNotAllowed
from portal.domain.periods import screen_moment
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import WORKFLOWS, Action, Transition, available, resolve
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.evaluations import EvaluationRound
from portal.models.referrals import Referral, ReferralStep
from portal.models.submissions import Step, Submission
from portal.models.typical_cases import TypicalCase, TypicalCaseStep
from portal.services import trail
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
# Besides <stamp>_by_id and <stamp>_at, a return of a submission carries these.
MORE_COLUMNS = {"returned": ("return_code", "returned_from")}


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
    done = db.session.connection().execute(
        update(table)
        .where(table.c.id == subject.id, table.c.status == row.source, table.c.version == version)
        .values(values)
    )
    if done.rowcount != 1:
        raise Stale(describe_latest(subject))
    keep_step(actor, subject, row, moment, comment, values)
    trail.record(
        actor,
        action,
        workflow,
        subject.id,
        reference=getattr(getattr(subject, "dossier", None), "number", ""),
        source=row.source,
        target=row.target or "",
        code=values.get("return_code") or "",
        fields=sorted(changes or ()),
        content=dict(changes) if changes else None,
    )
    db.session.expire(subject)
    return row


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
    if any(getattr(subject, f"{stem}_by_id") == actor.account_id for stem in row.others):
        raise FourEyes("您经手过这一件，须由他人办理。")


def list_available(actor: Actor, subject: Any, about: Any = None) -> tuple[Transition, ...]:
    """The steps `actor` may take on `subject` now: what a page draws buttons for."""

    def may(permission: Permission, _action: Action) -> bool:
        return can(actor, permission, about or subject)

    rows = available(WORKFLOW_OF[type(subject).__table__], subject.status, may)
    return tuple(
        row
        for row in rows
        if not any(getattr(subject, f"{stem}_by_id") == actor.account_id for stem in row.others)
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
    actor: Actor, subject: Any, row: Transition, moment: Any, comment: str, values: Mapping[str, Any]
) -> None:
    """Add the step that timelines read, where the thing has steps of its own."""
    if type(subject).__table__ not in STEPS_OF:
        return
    table, key = STEPS_OF[type(subject).__table__]
    step = {key: subject.id, "action": row.action, "actor_id": actor.account_id, "moment": moment}
    step["comment"] = comment
    if table is Step.__table__:
        step |= {"source": row.source, "target": row.target or "", "code": values.get("return_code") or ""}
    db.session.execute(table.insert(), step)


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
