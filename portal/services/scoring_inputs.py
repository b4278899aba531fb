"""What departments are scored from: a fixed number of statements for all of them together (D13).

No statement names an amount of money: fines and confiscations must not be tied to the assessment of those who
impose them (行政处罚法 §74). Each item is counted in the year in which it happens (D8): a marked case where it
closes, a term where it ends.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
    true,
    union_all,
)

from portal.domain.catalogue import Catalogue
from portal.domain.content import Kind
from portal.domain.obligations import Duty
from portal.domain.periods import end_of_local_day
from portal.domain.scoring_input import (
    Adoption,
    CaseClock,
    Evidence,
    GradedCase,
    LeadOutcome,
    Level,
    ManualEntry,
    Mark,
    MonthMark,
    RegisterEntry,
    ReportCounts,
    ScoringInput,
)
from portal.domain.workflow import Action, ReturnCode, SelectionStatus, Status
from portal.extensions import db
from portal.models.co_handlers import CoHandler, CoHandlerConfirmation
from portal.models.departments import Department
from portal.models.submissions import Dossier, Step, Submission
from portal.models.typical_cases import TypicalCase
from portal.services import accepted, obligations, trail, working_days
from portal.services.visibility import is_restricted

T = TypeVar("T")
column = Submission.__table__.c
chosen = TypicalCase.__table__.c
steps = Step.__table__.c
helper: Any = CoHandler.__table__
word: Any = CoHandlerConfirmation.__table__


@dataclass(frozen=True)
class Span:
    """The year's stretch that a round looks at: local dates, and the cut-off as a UTC moment."""

    start: date
    through: date
    cut_off: datetime
    known_at: datetime

    @property
    def reported(self) -> ColumnElement[bool]:
        return accepted.last_reported_by(self.cut_off, self.known_at)


@dataclass(frozen=True)
class Entered:
    """What persons entered, by department id."""

    manual: Mapping[int, Mapping[str, ManualEntry]]
    register: Mapping[int, Sequence[RegisterEntry]]


NOTHING_ENTERED = Entered({}, {})


def span_of(year: int, through: date) -> Span:
    return Span(date(year, 1, 1), through, end_of_local_day(through), trail.head_moment())


def draw_inputs(
    catalogue: Catalogue, through: date, departments: Sequence[Department], entered: Entered = NOTHING_ENTERED
) -> tuple[ScoringInput, ...]:
    """One input for each department given, in their order."""
    span, ids = span_of(catalogue.year, through), [each.id for each in departments]
    settings = catalogue.settings
    term = timedelta(days=settings.decision_days + settings.extension_days)
    duties = collect(
        obligations.list_duties(catalogue.year, department_ids=ids, through=through),
        lambda duty: duty.department_id,
    )
    tasks = collect(
        obligations.list_task_duties(catalogue.year, department_ids=ids, through=through),
        lambda duty: duty.department_id,
    )
    cases = fetch(select_cases(span, ids, term))
    leads = fetch(select_leads(span, ids))
    adoptions = fetch(select_adoptions(span, ids))
    passes = fetch(select_passes(span, ids))
    deductions = {rule.code for rule in catalogue.rubric.deductions}
    return tuple(
        ScoringInput(
            department=each.code,
            series=each.series,
            case_months=read_months(duties[each.id], Kind.CASE),
            lead_months=read_months(duties[each.id], Kind.LEAD),
            grades=tuple(
                GradedCase(row.id, Decimal(row.grade)) for row in cases[each.id] if is_graded(row, span)
            ),
            adoptions=tuple(
                Adoption(row.dossier_id, row.id, Level(row.level.value), bool(row.is_co_handler))
                for row in adoptions[each.id]
            ),
            leads=tuple(read_lead(row) for row in leads[each.id]),
            cases=tuple(read_clock(row, span) for row in cases[each.id] if has_ended(row, span, term)),
            reports=count_reports((*duties[each.id], *tasks[each.id]), passes[each.id]),
            manual=entered.manual.get(each.id, {}),
            bonuses=tuple(x for x in entered.register.get(each.id, ()) if x.code not in deductions),
            deductions=tuple(x for x in entered.register.get(each.id, ()) if x.code in deductions),
        )
        for each in departments
    )


