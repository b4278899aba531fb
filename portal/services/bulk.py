"""Bulk (批量办理): the ticked rows of an inbox, a deed a row, each judged alone, so that a stale one fails alone."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import and_, select

from portal.domain.bulk import Item, Outcome, Question
from portal.domain.errors import Finding, Forbidden, Invalid, PortalError
from portal.domain.permissions import Actor, Permission, can
from portal.domain.workflow import Action, Status
from portal.extensions import db
from portal.models.submissions import Submission
from portal.services import approvals, decisions, readings, submissions, transitions

# One page of an inbox; a longer list is no work of a browser.
MOST = 200
LONGEST_COMMENT = 500
TABLE = Submission.__table__
FORMER = TABLE.alias("former")
DEEDS = {
    Action.APPROVE: lambda actor, submission, item: approvals.approve(
        actor, submission, item.version, item.comment
    ),
    Action.ACCEPT: lambda actor, submission, item: approvals.accept(
        actor, submission, item.version, item.verdicts, item.comment
    ),
    Action.RETURN: lambda actor, submission, item: approvals.send_back(
        actor, submission, item.version, item.code, item.comment
    ),
}
DONE = {Action.APPROVE: "已同意", Action.ACCEPT: "已接收", Action.RETURN: "已退回"}


def carry_out(actor: Actor, action: Action, items: Sequence[Item]) -> tuple[Outcome, ...]:
    """Decide each item in a deed of its own; a refusal is the outcome of its row and touches no other."""
    return tuple(carry_out_one(actor, action, item) for item in items)


def carry_out_one(actor: Actor, action: Action, item: Item) -> Outcome:
    title = department = ""
    try:
        submission = decisions.get_decidable(actor, item.submission_id)
        title, department = readings.read_title(actor, submission), submission.department.short_name
        transitions.check(actor, submission, action, version=item.version)
        DEEDS[action](actor, submission, item)
    except PortalError as refusal:
        found = [finding.message for finding in getattr(refusal, "findings", ())]
        return Outcome(item.submission_id, title, department, False, "".join(found) or refusal.message)
    return Outcome(item.submission_id, title, department, True, DONE[action])


def refuse_unfit(actor: Actor, action: Action, items: Sequence[Item]) -> None:
    """Refuse nothing ticked and too much ticked (422), and who opens neither gate (403)."""
    gates = (Permission.SUBMISSION_APPROVE, Permission.SUBMISSION_ACCEPT)
    if action is Action.RETURN and not any(can(actor, gate) for gate in gates):
        raise Forbidden("您的角色不能退回报送。")
    if not items:
        raise Invalid("没有勾选。请先在待办里勾选要办理的报送，再批量办理。")
    if len(items) > MOST:
        raise Invalid(f"一次最多办理 {MOST} 条，现在勾选了 {len(items)} 条。")


def list_findings(actor: Actor, action: Action, items: Sequence[Item]) -> tuple[Finding, ...]:
    """What is still to be answered before anything is done: `code` and `comment` for all, `<name>-<id>` for a row.

    Asked only of rows that the actor may decide now; what came too late fails alone.
    """
    found = [
        Finding(f"comment-{item.submission_id}", f"最多 {LONGEST_COMMENT} 字。")
        for item in items
        if len(item.comment) > LONGEST_COMMENT
    ]
    if action is Action.RETURN:
        found += list(find_missing_reasons(items))
    if action is Action.ACCEPT:
        in_time = [item for item in items if is_in_time(actor, action, item)]
        questions = list_questions([item.submission_id for item in in_time])
        found += [
            Finding(f"{question.name}-{item.submission_id}", f"请填写：{question.words}。")
            for item in in_time
            for question in questions.get(item.submission_id, ())
            if item.verdicts.get(question.name) is None
        ]
    return tuple(found)


def find_missing_reasons(items: Iterable[Item]) -> Iterator[Finding]:
    if any(item.code is None for item in items):
        yield Finding("code", "请选择退回原因。")
    if not all(item.comment.strip() for item in items):
        yield Finding("comment", "请写明缺什么、怎么补。")


def is_in_time(actor: Actor, action: Action, item: Item) -> bool:
    try:
        submission = submissions.get(actor, item.submission_id)
        transitions.check(actor, submission, action, version=item.version)
    except PortalError:
        return False
    return True


def list_questions(submission_ids: Sequence[int]) -> dict[int, tuple[Question, ...]]:
    """The verdicts that acceptance of each must give, with the answer that the revision in force was given."""
    flags = [TABLE.c[flag].label(f"asks_{name}") for name, (flag, _) in approvals.VERDICTS.items()]
    answers = [FORMER.c[name].label(f"former_{name}") for name in approvals.VERDICTS]
    rows = db.session.execute(
        select(TABLE.c.id, *flags, *answers)
        .outerjoin(
            FORMER,
            and_(FORMER.c.dossier_id == TABLE.c.dossier_id, FORMER.c.status == Status.ACCEPTED),
        )
        .where(TABLE.c.id.in_(submission_ids), TABLE.c.status == Status.LEADER_APPROVED)
    ).mappings()
    return {
        row["id"]: tuple(
            Question(name, words, row[f"former_{name}"])
            for name, (_, words) in approvals.VERDICTS.items()
            if row[f"asks_{name}"]
        )
        for row in rows
    }
