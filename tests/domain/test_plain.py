"""Frozen values survive being kept as JSON, to the last field."""

import json
from datetime import date
from decimal import Decimal

from portal.domain.evaluations import Result, Sheet
from portal.domain.plain import from_plain, to_plain
from portal.domain.scoring import RegisterEntry, score
from tests.domain.test_scoring import RUBRIC, WORKED, replace


def test_a_result_read_back_from_json_is_the_same_result():
    given = replace(WORKED, bonuses=(RegisterEntry("commendation", "沪市监〔2021〕1号"),))
    sheet = Sheet(7, "示例一市场监管所", "示例一所", score(RUBRIC, given))
    result = Result(2021, date(2021, 12, 15), RUBRIC, (sheet,))
    kept = json.loads(json.dumps(to_plain(result), ensure_ascii=False))
    assert from_plain(Result, kept) == result


def test_points_keep_their_decimals():
    sheet = Sheet(7, "所", "所", score(RUBRIC, WORKED))
    assert to_plain(sheet)["score"]["total"] == "82.95"
    assert from_plain(Sheet, to_plain(sheet)).score.total == Decimal("82.95")
