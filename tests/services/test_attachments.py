"""Attachments beside a draft: versions, doubles, and the room that a submission and a department have."""

from dataclasses import replace
from io import BytesIO

import pytest

from portal.domain.errors import Forbidden, NotFound, TransitionNotAllowed
from portal.domain.referrals import Grounds
from portal.services import approvals, attachments, referrals, submissions, uploads
from portal.services.uploads import Upload
from tests import factories, sample_files
from tests.factories import actor

LIAISON = "sls1.liaison"


@pytest.fixture
def draft(app):
    return factories.draft_case()


def add(submission, colour="steelblue", name="现场.png", username=LIAISON, **more):
    upload = Upload(name, BytesIO(sample_files.image(colour=colour)))
    (outcome,) = attachments.add(actor(username), submission, [upload], **more)
    return outcome


def names(submission, username=LIAISON):
    return [entry.current.name for entry in attachments.read(actor(username), submission).entries]


def test_a_replacement_is_the_next_version_and_the_former_cannot_be_replaced_again(draft):
    first = add(draft).attachment
    second = add(draft, "red", "补拍.png", replaced=first).attachment
    (entry,) = attachments.read(actor(LIAISON), draft).entries
    assert (entry.current.id, [each.id for each in entry.former]) == (second.id, [first.id])
    assert second.edition == 2
    # In the place of the first, not behind what came in between.
    add(draft, "white", "笔录.png")
    third = add(draft, "blue", "再拍.png", replaced=second).attachment
    assert names(draft) == ["再拍.png", "笔录.png"]
    with pytest.raises(TransitionNotAllowed):
        add(draft, "green", replaced=first)
    attachments.remove(actor(LIAISON), third)
    assert names(draft) == ["笔录.png"]


def test_the_same_bytes_hang_there_once(draft):
    add(draft)
    again = add(draft, name="又一份.png")
    assert again.attachment is None and "“现场.png”内容完全相同" in again.sentence
    assert names(draft) == ["现场.png"]


def test_a_full_submission_and_a_full_department_refuse_with_a_sentence_and_keep_nothing(draft, monkeypatch):
    size = len(sample_files.image())
    add(draft)
    stored = set(uploads.get_storage().list_keys())
    limits = uploads.get_limits()
    monkeypatch.setattr(uploads, "get_limits", lambda: replace(limits, submission=size + 1))
    assert "这次报送的附件合计最多" in add(draft, "red").sentence
    monkeypatch.setattr(uploads, "get_limits", lambda: replace(limits, department=size + 1))
    other = factories.draft_case()
    assert add(other, "red").sentence == "本部门的附件空间已满，请联系系统管理员。"
    # Another department has room of its own.
    assert add(factories.draft_case("sls2"), "red", username="sls2.liaison").attachment
    monkeypatch.undo()
    kept = {key for key in uploads.get_storage().list_keys() if key not in stored}
    assert names(other) == [] and len({key[:35] for key, _ in kept}) == 1


def test_a_file_that_several_revisions_share_fills_the_department_once(draft):
    add(draft)
    factories.accept(draft)
    revision = submissions.revise(actor(LIAISON), draft, draft.version)
    size = len(sample_files.image())
    assert attachments.measure(revision).submission == attachments.measure(revision).department == size


def test_who_may_read_the_filing_reads_its_files_and_only_its_department_adds_them(draft):
    attachment = add(draft).attachment
    assert attachments.get(actor("sls1.leader"), attachment.id).id == attachment.id
    for stranger in ("sls2.liaison", "supervision", "credit", "sysadmin"):
        with pytest.raises(NotFound):
            attachments.get(actor(stranger), attachment.id)
    with pytest.raises(Forbidden):
        add(draft, "red", username="sls2.liaison")
    factories.accept(draft)
    assert attachments.get(actor("supervision"), attachment.id).id == attachment.id
    with pytest.raises(TransitionNotAllowed):
        attachments.remove(actor(LIAISON), attachment)


def revise(case):
    """A revision of a case put in force."""
    return submissions.revise(actor(LIAISON), factories.accept(case), case.version)


def test_beside_a_revision_stands_what_became_of_each_file_in_force(draft):
    add(draft, "red", "旧报告.png")
    add(draft, "green", "收据.png")
    revision = revise(draft)
    report, receipt = (entry.current for entry in attachments.read(actor(LIAISON), revision, draft).entries)
    attachments.remove(actor(LIAISON), receipt)
    replacement = add(revision, "blue", "新报告.png", replaced=report).attachment
    added = add(revision, "white", "笔录.png").attachment
    shelf = attachments.read(actor(LIAISON), revision, draft)
    assert list(shelf.turnover.replaced) == [replacement.sha256] and shelf.turnover.added == [added.sha256]
    assert shelf.gone == ("收据.png",)


def test_a_co_handler_the_bureau_and_credit_read_the_files_of_what_they_read(app):
    open_case = {"decided_on": None, "decision_number": "", "decision_content": "", "is_punished": False}
    open_case |= {"fine": None, "confiscated": None, "is_typical": False}
    draft = factories.draft_case(co_handlers=str(factories.department("sls2").id), **open_case)
    attachment = add(draft).attachment

    def readers():
        found = set()
        for username in ("sls2.liaison", "sls2.leader", "sls3.liaison", "spsc.liaison", "bureau", "credit"):
            try:
                attachments.get(actor(username), attachment.id)
                found.add(username)
            except NotFound:
                pass
        return found

    assert readers() == set()
    submissions.submit(actor(LIAISON), draft, draft.version)
    assert readers() == set()
    approvals.approve(actor("sls1.leader"), draft, draft.version)
    assert readers() == {"sls2.liaison", "sls2.leader"}
    approvals.accept(actor("supervision"), draft, draft.version, {})
    assert readers() == {"sls2.liaison", "sls2.leader", "bureau"}
    grounds = Grounds(("5.2",), ("主观恶意",), "应列入。")
    referrals.send(actor("supervision"), draft, draft.version, grounds)
    assert readers() == {"sls2.liaison", "sls2.leader", "bureau", "credit"}
