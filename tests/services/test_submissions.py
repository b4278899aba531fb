"""A filing up to the first gate: numbered, drafted, frozen when submitted, taken back, revised, discarded; and found in lists."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.domain.content import Kind
from portal.domain.errors import Forbidden, Invalid, NotFound, Stale, TransitionNotAllowed
from portal.domain.parties import normalise
from portal.domain.periods import month_before
from portal.domain.workflow import Action, Status
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.submissions import Dossier, Submission
from portal.services import (
    approvals,
    choices,
    clock,
    dossiers,
    histories,
    party_pages,
    plans,
    readings,
    submissions,
    terms,
)
from portal.services.dossiers import Filters
from tests import factories
from tests.factories import CASE, LEAD, actor

LAST_MONTH = date(2021, 12, 1)
RETURN = {
    "month": LAST_MONTH,
    "affirms_statistics": True,
    "contact_name": "联络员甲",
    "contact_phone": "021-00000000",
    "lines": [("food", 0, None)],
}


def file_return(code="sls1", **changes):
    return submissions.create_draft(actor(f"{code}.liaison"), Kind.MONTHLY_RETURN, {**RETURN, **changes})


def list_all(username, key="", **filters):
    return dossiers.list_page(actor(username), Filters(**filters), key)


def titles(page):
    return [row.title for row in page.rows]


def test_numbers_run_by_department_and_year_and_are_never_given_twice(app):
    year = plans.current_year()
    first, second = factories.draft_case("sls1"), factories.draft_case("sls1")
    other = factories.draft_case("sls2")
    assert first.dossier.number == f"铁{year}-示例一所-0001"
    assert second.dossier.number == f"铁{year}-示例一所-0002"
    assert other.dossier.number == f"铁{year}-示例二所-0001"
    submissions.discard(actor("sls1.liaison"), second, second.version)
    assert factories.draft_case("sls1").dossier.number == f"铁{year}-示例一所-0003"


def test_a_draft_may_be_incomplete_and_is_for_its_own_department_only(app):
    draft = submissions.create_draft(actor("sls1.liaison"), Kind.CASE, {"title": "某案"})
    assert draft.status is Status.DRAFT and draft.filed_on is None
    department_id = factories.department("sls2").id
    with pytest.raises(Forbidden):
        submissions.create_draft(actor("sls1.liaison"), Kind.CASE, {}, department_id=department_id)


def test_saving_keeps_everything_that_was_typed(app):
    draft = submissions.create_draft(actor("sls1.liaison"), Kind.CASE, {})
    submissions.save_draft(actor("sls1.liaison"), draft, CASE, draft.version)
    db.session.expire_all()
    saved = submissions.content_of(db.session.get(Submission, draft.id))
    assert {name: saved[name] for name in CASE} == CASE


def test_saving_is_recorded_by_the_names_of_the_fields_and_never_their_values(app):
    draft = factories.draft_case()
    submissions.save_draft(actor("sls1.liaison"), draft, {"fine": 1, "title": "改过的名称"}, draft.version)
    row = db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(1)).scalar_one()
    assert (row.action, row.fields) == ("save", "fine title")
    assert "改过的名称" not in str(vars(row))


def test_a_stale_save_is_refused_and_changes_nothing(app):
    draft = factories.draft_case()
    seen = draft.version
    submissions.save_draft(actor("sls1.liaison"), draft, {"title": "甲"}, seen)
    with pytest.raises(Stale):
        submissions.save_draft(actor("sls1.liaison2"), draft, {"title": "乙"}, seen)
    assert draft.title == "甲"


def test_what_is_submitted_is_frozen(app):
    case = factories.submitted_case()
    with pytest.raises(TransitionNotAllowed, match="sls1"):
        submissions.save_draft(actor("sls1.liaison"), case, {"title": "乙"}, case.version)
    assert case.title == CASE["title"]


def test_submitting_a_new_filing_with_an_error_saves_nothing(app):
    before = db.session.execute(select(Dossier.id)).all()
    with pytest.raises(Invalid) as refusal:
        submissions.keep(actor("sls1.liaison"), Kind.CASE, {**CASE, "title": ""}, is_submitted=True)
    assert [finding.field for finding in refusal.value.findings] == ["title"]
    assert db.session.execute(select(Dossier.id)).all() == before


def test_submitting_a_draft_with_an_error_leaves_it_as_it_was(app):
    draft = factories.draft_case()
    seen, content = draft.version, {**CASE, "title": "新的名称", "filed_on": None}
    with pytest.raises(Invalid):
        submissions.keep(actor("sls1.liaison"), Kind.CASE, content, draft, seen, is_submitted=True)
    db.session.expire_all()
    assert (draft.title, draft.version, draft.status) == (CASE["title"], seen, Status.DRAFT)


def test_saving_and_submitting_is_one_deed(app):
    seen = {each.key for each in submissions.review(actor("sls1.liaison"), Kind.CASE, CASE, None)}
    case = submissions.keep(actor("sls1.liaison"), Kind.CASE, CASE, is_submitted=True, seen=seen)
    assert case.status is Status.SUBMITTED
    assert case.party.normalised_name == normalise(CASE["party_name"])
    submissions.withdraw(actor("sls1.liaison"), case, case.version)
    content = {**CASE, "title": "改过的名称"}
    submissions.keep(
        actor("sls1.liaison"), Kind.CASE, content, case, case.version, is_submitted=True, seen=seen
    )
    assert (case.status, case.title) == (Status.SUBMITTED, "改过的名称")


def test_a_withdrawn_filing_is_a_draft_again_until_the_leader_acts(app):
    case = factories.submitted_case()
    submissions.withdraw(actor("sls1.liaison"), case, case.version)
    assert case.status is Status.DRAFT and case.submitted_at is None
    case = factories.approved_case()
    with pytest.raises(TransitionNotAllowed):
        submissions.withdraw(actor("sls1.liaison"), case, case.version)


def test_a_revision_starts_from_what_is_in_force_and_only_one_is_open(app):
    case = factories.accepted_case()
    draft = submissions.revise(actor("sls1.liaison"), case, case.version)
    assert (draft.revision, draft.dossier_id, draft.title) == (2, case.dossier_id, case.title)
    assert case.status is Status.ACCEPTED
    with pytest.raises(TransitionNotAllowed, match="已有一次报送在办"):
        submissions.revise(actor("sls1.liaison"), case, case.version)
    assert Action.REVISE not in {
        row.action for row in submissions.list_own_steps(actor("sls1.liaison"), case)
    }


def test_a_revision_keeps_a_monthly_returns_lines(app):
    made = file_return()
    for step, who in (
        (submissions.submit, "sls1.liaison"),
        (approvals.approve, "sls1.leader"),
        (approvals.accept, "supervision"),
    ):
        step(actor(who), made, made.version)
    draft = submissions.revise(actor("sls1.liaison"), made, made.version)
    assert submissions.content_of(draft)["lines"] == [("food", 0, None)]


def test_only_what_nobody_else_has_seen_may_be_discarded(app):
    draft = factories.draft_case()
    number, draft_id = draft.dossier.number, draft.id
    submissions.discard(actor("sls1.liaison"), draft, draft.version)
    assert db.session.get(Submission, draft_id) is None
    rows = db.session.execute(select(TrailRow.action).where(TrailRow.reference == number)).scalars().all()
    assert rows == ["draft", "discard"]
    case = factories.submitted_case()
    submissions.withdraw(actor("sls1.liaison"), case, case.version)
    with pytest.raises(TransitionNotAllowed, match="不能删除"):
        submissions.discard(actor("sls1.liaison"), case, case.version)
    assert Action.DISCARD not in {
        row.action for row in submissions.list_own_steps(actor("sls1.liaison"), case)
    }


def test_discarding_a_revision_leaves_the_dossier_and_what_is_in_force(app):
    case = factories.accepted_case()
    dossier_id, case_id = case.dossier_id, case.id
    draft = submissions.revise(actor("sls1.liaison"), case, case.version)
    submissions.discard(actor("sls1.liaison"), draft, draft.version)
    assert submissions.find_in_force(dossier_id).id == case_id


def test_a_department_has_one_return_a_month_and_keeps_its_month(app):
    made = file_return()
    with pytest.raises(Invalid) as refusal:
        file_return()
    assert made.dossier.number in refusal.value.findings[0].message
    file_return("sls2")
    other = month_before(LAST_MONTH)
    with pytest.raises(Invalid) as refusal:
        submissions.save_draft(actor("sls1.liaison"), made, {"month": other}, made.version)
    assert refusal.value.findings[0].message.startswith("月份不能改")


def nil_month(month, **changes):
    """What the check says of a return of sls1 that knows of no case and no lead."""
    content = {**RETURN, "month": month, "no_case_reason": "没有。", "no_lead_reason": "没有。", **changes}
    found = submissions.review(actor("sls1.liaison"), Kind.MONTHLY_RETURN, content)
    return {each.code: each.submission_id for each in found if each.code}


def test_a_month_said_to_be_without_is_held_against_what_was_reported_of_it(app):
    october, august = date(2021, 10, 1), date(2021, 8, 1)
    factories.draft_case()
    factories.submitted_case("sls2")
    factories.submitted_case(is_typical=False)
    factories.approved_lead("sls2")
    factories.approved_lead(claims_importance=False)
    factories.restricted_lead()
    assert nil_month(october) == nil_month(august) == {}
    case, lead = factories.accepted_case(), factories.approved_lead()
    assert nil_month(october) == {"typical_cases_of_month": case.id}
    assert nil_month(august) == {"leads_of_month": lead.id}
    assert nil_month(october, no_case_reason=" ") == nil_month(date(2021, 9, 1)) == {}
    approvals.revoke(actor("supervision.head"), case, case.version, "重复。")
    assert nil_month(october) == {}


def test_a_return_that_denies_a_reported_case_waits_for_a_word(app):
    factories.accepted_case()
    content = {**RETURN, "month": date(2021, 10, 1), "no_case_reason": "没有。"}

    def hand_in(**words):
        return submissions.keep(
            actor("sls1.liaison"), Kind.MONTHLY_RETURN, content, is_submitted=True, words=words
        )

    with pytest.raises(Invalid) as refusal:
        hand_in()
    assert [each.field for each in refusal.value.findings] == ["no_case_reason"]
    assert hand_in(typical_cases_of_month="另案，不计入。").status is Status.SUBMITTED


@pytest.mark.parametrize(
    ("now", "may"),
    [(datetime(2021, 9, 29, 15, 59, tzinfo=UTC), False), (datetime(2021, 9, 29, 16, 0, tzinfo=UTC), True)],
)
def test_a_return_may_be_filed_from_the_last_working_day_of_its_month(app, now, may):
    """30 September 2021 was a Thursday and the holidays began on the day after."""
    content = {**RETURN, "month": date(2021, 9, 1)}
    with clock.travel(now):
        found = submissions.review(actor("sls1.liaison"), Kind.MONTHLY_RETURN, content)
    sentences = [finding.message for finding in found if finding.is_error]
    assert sentences == ([] if may else ["9 月的月报，9 月 30 日（本月最后一个工作日）起可以提交。"])


@pytest.mark.parametrize(
    ("code", "reason", "is_error"),
    [
        ("91110000600037341L", None, None),
        ("91110000600037341X", None, True),
        ("91110000600037341X", "登记机关书面确认", False),
        ("12345", None, True),
    ],
)
def test_a_credit_code_that_fails_its_check_is_explained_or_put_right(app, code, reason, is_error):
    content = {**CASE, "credit_code": code, "credit_code_reason": reason}
    found = submissions.review(actor("sls1.liaison"), Kind.CASE, content)
    assert [finding.is_error for finding in found if finding.field == "credit_code"] == (
        [] if is_error is None else [is_error]
    )


def test_other_dossiers_of_a_party_are_linked_for_those_who_may_read_them(app):
    own, foreign = factories.submitted_case("sls1"), factories.submitted_case("sls2")
    new = factories.draft_case("sls1")
    found = party_pages.list_other_dossiers(actor("sls1.liaison"), submissions.content_of(new), new)
    assert {(each.submission_id, each.number) for each in found} == {(own.id, own.dossier.number), (None, "")}
    assert {each.department for each in found} == {"示例一所", "示例二所"}
    assert foreign.dossier.number not in {each.number for each in found}


def test_a_draft_is_seen_by_its_department_and_by_nobody_else(app):
    draft = factories.draft_case("sls1")
    for username in ("sls1.liaison", "sls1.leader"):
        assert submissions.get(actor(username), draft.id) is draft
    for username in ("sls2.liaison", "supervision", "supervision.head", "credit", "bureau"):
        with pytest.raises(NotFound):
            submissions.get(actor(username), draft.id)


def test_supervision_sees_a_filing_from_the_leaders_approval_on(app):
    assert titles(list_all("supervision")) == []
    factories.submitted_case()
    assert titles(list_all("supervision")) == []
    factories.approved_case()
    assert titles(list_all("supervision")) == [CASE["title"]]


@pytest.mark.parametrize(
    "username", ["sls1.liaison", "supervision", "credit", "bureau", "spsc.liaison", "publicity"]
)
def test_a_list_shows_what_may_be_opened_and_nothing_more(app, username):
    made = [factories.accepted_case("sls1"), factories.approved_case("sls1"), factories.draft_case("sls1")]
    made += [
        factories.accepted_case("sls2", category_code="ccc", violation_code=None),
        factories.approved_lead("sls2"),
    ]
    who = actor(username)
    visible = set()
    for each in made:
        try:
            visible.add(submissions.get(who, each.id).id)
        except NotFound:
            continue
    assert {row.submission_id for row in list_all(username).rows} == visible


def test_pages_are_complete_without_repeats_in_both_directions_even_at_one_moment(app):
    made = [factories.draft_case("sls1", title=f"第 {number} 案") for number in range(60)]
    moment = made[0].changed_at
    for each in made[10:50]:
        each.changed_at = moment
    db.session.commit()
    forward, page = [], list_all("sls1.liaison")
    assert page.previous_key is None and page.total == 60
    pages = [page]
    while page.next_key:
        page = list_all("sls1.liaison", page.next_key)
        pages.append(page)
    forward = [row.submission_id for page in pages for row in page.rows]
    assert len(forward) == len(set(forward)) == 60
    assert [(row.changed_at, row.submission_id) for page in pages for row in page.rows] == sorted(
        ((row.changed_at, row.submission_id) for page in pages for row in page.rows), reverse=True
    )
    for expected in reversed(pages[:-1]):
        page = list_all("sls1.liaison", page.previous_key)
        assert page.rows == expected.rows
    assert page.previous_key is None


@pytest.mark.parametrize(
    "key", ["", "x", "a", "a-", "a1-", "a-1", "a1-x", "a" + "9" * 40 + "-1", "b²-1", "a1-" + "9" * 30]
)
def test_a_key_that_nobody_wrote_opens_the_first_page(app, key):
    factories.draft_case()
    assert len(list_all("sls1.liaison", key).rows) == 1


@pytest.mark.parametrize("word", ["鳊鱼", "孔雀 鳊鱼", "0001", "王五", "鱼"])
def test_search_finds_words_of_two_characters_in_number_title_and_party(app, word):
    factories.draft_case(title="某水产摊经营检出孔雀石绿的鳊鱼案", party_name="王五")
    factories.draft_case(title="另一案", party_name="某店")
    assert titles(list_all("sls1.liaison", search=word)) == ["某水产摊经营检出孔雀石绿的鳊鱼案"]


@pytest.mark.parametrize("word", ["%", "_", "鳊鱼 不在"])
def test_search_takes_signs_as_they_stand_and_wants_every_word(app, word):
    factories.draft_case(title="鳊鱼案")
    assert titles(list_all("sls1.liaison", search=word)) == []


def test_filters_tell_a_returned_draft_from_a_new_one(app):
    factories.draft_case(title="新的")
    returned = factories.submitted_case(title="退回的")
    approvals.send_back(actor("sls1.leader"), returned, returned.version, "duplicate", "重复")
    assert titles(list_all("sls1.liaison", status="draft")) == ["新的"]
    page = list_all("sls1.liaison", status="returned")
    assert titles(page) == ["退回的"] and page.rows[0].is_returned
    assert titles(list_all("sls1.liaison", status="nonsense")) == []


def test_filters_by_kind_department_and_category_go_together(app):
    factories.approved_case("sls1")
    factories.approved_lead("sls1")
    factories.approved_case("sls2")
    assert len(list_all("supervision").rows) == 3
    assert titles(list_all("supervision", kind=Kind.LEAD)) == [LEAD["title"]]
    assert [row.department for row in list_all("supervision", department="sls2").rows] == ["示例二所"]
    assert titles(list_all("supervision", category="ip")) == [LEAD["title"]]
    assert titles(list_all("supervision", category="ip", department="sls2")) == []


def test_what_a_later_trip_replaced_is_listed_only_when_asked_for(app):
    case = factories.accepted_case(title="第一次")
    draft = submissions.revise(actor("sls1.liaison"), case, case.version)
    submissions.save_draft(actor("sls1.liaison"), draft, {"title": "第二次"}, draft.version)
    factories.accept(draft)
    assert titles(list_all("supervision")) == ["第二次"]
    assert titles(list_all("supervision", status="superseded")) == ["第一次"]


def test_beyond_a_department_the_count_stops_where_it_gets_dear(app, monkeypatch):
    monkeypatch.setattr(dossiers, "COUNTED_UP_TO", 2)
    monkeypatch.setattr(dossiers, "PAGE_SIZE", 2)
    for code in ("sls1", "sls1", "sls1", "sls2"):
        factories.approved_case(code)
    page = list_all("supervision")
    assert (page.total, page.total_is_capped) == (2, True)
    page = list_all("supervision", department="sls1")
    assert (page.total, page.total_is_capped) == (3, False)
    page = list_all("sls1.liaison")
    assert (page.total, page.total_is_capped) == (3, False)


def test_a_natural_person_is_masked_in_lists_of_others_and_not_in_their_own(app):
    factories.approved_case(title="张三销售假冒白酒案", party_name="张三", party_is_person=True)
    assert titles(list_all("supervision")) == ["张某销售假冒白酒案"]
    assert titles(list_all("sls1.liaison")) == ["张三销售假冒白酒案"]


def test_a_lead_section_reads_its_category_with_natural_persons_masked(app):
    case = factories.accepted_case(title="张三经营牛肉案", party_name="张三", party_is_person=True)
    for username, shown in (("spsc.liaison", False), ("supervision", True), ("sls1.leader", True)):
        text = str(readings.read(actor(username), case, None)) + readings.read_title(actor(username), case)
        assert ("张三" in text) is shown
        assert ("张某" in text) is not shown


def test_a_revision_marks_what_stands_in_force(app):
    case = factories.accepted_case(other_handling=None)
    draft = submissions.revise(actor("sls1.liaison"), case, case.version)
    changes = {"confiscated": 1_260_000, "other_handling": "责令改正", "in_production": True}
    submissions.save_draft(actor("sls1.liaison"), draft, changes, draft.version)
    parts = readings.read(actor("sls1.liaison"), draft, case)
    changed = {
        entry.label: (entry.former, entry.text)
        for part in parts
        for entry in part.entries
        if entry.former is not None
    }
    assert changed == {
        "没收违法所得": ("4.660001 万元", "1.26 万元"),
        "其他处理内容": ("", "责令改正"),
        "涉案环节": ("经营", "生产、经营"),
    }


def test_the_page_shows_blank_where_a_reviewer_would_look_and_nothing_elsewhere(app):
    draft = submissions.create_draft(actor("sls1.liaison"), Kind.CASE, {"title": "某案"})
    shown = {
        entry.label: entry.text
        for part in readings.read(actor("sls1.liaison"), draft, None)
        for entry in part.entries
    }
    assert shown["立案时间"] == "" and shown["是否处罚"] == ""
    assert shown["办理状态"] == "正在办理中"
    assert "处罚决定书文号" not in shown


def test_a_return_reads_zero_and_blank_apart(app):
    made = file_return(lines=[("food", 0, None), ("ip", 3, 12)])
    parts = {part.title: part.entries for part in readings.read(actor("sls1.liaison"), made, None)}
    shown = {entry.label: entry.text for entry in parts["出动与检查"]}
    assert (shown["食品安全违法"], shown["知识产权违法"], shown["广告违法"]) == (
        "出动 0 人次",
        "出动 3 人次，检查 12 家次",
        "",
    )


def test_the_history_tells_every_deed_with_its_words_and_hides_what_one_may_not_read(app):
    case = factories.accepted_case()
    submissions.revise(actor("sls1.liaison"), case, case.version)
    labels = [entry.label for entry in histories.tell(actor("supervision"), case).timeline]
    assert labels == ["接收", "分管领导同意", "提交审批", "开始填报"]
    own = [entry.label for entry in histories.tell(actor("sls1.liaison"), case).timeline]
    assert own == ["开始新一次报送（第 2 次）", *(f"{label}（第 1 次）" for label in labels)]


def test_the_four_steps_say_where_it_stands(app):
    def states(submission):
        return [gate.state for gate in histories.list_gates(submission)]

    assert states(factories.draft_case()) == ["now", "later", "later", "later"]
    assert states(factories.submitted_case()) == ["done", "now", "later", "later"]
    assert states(factories.approved_case()) == ["done", "done", "now", "later"]
    assert states(factories.accepted_case()) == ["done"] * 4


def test_a_returned_draft_says_who_returned_it_and_why(app):
    case = factories.submitted_case()
    approvals.send_back(actor("sls1.leader"), case, case.version, "missing_attachment", "请补检测报告。")
    history = histories.tell(actor("sls1.liaison"), case)
    assert (history.return_label, history.last_return.comment) == ("缺附件", "请补检测报告。")
    submissions.submit(actor("sls1.liaison"), case, case.version)
    assert histories.tell(actor("sls1.liaison"), case).last_return is None


def test_the_term_of_decision_counts_natural_days_and_ends_on_a_working_day(app):
    """90 days from 5 July 2021 end on 3 October, in the holidays; the next working day is 8 October."""
    case = factories.draft_case(filed_on=date(2021, 7, 5), decided_on=None, closed_on=None)
    with clock.travel(datetime(2021, 10, 1, 4, 0, tzinfo=UTC)):
        (term,) = terms.list_terms(case)
    assert (term.due_on, term.days) == (date(2021, 10, 8), 7)


@pytest.mark.parametrize(
    ("days", "excluded", "tone"),
    [(90, None, "good"), (91, None, "warn"), (120, None, "warn"), (121, None, "bad"), (121, 31, "good")],
)
def test_a_decision_is_judged_by_ninety_and_thirty_days_and_what_is_excluded(app, days, excluded, tone):
    filed_on = date(2021, 3, 2)
    case = factories.draft_case(
        filed_on=filed_on, decided_on=filed_on + timedelta(days=days), excluded_days=excluded
    )
    term = terms.list_terms(case)[0]
    assert term.tone == tone and term.text.startswith(f"{days} 日作出决定")


@pytest.mark.parametrize(
    ("filed_on", "decided_on", "tone"),
    [
        # Filed on 3 July: 90 days end on 1 October, in the holidays; the next working day is 8 October.
        (date(2021, 7, 3), date(2021, 10, 8), "good"),
        (date(2021, 7, 3), date(2021, 10, 9), "warn"),
        # Filed on 3 June: 90 and 30 days end on 1 October.
        (date(2021, 6, 3), date(2021, 10, 8), "warn"),
        (date(2021, 6, 3), date(2021, 10, 9), "bad"),
    ],
)
def test_a_decision_on_the_working_day_after_a_term_that_ends_on_a_day_off_is_in_time(
    app, filed_on, decided_on, tone
):
    case = factories.draft_case(filed_on=filed_on, decided_on=decided_on, closed_on=None)
    assert terms.list_terms(case)[0].tone == tone


def test_a_penalty_is_published_within_twenty_working_days(app):
    case = factories.draft_case(decided_on=date(2021, 9, 1), published_on=None, is_public=False)
    with clock.travel(datetime(2021, 9, 28, 4, 0, tzinfo=UTC)):
        term = terms.list_terms(case)[1]
    assert (term.due_on, term.days, term.unit) == (date(2021, 9, 29), 1, "个工作日")


def test_publicity_is_measured_by_the_day_it_happened(app):
    for published_on, tone in ((date(2021, 9, 29), "good"), (date(2021, 9, 30), "warn")):
        case = factories.draft_case(decided_on=date(2021, 9, 1), published_on=published_on)
        term = terms.list_terms(case)[1]
        assert term.tone == tone and str(published_on) in term.text


def test_a_new_filing_suggests_the_month_that_is_due(app):
    liaison = actor("sls1.liaison")
    with clock.travel(datetime(2021, 10, 8, 4, 0, tzinfo=UTC)):
        assert choices.suggest_content(liaison, Kind.LEAD)["serves_month"] == date(2021, 9, 1)
        assert choices.suggest_content(liaison, Kind.MONTHLY_RETURN)["month"] == date(2021, 9, 1)
        file_return(month=date(2021, 9, 1))
        assert choices.suggest_content(liaison, Kind.MONTHLY_RETURN)["month"] is None
        months = choices.list_choices(liaison, Kind.MONTHLY_RETURN).months
    assert months[:2] == (date(2021, 10, 1), date(2021, 8, 1))
    assert months[-1] == date(2021, 1, 1)


def test_months_are_offered_only_of_years_that_have_a_plan(app):
    """Today there is no plan but that of 2021."""
    months = choices.list_choices(actor("sls1.liaison"), Kind.MONTHLY_RETURN).months
    assert months == tuple(date(2021, month, 1) for month in range(12, 0, -1))
