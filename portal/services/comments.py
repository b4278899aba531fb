"""Comments (留言) on a submission: within one side, or seen by both; never part of the frozen content."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, select

from portal.domain.comments import LONGEST, Side, sides_of
from portal.domain.errors import Finding, Forbidden, Invalid
from portal.domain.permissions import FILING_ROLES, REACHED, RECEIVING_ROLES, Actor, Permission, can
from portal.extensions import db
from portal.models.comments import Comment
from portal.models.submissions import Submission
from portal.services import notices, trail
from portal.store import deed


def read(actor: Actor, submission: Submission) -> Sequence[Comment] | None:
    """The comments a person may read on one submission, oldest first.

    None for who stands on neither side; what the other side keeps to itself is not there.
    """
    sides = sides_of(actor, submission.department_id)
    if not sides:
        return None
    statement = select(Comment).where(
        Comment.submission_id == submission.id,
        or_(Comment.is_shared, and_(~Comment.is_shared, Comment.side.in_(sides))),
    )
    return db.session.execute(statement.order_by(Comment.id)).scalars().all()


def write(actor: Actor, submission: Submission, text: str, is_shared: bool) -> Comment:
    """Add a comment, and tell those it is for. Forbidden (403) for who stands on neither side, Invalid (422)."""
    sides = sides_of(actor, submission.department_id)
    if not sides or not can(actor, Permission.COMMENT_WRITE, submission):
        raise Forbidden("只有填报部门和执法监管科可以留言。")
    text = text.strip()
    if not text or len(text) > LONGEST:
        why = f"最多 {LONGEST} 字。" if text else "请填写留言。"
        raise Invalid(findings=(Finding("text", why),))
    with deed():
        moment = trail.lock()
        comment = Comment(
            submission_id=submission.id,
            author_id=actor.account_id,
            side=sides[0],
            is_shared=is_shared,
            text=text,
            written_at=moment,
        )
        db.session.add(comment)
        db.session.flush()
        trail.record(
            actor,
            "comment",
            "submission",
            submission.id,
            reference=submission.dossier.trail_reference,
            code="shared" if is_shared else sides[0].value,
            content=text,
        )
        tell(actor, submission, comment, moment)
    return comment


def tell(actor: Actor, submission: Submission, comment: Comment, moment: datetime) -> None:
    """Within one side its other people, else the other side, as far as it can open the submission."""
    to = comment.side
    if comment.is_shared:
        to = Side.SUPERVISION if comment.side is Side.DEPARTMENT else Side.DEPARTMENT
    said = "" if submission.is_restricted else f"：{comment.text}"
    text = f"{actor.name}在《{notices.name_in_notice(submission)}》留言{said}"
    whys = notices.keep_to_readers(submission, list_people(submission, to))
    notices.send(actor, moment, "submission", submission.id, text, whys, is_comment=True)


def list_people(submission: Submission, side: Side) -> Mapping[int, str]:
    """Who of one side is told, and why."""
    if side is Side.SUPERVISION:
        if submission.status not in REACHED and submission.returned_from != "leader_approved":
            return {}
        roles = RECEIVING_ROLES
        why = "因为您负责接收各部门的报送"
    else:
        roles = FILING_ROLES
        why = f"因为这是{submission.department.short_name}的报送"
    holders = notices.list_holders(roles, submission.department_id)
    whys = {each.account_id: why for persons in holders.values() for each in persons}
    if side is Side.DEPARTMENT:
        whys |= {account_id: why for account_id in notices.list_deputies(submission.department_id)}
    return whys


def discard(submission_id: int) -> None:
    """Inside the deed that deletes a draft: what was said beside it goes with it."""
    db.session.execute(delete(Comment.__table__).where(Comment.__table__.c.submission_id == submission_id))
    notices.withdraw("submission", submission_id)
