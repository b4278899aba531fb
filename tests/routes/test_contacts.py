"""The directory of contacts (联络员名录): whom to call, and which department has not said."""

from portal.domain.content import Kind
from tests import factories


def test_the_directory_names_who_is_to_be_called_and_who_has_not_filed(sign_in_as):
    filed = factories.accepted_filing(Kind.CONTACTS)
    page = sign_in_as("supervision").get("/contacts").text
    rows = {
        name: page.partition(name)[2].partition("</tr>")[0]
        for name in ("示例一市场监管所", "示例二市场监管所")
    }
    assert (
        filed.liaison_name in rows["示例一市场监管所"]
        and filed.leader_office_phone in rows["示例一市场监管所"]
    )
    assert "未报" in rows["示例二市场监管所"] and filed.liaison_name not in rows["示例二市场监管所"]
    assert "1 个部门已报，" in page
