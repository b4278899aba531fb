"""The directory of contacts (联络员名录): who they are, who they were, who has not filed."""

from datetime import date

import pytest
from openpyxl import load_workbook

from portal.domain.content import Kind
from portal.domain.errors import Invalid, NotFound
from portal.services import approvals, contacts, submissions
from tests import factories
from tests.factories import actor


def entry_of(code, username="supervision", day=None):
    return next(
        each for each in contacts.list_directory(actor(username), day) if each.department.code == code
    )


def test_a_changed_liaison_is_in_force_from_acceptance_and_the_former_one_before(app, in_2021):
    with in_2021(5, 14):
        first = factories.accepted_filing(Kind.CONTACTS)
    with in_2021(9, 1):
        second = submissions.revise(actor("sls1.liaison"), first, first.version)
        content = {**submissions.content_of(second), "liaison_name": "联络员乙"}
        submissions.save_draft(actor("sls1.liaison"), second, content, second.version)
        submissions.submit(actor("sls1.liaison"), second, second.version)
        approvals.approve(actor("sls1.leader"), second, second.version)
        approvals.accept(actor("supervision"), second, second.version, {})
        assert entry_of("sls1").contacts.liaison_name == "联络员乙"
        assert entry_of("sls1", day=date(2021, 8, 31)).contacts.liaison_name == "联络员甲"
        assert entry_of("sls1", day=date(2021, 5, 13)).contacts is None


def test_who_has_not_filed_stands_in_the_directory_too(app):
    factories.draft_filing(Kind.CONTACTS)
    assert entry_of("sls1").contacts is None and entry_of("sls1").state.filing is not None
    assert entry_of("sls2").state.filing is None
    # Of a day before nothing is said about what is being filed today.
    assert entry_of("sls1", day=date(2020, 1, 1)).state is None


def test_a_department_looks_up_its_own_contacts_only(app):
    factories.accepted_filing(Kind.CONTACTS)
    assert [each.department.code for each in contacts.list_directory(actor("sls2.liaison"))] == ["sls2"]


def test_a_department_has_one_table_a_year(app):
    factories.draft_filing(Kind.CONTACTS)
    with pytest.raises(Invalid, match="已经有了"):
        factories.draft_filing(Kind.CONTACTS)


def test_the_workbook_holds_phones_as_text_and_every_department(app, tmp_path):
    factories.accepted_filing(Kind.CONTACTS)
    name, content = contacts.export_directory(actor("supervision"))
    (tmp_path / "directory.xlsx").write_bytes(content)
    sheet = load_workbook(tmp_path / "directory.xlsx").active
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "00000000000" in cells and "分管领导甲" in cells
    entries = contacts.list_directory(actor("supervision"))
    assert cells.count("未报") == len([entry for entry in entries if entry.contacts is None]) > 0
    assert name.endswith("联络员名录.xlsx")


def test_only_contacts_have_annex_1(app):
    with pytest.raises(NotFound):
        contacts.export_annex(actor("sls1.liaison"), factories.draft_case())
