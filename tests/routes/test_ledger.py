"""The list offers its ledger under the filters at hand."""

from tests import factories


def test_the_list_links_to_its_ledger_with_the_same_filters(sign_in_as):
    factories.draft_case()
    visitor = sign_in_as("sls1.liaison")
    page = visitor.get("/submissions?kind=case&q=冷冻").text
    assert "/submissions.xlsx?kind=case&amp;q=%E5%86%B7%E5%86%BB" in page.replace(
        "冷冻", "%E5%86%B7%E5%86%BB"
    )
    answer = visitor.get("/submissions.xlsx?kind=case&q=冷冻&content=all")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"


def test_all_columns_of_no_kind_are_refused_with_a_sentence(sign_in_as):
    answer = sign_in_as("sls1.liaison").get("/submissions.xlsx?content=all")
    assert answer.status_code == 422
    assert "请先在列表上选定种类" in answer.text
