"""The pages of links and series: linking from a dossier's page, the graph with its list, the group as a workbook."""

import pytest

from portal.domain.links import Relation
from portal.services import link_rows, links, series
from tests import factories
from tests.factories import actor


@pytest.fixture
def two(app):
    return factories.accepted_case("sls1"), factories.accepted_case("sls2")


def test_linking_from_the_page_shows_on_both_pages_and_is_removed_again(two, sign_in_as):
    one, other = two
    visitor = sign_in_as("supervision")
    typed = {"relation": "upstream", "number": other.dossier.number, "note": "同一批次"}
    assert visitor.post(f"/submissions/{one.id}/link", data=typed).status_code == 302
    for here, there, word in ((one, other, "上游"), (other, one, "下游")):
        page = visitor.get(f"/submissions/{here.id}").text
        assert f'href="/submissions/{there.id}"' in page and word in page and "同一批次" in page
    link_id = link_rows.list_of([one.dossier_id])[0].id
    address = f"/submissions/{other.id}/unlink"
    assert visitor.post(address, data={"link_id": link_id}).status_code == 302
    assert visitor.post(address, data={"link_id": link_id}).status_code == 409


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"relation": "", "number": "x"}, "请选择关系。"),
        (
            {"relation": "separate", "number": "铁2021-没有-0001"},
            "没有找到编号为“铁2021-没有-0001”的案件或线索。",
        ),
        ({"relation": "series", "number": "{number}"}, "新的系列要有名称"),
        ({"relation": "enemy", "number": "x"}, "请从列表中选择。"),
        ({"relation": "separate", "number": "x", "note": "长" * 201}, "最多 200 字"),
    ],
)
def test_a_refused_link_keeps_the_dialog_open_with_what_was_typed(two, sign_in_as, typed, sentence):
    one, other = two
    typed = {name: value.format(number=other.dossier.number) for name, value in typed.items()}
    answer = sign_in_as("supervision").post(f"/submissions/{one.id}/link", data=typed)
    assert answer.status_code == 422 and sentence in answer.text
    assert 'id="link-dialog"' in answer.text and "data-open" in answer.text
    assert f'value="{typed["number"]}"' in answer.text
    assert link_rows.list_of([one.dossier_id]) == []


def test_typing_a_number_offers_what_one_may_see(two, sign_in_as):
    one, _ = two
    items = sign_in_as("sls1.liaison").get("/submissions/suggestions?q=冷冻牛肉").json["items"]
    assert [item["value"] for item in items] == [one.dossier.number]
    assert len(sign_in_as("supervision").get("/submissions/suggestions?q=冷冻牛肉").json["items"]) == 2


def test_the_graph_is_drawn_with_a_list_that_says_the_same(two, sign_in_as):
    one, other = two
    links.make(actor("supervision"), one, Relation.UPSTREAM, other.dossier.number)
    page = sign_in_as("supervision").get(f"/submissions/{one.id}/links").text
    assert page.count('class="graph-box"') == 2 and 'marker-end="url(#graph-arrow)"' in page
    assert page.count(f'href="/submissions/{other.id}"') == 2 and "流向下游" in page
    hidden = sign_in_as("sls1.liaison").get(f"/submissions/{one.id}/links").text
    assert "没有关联的卷宗" in hidden and other.dossier.number not in hidden


def test_a_series_opens_and_leaves_as_a_workbook(two, sign_in_as):
    one, other = two
    visitor = sign_in_as("supervision")
    typed = {"relation": "series", "number": other.dossier.number, "name": "某品牌系列案"}
    assert visitor.post(f"/submissions/{one.id}/link", data=typed).status_code == 302
    series_id = link_rows.find_series(one.dossier_id).id
    page = visitor.get(f"/series/{series_id}").text
    assert one.dossier.number in page and other.dossier.number in page and "各计一次" in page
    file = visitor.get(f"/series/{series_id}/cases.xlsx")
    assert file.status_code == 200 and file.data[:2] == b"PK"
    assert visitor.post(f"/submissions/{one.id}/leave-series").status_code == 302
    assert visitor.get(f"/series/{series_id}").status_code == 404


def test_a_lead_is_offered_no_series(app, sign_in_as):
    lead = factories.approved_lead()
    page = sign_in_as("sls1.liaison").get(f"/submissions/{lead.id}").text
    assert 'value="separate"' in page and 'value="series"' not in page
    assert series.find_of(actor("sls1.liaison"), lead) is None
