"""What waits for whom, in which order, and what stands beside the decision."""

from datetime import date

import pytest

from portal.domain.content import Kind
from portal.domain.errors import NotFound
from portal.extensions import db
from portal.models.accounts import Appointment
from portal.services import (
    administration,
    approvals,
    attachments,
    differences,
    inbox,
    previews,
    submissions,
)
from portal.services.changes import list_changes
from portal.services.inbox import Tab
from tests import factories, sample_files
from tests.factories import actor
from tests.statements import list_statements


def ids(tab: Tab) -> list[int]:
    return [row.submission_id for row in tab.rows]


def waiting(username):
    return ids(inbox.list_tab(actor(username), "waiting"))


def test_a_filing_waits_for_one_gate_at_a_time(app):
    case = factories.submitted_case()
    assert waiting("sls1.leader") == [case.id]
    assert waiting("supervision") == waiting("sls2.leader") == []
    approvals.approve(actor("sls1.leader"), case, case.version)
    assert waiting("sls1.leader") == []
    assert waiting("supervision") == waiting("supervision.head") == [case.id]


def test_the_badge_counts_what_the_list_shows(app):
    factories.draft_case()
    factories.submitted_case()
    factories.approved_case()
    factories.approved_case("zfjd")
    for username in ("sls1.liaison", "sls1.leader", "supervision", "supervision.head", "bureau", "auditor"):
        assert inbox.count(actor(username)) == len(waiting(username))


def test_a_colleagues_draft_waits_for_the_colleague_until_it_is_returned(app):
    mine, case = factories.draft_case(), factories.submitted_case()
    approvals.send_back(actor("sls1.leader"), case, case.version, "duplicate", "与另一件重复")
    assert waiting("sls1.liaison2") == [case.id]
    assert set(waiting("sls1.liaison")) == {mine.id, case.id}


def test_what_was_revoked_or_left_behind_waits_for_every_colleague(app):
    case, begun = factories.accepted_case(), factories.draft_case()
    draft = approvals.revoke(actor("supervision.head"), case, case.version, "当事人错误。")
    assert waiting("sls1.liaison2") == [draft.id]
    author = factories.account("sls1.liaison")
    administration.move(actor("sysadmin"), author.id, author.version, factories.department("sls2").id)
    assert set(waiting("sls1.liaison2")) == {draft.id, begun.id}
    assert waiting("sls2.liaison") == []


def test_the_receiving_sections_own_filings_wait_for_its_head_only(app):
    case = factories.approved_case("zfjd")
    assert waiting("supervision") == []
    assert waiting("supervision.head") == [case.id]


def test_what_one_had_a_hand_in_is_counted_apart(app):
    case = factories.approved_case()
    leader = factories.account("sls1.leader")
    leader.department_id = factories.department("zfjd").id
    leader.appointments.append(Appointment(role="supervision"))
    db.session.commit()
    tab = inbox.list_tab(actor("sls1.leader"), "waiting")
    assert case.id not in ids(tab)
    assert (tab.total, tab.barred) == (0, 1)


def test_what_is_due_first_stands_first(app, in_2021):
    with in_2021(11, 3):
        late = factories.approved_case()
    with in_2021(11, 4):
        later = factories.approved_case("sls2")
        rows = inbox.list_tab(actor("supervision"), "waiting").rows
    assert [row.submission_id for row in rows] == [late.id, later.id]
    # Five working days: 10 and 11 November.
    assert [row.days for row in rows] == [6, 7]


def test_the_next_one_follows_and_after_the_last_comes_the_first(app):
    first, second, third = (factories.submitted_case() for _ in range(3))
    leader = actor("sls1.leader")
    assert inbox.find_next(leader, first) == second.id
    assert inbox.find_next(leader, third) == first.id
    for case in (first, second):
        approvals.approve(leader, case, case.version)
    assert inbox.find_next(leader, third) is None


def test_decided_and_sent_filings_stand_in_tabs_of_their_own(app):
    case, other = factories.submitted_case(), factories.approved_case()
    assert ids(inbox.list_tab(actor("sls1.leader"), "done")) == [other.id]
    assert set(ids(inbox.list_tab(actor("sls1.liaison"), "sent"))) == {case.id, other.id}
    assert ids(inbox.list_tab(actor("sls1.leader"), "sent")) == []
    assert inbox.list_tab(actor("sls1.leader"), "no such tab").name == "waiting"


