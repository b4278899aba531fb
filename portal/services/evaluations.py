"""Evaluation rounds (考核轮次): opening, entering what the portal cannot compute, confirming, reopening."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, select

from portal.domain import scoring_input
from portal.domain.errors import Finding, Forbidden, FourEyes, Invalid, NotFound, Stale, TransitionNotAllowed
from portal.domain.permissions import Actor, Permission, can
from portal.domain.plain import to_plain
from portal.domain.rubric import Indicator
from portal.domain.scoring_methods import check_entry
from portal.domain.workflow import Action, RoundStatus
from portal.extensions import db
from portal.models.departments import Department
from portal.models.evaluations import EvaluationRound, ManualEntry, RegisterEntry
from portal.models.plans import Plan
from portal.services import clock, plans, scores, trail, transitions
from portal.store import deed

ENTERED_BY_HAND = ("by_hand", "reports")


def list_rounds() -> list[EvaluationRound]:
    """Every round, the latest cut-off first."""
    return list(
        db.session.execute(
            select(EvaluationRound).order_by(EvaluationRound.through.desc(), EvaluationRound.id.desc())
        ).scalars()
    )


def get(round_id: int) -> EvaluationRound:
    """One round; NotFound (404) when there is none."""
    found = db.session.get(EvaluationRound, round_id)
    if found is None:
        raise NotFound
    return found


def campaign_year(through: date) -> int:
    """The campaign year a cut-off belongs to: of the plans loaded, the latest that had begun."""
    years = db.session.execute(select(Plan.year).where(Plan.year <= through.year)).scalars().all()
    if not years:
        raise Invalid(findings=(Finding("through", f"没有 {through.year} 年或者更早的方案。"),))
    return max(years)


def open_round(actor: Actor, through: date | None, year: int | None = None) -> EvaluationRound:
    """Open a round of the campaign year up to a cut-off (截止日), which may not lie ahead.

    Without a year the cut-off's own is taken. Raises Invalid (422) for a date that does not fit, or a second
    round of the same year and cut-off.
    """
    if not can(actor, Permission.EVALUATION_SCORE):
        raise Forbidden
    if through is None:
        raise Invalid(findings=(Finding("through", "请选择截止日。"),))
    if through > clock.today():
        raise Invalid(findings=(Finding("through", f"截止日不能晚于今天（{clock.today()}）。"),))
    year = year or campaign_year(through)
    with deed():
        moment = trail.lock()
        if db.session.execute(select(EvaluationRound.id).filter_by(year=year, through=through)).first():
            raise Invalid(findings=(Finding("through", f"截至 {through} 的考核已经开始，不能再开一轮。"),))
        opened = EvaluationRound(
            year=year,
            through=through,
            opened_by_id=actor.account_id,
            opened_at=moment,
        )
        db.session.add(opened)
        db.session.flush()
        trail.record(actor, "open", "evaluation_round", opened.id, reference=str(through))
    return opened


def enter(
    actor: Actor,
    evaluation: EvaluationRound,
    version: int,
    department_code: str,
    code: str,
    points: Decimal | None,
    reason: str,
) -> None:
    """Keep points for a line that the portal cannot compute; no points mean not applicable (不适用).

    Raises NotFound for a department that takes no part, Invalid (422) for points out of range or no reason,
    TransitionNotAllowed or Stale (409) when the round is confirmed or has changed.
    """
    department = scores.get_participant(evaluation.year, evaluation.through, department_code)
    indicator = require_indicator(evaluation, department, code)
    if indicator.method not in ENTERED_BY_HAND:
        raise Invalid(f"{code} 由系统计算，不能人工录入。")
    if not reason.strip():
        raise Invalid(findings=(Finding("reason", "请写明得分的依据，或者不适用的原因。"),))
    try:
        check_entry(indicator, scoring_input.ManualEntry(points, reason))
    except Invalid as refusal:
        raise Invalid(findings=(Finding("points", refusal.message),)) from None
    with deed():
        moment = begin_change(actor, evaluation, version)
        entry = find_entry(evaluation, department, code) or ManualEntry(
            round_id=evaluation.id, department_id=department.id, indicator=code
        )
        entry.points, entry.reason = points, reason.strip()
        entry.entered_by_id, entry.entered_at = actor.account_id, moment
        db.session.add(entry)
        record_entry(actor, evaluation, "enter", department, code, f"{points} {reason.strip()}")


def clear(actor: Actor, evaluation: EvaluationRound, version: int, department_code: str, code: str) -> None:
    """Take an entry back: the line is awaited, or computed, again. Refusals as with `enter`."""
    department = scores.get_participant(evaluation.year, evaluation.through, department_code)
    with deed():
        begin_change(actor, evaluation, version)
        db.session.execute(
            delete(ManualEntry).where(
                ManualEntry.round_id == evaluation.id,
                ManualEntry.department_id == department.id,
                ManualEntry.indicator == code,
            )
        )
        record_entry(actor, evaluation, "clear", department, code, None)


def register(
    actor: Actor,
    evaluation: EvaluationRound,
    version: int,
    department_code: str,
    code: str,
    count: int,
    proof: str,
    indicator: str = "",
) -> None:
    """Enter a bonus (加分) or deduction (扣分) with its proof.

    `indicator` names what false reporting sets to zero, and is asked for by that rule only. Refusals as with
    `enter`.
    """
    department = scores.get_participant(evaluation.year, evaluation.through, department_code)
    rubric = plans.get_catalogue(evaluation.year).rubric
    rule = next((each for each in (*rubric.bonuses, *rubric.deductions) if each.code == code), None)
    if rule is None:
        raise Invalid(findings=(Finding("code", "请选择加分或者扣分事项。"),))
    if count < 1:
        raise Invalid(findings=(Finding("count", "次数至少是 1。"),))
    if not proof.strip():
        raise Invalid(findings=(Finding("proof", "请写明依据，例如文号、日期。"),))
    if rule.zeroes_indicator and not indicator:
        raise Invalid(findings=(Finding("indicator", f"“{rule.title}”请选择所涉指标，该项记 0。"),))
    if rule.zeroes_indicator:
        require_indicator(evaluation, department, indicator)
    with deed():
        moment = begin_change(actor, evaluation, version)
        db.session.add(
            RegisterEntry(
                round_id=evaluation.id,
                department_id=department.id,
                code=code,
                count=count,
                proof=proof.strip(),
                indicator=indicator if rule.zeroes_indicator else "",
                entered_by_id=actor.account_id,
                entered_at=moment,
            )
        )
        record_entry(actor, evaluation, "register", department, code, f"{count} {proof.strip()} {indicator}")


def strike(actor: Actor, evaluation: EvaluationRound, version: int, entry_id: int) -> None:
    """Remove a bonus or deduction entered by mistake; the trail keeps that it was there."""
    entry = db.session.get(RegisterEntry, entry_id)
    if entry is None or entry.round_id != evaluation.id:
        raise NotFound
    department, code = db.session.get_one(Department, entry.department_id), entry.code
    with deed():
        begin_change(actor, evaluation, version)
        db.session.execute(delete(RegisterEntry).where(RegisterEntry.id == entry_id))
        record_entry(actor, evaluation, "strike", department, code, None)


def confirm(actor: Actor, evaluation: EvaluationRound, version: int, comment: str = "") -> None:
    """Confirm all scores as they stand and keep them (确认得分).

    Refused by four eyes (409) to whoever opened the round or entered into it, and (422) while something
    reported by the cut-off is unjudged (D13) or a line is still to be entered.
    """
    with deed():
        trail.lock()
        db.session.refresh(evaluation)
        result = scores.compute(evaluation.year, evaluation.through, evaluation)
        transitions.advance(
            actor,
            evaluation,
            Action.CONFIRM,
            version=version,
            comment=comment,
            changes={"confirmed_scores": to_plain(result)},
        )
        if actor.account_id in list_enterers(evaluation):
            raise FourEyes("本轮有您录入的内容，须由他人确认。")
        if scores.list_unjudged(evaluation) or result.is_provisional:
            raise Invalid("还不能确认：有截止前报出的报送没有判定，或者有指标待录入。")


def reopen(actor: Actor, evaluation: EvaluationRound, version: int, reason: str) -> None:
    """Take a confirmation back with a reason (重新计分); the scores are computed afresh from then on."""
    if not reason.strip():
        raise Invalid(findings=(Finding("reason", "请写明为什么重新计分。"),))
    with deed():
        trail.lock()
        transitions.advance(
            actor,
            evaluation,
            Action.REOPEN,
            version=version,
            comment=reason.strip(),
            changes={"confirmed_scores": None},
        )


def begin_change(actor: Actor, evaluation: EvaluationRound, version: int) -> datetime:
    """Inside the caller's deed: lock the trail, refuse a confirmed or changed round, and count the change."""
    if not can(actor, Permission.EVALUATION_SCORE):
        raise Forbidden
    moment = trail.lock()
    db.session.refresh(evaluation, ["status", "version"])
    if evaluation.status is not RoundStatus.SCORING:
        raise TransitionNotAllowed("本轮得分已经确认，不能再改；需要改的，由负责人重新计分。")
    if evaluation.version != version:
        raise Stale
    evaluation.version = version + 1
    return moment


