"""The auditor's pages."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests import factories


@pytest.mark.parametrize("address", ["/audit", "/audit.xlsx"])
def test_only_the_auditor_reads_the_trail(sign_in_as, address):
    answers = {name: sign_in_as(name).get(address).status_code for name in ("auditor", *factories.OFFICES)}
    assert {name for name, status in answers.items() if status == 200} == {"auditor"}
    assert set(answers.values()) == {200, 403}


def test_filters_stand_in_the_address_and_go_along_to_pages_and_export(sign_in_as):
    case = factories.accepted_case("sls1")
    visitor = sign_in_as("auditor")
    page = visitor.get("/audit", query_string={"number": case.dossier.number, "action": "accept"})
    assert page.status_code == 200 and page.text.count(f'<td class="fit">{case.dossier.number}</td>') == 1
    assert "/audit.xlsx?number=" in page.text and "action=accept" in page.text
    assert case.title not in visitor.get("/audit").text, "the auditor sees no content"
    paper = visitor.get("/audit.xlsx", query_string={"number": case.dossier.number})
    rows = list(load_workbook(BytesIO(paper.data)).active.iter_rows(values_only=True))
    assert sum(case.dossier.number in row for row in rows) >= 4


@pytest.mark.parametrize(
    "query", ["before=x", "after=-1", "since=yesterday", "until=2021-13-01", "action=none"]
)
def test_a_filter_that_means_nothing_harms_nothing(sign_in_as, query):
    assert sign_in_as("auditor").get(f"/audit?{query}").status_code == 200
