"""The index of searches (查找) follows what is saved, and changes no answer."""

import pytest
from sqlalchemy import func, select, text, true

from portal.domain.dossiers import Filters
from portal.extensions import db
from portal.models.searches import SEARCH_INDEX
from portal.services import dossiers, schema, searches, submissions
from tests import factories
from tests.factories import actor


def found(username, word):
    return {row.submission_id for row in dossiers.list_page(actor(username), Filters(search=word)).rows}


def test_a_draft_is_found_by_what_it_says_now_and_by_nothing_once_discarded(app):
    draft = factories.draft_case(title="销售不合格蜂蜜案")
    number = draft.id
    assert found("sls1.liaison", "蜂蜜") == {number} == found("sls1.liaison", "蜜")
    submissions.save_draft(actor("sls1.liaison"), draft, {"title": "销售不合格糖果案"}, draft.version)
    assert found("sls1.liaison", "蜂蜜") == set() and found("sls1.liaison", "糖果") == {number}
    submissions.discard(actor("sls1.liaison"), draft, draft.version)
    assert db.session.execute(select(func.count()).select_from(SEARCH_INDEX)).scalar_one() == 0


def test_the_next_revision_is_found_too(app):
    case = factories.accepted_case(title="销售不合格蜂蜜案")
    copy = submissions.revise(actor("sls1.liaison"), case, case.version)
    assert found("sls1.liaison", "蜂蜜案") == {case.id, copy.id}


TEXTS = {
    "title": "赵甲乙经营 Vc 泡腾片案（二）",
    "party_name": "赵甲乙",
    "party_is_person": True,
    "summary_facts": "“压片糖果”100%检出：西布曲明_x。\n第二段",
}
WORDS = (
    "赵",
    "甲乙",
    "赵甲乙",
    "某",
    "某经",
    "乙经",
    "VC",
    "泡腾片",
    "（二",
    "100%",
    "明_",
    "_",
    "%",
    "。",
    "糖腾",
    '"',
    "-0001",
)


@pytest.mark.parametrize("username", ["sls1.liaison", "spsc.liaison", "supervision"])
def test_the_index_changes_no_answer(app, monkeypatch, username):
    factories.accepted_case(**TEXTS)
    factories.accepted_case(is_typical=False, title="某商行销售腾冲饵丝案")
    factories.draft_case(title="100 瓶")
    indexed = {word: found(username, word) for word in WORDS}
    monkeypatch.setattr(searches, "may_hold", lambda words: true())
    assert indexed == {word: found(username, word) for word in WORDS}
    assert any(indexed.values()) and not all(indexed.values())


def read_index():
    rows = db.session.execute(
        text("SELECT rowid, CAST(pieces AS text) FROM search_index ORDER BY rowid")
    ).all()
    db.session.remove()
    return [tuple(row) for row in rows]


def test_the_migration_indexes_what_was_saved_before_it(own_app):
    with own_app.app_context():
        factories.accepted_case(**TEXTS)
        factories.approved_lead(content="群众举报称有人卖假酒")
        kept = read_index()
        assert len(kept) == 2
        schema.downgrade("022")
        schema.upgrade()
        assert read_index() == kept
