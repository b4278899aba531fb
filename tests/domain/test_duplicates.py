"""Duplicates: what makes two filings look like the same one."""

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.duplicates import (
    Facts,
    Reason,
    find_reasons,
    is_near_equal,
    plain_number,
    similarity,
    spell_number,
)

TEXT = "某食品有限公司经营未经检疫的冷冻牛肉案：群众举报冷库存放无检疫证明的冷冻牛肉，经核查属实，依法没收并处罚款。"
OWN = Facts("food", date(2021, 8, 12), "沪市监崇处〔2021〕001号", TEXT)


def reasons(**changes):
    return list(find_reasons(OWN, replace(Facts("food", date(2021, 8, 12), None, ""), **changes), 30))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"is_same_party": True}, [Reason.PARTY]),
        ({"is_same_party": True, "day": date(2021, 9, 11)}, [Reason.PARTY]),
        ({"is_same_party": True, "day": date(2021, 9, 12)}, []),
        ({"is_same_party": True, "day": date(2021, 7, 12)}, []),
        ({"is_same_party": True, "day": None}, []),
        ({"is_same_party": True, "category_code": "ip"}, []),
        ({"decision_number": "沪市监崇处[2021]001号", "category_code": "ip", "day": None}, [Reason.DECISION]),
        ({"decision_number": "沪市监崇处〔2021〕011号"}, []),
        ({"text": TEXT.replace("冷库", "冻库")}, [Reason.TEXT]),
        ({"text": TEXT, "category_code": "ip", "day": None}, [Reason.TEXT]),
        ({"text": TEXT, "is_same_party": True}, [Reason.PARTY, Reason.TEXT]),
    ],
)
def test_party_category_and_days_the_decision_or_the_text_make_a_likeness(changes, expected):
    assert reasons(**changes) == expected


def test_two_filings_without_a_decision_do_not_share_one():
    blank = replace(OWN, decision_number="", text="")
    assert list(find_reasons(blank, replace(blank, day=None), 30)) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (TEXT, TEXT.replace("，", " ").replace("：", ""), True),
        (TEXT, TEXT[:20], False),
        ("销售假酒案", "销售假酒案", False),
        (
            TEXT,
            "某水产摊经营检出孔雀石绿的鳊鱼案：监督抽检发现鳊鱼检出孔雀石绿，经核查属实，依法没收并处罚款。",
            False,
        ),
    ],
)
def test_texts_are_near_equal_but_for_punctuation_and_a_word(one, other, expected):
    assert is_near_equal(one, other) is is_near_equal(other, one) is expected


def test_similarity_lies_between_nothing_and_all():
    assert similarity("某食品公司", "某食品公司") == 1
    assert similarity("某食品公司", "张江水产") == similarity("", "某") == similarity("甲", "甲") == 0
    assert 0.5 < similarity("某食品有限公司", "某食品有限责任公司") < 1


def test_a_document_number_is_found_whatever_brackets_it_is_written_with():
    for written in ("沪市监崇处[2021]001号", "沪市监崇处（2021）001号", " 沪市监崇处〔2021〕001号"):
        assert "沪市监崇处〔2021〕001号" in spell_number(written)
        assert plain_number(written) == plain_number(OWN.decision_number)
    assert spell_number(None) == spell_number("") == []
