"""The ledger: what the list shows, in 30 typed columns, nothing more; who took it is recorded."""

from datetime import datetime

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from portal.domain.content import Kind
from portal.domain.dossiers import SORTS
from portal.domain.errors import Invalid
from portal.domain.ledger import LEDGER
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.services import dossiers, imports, ledger, submissions, trail
from portal.services.dossiers import Filters
from tests import factories


def read(actor, filters=Filters(), **more):  # noqa: B008 - frozen
    _, file = ledger.export(actor, filters, **more)
    with file:
        head, *rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture
def liaison(app):
    return factories.actor("sls1.liaison")


def test_the_ledger_has_thirty_columns_and_its_cells_are_days_numbers_and_words(liaison):
    case = factories.accepted_case()
    (row,) = read(liaison)
    assert len(LEDGER) == len(row) == 30
    assert row["编号"] == case.dossier.number
    assert (row["种类"], row["状态"], row["部门"]) == ("案件", "已接收", case.department.name)
    assert row["案件类型"] == "食品安全违法行为" or row["案件类型"].startswith("食品")
    assert row["立案时间"] == datetime(2021, 8, 12).date()
    assert row["罚款数额（万元）"] == 36.9
    assert row["没收违法所得（万元）"] == 4.660001
    assert (row["是否处罚"], row["互联网案件"], row["质量评分"]) == ("是", "", 4)
    assert isinstance(row["接收时间"], datetime)


def test_the_filters_of_the_list_hold(liaison):
    factories.draft_case(title="甲案")
    factories.submitted_case(title="乙案")
    assert [row["名称"] for row in read(liaison, Filters(search="甲"))] == ["甲案"]
    assert [row["名称"] for row in read(liaison, Filters(status="submitted"))] == ["乙案"]
    assert read(factories.actor("sls2.liaison")) == []


@pytest.mark.parametrize("asked", [{"sort": f"{way}{word}"} for word in SORTS for way in ("", "-")] + [{}])
def test_the_rows_come_in_the_order_of_the_list(liaison, asked):
    first, *_ = (factories.draft_case(title=f"第 {number} 案") for number in range(3))
    submissions.save_draft(liaison, first, {"title": "改过的案"}, first.version)
    listed = [row.number for row in dossiers.list_page(liaison, Filters(**asked)).rows]
    assert len(listed) == 3
    assert [row["编号"] for row in read(liaison, Filters(**asked))] == listed


def test_what_was_searched_for_comes_in_the_order_of_the_list(liaison):
    first, second = factories.draft_case(), factories.draft_case()
    submissions.save_draft(liaison, first, {"title": "改过的冷冻牛肉案"}, first.version)
    found = [row["编号"] for row in read(liaison, Filters(search="牛肉"))]
    assert found == [second.dossier.number, first.dossier.number]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠"])
def test_no_text_can_become_a_formula(liaison, start):
    factories.draft_case(title="案", decision_number=f"{start}1+1")
    (row,) = read(liaison)
    assert row["处罚决定书文号"] == f"'{start}1+1"


def test_a_natural_person_is_masked_for_who_is_not_of_the_department(liaison):
    factories.approved_case(title="张三丰销售假酒案", party_name="张三丰", party_is_person=True)
    (row,) = read(factories.actor("supervision"))
    assert (row["名称"], row["当事人"]) == ("张某某销售假酒案", "张某某")
    (row,) = read(liaison)
    assert row["当事人"] == "张三丰"


def test_a_restricted_lead_is_left_out_even_for_who_is_named_in_it(app):
    factories.restricted_lead()
    assert read(factories.actor("sls1.leader2")) == []


def test_who_took_it_is_recorded_with_filter_and_number_of_rows(liaison):
    factories.draft_case()
    read(liaison, Filters(kind=Kind.CASE, search="冷冻"))
    row = db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(1)).scalar_one()
    assert (row.action, row.actor_name, row.code) == ("export", "sls1.liaison", "ledger")
    # Whom somebody searched for by name must not stand in the trail for ever; a digest proves what was asked.
    assert row.fields == "kind=case q rows=1"
    assert row.digest == trail.digest_of({"kind": "case", "q": "冷冻"})


def test_the_ledger_prints_two_sheets_wide_with_the_number_on_each(liaison):
    factories.draft_case()
    _, file = ledger.export(liaison, Filters())
    with file:
        book = load_workbook(file)
    sheet = book.active
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        8,
        2,
        0,
    )
    assert (sheet.print_title_cols, sheet.print_title_rows) == ("$A:$A", "$1:$1")


def test_all_that_an_import_reads_can_be_taken_of_one_kind(liaison):
    other = factories.department("spsc")
    factories.draft_case(co_handlers=str(other.id))
    (row,) = read(liaison, Filters(kind=Kind.CASE), is_whole=True)
    assert row["案情摘要：线索核查情况"] == factories.CASE["summary_verification"]
    assert (row["涉案环节：经营"], row["协办部门"]) == ("是", other.name)
    with pytest.raises(Invalid):
        read(liaison, is_whole=True)


def test_a_lead_and_a_return_stand_in_the_same_ledger(liaison):
    factories.approved_lead()
    factories.draft_case()
    assert {row["种类"] for row in read(liaison)} == {"案件", "线索"}


def test_what_a_lead_section_takes_out_of_other_departments_comes_in_again_unchanged(app, tmp_path):
    factories.accepted_case(
        "sls1", party_name="王小明", title="王小明销售假药案", category_code="food", violation_code=None
    )
    assert take_round(factories.actor("spsc.liaison"), Kind.CASE, tmp_path) == (1, ())


def test_a_lead_of_another_department_comes_in_again_unchanged(app, tmp_path):
    factories.accepted_lead("sls1", party_name="王小明", title="王小明销售假药线索", category_code="food")
    reader = factories.actor("spsc.liaison")
    assert take_round(reader, Kind.LEAD, tmp_path) == (1, ())


@pytest.mark.parametrize(
    ("kind", "spoken"),
    [
        (Kind.PUBLICITY, {"媒体类型": "medium", "媒体级别": "outlet_level"}),
        (Kind.REPORT, {"报告": "task"}),
    ],
)
def test_codes_are_said_in_words_and_come_in_again_unchanged(liaison, tmp_path, kind, spoken):
    draft = factories.draft_filing(kind)
    (row,) = read(liaison, Filters(kind=kind), is_whole=True)
    for label, name in spoken.items():
        assert row[label] and row[label] != getattr(draft, name) and not row[label].isascii()
    assert take_round(liaison, kind, tmp_path) == (1, ())


def take_round(actor, kind, folder):
    _, paper = ledger.export(actor, Filters(kind=kind), is_whole=True)
    path = folder / "全部栏目.xlsx"
    path.write_bytes(paper.read())
    reading = imports.read(actor, kind, path)
    return reading.unchanged, reading.errors
