"""A round reads what was filed by its cut-off, never money; people enter the rest, and two of them close it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from portal.domain.errors import Forbidden, FourEyes, Invalid, NotFound, Stale, TransitionNotAllowed
from portal.domain.scoring import Level, LineState, Mark
from portal.domain.workflow import Action, ReturnCode, RoundStatus
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.evaluations import EvaluationRound
from portal.models.submissions import Kind, Submission
from portal.services import (
    approvals,
    evaluations,
    plans,
    score_pages,
    score_workbooks,
    scores,
    scoring_inputs,
    submissions,
    transitions,
    typical_cases,
)
from tests import factories
from tests.factories import actor
from tests.statements import list_statements

CUT_OFF = date(2021, 12, 15)


def input_of(code: str = "sls1", through: date = CUT_OFF):
    catalogue = plans.get_catalogue(2021)
    (given,) = scoring_inputs.draw_inputs(catalogue, through, [factories.department(code)])
    return given


def revise(case: Submission, grade: int, **changes) -> Submission:
    author = actor(f"{case.department.code}.liaison")
    revision = submissions.revise(author, case, case.version)
    submissions.save_draft(author, revision, changes, revision.version)
    return factories.accept(revision, grade)


def a_return(month: int, code: str = "sls1") -> Submission:
    """A monthly return at gate one."""
    content = {"month": date(2021, month, 1), "contact_name": "甲", "contact_phone": "021"}
    content |= {"lines": [("food", 2, 3)], "affirms_statistics": True}
    made = submissions.create_draft(actor(f"{code}.liaison"), Kind.MONTHLY_RETURN, content)
    submissions.submit(actor(f"{code}.liaison"), made, made.version)
    return made


@pytest.fixture
def opened(in_2021) -> Callable[..., EvaluationRound]:
    """A round opened by `supervision` on 20 December for 15 December."""

    def opened(through: date = CUT_OFF) -> EvaluationRound:
        with in_2021(12, 20):
            return evaluations.open_round(actor("supervision"), through)

    return opened


def enter_all(evaluation: EvaluationRound) -> None:
    """Everything that waits for a person, entered as not applicable."""
    for sheet in scores.compute(evaluation.year, evaluation.through, evaluation).sheets:
        for code in sheet.score.awaiting:
            person = actor("supervision")
            evaluations.enter(person, evaluation, evaluation.version, sheet.code, code, None, "本年没有发生")


# ── What was filed is what is counted ────────────────────────────────────────


def test_a_marked_case_gives_its_grade_and_its_month(in_2021):
    with in_2021(11, 1):
        case = factories.accept(factories.draft_case(), 3)
    given = input_of()
    assert [(each.submission_id, each.grade) for each in given.grades] == [(case.id, 3)]
    marks = {each.month.month: (each.mark, each.submission_id) for each in given.case_months}
    assert marks[10] == (Mark.ON_TIME, case.id)
    assert marks[9] == (Mark.MISSING, None)
    assert max(marks) == 11  # November's was due on 2 December, December's is not due yet.


def test_a_case_is_judged_in_time_once_its_120_days_and_the_excluded_ones_have_passed(in_2021):
    # Filed on 12 August: 120 days end on 10 December.
    with in_2021(11, 1):
        case = factories.accepted_case(excluded_days=None)
        factories.accepted_case(excluded_days=30, excluded_reason="检验 30 日")
        undecided = {"closed_on": None, "is_typical": False, **factories.UNDECIDED}
        open_case = factories.accepted_case(excluded_days=5, excluded_reason="鉴定 5 日", **undecided)
    assert input_of(through=date(2021, 12, 9)).cases == ()
    ended = {each.submission_id: each.decided_in_time for each in input_of().cases}
    assert ended == {case.id: True, open_case.id: False}


def test_the_term_of_a_case_that_ends_in_the_holidays_ends_on_the_next_working_day(in_2021):
    # Filed on 3 June: 120 days end on 1 October, the next working day is 8 October.
    with in_2021(9, 15):
        open_case = factories.accepted_case(
            filed_on=date(2021, 6, 3),
            closed_on=None,
            is_typical=False,
            is_transferred=False,
            transferred_on=None,
            **factories.UNDECIDED,
        )
    assert input_of(through=date(2021, 10, 7)).cases == ()
    assert [each.submission_id for each in input_of(through=date(2021, 10, 8)).cases] == [open_case.id]


def test_a_lead_counts_once_its_time_for_verification_is_over(in_2021):
    with in_2021(8, 12):
        lead = factories.approved_lead(verified_on=date(2021, 8, 10), verification_result="属实")
        approvals.accept(actor("supervision"), lead, lead.version, {"confirms_importance": True})
        slow = factories.approved_lead(verified_on=None)
        approvals.accept(actor("supervision"), slow, slow.version, {"confirms_importance": False})
    assert lead.verification_due_on == date(2021, 8, 23)
    assert input_of(through=date(2021, 8, 22)).leads == ()
    found = [
        (each.submission_id, each.verified_in_time, each.confirmed_important) for each in input_of().leads
    ]
    assert sorted(found) == [(lead.id, True, True), (slow.id, False, False)]


def test_an_adoption_counts_from_the_day_it_was_selected(in_2021):
    with in_2021(11, 1):
        case = factories.accepted_case()
        chosen = typical_cases.find_of_dossier(case.dossier_id)
        transitions.take(actor("supervision"), chosen, Action.SHORTLIST, version=chosen.version)
    with in_2021(12, 1):
        head, level = actor("supervision.head"), {"level": Level.CITY.value}
        transitions.take(head, chosen, Action.SELECT, version=chosen.version, changes=level)
    assert input_of(through=date(2021, 11, 30)).adoptions == ()
    (adoption,) = input_of().adoptions
    assert (adoption.submission_id, adoption.level) == (case.id, Level.CITY)


def test_returns_count_late_and_missing_months_and_what_came_back_for_material_error(in_2021):
    supervision, leader = actor("supervision"), actor("sls1.leader")
    with in_2021(6, 1):
        first = a_return(5)
        approvals.approve(leader, first, first.version)
        approvals.recall(leader, first, first.version)
        approvals.approve(leader, first, first.version)
        approvals.send_back(supervision, first, first.version, ReturnCode.MATERIAL_ERROR, "数字不符")
    with in_2021(6, 5):
        submissions.submit(actor("sls1.liaison"), first, first.version)
        approvals.approve(leader, first, first.version)
        approvals.accept(supervision, first, first.version)
    with in_2021(7, 1):
        second = a_return(6)
        approvals.approve(leader, second, second.version)
    given = input_of(through=date(2021, 8, 3)).reports
    months = [each.text for each in given.evidence if "月报" in each.text]
    assert months == ["2021年05月 月报 迟报", "2021年06月 月报 待接收", "2021年07月 月报 未报"]
    # A recalled approval never left the department.
    assert (given.passes, given.material_returns, given.pending) == (3, 1, 1)


def test_contacts_and_reports_count_beside_the_returns_each_with_its_mark_and_its_passes(in_2021):
    with in_2021(5, 17):
        contacts = factories.accepted_filing(Kind.CONTACTS)
    with in_2021(7, 3):
        report = factories.accepted_filing(Kind.REPORT)
    given = input_of(through=date(2021, 8, 3)).reports
    assert given.counted == ("月报", "联络员表", "5 月补报", "二季度报告")
    assert (given.owed, given.late, given.missing, given.passes) == (6, 1, 4, 2)
    assert [(each.text, each.submission_id) for each in given.evidence[3:]] == [
        ("联络员表 按时", contacts.id),
        ("5 月补报 未报", None),
        ("二季度报告 迟报", report.id),
    ]


def test_a_report_that_came_back_for_material_error_is_counted(in_2021):
    supervision, leader = actor("supervision"), actor("sls1.leader")
    with in_2021(7, 1):
        report = factories.draft_filing(Kind.REPORT)
        submissions.submit(actor("sls1.liaison"), report, report.version)
        approvals.approve(leader, report, report.version)
        approvals.send_back(supervision, report, report.version, ReturnCode.MATERIAL_ERROR, "数字不符")
    given = input_of(through=date(2021, 8, 3)).reports
    assert (given.passes, given.material_returns) == (1, 1)


def test_a_section_that_owes_no_return_is_judged_by_its_contacts_and_reports(in_2021):
    with in_2021(5, 17):
        factories.accepted_filing(Kind.CONTACTS, "spsc")
    with in_2021(12, 20):
        line = line_of("spsc", "S6")
    assert (line.state, line.points) == (LineState.COMPUTED, 2)
    assert "已计联络员表、5 月补报、二季度报告、三季度报告、年度报告。" in line.sentence


def line_of(code: str, indicator: str, evaluation: EvaluationRound | None = None):
    sheet = scores.compute(2021, CUT_OFF, evaluation).find(code)
    return next(each for each in sheet.score.lines if each.code == indicator)


def test_a_revision_reported_after_the_cut_off_is_not_read_and_the_earlier_one_is(in_2021):
    with in_2021(11, 1):
        case = factories.accept(factories.draft_case(), 2)
    with in_2021(12, 16):
        later = revise(case, 5)
    assert [(x.submission_id, x.grade) for x in input_of().grades] == [(case.id, 2)]
    assert [(x.submission_id, x.grade) for x in input_of(through=date(2021, 12, 16)).grades] == [
        (later.id, 5)
    ]


def test_what_was_revoked_counts_nowhere(in_2021):
    with in_2021(11, 1):
        case = factories.accepted_case()
    with in_2021(12, 18):
        approvals.revoke(actor("supervision.head"), case, case.version, "重复报送")
    given = input_of()
    assert (given.grades, given.cases, given.adoptions) == ((), (), ())


def test_what_waits_for_supervision_counts_nowhere_yet(in_2021):
    with in_2021(11, 1):
        factories.approved_case()
    given = input_of()
    assert given.grades == ()
    assert {each.mark for each in given.case_months if each.month.month == 10} == {Mark.PENDING}


def test_money_times_a_thousand_changes_no_score(in_2021):
    with in_2021(11, 1):
        for grade in (2, 5):
            factories.accept(factories.draft_case(), grade)
        factories.accept(factories.draft_case("zfdd"), 4)
    before = scores.compute(2021, CUT_OFF)
    table = Submission.__table__
    amounts = ("amount_involved", "compensation", "fine", "confiscated", "loss_recovered")
    db.session.execute(update(table).values({name: table.c[name] * 1000 for name in amounts}))
    assert db.session.execute(select(func.max(table.c.fine))).scalar() >= 36_900_000_000
    assert scores.compute(2021, CUT_OFF) == before


def test_no_statement_behind_a_score_names_an_amount_and_their_number_does_not_grow(in_2021):
    with in_2021(11, 1):
        factories.accepted_case()
    sls1 = factories.department("sls1").id
    one = list_statements(lambda: scores.compute(2021, CUT_OFF, department_ids=[sls1]))
    every = list_statements(scores.compute, 2021, CUT_OFF)
    assert 5 <= len(every) <= len(one) <= 14
    for amount in ("fine", "confiscated", "amount_involved", "compensation", "loss_recovered"):
        assert not any(amount in statement for statement, _ in every)


def test_the_sections_that_judge_take_no_part(in_2021):
    factories.department("bgs").series = "section"
    db.session.commit()
    with in_2021(12, 20):
        codes = {sheet.code for sheet in scores.compute(2021, CUT_OFF).sheets}
    assert codes.isdisjoint({"zfjd", "xyjd", "bgs"})
    assert {"sls1", "sls2", "sls3", "zfdd", "spsc"} <= codes


# ── Rounds ───────────────────────────────────────────────────────────────────


def test_a_round_ends_today_at_the_latest_and_is_opened_once(in_2021):
    with in_2021(12, 20):
        with pytest.raises(Invalid):
            evaluations.open_round(actor("supervision"), date(2021, 12, 21))
        evaluations.open_round(actor("supervision"), date(2021, 12, 20))
        with pytest.raises(Invalid) as refusal:
            evaluations.open_round(actor("supervision2"), date(2021, 12, 20))
    assert refusal.value.findings[0].field == "through"


def test_only_supervision_opens_and_enters(opened):
    evaluation = opened()
    with pytest.raises(Forbidden):
        evaluations.open_round(actor("sls1.leader"), date(2021, 11, 30))
    with pytest.raises(Forbidden):
        evaluations.enter(actor("bureau"), evaluation, evaluation.version, "sls1", "F1", Decimal(8), "评查")


def test_points_by_hand_enter_the_sheet_with_their_reason(opened):
    evaluation = opened()
    evaluations.enter(actor("supervision"), evaluation, 1, "sls1", "F1", Decimal("8.75"), "评查 4 卷")
    line = line_of("sls1", "F1", evaluation)
    assert (line.points, line.state) == (Decimal("8.75"), LineState.MANUAL)
    assert "评查 4 卷" in line.sentence
    evaluations.enter(actor("supervision"), evaluation, 2, "sls1", "F1", None, "没有评查")
    assert line_of("sls1", "F1", evaluation).state is LineState.NOT_APPLICABLE
    evaluations.clear(actor("supervision"), evaluation, 3, "sls1", "F1")
    assert line_of("sls1", "F1", evaluation).state is LineState.AWAITING


@pytest.mark.parametrize(
    ("code", "points", "reason"), [("F1", "10.01", "评查"), ("F1", "-1", "评查"), ("F1", "5", " ")]
)
def test_points_out_of_range_or_without_reason_are_refused(opened, code, points, reason):
    evaluation = opened()
    with pytest.raises(Invalid):
        evaluations.enter(actor("supervision"), evaluation, 1, "sls1", code, Decimal(points), reason)


def test_a_computed_line_takes_no_points_and_a_foreign_one_neither(opened):
    evaluation = opened()
    for code in ("T1", "S3", "X9"):
        with pytest.raises(Invalid):
            evaluations.enter(actor("supervision"), evaluation, 1, "sls1", code, Decimal(1), "理由")
    with pytest.raises(NotFound):
        evaluations.enter(actor("supervision"), evaluation, 1, "bgs", "F1", Decimal(1), "理由")


def test_an_entry_from_an_outdated_page_is_refused(opened):
    evaluation = opened()
    evaluations.enter(actor("supervision"), evaluation, 1, "sls1", "F1", Decimal(8), "评查")
    with pytest.raises(Stale):
        evaluations.enter(actor("supervision2"), evaluation, 1, "sls1", "F2", Decimal(5), "核对")


def test_bonuses_and_deductions_need_proof_and_can_be_struck(opened):
    evaluation, person = opened(), actor("supervision")
    with pytest.raises(Invalid):
        evaluations.register(person, evaluation, 1, "sls1", "commendation", 1, " ")
    with pytest.raises(Invalid) as refusal:
        evaluations.register(person, evaluation, 1, "sls1", "false_report", 1, "核查报告")
    assert refusal.value.findings[0].field == "indicator"
    evaluations.register(person, evaluation, 1, "sls1", "commendation", 2, "沪市监〔2021〕1号")
    evaluations.register(person, evaluation, 2, "sls1", "lawsuit_lost", 1, "（2021）沪行终1号")
    score = scores.compute(2021, CUT_OFF, evaluation).find("sls1").score
    assert (score.bonus, score.deductions) == (2, 3)
    for entry in scores.list_register(evaluation):
        evaluations.strike(person, evaluation, evaluation.version, entry.id)
    score = scores.compute(2021, CUT_OFF, evaluation).find("sls1").score
    assert (score.bonus, score.deductions) == (0, 0)


# ── Confirming ───────────────────────────────────────────────────────────────


def test_two_persons_close_a_round(in_2021):
    with in_2021(12, 20):
        own = evaluations.open_round(actor("supervision.head"), CUT_OFF)
        enter_all(own)
        with pytest.raises(FourEyes):
            evaluations.confirm(actor("supervision.head"), own, own.version)
        with pytest.raises(Forbidden):
            evaluations.confirm(actor("supervision2"), own, own.version)
    assert own.status is RoundStatus.SCORING


def test_whoever_entered_points_does_not_confirm_them(opened):
    evaluation = opened()
    enter_all(evaluation)
    head = actor("supervision.head")
    evaluations.enter(head, evaluation, evaluation.version, "sls1", "F1", Decimal(9), "评查")
    with pytest.raises(FourEyes):
        evaluations.confirm(head, evaluation, evaluation.version)
    evaluations.enter(actor("supervision2"), evaluation, evaluation.version, "sls1", "F1", Decimal(9), "评查")
    evaluations.confirm(head, evaluation, evaluation.version)
    assert evaluation.status is RoundStatus.CONFIRMED


def test_a_round_stays_open_while_something_reported_by_the_cut_off_is_unjudged(in_2021, opened):
    with in_2021(12, 14):
        waiting = factories.approved_case(is_typical=False)
    with in_2021(12, 16):
        factories.approved_case()
    evaluation, head = opened(), actor("supervision.head")
    enter_all(evaluation)
    assert [each.number for each in scores.list_unjudged(evaluation)] == [waiting.dossier.number]
    with pytest.raises(Invalid):
        evaluations.confirm(head, evaluation, evaluation.version)
    with in_2021(12, 21):
        approvals.accept(actor("supervision"), waiting, waiting.version)
    assert scores.list_unjudged(evaluation) == []
    evaluations.confirm(head, evaluation, evaluation.version)
    assert evaluation.status is RoundStatus.CONFIRMED


def test_a_filing_that_may_still_come_back_with_its_moment_keeps_the_round_open(in_2021, opened):
    with in_2021(12, 14):
        case = factories.approved_case()
    evaluation = opened()
    with in_2021(12, 20, hour=10):
        approvals.send_back(actor("supervision"), case, case.version, ReturnCode.MINOR_CORRECTION, "错字")
        (unjudged,) = scores.list_unjudged(evaluation)
        assert (unjudged.number, unjudged.is_waiting) == (case.dossier.number, False)
    with in_2021(12, 24):
        evaluations.enter(actor("supervision"), evaluation, 1, "sls1", "F1", Decimal(9), "评查")
        assert scores.list_unjudged(evaluation) == []


def test_a_round_stays_open_while_a_line_is_to_be_entered(opened):
    evaluation = opened()
    with pytest.raises(Invalid):
        evaluations.confirm(actor("supervision.head"), evaluation, evaluation.version)
    assert evaluation.status is RoundStatus.SCORING


@pytest.fixture
def confirmed(in_2021, opened):
    """A round with one graded case, confirmed by the head."""
    with in_2021(11, 1):
        case = factories.accept(factories.draft_case(), 3)
    evaluation = opened()
    enter_all(evaluation)
    proof = "沪市监〔2021〕1号"
    evaluations.register(
        actor("supervision"), evaluation, evaluation.version, "sls1", "commendation", 1, proof
    )
    with in_2021(12, 22):
        evaluations.confirm(actor("supervision.head"), evaluation, evaluation.version)
    return evaluation, case


def test_a_confirmed_round_is_locked(confirmed):
    evaluation, _ = confirmed
    person, version = actor("supervision"), evaluation.version
    with pytest.raises(TransitionNotAllowed):
        evaluations.enter(person, evaluation, version, "sls1", "F1", Decimal(9), "评查")
    with pytest.raises(TransitionNotAllowed):
        evaluations.clear(person, evaluation, version, "sls1", "F1")
    with pytest.raises(TransitionNotAllowed):
        evaluations.register(person, evaluation, version, "sls1", "commendation", 1, "文号")
    with pytest.raises(TransitionNotAllowed):
        evaluations.confirm(actor("supervision.head"), evaluation, version)


def test_a_confirmed_round_shows_what_was_confirmed_whatever_happens_later(confirmed, in_2021):
    evaluation, case = confirmed
    before = scores.get_result(actor("supervision"), evaluation)
    with in_2021(12, 23):
        approvals.revoke(actor("supervision.head"), case, case.version, "重复报送")
    assert scores.get_result(actor("supervision"), evaluation) == before
    assert input_of().grades == ()


def test_the_head_reopens_with_a_reason_and_the_scores_are_computed_afresh(confirmed, in_2021):
    evaluation, case = confirmed
    head = actor("supervision.head")
    with in_2021(12, 23):
        approvals.revoke(head, case, case.version, "重复报送")
        with pytest.raises(Invalid):
            evaluations.reopen(head, evaluation, evaluation.version, " ")
        evaluations.reopen(head, evaluation, evaluation.version, "一件已撤销")
    assert evaluation.status is RoundStatus.SCORING
    assert evaluation.confirmed_scores is None
    assert line_of("sls1", "T2", evaluation).points == 0


def test_the_trail_says_who_opened_entered_confirmed_and_took_the_workbook(confirmed):
    evaluation, _ = confirmed
    score_workbooks.write_round(actor("bureau"), evaluation)
    rows = db.session.execute(
        select(TrailRow.actor_name, TrailRow.action)
        .where(TrailRow.subject == "evaluation_round")
        .order_by(TrailRow.number)
    ).all()
    told = [tuple(row) for row in rows]
    assert told[0] == ("supervision", "open")
    assert ("supervision", "enter") in told
    assert told[-2:] == [("supervision.head", "confirm"), ("bureau", "export")]


# ── Who sees what ────────────────────────────────────────────────────────────


def test_a_department_sees_its_own_sheet_and_no_ranking(opened):
    evaluation = opened()
    own = actor("sls1.leader")
    view = score_pages.view(own, evaluation)
    assert ([sheet.code for sheet in view.result.sheets], view.ranking, view.tabs) == (["sls1"], (), ())
    with pytest.raises(NotFound):
        score_pages.view(own, evaluation, "sls2")
    everything = score_pages.view(actor("bureau"), evaluation, "sls2")
    assert (everything.sheet.code, len(everything.ranking), everything.may_enter) == ("sls2", 3, False)


def test_a_department_sees_only_its_own_of_a_confirmed_round_too(confirmed):
    evaluation, _ = confirmed
    result = scores.get_result(actor("sls1.liaison"), evaluation)
    assert [sheet.code for sheet in result.sheets] == ["sls1"]


def test_a_section_that_is_not_scored_sees_no_sheet(opened):
    assert score_pages.view(actor("xyjd.leader"), opened()).sheet is None
    assert scores.find_own(actor("xyjd.leader")) is None


def test_the_workbench_shows_the_own_score_before_any_round_is_open(in_2021):
    with in_2021(11, 1):
        factories.accept(factories.draft_case(), 4)
        own = scores.find_own(actor("sls1.liaison"))
        whole = scores.compute(2021, date(2021, 11, 1)).find("sls1")
    assert (own.sheet, own.round_id, own.through) == (whole, None, date(2021, 11, 1))
    titles = [group.title for group in own.groups]
    assert titles[:2] == ["典型案件和案例", "重要线索"]
    assert sum(group.points for group in own.groups if group.title != "加分") == sum(
        line.points for line in whole.score.lines if line.points is not None
    )


def test_the_workbook_read_back_holds_the_scores_of_the_page(confirmed):
    evaluation, case = confirmed
    result = scores.get_result(actor("supervision"), evaluation)
    book = load_workbook(BytesIO(score_workbooks.write_round(actor("supervision"), evaluation)))
    assert book.sheetnames == ["排名", "指标得分", "依据", "评分规则"]
    ranking = {row[2]: row for row in book["排名"].iter_rows(values_only=True) if row[2]}
    for series in result.list_series():
        for placed in result.list_placed(series):
            row, score = ranking[placed.sheet.name], placed.sheet.score
            shown = None if score.total is None else float(score.total)
            assert (row[0], row[1], row[3], row[4]) == (
                series.title,
                placed.rank,
                shown,
                score.band or "待录入",
            )
    evidence = list(book["依据"].iter_rows(values_only=True))
    assert any(row[1] == "T2" and row[8] == case.dossier.number for row in evidence)
    words = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert not any("万元" in word for word in words)


def test_a_department_takes_its_own_sheet_without_the_ranking(opened):
    book = load_workbook(BytesIO(score_workbooks.write_round(actor("sls1.leader"), opened())))
    assert book.sheetnames == ["指标得分", "依据", "评分规则"]
    words = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("示例一" in word for word in words)
    assert not any("示例二" in word for word in words)


def test_the_command_scores_without_a_round_and_with_the_entries_of_one(in_2021, opened):
    result, _ = score_workbooks.write_through(CUT_OFF, 2021)
    assert "F1" in result.find("sls1").score.awaiting
    evaluation = opened()
    evaluations.enter(actor("supervision"), evaluation, 1, "sls1", "F1", Decimal(8), "评查")
    result, _ = score_workbooks.write_through(CUT_OFF, 2021)
    assert "F1" not in result.find("sls1").score.awaiting