def record_entry(
    actor: Actor,
    evaluation: EvaluationRound,
    action: str,
    department: Department,
    code: str,
    content: str | None,
) -> None:
    reference = f"{evaluation.through} {department.code}"
    trail.record(
        actor,
        action,
        "evaluation_round",
        evaluation.id,
        reference=reference,
        code=code,
        content=content,
    )


def require_indicator(evaluation: EvaluationRound, department: Department, code: str) -> Indicator:
    """An indicator of the department's own sheet; Invalid (422) when it is not on it."""
    rubric = plans.get_catalogue(evaluation.year).rubric
    for indicator in rubric.list_indicators(rubric.get_series(department.series).sheet):
        if indicator.code == code:
            return indicator
    raise Invalid(findings=(Finding("indicator", "请选择本部门的指标。"),))


def find_entry(evaluation: EvaluationRound, department: Department, code: str) -> ManualEntry | None:
    return db.session.execute(
        select(ManualEntry).filter_by(round_id=evaluation.id, department_id=department.id, indicator=code)
    ).scalar_one_or_none()


def list_enterers(evaluation: EvaluationRound) -> Sequence[int]:
    """Who entered points, bonuses or deductions that the round now rests on."""
    return (
        db.session.execute(
            select(ManualEntry.entered_by_id)
            .filter_by(round_id=evaluation.id)
            .union(select(RegisterEntry.entered_by_id).filter_by(round_id=evaluation.id))
        )
        .scalars()
        .all()
    )
