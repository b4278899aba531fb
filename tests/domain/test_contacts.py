"""Contacts (联络员表, Annex 1): phones as they are dialled, and the form cell by cell."""

from datetime import date
from pathlib import Path

import pytest

import portal
from portal.domain.annexes import draw_annex1
from portal.domain.catalogue import load_catalogue
from portal.domain.checks import check

PLAN = load_catalogue(Path(portal.__file__).parent / "catalogue" / "2021.toml")
CONTACTS = {
    "leader_name": "分管领导甲",
    "leader_post": "副所长",
    "leader_mobile": "00000000000",
    "liaison_name": "联络员甲",
    "liaison_post": "科员",
    "liaison_mobile": "00000000000",
    "liaison_office_phone": "021-00000000",
}


def findings(**changes):
    found = check("contacts", {**CONTACTS, **changes}, PLAN, date(2021, 5, 17))
    return {each.field: each.is_error for each in found}


def test_fax_and_office_phone_may_stay_blank():
    assert findings(liaison_office_phone=None) == {}


@pytest.mark.parametrize("text", ["找小王", "138", "０２１－００００", "021-0000;rm"])
def test_a_phone_that_cannot_be_dialled_is_told_beside_its_field(text):
    assert findings(leader_mobile=text) == {"leader_mobile": True}


def test_one_person_in_both_rows_is_only_a_reminder():
    assert findings(liaison_name="分管领导甲") == {"liaison_name": False}


def test_annex_1_has_its_two_rows_and_six_columns_and_leaves_blank_what_is_not_given():
    form = draw_annex1(PLAN.annex(1).title, "示例一所", CONTACTS, PLAN.annex(1).notes)
    assert form.heading == ("部门：示例一所",)
    head, leader, liaison = [[cell.text for cell in row] for row in form.rows]
    assert head == ["", "姓名", "职务", "办公电话", "手机", "传真"]
    assert leader == ["分管领导", "分管领导甲", "副所长", "", "00000000000", ""]
    assert liaison[:2] == ["联络员", "联络员甲"]
    assert form.footnotes[0].startswith("说明：1．本表区局各相关科室")