def test_the_preview_compares_with_the_revision_in_force_and_tells_the_last_return(app):
    first = factories.accepted_case()
    draft = submissions.revise(actor("sls1.liaison"), first, first.version)
    submissions.save_draft(actor("sls1.liaison"), draft, {"fine": 40_000_000}, draft.version)
    submissions.submit(actor("sls1.liaison"), draft, draft.version)
    approvals.send_back(actor("sls1.leader"), draft, draft.version, "missing_attachment", "请补检测报告。")
    submissions.submit(actor("sls1.liaison"), draft, draft.version)
    preview = previews.get_preview(actor("sls1.leader"), draft.id)
    assert preview.former is first
    assert [row.field for row in preview.differences] == ["fine"]
    assert (preview.return_label, preview.last_return.comment) == ("缺附件", "请补检测报告。")
    row = inbox.list_tab(actor("sls1.leader"), "waiting").rows[0]
    assert row.was_returned and row.occasion == "第 2 次报送"


def test_acceptance_says_what_it_will_change(app):
    case = factories.approved_case()
    effect = previews.get_preview(actor("supervision"), case.id).decision.effect
    assert effect.startswith("计入 2021 年 8 月起的累计统计表：立案 +1，结案 +1")
    assert previews.get_preview(actor("sls1.leader"), case.id).decision.effect == ""


def test_amounts_stand_in_the_preview_in_wan(app):
    case = factories.approved_case(fine=36_900_000)
    assert ("罚款数额", "36.90 万元") in previews.get_preview(actor("supervision"), case.id).key_facts


def test_each_category_of_a_return_is_a_line_and_a_difference(app):
    liaison = actor("sls1.liaison")
    content = {
        "month": date(2021, 8, 1),
        "affirms_statistics": True,
        "lines": [("food", 12, 30)],
        "contact_name": "联络员",
        "contact_phone": "021-00000000",
    }
    filed = submissions.create_draft(liaison, Kind.MONTHLY_RETURN, content)
    submissions.submit(liaison, filed, filed.version)
    assert ("食品安全违法：出动", "12 人次") in previews.get_preview(actor("sls1.leader"), filed.id).key_facts


def test_what_one_may_not_see_has_no_preview(app):
    case = factories.submitted_case()
    with pytest.raises(NotFound):
        previews.get_preview(actor("supervision"), case.id)
    with pytest.raises(NotFound):
        previews.get_preview(actor("supervision"), 10**9)


@pytest.mark.parametrize("username", ["supervision", "sls1.leader", "sls1.liaison"])
def test_the_badge_of_every_page_is_one_statement_and_reads_no_whole_table(app, username):
    asked, engine = list_statements(inbox.count, actor(username)), db.engine
    assert len(asked) == 1
    if engine.dialect.name == "sqlite":
        statement, parameters = asked[0]
        plan = engine.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        assert not [row for row in plan if row.detail.startswith("SCAN")], plan


def test_a_lead_section_reads_masked_pages_and_so_has_no_preview(app):
    case = factories.accepted_case(party_is_person=True, party_name="张某某", licence_status="")
    section = actor("spsc.liaison")
    assert submissions.get(section, case.id) is case
    with pytest.raises(NotFound):
        previews.get_preview(section, case.id)


def test_a_box_that_was_never_asked_is_no_change_when_it_is_left_alone(app):
    case = factories.accepted_case(listed_abnormal=None, was_interviewed=None, is_major=None)
    draft = submissions.revise(actor("sls1.liaison"), case, case.version)
    content = {
        "listed_abnormal": False,
        "was_interviewed": False,
        "is_major": False,
        "closed_on": date(2021, 9, 9),
    }
    submissions.save_draft(actor("sls1.liaison"), draft, content, draft.version)
    changes = list_changes([draft.id])[draft.id]
    assert (changes.count, changes.is_date_only) == (1, True)
    assert len(differences.compare(case, draft)) == 1


