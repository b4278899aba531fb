"""One function for each method of the rubric: from the input to a line that can be recomputed by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from portal.domain.errors import Invalid
from portal.domain.rubric import Indicator, Series
from portal.domain.scoring_input import (
    Adoption,
    Evidence,
    ManualEntry,
    Mark,
    MonthMark,
    ReportCounts,
    ScoringInput,
)
from portal.domain.scoring_lines import ZERO, LineState, ScoreLine, figure, line, no_occasion

HALF = Decimal("0.5")


def draw_line(indicator: Indicator, series: Series, given: ScoringInput) -> ScoreLine:
    """Raises Invalid when a person's entry does not fit the indicator."""
    entry = given.manual.get(indicator.code)
    if entry is not None:
        check_entry(indicator, entry)
        if not entry.applicable:
            return line(indicator, None, f"不适用：{entry.note}", LineState.NOT_APPLICABLE, entry.evidence)
    return _METHODS[indicator.method](indicator, series, given)


def check_entry(indicator: Indicator, entry: ManualEntry) -> None:
    """Raises Invalid for points out of range, and for any entry where the portal computes the line."""
    if indicator.method not in ("by_hand", "reports"):
        raise Invalid(f"{indicator.code} {indicator.title}由系统计算，不能人工录入。")
    if entry.points is not None and not ZERO <= entry.points <= indicator.points:
        raise Invalid(f"{indicator.code} {indicator.title}应当在 0 至 {figure(indicator.points)} 分之间。")


def _monthly_share(indicator: Indicator, series: Series, given: ScoringInput) -> ScoreLine:
    marks = given.case_months if indicator.kind == "case" else given.lead_months
    count = {mark: sum(each.mark == mark for each in marks) for mark in Mark}
    evidence = [_month_evidence(each) for each in marks]
    judged = count[Mark.ON_TIME] + count[Mark.LATE] + count[Mark.MISSING]
    pending, waived = count[Mark.PENDING], count[Mark.WAIVED]
    if not judged and pending:
        sentence = f"应报 {len(marks)} 个月，待接收 {pending} 个月，接收后计算"
        return line(indicator, None, sentence, LineState.AWAITING, evidence, is_provisional=True)
    if not judged:
        return no_occasion(
            indicator, f"应报 {len(marks)} 个月，免报 {waived} 个月" if marks else "没有应报月份"
        )
    earned = count[Mark.ON_TIME] + count[Mark.LATE] * indicator.parameters["late_share"]
    sentence = f"应报 {len(marks)} 个月" + (f"，免报 {waived} 个月" if waived else "")
    sentence += f"：按时 {count[Mark.ON_TIME]}，迟报 {count[Mark.LATE]}{_share_note(indicator)}"
    sentence += f"，未报 {count[Mark.MISSING]}" if count[Mark.MISSING] else ""
    sentence += f"，待接收 {pending}（暂不计）" if pending else ""
    sentence += f"。{figure(earned)} ÷ {judged} × {figure(indicator.points)}"
    return line(
        indicator, earned * indicator.points / judged, sentence, evidence=evidence, is_provisional=pending > 0
    )


def _share_note(indicator: Indicator) -> str:
    share = indicator.parameters["late_share"]
    return "（按一半计）" if share == HALF else f"（按 {figure(share)} 计）"


def _month_evidence(each: MonthMark) -> Evidence:
    met = each.mark in (Mark.ON_TIME, Mark.LATE)
    restricted = "（限阅）" if met and each.submission_id is None else ""
    text = f"{each.month.year}年{each.month.month:02}月 {each.mark.label}{restricted}"
    return Evidence(text, each.submission_id)


def _graded_best(indicator: Indicator, series: Series, given: ScoringInput) -> ScoreLine:
    top, number = indicator.parameters["top_grade"], series.best_cases
    if not given.grades:
        return no_occasion(indicator, "没有已接收的典型案件")
    best = sorted(given.grades, key=lambda each: (-each.grade, each.submission_id))[:number]
    total = sum((each.grade for each in best), ZERO)
    full = top * number
    listed = "、".join(figure(each.grade) for each in best)
    sentence = f"典型案件 {len(given.grades)} 件，取最好的 {number} 件，评级 {listed}，合计 {figure(total)}。"
    sentence += f"{figure(total)} ÷（{figure(top)} × {number}）× {figure(indicator.points)}"
    evidence = [Evidence(f"评级 {figure(each.grade)}", each.submission_id) for each in best]
    return line(indicator, total * indicator.points / full, sentence, evidence=evidence)


def _adoption_points(indicator: Indicator, adoption: Adoption) -> Decimal:
    share = indicator.parameters["co_handler_share"] if adoption.is_co_handler else Decimal(1)
    return indicator.parameters[adoption.level.value] * share


def _adoption_order(each: Adoption) -> tuple[int, int, str, bool]:
    return (each.dossier_id, each.submission_id, each.level.value, each.is_co_handler)


