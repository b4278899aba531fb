"""A draft that saves itself while its form is filled in: each change once, nothing over somebody else's, no word lost."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.domain.content import Kind
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.submissions import Submission
from portal.services import submissions
from tests import factories


@pytest.fixture
def draft(app):
    return factories.draft_case(title="原来的名称")


@pytest.fixture
def liaison(draft, sign_in_as):
    return sign_in_as("sls1.liaison")


def autosave(visitor, draft, version=1, **typed):
    content = factories.as_typed({**factories.CASE, "title": "原来的名称", **typed})
    return visitor.post(f"/submissions/{draft.id}/autosave", data={**content, "version": version})


def find_title(draft):
    return db.session.execute(select(Submission.title).where(Submission.id == draft.id)).scalar_one()


def count_trail():
    return db.session.execute(select(func.count()).select_from(TrailRow)).scalar_one()


def test_what_was_typed_is_in_the_draft_and_the_page_learns_the_new_version(liaison, draft):
    answer = autosave(liaison, draft, title="改后的名称")
    assert (answer.status_code, answer.json["version"]) == (200, 2)
    assert find_title(draft) == "改后的名称"
    assert autosave(liaison, draft, version=2, title="再改的名称").json["version"] == 3


def test_a_form_that_says_the_same_writes_nothing(liaison, draft):
    autosave(liaison, draft, title="改后的名称")
    before = count_trail()
    answer = autosave(liaison, draft, version=2, title="改后的名称")
    assert (answer.status_code, answer.json["version"], count_trail()) == (200, 2, before)


def test_an_unfinished_form_is_saved_as_it_stands(liaison, draft):
    answer = autosave(liaison, draft, title="", filed_on=None, party_name="")
    assert answer.status_code == 200 and find_title(draft) == ""


def test_somebody_elses_newer_words_are_not_overwritten(liaison, draft, sign_in_as):
    factories.account("sls1.liaison2")
    autosave(sign_in_as("sls1.liaison2"), draft, title="同事写的名称")
    answer = autosave(liaison, draft, version=1, title="我写的名称")
    assert answer.status_code == 409 and "改动了这份草稿" in answer.json["sentence"]
    assert find_title(draft) == "同事写的名称"


@pytest.mark.parametrize("typed", [{"filed_on": "2021-02-30"}, {"fine": "负一"}, {"title": "一" * 201}])
def test_a_field_that_cannot_be_read_is_told_and_all_others_are_saved(liaison, draft, typed):
    content = factories.as_typed({**factories.CASE, "title": "改后的名称", "contact_name": "另一位联络员"})
    answer = liaison.post(f"/submissions/{draft.id}/autosave", data={**content, "version": 1, **typed})
    assert answer.status_code == 200 and "：" in answer.json["sentence"] and answer.json["version"] == 2
    db.session.refresh(draft)
    wrong = next(iter(typed))
    kept = {"filed_on": factories.CASE["filed_on"], "fine": factories.CASE["fine"], "title": "原来的名称"}
    assert (draft.contact_name, getattr(draft, wrong)) == ("另一位联络员", kept[wrong])


def test_after_submitting_and_from_elsewhere_nothing_is_saved(liaison, draft, sign_in_as):
    factories.account("sls2.liaison")
    assert autosave(sign_in_as("sls2.liaison"), draft, title="外人写的").status_code == 404
    submitted = factories.submitted_case()
    assert autosave(liaison, submitted, version=submitted.version).status_code == 409


def test_a_return_saves_itself_and_its_table_only_as_a_whole(liaison):
    filed = submissions.create_draft(
        factories.actor("sls1.liaison"), Kind.MONTHLY_RETURN, {"month": date(2021, 8, 1)}
    )
    address = f"/submissions/{filed.id}/autosave"
    typed = {"month": f"{filed.month:%Y-%m}", "no_case_reason": "本月没有办结", "food-persons_sent": "7"}
    answer = liaison.post(address, data={**typed, "version": filed.version})
    assert answer.status_code == 200
    typed |= {"food-persons_sent": "七", "no_case_reason": "本月没有办结的案件"}
    answer = liaison.post(address, data={**typed, "version": answer.json["version"]})
    assert answer.status_code == 200 and "不小于 0 的整数" in answer.json["sentence"]
    db.session.refresh(filed)
    sent = {line.category_code: line.persons_sent for line in filed.lines}
    assert (filed.no_case_reason, sent["food"]) == ("本月没有办结的案件", 7)
