"""Filters that somebody asks for again and again: saved under a name, opened with a click, one's own alone."""

import re

import pytest

from portal.services import saved_views
from tests import factories

ADDRESS = "/submissions/save-view?kind=case&status=draft&columns=number.title"


@pytest.fixture
def liaison(sign_in_as):
    factories.account("sls1.liaison")
    return sign_in_as("sls1.liaison")


def test_a_saved_view_opens_the_same_list_again(liaison):
    factories.draft_case(title="甲案")
    factories.submitted_case(title="乙案")
    done = liaison.post(ADDRESS, data={"name": "在办案件"})
    assert done.status_code == 302
    page = liaison.get("/submissions").text
    (href,) = re.findall(r'<a href="([^"]+)">在办案件</a>', page)
    again = liaison.get(href.replace("&amp;", "&")).text
    assert "甲案" in again and "乙案" not in again and 'aria-current="true">在办案件' in again


def test_a_second_one_of_the_name_takes_its_place_and_it_can_be_removed(liaison):
    liaison.post(ADDRESS, data={"name": "常看"})
    liaison.post("/submissions/save-view?kind=lead&q=甲", data={"name": "常看"})
    (view,) = saved_views.list_own(factories.actor("sls1.liaison"))
    assert view.arguments == {"kind": "lead", "q": "甲"}
    assert liaison.post(f"/saved-views/{view.id}/remove").status_code == 302
    assert saved_views.list_own(factories.actor("sls1.liaison")) == []


@pytest.mark.parametrize(
    ("address", "name", "sentence"),
    [
        (ADDRESS, "", "请写一个名称。"),
        (ADDRESS, "长" * 31, "最多 30 字"),
        ("/submissions/save-view", "没有条件", "先设好条件或栏目"),
    ],
)
def test_what_cannot_be_saved_is_told_beside_the_name(liaison, address, name, sentence):
    refused = liaison.post(address, data={"name": name})
    assert refused.status_code == 422 and sentence in refused.text
    assert not name or f'value="{name}"' in refused.text


def test_the_twenty_first_is_refused(liaison, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST", 1)
    liaison.post(ADDRESS, data={"name": "一"})
    assert "最多存 1 个" in liaison.post(ADDRESS, data={"name": "二"}).text


def test_nobody_sees_or_removes_somebody_elses(liaison, sign_in_as):
    liaison.post(ADDRESS, data={"name": "在办案件"})
    (view,) = saved_views.list_own(factories.actor("sls1.liaison"))
    factories.account("sls2.liaison")
    other = sign_in_as("sls2.liaison")
    assert "在办案件" not in other.get("/submissions").text
    assert other.post(f"/saved-views/{view.id}/remove").status_code == 404
