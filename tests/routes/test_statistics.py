"""The statistics page: its numbers lead to what is behind them, and its workbook is one click away."""

import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests import factories

PAGE = "/statistics?through=2021-08-31"


def links_of(text):
    return [unescape(href) for href in re.findall(r'class="open" href="([^"]+)"', text)]


def test_every_number_leads_to_records_that_add_up_to_it(app, sign_in_as):
    case = factories.accepted_case()
    visitor = sign_in_as("supervision")
    page = visitor.get(PAGE)
    assert page.status_code == 200
    links = links_of(page.text)
    # Five counts in eight categories and 合计; 涉案金额 in two rows, and nothing else is known yet.
    assert len(links) == 9 * 5 + 2
    behind = visitor.get(next(link for link in links if "figure=amount_involved" in link))
    assert case.dossier.number in behind.text and behind.text.count("24.60") == 2


def test_the_links_hold_the_moment_of_the_page(app, sign_in_as):
    factories.accepted_case()
    visitor = sign_in_as("supervision")
    link = next(link for link in links_of(visitor.get(PAGE).text) if "figure=filed" in link)
    factories.accepted_case()
    assert visitor.get(link).text.count("铁2021-") == 1
    moment = parse_qs(urlsplit(link).query)["as_of"][0]
    redrawn = visitor.get("/statistics", query_string={"through": "2021-08-31", "as_of": moment})
    assert 'value="' in redrawn.text and "当时的数据" in redrawn.text


def test_the_workbook_has_a_chinese_name(app, sign_in_as):
    answer = sign_in_as("supervision").get("/statistics.xlsx?through=2021-08-31&department=sls1")
    assert answer.status_code == 200 and answer.data[:2] == b"PK"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment") and "filename*=UTF-8''" in disposition
    assert "案件统计表（示例一市场监管所，截至2021-08-31）.xlsx" in unquote(disposition)


@pytest.mark.parametrize("address", ["/statistics", "/statistics.xlsx", "/statistics/records"])
def test_only_who_reads_statistics_gets_in(app, sign_in_as, client, address):
    query = {"through": "2021-08-31", "figure": "filed"}
    assert client.get(address, query_string=query).status_code == 302
    for person, department, status in (
        ("sls1.liaison", "", 200),
        ("sls1.leader", "sls1", 200),
        ("sls1.liaison", "sls2", 404),
        ("bureau", "sls2", 200),
        ("supervision.head", "", 200),
        ("credit", "", 403),
        ("auditor", "", 403),
        ("sysadmin", "", 403),
    ):
        answer = sign_in_as(person).get(address, query_string={**query, "department": department})
        assert answer.status_code == status, (person, department)


@pytest.mark.parametrize("query", ["through=2021-08-30", "through=x", "as_of=x", "as_of=2999-01-01"])
def test_a_question_that_cannot_be_answered_is_refused_with_a_sentence(app, sign_in_as, query):
    answer = sign_in_as("supervision").get(f"/statistics?{query}")
    assert answer.status_code == 422
    assert "统计" in answer.text or "数据时点" in answer.text


def test_a_bad_page_key_is_not_found(app, sign_in_as):
    visitor = sign_in_as("supervision")
    for key in ("x", "2021-01-01", "2021-01-01.x"):
        assert visitor.get(f"/statistics/records?figure=filed&after={key}").status_code == 404


def test_a_station_is_not_offered_other_departments(app, sign_in_as):
    page = sign_in_as("sls1.liaison").get(PAGE).text
    assert 'name="department"' not in page and "牵头类别" not in page
    assert "示例二市场监管所" not in page
