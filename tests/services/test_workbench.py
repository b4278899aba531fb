"""The first page's figures: what falls due, the most pressing first."""

from datetime import date

from portal.services import workbench
from tests import factories
from tests.factories import actor


def test_the_leads_whose_term_ends_first_are_told_before_all_others(app, in_2021):
    for day in range(2, 9):
        factories.approved_lead(found_on=date(2021, 8, day), title=f"八月{day}日线索")
    with in_2021(8, 20):
        due = [
            each.words for each in workbench.list_due(actor("sls1.liaison"), ()) if "线索核查" in each.words
        ]
    assert due[0] == "线索核查期满：八月2日线索"