def swapped(case, **changes):
    """A revision of a case in force, its one file replaced by another: it waits for the supervision section."""
    liaison = actor("sls1.liaison")
    draft = submissions.revise(liaison, case, case.version)
    (entry,) = attachments.read(liaison, draft).entries
    attachments.remove(liaison, entry.current)
    factories.attach(draft, "补拍.png", sample_files.image(colour="red"))
    if changes:
        submissions.save_draft(liaison, draft, changes, draft.version)
    factories.explain(liaison, draft)
    submissions.submit(liaison, draft, draft.version)
    approvals.approve(actor("sls1.leader"), draft, draft.version)
    return draft


def with_a_file(**changes):
    """A case in force with one file."""
    draft = factories.draft_case(**changes)
    factories.attach(draft)
    return factories.accept(draft)


def words(segments):
    return "".join(segment.text for segment in segments)


def test_a_revision_that_only_swaps_the_evidence_is_one_change(app):
    draft = swapped(with_a_file())
    preview = previews.get_preview(actor("supervision"), draft.id)
    assert preview.shelf.turnover.words == "新增 1 个，移除 1 个"
    (row,) = preview.differences
    assert (row.field, row.label) == ("attachments", "附件")
    assert (words(row.before), words(row.after)) == ("1 个：现场照片.png（1 KB）", "1 个：补拍.png（1 KB）")
    assert [segment.text for segment in row.after if segment.is_changed] == ["补拍.png（1 KB）"]
    changes = list_changes([draft.id])[draft.id]
    assert (changes.count, changes.is_date_only) == (1, False)


def test_of_many_changed_files_the_first_stand_by_name(app):
    case = with_a_file()
    draft = submissions.revise(actor("sls1.liaison"), case, case.version)
    for colour in ("red", "green", "blue", "white"):
        factories.attach(draft, f"{colour}.png", sample_files.image(colour=colour))
    (row,) = previews.get_preview(actor("sls1.liaison"), draft.id).differences
    named = "red.png（1 KB）、green.png（1 KB）、blue.png（1 KB）"
    assert (words(row.before), words(row.after)) == ("1 个", f"5 个：{named} 等 4 个")


def test_the_same_files_again_are_no_change_and_are_counted(app):
    case = with_a_file()
    draft = submissions.revise(actor("sls1.liaison"), case, case.version)
    preview = previews.get_preview(actor("sls1.liaison"), draft.id)
    assert (len(preview.shelf.entries), preview.shelf.turnover.words, preview.differences) == (1, "", ())
    assert list_changes([draft.id])[draft.id].count == 0


def test_new_dates_with_other_files_are_not_accepted_with_those_that_only_move_dates(app):
    dated = {"closed_on": date(2021, 10, 20)}
    swap = swapped(with_a_file(), **dated)
    case = with_a_file()
    only_dates = submissions.revise(actor("sls1.liaison"), case, case.version)
    submissions.save_draft(actor("sls1.liaison"), only_dates, dated, only_dates.version)
    factories.explain(actor("sls1.liaison"), only_dates)
    submissions.submit(actor("sls1.liaison"), only_dates, only_dates.version)
    approvals.approve(actor("sls1.leader"), only_dates, only_dates.version)
    dates, others = inbox.list_tab(actor("supervision"), "waiting", is_grouped=True).groups
    assert (dates.is_ticked, [row.submission_id for row in dates.rows]) == (True, [only_dates.id])
    assert [(row.submission_id, row.changes.count) for row in others.rows] == [(swap.id, 2)]


def test_the_files_of_all_rows_are_one_statement(app):
    swapped(with_a_file())
    supervision = actor("supervision")

    def list_questions():
        asked = list_statements(inbox.list_tab, supervision, "waiting")
        return [statement for statement, _ in asked if statement.startswith("SELECT")]

    alone = list_questions()
    swapped(with_a_file())
    swapped(with_a_file())
    together = list_questions()
    assert len(together) == len(alone)
    assert len([statement for statement in together if "FROM attachments" in statement]) == 1


def test_a_reader_without_the_files_is_told_of_none(app):
    case = with_a_file()
    assert previews.get_preview(actor("spsc.liaison"), case.id).shelf is None
    lead = factories.restricted_draft()
    factories.attach(lead)
    assert len(previews.get_preview(actor("sls1.liaison2"), lead.id).shelf.entries) == 1
    with pytest.raises(NotFound):
        previews.get_preview(actor("sls1.liaison"), lead.id)
