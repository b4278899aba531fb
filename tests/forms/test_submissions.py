"""The forms keep what was typed, refuse what cannot be read beside its field, and ask in paper order."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

import portal
from portal.domain.catalogue import load_catalogue
from portal.domain.content import Choices
from portal.domain.errors import Finding
from portal.forms.cases import CaseForm
from portal.forms.leads import LeadForm
from portal.forms.monthly_returns import make_return_form
from tests import factories

PLAN = load_catalogue(Path(portal.__file__).parent / "catalogue" / "2021.toml")
SEPTEMBER = date(2021, 9, 1)
CHOICES = Choices(
    PLAN, (SEPTEMBER, date(2021, 8, 1)), ((7, "执法大队"),), ((3, "铁2021-示例一所-0003 某案"),)
)


@pytest.fixture
def site():
    """As much of an application as a form needs."""
    site = Flask(__name__)
    site.secret_key = "not a secret"
    return site


@pytest.fixture
def fill_in(site):
    """A form as it was posted and validated: fill_in(make, **typed)."""

    def fill_in(make, **typed):
        with site.test_request_context():
            form = make(CHOICES, formdata=MultiDict(typed), data={}, meta={"csrf": False})
            form.validate()
            return form

    return fill_in


def test_a_reminder_that_an_error_beside_it_repeats_is_told_once(fill_in):
    form = fill_in(CaseForm, **factories.as_typed(factories.CASE))
    form.findings = (Finding("decision_number", "文号请核对。", is_error=False, code="decision_number"),)
    assert form.reminder("decision_number") == "文号请核对。"
    form.refuse([Finding("decision_number", "文号请核对。确实如此的，请写一句说明。")])
    assert form.reminder("decision_number") == ""


def test_a_whole_case_comes_back_as_it_was_meant(fill_in):
    typed = factories.as_typed(factories.CASE)
    form = fill_in(CaseForm, **typed)
    assert form.errors == {}
    answers = form.answers()
    assert {name: answers[name] for name in factories.CASE} == factories.CASE


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("filed_on", "2021-13-40", "日期写成 2021-10-12 的样子。"),
        ("fine", "一万", "金额只能填写数字，单位是万元，例如 1.26。"),
        ("fine", "-1", "金额不能是负数，请填写 0 或正数。"),
        ("fine", "1.2345678", "金额最多六位小数（精确到分），例如 1.26。"),
        ("excluded_days", "-3", "请填写不小于 0 的整数。"),
        ("category_code", "fish", "请从列表中选择。"),
        ("secondary_categories", "fish", "请从列表中选择。"),
        ("title", "长" * 201, "最多 200 字，现在有 201 字。"),
        ("title", "鱼\x00案", "含有看不见的控制字符，请删去后重新填写。"),
        ("title", "鱼\n案", "含有看不见的控制字符，请删去后重新填写。"),
        ("credit_code", "9" * 19, "最多 18 字，现在有 19 字。"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field_and_kept(fill_in, field, typed, sentence):
    form = fill_in(CaseForm, **{field: typed})
    assert form.errors == {field: [sentence]}
    assert form.findings == (Finding(field, f"{form[field].label.text}：{sentence}"),)
    assert not form.is_readable
    if "\x00" not in typed and "\n" not in typed:
        assert typed in form[field]() or field in ("category_code", "secondary_categories")


def test_a_blank_form_can_be_read_and_says_nothing(fill_in):
    form = fill_in(CaseForm)
    assert form.is_readable
    answers = form.answers()
    assert answers["fine"] is None and answers["is_punished"] is None and answers["licence_status"] is None
    assert answers["title"] == "" and answers["secondary_categories"] == ""


@pytest.mark.parametrize(("typed", "fen"), [("", None), ("0", 0), ("0.000001", 1), ("１．２６", 1_260_000)])
def test_a_blank_amount_is_not_zero_and_no_fen_is_lost(fill_in, typed, fen):
    form = fill_in(CaseForm, fine=typed)
    assert form.answers()["fine"] == fen


def test_saving_an_amount_unread_changes_nothing(site):
    with site.test_request_context():
        form = CaseForm(CHOICES, formdata=None, data={"fine": 1_234_567_890_123}, meta={"csrf": False})
        assert form["fine"]._value() == "1234567.890123"


def test_a_credit_code_is_compared_without_spaces_and_in_capitals(fill_in):
    assert fill_in(CaseForm, credit_code=" 91110000 600037341l").answers()["credit_code"] is not None
    assert (
        fill_in(CaseForm, credit_code="91110000600037341l").answers()["credit_code"] == "91110000600037341L"
    )


def test_a_code_is_explained_only_where_there_is_one(fill_in):
    def asks(form):
        return any(names == ("credit_code_reason",) for _, _, part in form.sections() for _, names in part)

    assert not asks(fill_in(CaseForm))
    assert asks(fill_in(CaseForm, credit_code="91110000600037341L"))


def test_second_tags_are_ticked_from_what_was_saved_and_saved_as_words(fill_in, site):
    with site.test_request_context():
        form = CaseForm(CHOICES, formdata=None, data={"secondary_categories": "ccc ip"}, meta={"csrf": False})
        assert form.secondary_categories.data == ["ccc", "ip"]
    form = fill_in(CaseForm, secondary_categories="ccc")
    assert form.answers()["secondary_categories"] == "ccc"


def test_the_case_form_keeps_the_order_of_the_paper_form(fill_in):
    form = fill_in(CaseForm)
    asked = [name for _, _, part in form.sections() for _, names in part for name in names]
    paper = [
        "category_code",
        "title",
        "party_name",
        "licence_status",
        "filed_on",
        "closed_on",
        "amount_involved",
    ]
    paper += ["is_mediated", "compensation", "in_production", "other_provinces", "is_punished", "decided_on"]
    paper += [
        "decision_content",
        "fine",
        "confiscated",
        "listed_abnormal",
        "is_transferred",
        "transferred_on",
    ]
    paper += [
        "is_notified",
        "notified_on",
        "summary_verification",
        "summary_effect",
        "is_public",
        "contact_name",
    ]
    assert [name for name in asked if name in paper] == paper


def test_every_question_of_every_form_is_asked_once(fill_in):
    for make in (CaseForm, LeadForm, make_return_form):
        form = fill_in(make, **({"credit_code": "9"} if make is CaseForm else {}))
        asked = [name for _, _, part in form.sections() for _, names in part for name in names]
        assert len(asked) == len(set(asked))
        missing = {field.name for field in form if "-" not in field.name} - set(asked)
        # The pasted list stands below the table that it is summed into.
        assert missing <= {"csrf_token", "pasted"}


def test_what_depends_on_another_answer_is_not_called_optional(fill_in):
    form = fill_in(CaseForm)
    assert not form.is_optional("title") and not form.is_optional("decided_on")
    assert not form.is_optional("is_punished")
    assert form.is_optional("licence_status")


def test_a_part_says_whether_it_is_wrong_doubtful_done_or_not_begun(fill_in):
    form = fill_in(CaseForm, contact_name="甲")
    form.findings = (Finding("filed_on", "请填写立案时间。"), Finding("fine", "请核对。", is_error=False))
    states = {title: form.state(part) for _, title, part in form.sections()}
    assert states["时间与进度"] == "error"
    assert states["处罚与处理"] == "reminder"
    assert states["承办与联系"] == "done"
    assert states["案情摘要"] == ""


def test_a_no_is_an_answer(fill_in):
    form = fill_in(CaseForm, is_transferred="no")
    assert {title: form.state(part) for _, title, part in form.sections()}["移送与通报"] == "done"


def test_a_lead_chooses_months_departments_and_cases(fill_in):
    form = fill_in(
        LeadForm, serves_month="2021-09", handed_to_id="7", resulting_dossier_id="3", content="内容"
    )
    assert form.errors == {}
    answers = form.answers()
    assert (answers["serves_month"], answers["handed_to_id"]) == (SEPTEMBER, 7)
    assert (answers["resulting_dossier_id"], answers["content"]) == (3, "内容")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("serves_month", "2019-01"), ("serves_month", "soon"), ("handed_to_id", "8"), ("handed_to_id", "x")],
)
def test_a_lead_takes_only_what_was_offered(fill_in, field, typed):
    assert fill_in(LeadForm, **{field: typed}).errors == {field: ["请从列表中选择。"]}


def test_a_return_tells_blank_from_zero(fill_in):
    form = fill_in(
        make_return_form, **{"month": "2021-09", "food-persons_sent": "0", "ip-businesses_checked": "12"}
    )
    lines = {code: counts for code, *counts in form.answers()["lines"]}
    assert lines["food"] == [0, None]
    assert lines["ip"] == [None, 12]
    assert len(lines) == len(PLAN.categories)


def test_a_return_shows_what_was_saved(site):
    with site.test_request_context():
        data = {"month": SEPTEMBER, "lines": [("food", 4, None)]}
        form = make_return_form(CHOICES, data, formdata=None, meta={"csrf": False})
        assert form["food-persons_sent"].data == 4
        assert form["food-businesses_checked"].data is None


def test_a_count_that_is_none_is_refused_in_its_cell(fill_in):
    form = fill_in(make_return_form, **{"food-persons_sent": "若干"})
    assert form.errors == {"food-persons_sent": ["请填写不小于 0 的整数。"]}