def collect(rows: Iterable[T], key: Callable[[T], int]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def fetch(statement: Select[Any] | CompoundSelect[Any]) -> dict[int, list[Any]]:
    return collect(db.session.execute(statement), lambda row: row.department_id)


def select_cases(span: Span, department_ids: Sequence[int], term: timedelta) -> Select[Any]:
    """Marked cases closed in the year, and cases whose term may have ended in it (办案期限, 程序规定 §64)."""
    is_marked = and_(column.is_typical.is_(True), column.closed_on.between(span.start, span.through))
    # Whoever filed before last year has long been judged; the excluded days are added where dates can be.
    earliest = span.start.replace(year=span.start.year - 1)
    return select(
        column.id,
        column.department_id,
        column.is_typical,
        column.grade,
        column.filed_on,
        column.decided_on,
        column.closed_on,
        column.excluded_days,
    ).where(
        column.kind == Kind.CASE,
        column.department_id.in_(department_ids),
        span.reported,
        or_(is_marked, column.filed_on.between(earliest, span.through - term)),
    )


def is_graded(row: Any, span: Span) -> bool:
    return row.is_typical and row.grade is not None and span.start <= row.closed_on <= span.through


def has_ended(row: Any, span: Span, term: timedelta) -> bool:
    ended_on = working_days.end_term(row.filed_on, term.days + (row.excluded_days or 0))
    return span.start <= ended_on <= span.through


def read_clock(row: Any, span: Span) -> CaseClock:
    dates = (row.decided_on, row.closed_on)
    return CaseClock(row.id, True, any(day is not None and day <= span.through for day in dates))


def select_leads(span: Span, department_ids: Sequence[int]) -> Select[Any]:
    """Leads whose time for verification (核查期限, 程序规定 §18) ended in the year, by the cut-off."""
    return select(
        column.id,
        column.department_id,
        column.verification_due_on,
        column.verified_on,
        column.confirms_importance,
        is_restricted().label("is_restricted"),
    ).where(
        column.kind == Kind.LEAD,
        column.department_id.in_(department_ids),
        span.reported,
        column.verification_due_on.between(span.start, span.through),
    )


def read_lead(row: Any) -> LeadOutcome:
    in_time = row.verified_on is not None and row.verified_on <= row.verification_due_on
    evidence = None if row.is_restricted else row.id
    return LeadOutcome(evidence, True, in_time, bool(row.confirms_importance))


def select_adoptions(span: Span, department_ids: Sequence[int]) -> CompoundSelect[Any]:
    """Typical cases (典型案例) selected in the year, by the cut-off, whose dossier still counts.

    A co-handler that its leader confirmed by the cut-off has a share in it (D10).
    """
    is_chosen = and_(
        span.reported,
        chosen.status == SelectionStatus.SELECTED,
        chosen.selected_at.between(end_of_local_day(span.start - timedelta(days=1)), span.cut_off),
    )
    joined = (Submission.__table__, TypicalCase.__table__, chosen.dossier_id == column.dossier_id)
    own = (
        select(
            column.id, column.department_id, column.dossier_id, chosen.level, false().label("is_co_handler")
        )
        .join_from(*joined)
        .where(column.department_id.in_(department_ids), is_chosen)
    )
    co_handled = (
        select(
            column.id, helper.c.department_id, column.dossier_id, chosen.level, true().label("is_co_handler")
        )
        .join_from(*joined)
        .join(helper, helper.c.submission_id == column.id)
        .join(
            word,
            and_(word.c.dossier_id == column.dossier_id, word.c.department_id == helper.c.department_id),
        )
        .where(
            helper.c.department_id.in_(department_ids),
            helper.c.department_id != column.department_id,
            word.c.confirmed_at <= span.cut_off,
            is_chosen,
        )
    )
    return union_all(own, co_handled)


def select_passes(span: Span, department_ids: Sequence[int]) -> Select[Any]:
    """Monthly returns, contacts and reports past gate one by the cut-off, and how often each came back for material
    error.

    A return is the step that follows an approval, whenever supervision took it; a recalled approval never left.
    """
    following: dict[str, Any] = {"partition_by": steps.submission_id, "order_by": steps.id}
    each = (
        select(
            column.id,
            column.department_id,
            steps.action,
            steps.moment,
            func.lead(steps.action).over(**following).label("next_action"),
            func.lead(steps.code).over(**following).label("next_code"),
        )
        .join_from(Submission.__table__, Step.__table__, steps.submission_id == column.id)
        .where(
            or_(
                and_(
                    column.kind == Kind.MONTHLY_RETURN,
                    column.month.between(span.start, span.start.replace(month=12)),
                ),
                and_(column.kind.in_([Kind.CONTACTS, Kind.REPORT]), column.year == span.start.year),
            ),
            column.department_id.in_(department_ids),
        )
        .subquery()
    )
    is_material = and_(
        each.c.next_action == Action.RETURN, each.c.next_code == ReturnCode.MATERIAL_ERROR.value
    )
    return (
        select(
            each.c.id,
            each.c.department_id,
            func.count().label("passes"),
            func.sum(case((is_material, 1), else_=0)).label("material"),
        )
        .where(
            each.c.action == Action.APPROVE,
            each.c.moment <= span.cut_off,
            or_(each.c.next_action.is_(None), each.c.next_action != Action.RECALL),
        )
        .group_by(each.c.id, each.c.department_id)
    )


def read_months(duties: Iterable[Duty], kind: Kind) -> tuple[MonthMark, ...]:
    return tuple(
        MonthMark(duty.month, duty.mark, duty.submission_id)
        for duty in duties
        if duty.kind is kind and duty.mark is not None
    )


def count_reports(duties: Iterable[Duty], passes: Sequence[Any]) -> ReportCounts:
    """报表、联络员、季报、总结 (R1, S6): the monthly returns, and what is filed once in the year."""
    marks = [
        (duty, duty.mark)
        for duty in duties
        if duty.mark is not None and (duty.task or duty.kind is Kind.MONTHLY_RETURN)
    ]
    count = Counter(mark for _, mark in marks)
    evidence = [
        Evidence(
            f"{'' if duty.task else f'{duty.month.year}年{duty.month.month:02}月 '}{name_report(duty)} {mark.label}",
            duty.submission_id,
        )
        for duty, mark in marks
    ]
    evidence += [Evidence(f"实质错误退回 {row.material} 次", row.id) for row in passes if row.material]
    return ReportCounts(
        owed=len(marks),
        late=count[Mark.LATE],
        missing=count[Mark.MISSING],
        passes=sum(row.passes for row in passes),
        material_returns=sum(int(row.material) for row in passes),
        pending=count[Mark.PENDING],
        counted=tuple(dict.fromkeys(name_report(duty) for duty, _ in marks)),
        evidence=tuple(evidence),
    )


def name_report(duty: Duty) -> str:
    return (duty.task.short_title or duty.task.title) if duty.task else "月报"


@dataclass(frozen=True)
class Unjudged:
    """A filing reported by the cut-off that nobody has accepted or returned yet; a restricted one is not named.

    `is_waiting` for acceptance, or sent back for a small correction.
    """

    submission_id: int | None
    number: str
    department_name: str
    is_waiting: bool


def list_unjudged(year: int, through: date, departments: Sequence[Department]) -> list[Unjudged]:
    """What keeps a round from being confirmed (D13).

    A filing sent back for a small correction (D2) may still return with its old moment until that term ends.
    """
    span = span_of(year, through)
    comes_back = and_(
        column.status.in_([Status.DRAFT, Status.SUBMITTED]), column.reported_kept_until > span.known_at
    )
    rows = db.session.execute(
        select(
            column.id,
            column.status,
            Dossier.__table__.c.number,
            Dossier.__table__.c.is_restricted,
            Department.__table__.c.name,
        )
        .select_from(Submission.__table__)
        .join(Dossier.__table__, Dossier.__table__.c.id == column.dossier_id)
        .join(Department.__table__, Department.__table__.c.id == column.department_id)
        .where(
            column.department_id.in_([each.id for each in departments]),
            column.reported_at <= span.cut_off,
            or_(column.status == Status.LEADER_APPROVED, comes_back),
        )
        .order_by(column.reported_at, column.id)
    )
    return [
        Unjudged(
            None if row.is_restricted else row.id,
            "限阅 1 条" if row.is_restricted else row.number,
            row.name,
            row.status is Status.LEADER_APPROVED,
        )
        for row in rows
    ]