def _adoptions(indicator: Indicator, series: Series, given: ScoringInput) -> ScoreLine:
    best_of_case: dict[int, Adoption] = {}
    for each in sorted(given.adoptions, key=_adoption_order):
        known = best_of_case.get(each.dossier_id)
        if known is None or _adoption_points(indicator, each) > _adoption_points(indicator, known):
            best_of_case[each.dossier_id] = each
    if not best_of_case:
        return no_occasion(indicator, "没有被采用的典型案例")
    number = int(indicator.parameters["best_cases"])
    best = sorted(
        best_of_case.values(), key=lambda each: (-_adoption_points(indicator, each), each.dossier_id)
    )
    best = best[:number]
    total = sum((_adoption_points(indicator, each) for each in best), ZERO)
    summed = " + ".join(_adoption_words(indicator, each) for each in best)
    sentence = f"被采用 {len(best_of_case)} 件，取最好的 {number} 件：{summed} = {figure(total)}"
    sentence += f"，不超过 {figure(indicator.points)}" if total > indicator.points else ""
    evidence = [Evidence(f"{each.level.label}级采用", each.submission_id) for each in best]
    return line(indicator, total, sentence, evidence=evidence)


def _adoption_words(indicator: Indicator, adoption: Adoption) -> str:
    words = f"{adoption.level.label} {figure(indicator.parameters[adoption.level.value])}"
    if adoption.is_co_handler:
        words += f" × {figure(indicator.parameters['co_handler_share'])}（协办）"
    return words


def _lead_outcome(indicator: Indicator, series: Series, given: ScoringInput) -> ScoreLine:
    ended = [each for each in given.leads if each.term_ended]
    if not ended:
        return no_occasion(indicator, "没有核查期满的线索")
    verified = sum(each.verified_in_time for each in ended)
    important = sum(each.confirmed_important for each in ended)
    number = len(ended)
    sentence = f"核查期满的线索 {number} 条：按时核查 {verified}，确认重要 {important}。"
    sentence += f"（{verified} ÷ {number} + {important} ÷ {number}）÷ 2 × {figure(indicator.points)}"
    evidence = []
    for each in ended:
        words = "按时核查" if each.verified_in_time else "未按时核查"
        words += "，确认重要" if each.confirmed_important else ""
        evidence.append(Evidence(words if each.submission_id else f"限阅 1 条：{words}", each.submission_id))
    return line(
        indicator, (verified + important) * indicator.points / (2 * number), sentence, evidence=evidence
    )


def _decided_in_time(indicator: Indicator, series: Series, given: ScoringInput) -> ScoreLine:
    ended = [each for each in given.cases if each.term_ended]
    if not ended:
        return no_occasion(indicator, "没有办案期限届满的案件")
    decided = sum(each.decided_in_time for each in ended)
    sentence = f"期限届满的案件 {len(ended)} 件，已作出决定或者结案 {decided} 件。"
    sentence += f"{decided} ÷ {len(ended)} × {figure(indicator.points)}"
    evidence = [
        Evidence("已作出决定或者结案" if each.decided_in_time else "超期未办结", each.submission_id)
        for each in ended
    ]
    return line(indicator, decided * indicator.points / len(ended), sentence, evidence=evidence)


def _reports(indicator: Indicator, series: Series, given: ScoringInput) -> ScoreLine:
    entry, counts = given.manual.get(indicator.code), given.reports
    computed = None if counts is None else _computed_reports(indicator, counts)
    if entry is None or entry.points is None:
        return computed or line(indicator, None, "待录入", LineState.AWAITING)
    sentence = f"人工录入 {figure(entry.points)} 分：{entry.note}"
    evidence = entry.evidence
    if computed is not None:
        sentence += f"（系统计算：{computed.sentence}）"
        evidence += computed.evidence
    return line(indicator, entry.points, sentence, LineState.MANUAL, evidence)


def _computed_reports(indicator: Indicator, counts: ReportCounts) -> ScoreLine:
    if not counts.owed and not counts.passes:
        return no_occasion(indicator, "没有应报材料")
    parameters = indicator.parameters
    tenths = counts.material_returns * 10 // counts.passes if counts.passes else 0
    lost = counts.late * parameters["late"] + counts.missing * parameters["missing"]
    lost += tenths * parameters["per_tenth_returned"]
    sentence = f"已计{'、'.join(counts.counted)}。" if counts.counted else ""
    sentence += f"{figure(indicator.points)} − 迟报 {counts.late} × {figure(parameters['late'])}"
    sentence += f" − 未报 {counts.missing} × {figure(parameters['missing'])}"
    sentence += f" − 退回每满 10% 扣 {figure(parameters['per_tenth_returned'])}"
    sentence += f"（实质错误退回 {counts.material_returns} 次，上报 {counts.passes} 次，满 {tenths} 个）"
    sentence += "，扣完为止" if lost > indicator.points else ""
    sentence += f"；待接收 {counts.pending} 项，暂不计" if counts.pending else ""
    return line(
        indicator,
        indicator.points - lost,
        sentence,
        evidence=counts.evidence,
        is_provisional=counts.pending > 0,
    )


def _by_hand(indicator: Indicator, series: Series, given: ScoringInput) -> ScoreLine:
    entry = given.manual.get(indicator.code)
    if entry is None or entry.points is None:
        return line(indicator, None, "待录入", LineState.AWAITING)
    sentence = f"人工录入 {figure(entry.points)} 分：{entry.note}"
    return line(indicator, entry.points, sentence, LineState.MANUAL, entry.evidence)


_METHODS: dict[str, Callable[[Indicator, Series, ScoringInput], ScoreLine]] = {
    "monthly_share": _monthly_share,
    "graded_best": _graded_best,
    "adoptions": _adoptions,
    "lead_outcome": _lead_outcome,
    "decided_in_time": _decided_in_time,
    "reports": _reports,
    "by_hand": _by_hand,
}
