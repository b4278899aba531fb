"""The page of what sources of leads yield (R032): reached from the leads, its numbers lead to lists that say so."""

import re
from html import unescape

from tests import factories


def test_the_list_of_leads_leads_to_it_and_its_numbers_back(app, sign_in_as):
    lead = factories.accepted_lead()
    visitor = sign_in_as("sls1.liaison")
    assert 'href="/lead-sources"' in visitor.get("/submissions?kind=lead").text
    page = visitor.get("/lead-sources").text
    row = re.search(r"日常检查.*?</tr>", page, re.DOTALL)[0]
    behind = visitor.get(unescape(re.search(r'href="([^"]+)"', row)[1])).text
    assert lead.dossier.number in behind
    for chip in ("状态：已接收", "线索来源：日常检查", "发现：2021-01-01 至 2021-12-31"):
        assert chip in behind


def test_a_year_without_a_plan_shows_the_present_one(app, sign_in_as):
    visitor = sign_in_as("supervision")
    for year in ("1999", "99999999999999999999", "二〇二一"):
        assert "2021 年度线索来源成效" in visitor.get(f"/lead-sources?year={year}").text


def test_a_list_offers_the_questions_of_its_kind(app, sign_in_as):
    visitor = sign_in_as("supervision")
    cases, leads, every = (
        visitor.get(f"/submissions{kind}").text for kind in ("?kind=case", "?kind=lead", "")
    )
    for word, is_of_leads in (
        ("found-from", True),
        ('value="opened"', True),
        ("filed-from", False),
        ('value="rural"', False),
    ):
        assert (word in leads, word in cases, word in every) == (is_of_leads, not is_of_leads, True)


def test_who_reads_no_statistics_is_not_led_there(app, sign_in_as):
    visitor = sign_in_as("credit")
    assert "/lead-sources" not in visitor.get("/submissions?kind=lead").text
    assert visitor.get("/lead-sources").status_code == 403
