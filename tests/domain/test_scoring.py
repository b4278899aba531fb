"""The score of a department: worked by hand once, and the properties the rubric promises."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import portal
from portal.domain import scoring_input
from portal.domain.catalogue import load_catalogue
from portal.domain.errors import Invalid
from portal.domain.scoring import (
    Adoption,
    CaseClock,
    Evidence,
    GradedCase,
    LeadOutcome,
    Level,
    LineState,
    ManualEntry,
    Mark,
    MonthMark,
    RegisterEntry,
    ReportCounts,
    Score,
    ScoreLine,
    ScoringInput,
    rank,
    score,
)

RUBRIC = load_catalogue(Path(portal.__path__[0]) / "catalogue" / "2021.toml").rubric
MONTHS = tuple(date(2021, month, 1) for month in range(5, 12))


def months(*marks: Mark) -> tuple[MonthMark, ...]:
    return tuple(
        MonthMark(month, mark, None if mark is Mark.MISSING else 100 + month.month)
        for month, mark in zip(MONTHS, marks, strict=False)
    )


def by_hand(points: str | None, **extra: bool) -> ManualEntry:
    return ManualEntry(None if points is None else Decimal(points), "据登记表", **extra)


def line(sheet: Score, code: str) -> ScoreLine:
    return next(each for each in sheet.lines if each.code == code)


WORKED = ScoringInput(
    department="sls1",
    series="station",
    case_months=months(*[Mark.ON_TIME] * 4, *[Mark.WAIVED] * 3),
    lead_months=months(*[Mark.ON_TIME] * 7),
    grades=tuple(GradedCase(number, Decimal(4)) for number in (1, 2, 3, 4)),
    adoptions=(Adoption(11, 1, Level.DISTRICT),),
    leads=tuple(LeadOutcome(20 + n, True, True, n < 3) for n in range(7)),
    cases=tuple(CaseClock(n, True, True) for n in (1, 2, 3, 4)),
    reports=ReportCounts(owed=7, late=0, missing=0, passes=11, material_returns=0, counted=("月报",)),
    manual={
        "C2": by_hand(None, applicable=False),
        "F1": by_hand("8.8"),
        "F2": by_hand("5"),
        "R2": by_hand("2"),
    },
)


def test_the_example_worked_by_hand_gives_82_95():
    sheet = score(RUBRIC, WORKED)
    assert {each.code: each.points for each in sheet.lines} == {
        "T1": Decimal("15.00"),
        "T2": Decimal("12.00"),
        "T3": Decimal("6.00"),
        "L1": Decimal("8.00"),
        "L2": Decimal("5.00"),
        "C1": Decimal("10.00"),
        "C2": None,
        "F1": Decimal("8.80"),
        "F2": Decimal("5.00"),
        "R1": Decimal("7.00"),
        "R2": Decimal("2.00"),
    }
    assert (sheet.applicable, sheet.base, sheet.total) == (Decimal(95), Decimal("82.95"), Decimal("82.95"))
    assert sheet.band == "良好" and not sheet.is_provisional
    assert sheet.sentence == "78.8 ÷ 95 × 100 = 82.95，加分 0，扣分 0"


def test_each_line_says_its_arithmetic_and_opens_its_evidence():
    sheet = score(RUBRIC, WORKED)
    assert line(sheet, "T1").sentence == "应报 7 个月，免报 3 个月：按时 4，迟报 0（按一半计）。4 ÷ 4 × 15"
    assert line(sheet, "L2").sentence.endswith("按时核查 7，确认重要 3。（7 ÷ 7 + 3 ÷ 7）÷ 2 × 7")
    assert line(sheet, "C2").sentence == "不适用：据登记表"
    assert line(sheet, "T1").evidence[0] == Evidence("2021年05月 按时", 105)
    assert [each.submission_id for each in line(sheet, "T2").evidence] == [1, 2, 3, 4]


def test_late_counts_half_and_missing_nothing():
    marks = (Mark.ON_TIME,) * 3 + (Mark.LATE,) * 2 + (Mark.MISSING,) * 2
    t1 = line(score(RUBRIC, replace(WORKED, case_months=months(*marks))), "T1")
    assert t1.points == Decimal("8.57")  # (3 + 2/2) ÷ 7 × 15 = 8.571…
    assert t1.sentence == "应报 7 个月：按时 3，迟报 2（按一半计），未报 2。4 ÷ 7 × 15"


def test_what_is_not_entered_is_awaited_and_never_zero():
    sheet = score(RUBRIC, replace(WORKED, manual={"C2": by_hand(None, applicable=False)}, reports=None))
    assert sheet.awaiting == ("F1", "F2", "R1", "R2") and sheet.is_provisional
    assert line(sheet, "F1").points is None and line(sheet, "F1").state.label == "待录入"
    assert sheet.total == Decimal("80.00")  # 56 ÷ 70, weighing only what has points
    assert sheet.applicable == 95


def test_a_filing_still_to_be_judged_makes_the_score_provisional():
    sheet = score(RUBRIC, replace(WORKED, case_months=months(*[Mark.ON_TIME] * 4, Mark.PENDING)))
    assert sheet.pending == ("T1",) and sheet.is_provisional
    assert line(sheet, "T1").points == Decimal("15.00")
    only = score(RUBRIC, replace(WORKED, case_months=months(Mark.PENDING)))
    assert line(only, "T1").points is None and only.awaiting == ("T1",)


def test_indicators_without_occasion_leave_the_denominator_but_t2_and_t3_always_apply():
    empty = replace(
        WORKED, grades=(), adoptions=(), leads=(), cases=(), case_months=months(*[Mark.WAIVED] * 7)
    )
    sheet = score(RUBRIC, empty)
    states = {each.code: (each.state, each.points) for each in sheet.lines}
    for code in ("T1", "L2", "C1"):
        assert states[code] == (LineState.NOT_APPLICABLE, None)
    for code in ("T2", "T3"):
        assert states[code] == (LineState.COMPUTED, Decimal("0.00"))
    assert sheet.applicable == 100 - 15 - 7 - 10 - 5


def test_under_60_applicable_points_a_department_is_not_assessed_and_not_ranked():
    nothing = by_hand(None, applicable=False)
    few = ScoringInput(
        department="bzh",
        series="section",
        reports=ReportCounts(owed=3, late=0, missing=0, passes=3, material_returns=0),
        manual={"S2": nothing, "S3": nothing, "S4": by_hand("10"), "S5": by_hand("20")},
    )
    sheet = score(RUBRIC, few)
    assert sheet.applicable == 40 and sheet.total is None
    assert sheet.band == "不参评" and not sheet.is_assessed
    assert [placing.rank for placing in rank(RUBRIC, [sheet])] == [None]


def test_a_sections_sheet_reads_leads_and_never_cases():
    given_input = ScoringInput(
        department="spsc",
        series="section",
        case_months=months(*[Mark.MISSING] * 7),
        lead_months=months(*[Mark.ON_TIME] * 6, Mark.LATE),
        reports=ReportCounts(owed=4, late=1, missing=1, passes=10, material_returns=2),
        manual={code: by_hand("10") for code in ("S2", "S3", "S4", "S5")},
    )
    sheet = score(RUBRIC, given_input)
    assert line(sheet, "S1").points == Decimal("18.57")
    assert line(sheet, "S6").points == Decimal("5.00")  # 10 − 1 − 2 − 2
    assert sheet.total == Decimal("63.57")


def test_t2_takes_the_best_n_and_the_brigade_needs_seven():
    grades = tuple(GradedCase(n, Decimal(grade)) for n, grade in enumerate((1, 5, 5, 5, 5), start=1))
    assert line(score(RUBRIC, replace(WORKED, grades=grades)), "T2").points == Decimal("15.00")
    brigade = score(RUBRIC, replace(WORKED, department="zfdd", series="brigade", grades=grades))
    assert line(brigade, "T2").points == Decimal("9.00")  # 21 ÷ 35 × 15


def test_t3_counts_a_case_once_at_its_best_level_and_a_co_handler_half():
    adoptions = (
        Adoption(11, 1, Level.DISTRICT),
        Adoption(11, 2, Level.CITY),
        Adoption(12, 3, Level.DISTRICT, is_co_handler=True),
        Adoption(13, 4, Level.DISTRICT, is_co_handler=True),
    )
    t3 = line(score(RUBRIC, replace(WORKED, adoptions=adoptions)), "T3")
    assert t3.points == Decimal("13.00")
    assert t3.sentence == "被采用 3 件，取最好的 2 件：市 10 + 区 6 × 0.5（协办） = 13"
    assert [each.submission_id for each in t3.evidence] == [3, 2]


@pytest.mark.parametrize(
    ("late", "missing", "returns", "passes", "points"),
    [
        (0, 0, 0, 0, "7.00"),
        (1, 2, 0, 12, "2.00"),
        (0, 0, 1, 11, "7.00"),
        (0, 0, 1, 10, "6.00"),
        (0, 0, 5, 10, "2.00"),
        (9, 9, 0, 9, "0.00"),
    ],
)
def test_reports_lose_one_for_late_two_for_missing_and_one_per_full_tenth_returned(
    late: int, missing: int, returns: int, passes: int, points: str
):
    counts = ReportCounts(owed=9, late=late, missing=missing, passes=passes, material_returns=returns)
    assert line(score(RUBRIC, replace(WORKED, reports=counts)), "R1").points == Decimal(points)


def test_a_persons_entry_for_reports_shows_what_the_portal_computed():
    manual = {**WORKED.manual, "R1": ManualEntry(Decimal(6), "总结迟报一次")}
    r1 = line(score(RUBRIC, replace(WORKED, manual=manual)), "R1")
    assert (r1.state, r1.points) == (LineState.MANUAL, Decimal("6.00"))
    assert r1.sentence.startswith("人工录入 6 分：总结迟报一次（系统计算：已计月报。7 − 迟报 0 × 1")


def test_bonus_is_capped_and_deductions_show_their_proof():
    proof = Evidence("沪某复决〔2021〕1号", url="/attachments/1")
    sheet = score(
        RUBRIC,
        replace(
            WORKED,
            bonuses=(RegisterEntry("commendation", "区局通报", count=12),),
            deductions=(RegisterEntry("review_overturned", "复议撤销一件", evidence=(proof,)),),
        ),
    )
    assert (sheet.bonus, sheet.deductions) == (Decimal(10), Decimal(2))
    assert sheet.total == Decimal("90.95") and sheet.band == "优秀"
    assert sheet.deduction_lines[0].evidence == (proof,)


def test_false_reporting_takes_five_points_and_makes_the_item_zero():
    entry = RegisterEntry("false_report", "月报虚报", indicator="T1")
    sheet = score(RUBRIC, replace(WORKED, deductions=(entry,)))
    assert line(sheet, "T1").points == 0
    assert sheet.total == Decimal("62.16")  # 63.8 ÷ 95 × 100 − 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"manual": {"T1": by_hand("15")}}, "由系统计算"),
        ({"manual": {"F1": by_hand("10.5")}}, "0 至 10 分之间"),
        ({"manual": {"Z9": by_hand("1")}}, "没有这些指标：Z9"),
        ({"bonuses": (RegisterEntry("gold_medal", "无"),)}, "没有这些加分扣分项：gold_medal"),
        ({"bonuses": (RegisterEntry("commendation", " "),)}, "应当写明次数和依据"),
        ({"deductions": (RegisterEntry("false_report", "虚报"),)}, "应当写明所涉指标"),
    ],
)
def test_an_entry_that_does_not_fit_the_rubric_is_refused(change: dict[str, object], message: str):
    with pytest.raises(Invalid, match=message):
        score(RUBRIC, replace(WORKED, **change))  # type: ignore[arg-type]


def test_leads_and_cases_whose_term_still_runs_are_not_looked_at():
    running = replace(
        WORKED,
        leads=(LeadOutcome(1, True, True, True), LeadOutcome(2, False, False, False)),
        cases=(CaseClock(1, True, True), CaseClock(2, False, False)),
    )
    sheet = score(RUBRIC, running)
    assert (line(sheet, "L2").points, line(sheet, "C1").points) == (Decimal("7.00"), Decimal("10.00"))


def test_a_restricted_lead_counts_but_opens_nothing():
    sheet = score(RUBRIC, replace(WORKED, leads=(LeadOutcome(None, True, True, True),)))
    assert line(sheet, "L2").evidence == (Evidence("限阅 1 条：按时核查，确认重要"),)


def test_stations_are_ranked_with_shared_ranks_and_the_brigade_only_banded():
    def station(code: str, points: str) -> Score:
        return score(
            RUBRIC, replace(WORKED, department=code, manual={**WORKED.manual, "F1": by_hand(points)})
        )

    sheets = [
        station("sls3", "8.8"),
        station("sls1", "8.8"),
        station("sls2", "9"),
        station("sls4", "2"),
        score(RUBRIC, replace(WORKED, department="zfdd", series="brigade")),
    ]
    placed = [(each.score.department, each.rank) for each in rank(RUBRIC, sheets)]
    assert placed == [("sls2", 1), ("sls1", 2), ("sls3", 2), ("sls4", 4), ("zfdd", None)]


def test_a_department_outside_every_series_has_no_sheet():
    with pytest.raises(KeyError):
        score(RUBRIC, ScoringInput(department="zfjd", series="none"))


def test_the_scoring_input_has_no_money_in_it():
    """行政处罚法 §74: fines and confiscations must not be tied to the assessment."""
    words = ("money", "amount", "fine", "fen", "yuan", "confiscat", "loss", "compensation")
    classes = [each for each in vars(scoring_input).values() if hasattr(each, "__dataclass_fields__")]
    names = [each.name for cls in classes for each in fields(cls)]
    assert len(classes) >= 10
    assert not [name for name in names if any(word in name for word in words)]


# ── Properties ──────────────────────────────────────────────

marks = st.sampled_from(list(Mark))
month_tuples = st.lists(marks, max_size=7).map(lambda found: months(*found))
grades = st.decimals(min_value=0, max_value=5, places=1)
inputs = st.builds(
    ScoringInput,
    department=st.just("sls1"),
    series=st.sampled_from(["station", "brigade"]),
    case_months=month_tuples,
    lead_months=month_tuples,
    grades=st.lists(st.builds(GradedCase, st.integers(1, 9), grades), max_size=9).map(tuple),
    adoptions=st.lists(
        st.builds(
            Adoption, st.integers(1, 4), st.integers(1, 9), st.sampled_from(list(Level)), st.booleans()
        ),
        max_size=6,
    ).map(tuple),
    leads=st.lists(
        st.builds(LeadOutcome, st.integers(1, 9), st.booleans(), st.booleans(), st.booleans()), max_size=6
    ).map(tuple),
    cases=st.lists(st.builds(CaseClock, st.integers(1, 9), st.booleans(), st.booleans()), max_size=6).map(
        tuple
    ),
    reports=st.builds(
        ReportCounts,
        owed=st.integers(0, 9),
        late=st.integers(0, 9),
        missing=st.integers(0, 9),
        passes=st.integers(0, 20),
        material_returns=st.integers(0, 9),
    ),
    deductions=st.lists(
        st.builds(RegisterEntry, st.just("lawsuit_lost"), st.just("判决书")), max_size=40
    ).map(tuple),
)


def points_of(sheet: Score, code: str) -> Decimal:
    # Not applicable has nothing to lose; adding a record can only give it points.
    return line(sheet, code).points or Decimal(0)


@settings(max_examples=150, deadline=None)
@given(inputs, grades, st.integers(0, 6))
def test_one_more_case_marked_on_time_and_accepted_at_once_never_lowers_its_lines(
    before: ScoringInput, grade: Decimal, position: int
):
    month = MONTHS[position]
    after = replace(
        before,
        case_months=(
            *(each for each in before.case_months if each.month != month),
            MonthMark(month, Mark.ON_TIME, 99),
        ),
        grades=(*before.grades, GradedCase(99, grade)),
        cases=(*before.cases, CaseClock(99, True, True)),
    )
    old, new = score(RUBRIC, before), score(RUBRIC, after)
    for code in ("T1", "T2", "T3", "C1"):
        assert points_of(new, code) >= points_of(old, code)


@settings(max_examples=100, deadline=None)
@given(inputs, st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(given_input: ScoringInput, random):
    shuffled = {}
    for name in ("case_months", "lead_months", "grades", "adoptions", "leads", "cases", "deductions"):
        records = list(getattr(given_input, name))
        random.shuffle(records)
        shuffled[name] = tuple(records)
    assert score(RUBRIC, replace(given_input, **shuffled)) == score(RUBRIC, given_input)


@settings(max_examples=150, deadline=None)
@given(inputs)
def test_no_line_exceeds_its_points_and_no_score_falls_below_zero(given_input: ScoringInput):
    sheet = score(RUBRIC, given_input)
    for each in sheet.lines:
        assert each.points is None or 0 <= each.points <= each.maximum
    assert sum(points_of(sheet, code) for code in ("T1", "T2", "T3")) <= 45
    assert sheet.total is None or sheet.total >= 0


@settings(max_examples=100, deadline=None)
@given(st.lists(grades, min_size=4, max_size=4), st.lists(grades, max_size=5))
def test_cases_beyond_the_best_four_and_adoptions_beyond_the_best_two_earn_nothing(
    best: list[Decimal], rest: list[Decimal]
):
    worse = [min(each, min(best)) for each in rest]
    few = tuple(GradedCase(n, grade) for n, grade in enumerate(best))
    many = few + tuple(GradedCase(10 + n, grade) for n, grade in enumerate(worse))
    two = (Adoption(1, 1, Level.DISTRICT), Adoption(2, 2, Level.DISTRICT))
    four = (*two, Adoption(3, 3, Level.DISTRICT), Adoption(4, 4, Level.DISTRICT, is_co_handler=True))
    little = score(RUBRIC, replace(WORKED, grades=few, adoptions=two))
    much = score(RUBRIC, replace(WORKED, grades=many, adoptions=four))
    for code in ("T2", "T3"):
        assert points_of(little, code) == points_of(much, code)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 400), st.integers(1, 400))
def test_points_are_rounded_half_up_to_a_hundredth(decided: int, ended: int):
    decided = min(decided, ended)
    cases = tuple(CaseClock(n, True, n < decided) for n in range(ended))
    exact = line(score(RUBRIC, replace(WORKED, cases=cases)), "C1").points
    # In whole numbers: the hundredths of decided ÷ ended × 10, half up.
    assert exact == Decimal((2 * 1000 * decided + ended) // (2 * ended)) / 100


def test_a_half_hundredth_goes_up():
    cases = tuple(CaseClock(n, True, n < 1) for n in range(400))
    assert line(score(RUBRIC, replace(WORKED, cases=cases)), "C1").points == Decimal("0.03")  # 0.025
