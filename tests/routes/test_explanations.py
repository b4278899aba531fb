"""A reminder that asks for a word: asked for beside it, kept with the filing, read by whoever decides."""

import re

from portal.services import approvals
from tests import factories

ASKS = {"has_separate_case": True}
CODE = "separate_case_without_link"
SENTENCE = "另案由长江所立案，尚未录入。"


def typed(**changes):
    return factories.as_typed({**factories.CASE, **ASKS, **changes})


def test_submitting_waits_for_the_word_and_keeps_what_was_typed(sign_in_as):
    liaison = sign_in_as("sls1.liaison")
    refused = liaison.post("/submissions/new/case", data={**typed(title="首案"), "intent": "submit"})
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert f'name="explain-{CODE}"' in page and "首案" in page and 'href="#has_separate_case"' in page
    done = liaison.post(
        "/submissions/new/case", data={**typed(), "intent": "submit", f"explain-{CODE}": SENTENCE}
    )
    assert done.status_code == 302
    shown = liaison.get(done.location).get_data(as_text=True)
    assert SENTENCE in shown and "另案处理" in shown
    preview = sign_in_as("sls1.leader").get("/approvals").get_data(as_text=True)
    assert f"说明：{SENTENCE}" in preview


def test_a_word_is_saved_with_a_draft_and_offered_again(sign_in_as):
    liaison = sign_in_as("sls1.liaison")
    saved = liaison.post("/submissions/new/case", data={**typed(), f"explain-{CODE}": SENTENCE})
    form = liaison.get(saved.location + "/edit").get_data(as_text=True)
    assert re.search(rf'name="explain-{CODE}"[^>]*>{SENTENCE}<', form)
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    submitted = liaison.post(saved.location + "/submit", data={"version": version})
    assert submitted.status_code == 302


def test_a_revision_begins_with_the_words_and_drops_what_is_asked_no_more(sign_in_as):
    made = factories.draft_case(**ASKS)
    liaison = sign_in_as("sls1.liaison")
    words = {f"explain-{CODE}": SENTENCE, "version": made.version, "intent": "submit"}
    assert liaison.post(f"/submissions/{made.id}/edit", data={**typed(), **words}).status_code == 302
    approvals.approve(factories.actor("sls1.leader"), made, made.version)
    approvals.accept(factories.actor("supervision"), made, made.version, {"grade": 4})
    revised = liaison.post(f"/submissions/{made.id}/revise", data={"version": made.version})
    form = liaison.get(revised.location).get_data(as_text=True)
    assert SENTENCE in form
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    plain = {**typed(has_separate_case=False), f"explain-{CODE}": SENTENCE, "version": version}
    assert liaison.post(revised.location, data=plain).status_code == 302
    assert SENTENCE not in liaison.get(revised.location.removesuffix("/edit")).get_data(as_text=True)


def test_a_word_too_long_is_refused_with_a_sentence_and_stays_on_the_form(sign_in_as):
    liaison = sign_in_as("sls1.liaison")
    answer = liaison.post("/submissions/new/case", data={**typed(), f"explain-{CODE}": "长" * 301})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "说明最多 300 字，现在有 301 字。" in page
    assert "长" * 301 in page and f'name="explain-{CODE}"' in page
    unknown = liaison.post("/submissions/new/case", data={**typed(), "explain-nothing": "话"})
    assert unknown.status_code == 302
