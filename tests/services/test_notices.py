"""Notices (通知): told in the deed, to those concerned, with the reason, and gone once it is done."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.errors import Forbidden, Invalid, NotFound, TransitionNotAllowed
from portal.domain.notices import CALLED_FOR, HAND_OVER, REFERRAL, SUBMISSION, TYPICAL_CASE
from portal.domain.permissions import Role
from portal.domain.referrals import Grounds
from portal.domain.scoring_input import Level
from portal.domain.workflow import Action, ReturnCode
from portal.extensions import db
from portal.models.accounts import Appointment
from portal.models.audit import TrailRow
from portal.models.notices import Notice
from portal.services import (
    administration,
    approvals,
    clock,
    comments,
    deputies,
    mail,
    notices,
    obligations,
    referrals,
    reminders,
    schema,
    submissions,
    typical_cases,
)
from tests import factories
from tests.statements import list_statements

PEOPLE = (
    "sls1.liaison",
    "sls1.liaison2",
    "sls1.leader",
    "sls2.leader",
    "supervision",
    "supervision2",
    "supervision.head",
    "credit",
    "publicity",
)


@pytest.fixture
def people(app):
    """Everybody who could be told."""
    return {name: factories.account(name) for name in PEOPLE}


def told(people):
    """Username → what stands unread before them."""
    rows = db.session.execute(
        select(Notice).where(Notice.read_at.is_(None), Notice.done_at.is_(None)).order_by(Notice.id)
    ).scalars()
    names = {account.id: name for name, account in people.items()}
    found = {}
    for row in rows:
        found.setdefault(names[row.account_id], []).append(row)
    return found


def test_each_step_tells_the_next_and_what_was_told_before_is_gone(people):
    case = factories.submitted_case("sls1")
    assert set(told(people)) == {"sls1.leader"}
    (notice,) = told(people)["sls1.leader"]
    assert case.title in notice.text and notice.why == "因为您是示例一所分管领导"
    approvals.approve(factories.actor("sls1.leader"), case, case.version)
    assert set(told(people)) == {"supervision", "supervision2", "supervision.head"}
    approvals.accept(factories.actor("supervision"), case, case.version, {"grade": 4})
    assert {name: rows[0].why for name, rows in told(people).items()} == {"sls1.liaison": "因为您是填报人"}
    approvals.revoke(factories.actor("supervision.head"), case, case.version, "当事人有误。")
    assert set(told(people)) == {"sls1.liaison", "sls1.liaison2", "sls1.leader"}


@pytest.mark.parametrize("gate", ["leader", "supervision"])
def test_a_return_tells_author_and_liaisons_and_the_second_pass_tells_the_same_as_the_first(people, gate):
    case = factories.submitted_case("sls1")
    first = {name: [row.text for row in rows] for name, rows in told(people).items()}
    leader = factories.actor("sls1.leader")
    if gate == "supervision":
        approvals.approve(leader, case, case.version)
    returner = leader if gate == "leader" else factories.actor("supervision")
    approvals.send_back(returner, case, case.version, ReturnCode.MINOR_CORRECTION, "请更正。")
    assert {name: rows[0].why for name, rows in told(people).items()} == {
        "sls1.liaison": "因为您是填报人",
        "sls1.liaison2": "因为您是示例一所联络员",
    }
    submissions.submit(factories.actor("sls1.liaison"), case, case.version)
    assert {name: [row.text for row in rows] for name, rows in told(people).items()} == first


def test_a_withdrawn_filing_is_gone_from_the_leaders_bell(people):
    case = factories.submitted_case("sls1")
    submissions.withdraw(factories.actor("sls1.liaison"), case, case.version)
    assert told(people) == {}
    assert notices.count(factories.actor("sls1.leader")) == 0


def test_nobody_is_told_of_their_own_deed(people):
    case = factories.approved_case("zfjd")
    # 执法监管科's own filing waits for its head alone (D11).
    assert set(told(people | {"zfjd.leader": factories.account("zfjd.leader")})) == {"supervision.head"}
    approvals.recall(factories.actor("zfjd.leader"), case, case.version)
    assert told(people) == {}


def test_steps_of_typical_cases_tell_the_other_side(people):
    chosen = typical_cases.find_of_dossier(factories.accepted_case().dossier_id)
    typical_cases.take_step(factories.actor("supervision"), chosen, Action.SHORTLIST, chosen.version)
    assert {"supervision.head", "sls1.liaison"} <= set(told(people))
    head = factories.actor("supervision.head")
    typical_cases.take_step(head, chosen, Action.SELECT, chosen.version, level=Level.CITY)
    assert "supervision.head" not in told(people) and "publicity" in told(people)


def test_only_ones_own_notices_are_read(people):
    factories.submitted_case("sls1")
    (notice,) = told(people)["sls1.leader"]
    with pytest.raises(NotFound):
        notices.read(factories.actor("sls2.leader"), notice.id)
    leader = factories.actor("sls1.leader")
    notices.read(leader, notice.id)
    assert notices.count(leader) == 0 and len(notices.list_page(leader, True).rows) == 1
    assert notices.list_page(leader).rows == ()


def test_the_pages_of_notices_show_every_row_once(people, monkeypatch):
    monkeypatch.setattr(notices, "SHOWN", 2)
    for _ in range(5):
        factories.submitted_case("sls1")
    leader, seen, before = factories.actor("sls1.leader"), [], None
    while True:
        page = notices.list_page(leader, before=before)
        seen += [row.id for row in page.rows]
        if page.next_key is None:
            break
        before = int(page.next_key)
    assert len(seen) == len(set(seen)) == 5 == notices.read_all(leader)
    assert notices.count(leader) == 0


def test_what_came_back_keeping_its_moment_is_reminded_of_until_it_is_reported_again(people, in_2021):
    def lacks():
        month = reminders.find_desk(factories.actor("supervision")).month
        found = reminders.list_lacks(factories.actor("supervision"), month)
        return next(lack.items for department, lack in found if department.code == "sls1")

    with in_2021(9, 20):
        before = lacks()
        case = factories.approved_case("sls1", is_typical=True, closed_on=date(2021, 9, 10))
        assert "案件" in before and "案件" not in lacks()
        approvals.send_back(
            factories.actor("supervision"), case, case.version, ReturnCode.MINOR_CORRECTION, "请更正。"
        )
        assert case.reported_at is not None and lacks() == before
        submissions.submit(factories.actor("sls1.liaison"), case, case.version)
        assert "案件（待分管领导审批）" in lacks()
        approvals.approve(factories.actor("sls1.leader"), case, case.version)
        assert not any("案件" in item for item in lacks() if "已过期" not in item)


def test_supervision_reminds_each_department_once_a_day_and_it_is_recorded(people, in_2021):
    with in_2021(10, 8):
        supervision = factories.actor("supervision")
        desk = reminders.find_desk(supervision)
        line = next(line for line in desk.lines if line.department.code == "sls1")
        missed = "9 月案件（已过期）、9 月线索（已过期）、9 月月报（已过期）"
        assert f"示例一所：缺案件、线索、月报、{missed}" in desk.paragraph and "小时" in desk.paragraph
        assert not line.is_reminded
        assert reminders.remind(supervision, ["sls1"], desk.month) == ["示例一所"]
        assert set(told(people)) == {"sls1.liaison", "sls1.liaison2", "sls1.leader"}
        row = db.session.execute(select(TrailRow).where(TrailRow.action == "remind")).scalar_one()
        assert (row.actor_name, row.target) == ("supervision", "sls1")
        for again in (supervision, factories.actor("supervision2")):
            with pytest.raises(TransitionNotAllowed):
                reminders.remind(again, ["sls1"], desk.month)
        factories.account("sls2.liaison")
        assert reminders.remind(supervision, ["sls1", "sls2"], desk.month) == ["示例二所"]
    with in_2021(10, 9):
        assert reminders.remind(supervision, ["sls1"], desk.month) == ["示例一所"]


def test_a_month_that_nobody_owes_is_not_reminded_of_and_stops_no_gate(people, in_2021):
    with in_2021(10, 8):
        for month in (date(2015, 3, 1), date(2022, 6, 1)):
            with pytest.raises(Invalid, match="不用报送"):
                reminders.remind(factories.actor("supervision"), ["sls1"], month)
        factories.approved_case("sls1", closed_on=date(2021, 9, 10))


def test_many_departments_are_reminded_with_the_questions_of_one(people, in_2021):
    supervision = factories.actor("supervision")
    codes = [each.code for each in obligations.list_departments()]
    with in_2021(10, 8):
        month = reminders.find_desk(supervision).month
        first = len(list_statements(reminders.remind, supervision, codes[:1], month))
        others = len(list_statements(reminders.remind, supervision, codes[1:], month))
    # Each is noted and told; what everybody lacks is looked up once.
    assert others < first + 8 * len(codes)


def test_what_is_filed_once_a_year_is_reminded_of_before_its_own_day_and_after(people, in_2021):
    supervision = factories.actor("supervision")
    with in_2021(8, 1):
        assert "三季度报告" not in reminders.find_desk(supervision).paragraph
    with in_2021(9, 20):
        assert "三季度报告（10 月 2 日前）" in reminders.find_desk(supervision).paragraph
    with in_2021(10, 8):
        desk = reminders.find_desk(supervision)
        assert "三季度报告（10 月 2 日前，已过期）" in desk.paragraph
        # A section owes nothing by the month, and its report all the same.
        assert "信用科：缺" in desk.paragraph


def test_a_liaison_reminds_the_leader_of_what_waits_and_the_notice_goes_with_it(people, in_2021):
    with in_2021(11, 8):
        liaison = factories.actor("sls1.liaison")
        month = clock.today().replace(day=1)
        with pytest.raises(Invalid):
            reminders.remind(liaison, ["sls1"], month)
        with pytest.raises(NotFound):
            reminders.remind(liaison, ["sls2"], month)
        case = factories.submitted_case("sls1")
        reminders.remind(liaison, ["sls1"], month)
        texts = [row.text for row in told(people)["sls1.leader"]]
        assert "联络员催办：有 1 条报送等您审批" in texts
        approvals.approve(factories.actor("sls1.leader"), case, case.version)
        assert "sls1.leader" not in told(people)


def test_comments_stay_on_the_side_they_were_written_on(people):
    case = factories.approved_case("sls1")
    liaison, supervision = factories.actor("sls1.liaison"), factories.actor("supervision")
    comments.write(liaison, case, "部门内部的话", False)
    comments.write(supervision, case, "科室内部的话", False)
    comments.write(supervision, case, "双方都看的话", True)

    def texts(username):
        thread = comments.read(factories.actor(username), case)
        return None if thread is None else [comment.text for comment in thread]

    assert texts("sls1.leader") == ["部门内部的话", "双方都看的话"]
    assert texts("supervision.head") == ["科室内部的话", "双方都看的话"]
    for stranger in ("sls2.leader", "credit", "publicity", "bureau", "spsc.liaison"):
        assert texts(stranger) is None
    for stranger in ("sls2.leader", "credit", "bureau"):
        with pytest.raises(Forbidden):
            comments.write(factories.actor(stranger), case, "外人的话", True)


def test_a_comment_tells_those_it_is_for_and_stays_until_read(people):
    case = factories.approved_case("sls1")
    notices.read_all(factories.actor("supervision"))
    comments.write(factories.actor("sls1.liaison"), case, "内部", False)
    assert not [
        row for rows in told(people).values() for row in rows if row.is_comment and "supervision" in row.why
    ]
    internal = {name for name, rows in told(people).items() if any(row.is_comment for row in rows)}
    assert internal == {"sls1.liaison2", "sls1.leader"}
    comments.write(factories.actor("sls1.liaison"), case, "请看附件", True)
    assert "请看附件" in told(people)["supervision"][0].text
    approvals.accept(factories.actor("supervision2"), case, case.version, {"grade": 4})
    assert [row.is_comment for row in told(people)["supervision"]] == [True]


def test_supervision_is_not_told_of_what_it_cannot_open_yet(people):
    case = factories.submitted_case("sls1")
    comments.write(factories.actor("sls1.liaison"), case, "双方可见，但还没有上报", True)
    assert not {"supervision", "supervision2", "supervision.head"} & set(told(people))


@pytest.mark.parametrize("text", ["", "  ", "长" * 1001])
def test_an_empty_or_endless_comment_is_refused(people, text):
    case = factories.approved_case("sls1")
    with pytest.raises(Invalid):
        comments.write(factories.actor("sls1.liaison"), case, text, True)


def test_a_draft_with_comments_can_still_be_deleted(people):
    draft = factories.draft_case("sls1")
    comments.write(factories.actor("sls1.leader"), draft, "这件不报", False)
    submissions.discard(factories.actor("sls1.liaison"), draft, draft.version)
    assert db.session.execute(select(Notice.id)).first() is None


def test_the_notice_of_a_liaison_goes_with_what_waited_also_by_a_return_or_a_withdrawal(people, in_2021):
    with in_2021(11, 8):
        liaison, leader = factories.actor("sls1.liaison"), factories.actor("sls1.leader")
        month = clock.today().replace(day=1)
        case = factories.submitted_case("sls1")
        reminders.remind(liaison, ["sls1"], month)
        assert notices.count(leader) == 2
        approvals.send_back(leader, case, case.version, ReturnCode.DUPLICATE, "重复")
        assert notices.count(leader) == 0
    with in_2021(11, 9):
        case = factories.submitted_case("sls1")
        reminders.remind(liaison, ["sls1"], month)
        submissions.withdraw(liaison, case, case.version)
        assert notices.count(leader) == 0


def end_roles(person):
    """The security admin ends every role of a person."""
    secadmin = factories.actor("secadmin")
    for each in person.appointments:
        administration.end_role(secadmin, person.id, person.version, each.id)


def run_out(person):
    """Every role of a person ended yesterday."""
    for each in person.appointments:
        each.ends_on = clock.today() - timedelta(days=1)
    db.session.commit()


def shown(username):
    """The texts that a person is shown, counted and mailed: all the same number."""
    actor = factories.actor(username)
    unread, everything = notices.list_page(actor), notices.list_page(actor, True)
    assert len(unread.rows) == len(everything.rows) == notices.count(actor) == unread.total
    mailed = "\n".join(
        line for digest in mail.list_digests() if digest.username == username for line in digest.lines
    )
    assert all(row.text in mailed for row in unread.rows) and ("未读通知" in mailed) == bool(unread.rows)
    return [row.text for row in unread.rows]


@pytest.mark.parametrize("lose", [end_roles, run_out])
@pytest.mark.parametrize("username", ["sls1.leader", "supervision", "publicity", "credit"])
def test_who_holds_a_role_no_more_is_told_nothing_more_of_what_it_let_them_read(people, username, lose):
    case = factories.accepted_case("sls2")
    chosen = typical_cases.find_of_dossier(case.dossier_id)
    typical_cases.take_step(factories.actor("supervision2"), chosen, Action.SHORTLIST, chosen.version)
    head = factories.actor("supervision.head")
    typical_cases.take_step(head, chosen, Action.SELECT, chosen.version, level=Level.CITY)
    grounds = Grounds(("5.2",), ("主观恶意", "违法频次"), "明知未经检疫仍多次购进，情节严重。")
    referrals.send(head, case, case.version, grounds)
    factories.approved_case("sls1"), factories.submitted_case("sls1")
    assert shown(username)
    lose(people[username])
    assert shown(username) == []


def test_who_stays_a_liaison_reads_on_but_is_not_called_to_a_deputys_desk(people, in_2021):
    with in_2021(11, 8):
        person, leader = people["sls1.liaison2"], people["sls1.leader"]
        span = clock.today(), clock.today()
        where = factories.department("sls1").id
        deputies.name(factories.actor("sls1.leader"), deputies.Wanted(leader.id, where, person.id, *span))
        case = factories.submitted_case("sls1")
        reminders.remind(factories.actor("sls1.liaison"), ["sls1"], clock.today().replace(day=1))
        comments.write(factories.actor("sls1.leader"), case, "先看附件", False)
        calls = [text for text in shown("sls1.liaison2") if "等您审批" in text]
        assert len(calls) == 2
    with in_2021(11, 9):
        texts = shown("sls1.liaison2")
        assert not set(calls) & set(texts) and any("先看附件" in text for text in texts)
        assert notices.read_all(factories.actor("sls1.liaison2")) == len(texts)


def test_who_loses_one_of_two_roles_keeps_the_notices_of_the_other(people):
    person = people["sls1.leader"]
    person.appointments.append(Appointment(role=Role.LEADER, department_id=factories.department("sls2").id))
    db.session.commit()
    factories.submitted_case("sls1"), factories.submitted_case("sls2")
    assert len(shown("sls1.leader")) == 2
    held = next(each for each in person.appointments if each.department_id == factories.department("sls1").id)
    administration.end_role(factories.actor("secadmin"), person.id, person.version, held.id)
    (text,) = shown("sls1.leader")
    assert text.startswith("示例二所")


def test_who_leads_a_co_handler_no_more_reads_on_but_is_not_called_to_confirm(people):
    person, where = people["sls2.leader"], factories.department("sls2").id
    person.appointments.append(Appointment(role=Role.LIAISON, department_id=where))
    db.session.commit()
    case = factories.approved_case("sls1", co_handlers=str(where))
    assert [text[:6] for text in shown("sls2.leader")] == ["请确认协办："]
    held = next(each for each in person.appointments if each.role is Role.LEADER)
    administration.end_role(factories.actor("secadmin"), person.id, person.version, held.id)
    assert submissions.get(factories.actor("sls2.leader"), case.id) == case
    assert shown("sls2.leader") == []


def test_every_telling_that_waits_for_its_reader_calls_for_what_is_asked_about_its_subject():
    for subject, tellings in (
        ("submission", (*SUBMISSION.values(), HAND_OVER)),
        ("typical_case", TYPICAL_CASE.values()),
        ("referral", REFERRAL.values()),
    ):
        for telling in tellings:
            assert "等您" not in telling.text or telling.calls_for
            assert telling.calls_for in (None, *CALLED_FOR.get(subject, ()))


def test_the_migration_knows_the_calls_that_were_told_before_it(own_app):
    with own_app.app_context():
        for code in ("sls1.liaison2", "sls2.leader", "supervision", "credit"):
            factories.account(code)
        returned = factories.submitted_case("sls1")
        leader = factories.actor("sls1.leader")
        approvals.send_back(leader, returned, returned.version, ReturnCode.MINOR_CORRECTION, "请更正。")
        recalled = factories.approved_case("sls1", co_handlers=str(factories.department("sls2").id))
        approvals.recall(leader, recalled, recalled.version)
        case = factories.accepted_case("sls1")
        comments.write(factories.actor("sls1.liaison"), case, "材料补好了，等您审批", False)
        grounds = Grounds(("5.2",), ("主观恶意", "违法频次"), "明知未经检疫仍多次购进，情节严重。")
        referrals.send(factories.actor("supervision"), case, case.version, grounds)
        kept = read_calls()
        assert {calls_for for _, _, calls_for in kept} == {None}.union(*CALLED_FOR.values())
        schema.downgrade("024")
        schema.upgrade()
        assert read_calls() == kept


def read_calls():
    rows = db.session.execute(select(Notice.id, Notice.text, Notice.calls_for).order_by(Notice.id)).all()
    db.session.remove()
    return [tuple(row) for row in rows]
