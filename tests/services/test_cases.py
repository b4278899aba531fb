"""Annex 3 of a case: everything stored stands on the paper, and who took it is recorded."""

from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select

from portal.domain.errors import NotFound
from portal.domain.money import format_wan
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.submissions import Kind
from portal.services import accounts, cases, submissions
from tests import factories


def read_paper(paper: bytes) -> tuple[str, list[list[str]]]:
    """The text above and below the grid, and the grid's rows with merged cells once."""
    document = Document(BytesIO(paper))
    rows = [
        [cell.text for cell in {cell._tc: cell for cell in row.cells}.values()]
        for row in document.tables[0].rows
    ]
    return "\n".join(paragraph.text for paragraph in document.paragraphs), rows


def beside(rows: list[list[str]], label: str) -> str:
    """The value in the cell after a label."""
    row = next(row for row in rows if label in row)
    return row[row.index(label) + 1]


def test_every_stored_field_stands_in_its_cell_of_the_sheet(app):
    case = factories.accepted_case()
    head, rows = read_paper(cases.export_sheet(accounts.as_actor(factories.account("bureau")), case)[1])
    assert "典型案件报送信息表" in head and "□正在办理中 ☑已办结" in head
    wanted = {
        "案件类型": "食品安全违法案件（检验检疫）",
        "案件名称": case.title,
        "涉案企业名称（人员姓名）": case.party_name,
        "证照情况（许可信息）": case.licence_status,
        "立案时间": "2021年8月12日",
        "结案时间": "2021年10月24日",
        "涉案金额（万元）": "24.60",
        "是否调解": "☑是 □否",
        "赔偿数额（万元）": "1.25",
        "涉案环节": "□生产 ☑经营",
        "本省以外涉案省（区、市）": "山东、江苏",
        "是否处罚": "☑是 □否",
        "作出处罚时间": "2021年9月1日",
        "处罚决定内容": case.decision_content,
        "罚款数额（万元）": "36.90",
        "没收违法所得（万元）": format_wan(case.confiscated, exact=True),
        "其他处理内容": "☑列入经营异常名录 □另案处理 ☑约谈 ☑其他：责令改正",
        "案件移送公安机关": "☑是 □否",
        "移送时间": "2021年9月10日",
        "通报情况": "□未通报 ☑通报部门：区农业农村委",
        "通报时间": "2021年9月11日",
        "是否已公开": "☑是 □否",
        "承办部门": case.department.name,
        "联系人（电话）": "联络员甲（021-00000000）",
    }
    assert {label: beside(rows, label) for label in wanted} == wanted
    summary = next(row[1] for row in rows if row[0].startswith("案情摘要"))
    positions = [
        summary.index(part) for part in (case.summary_verification, case.summary_facts, case.summary_effect)
    ]
    assert positions == sorted(positions)


def test_an_open_case_prints_as_being_handled_with_blank_dates_and_no_answer_invented(app):
    blank = dict.fromkeys(
        ("closed_on", "is_punished", "decided_on", "is_transferred", "transferred_on", "fine")
    )
    case = factories.draft_case(**blank, is_typical=False)
    head, rows = read_paper(cases.export_sheet(None, case)[1])
    assert "☑正在办理中 □已办结" in head
    assert beside(rows, "是否处罚") == beside(rows, "案件移送公安机关") == "□是 □否"
    assert beside(rows, "结案时间").strip("　") == "年　月　日" and beside(rows, "罚款数额（万元）") == ""


def test_taking_the_sheet_is_recorded_without_a_word_of_its_content(app):
    case = factories.accepted_case()
    cases.export_sheet(accounts.as_actor(factories.account("bureau")), case)
    row = db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(1)).scalar_one()
    assert (row.actor_name, row.action, row.code, row.subject_id) == ("bureau", "export", "annex3", case.id)
    assert row.reference == case.dossier.number and not row.fields and not row.digest


def test_a_lead_section_gets_the_sheet_of_its_category_with_a_natural_person_masked(app):
    case = factories.accepted_case(
        party_name="张三丰",
        party_is_person=True,
        title="张三丰经营未经检疫的牛肉案",
        summary_facts="经查，张三丰属实。",
    )
    section = accounts.as_actor(factories.account("spjy.liaison"))
    papers = {
        who.username: str(read_paper(cases.export_sheet(who, submissions.get(who, case.id))[1]))
        for who in (section, accounts.as_actor(factories.account("sls1.liaison")))
    }
    assert "张三丰" not in papers["spjy.liaison"] and papers["spjy.liaison"].count("张某某") == 3
    assert papers["sls1.liaison"].count("张三丰") == 3


def test_only_a_case_in_force_is_found_by_its_number(app):
    draft = factories.draft_case()
    with pytest.raises(NotFound, match="没有现行的报送"):
        cases.get_in_force(draft.dossier.number)
    factories.accept(draft)
    assert cases.get_in_force(f" {draft.dossier.number} ").id == draft.id
    with pytest.raises(NotFound, match="没有编号为“铁2021-无此所-0001”"):
        cases.get_in_force("铁2021-无此所-0001")


def test_a_lead_has_no_sheet(app):
    lead = submissions.create_draft(
        accounts.as_actor(factories.account("sls1.liaison")), Kind.LEAD, {"title": "某线索"}
    )
    with pytest.raises(NotFound, match="只有案件才有"):
        cases.draw_sheet(None, lead)
    with pytest.raises(NotFound, match="是线索，不是案件"):
        cases.get_in_force(lead.dossier.number)


def test_the_command_writes_the_sheet_of_the_number_or_says_why_not(app, tmp_path):
    case = factories.accepted_case()
    run = app.test_cli_runner().invoke
    target = tmp_path / "annex3.docx"
    done = run(args=["annex3", case.dossier.number, "-o", str(target)])
    assert done.exit_code == 0 and read_paper(target.read_bytes())[1][1][1] == case.title
    refused = run(args=["annex3", "铁2021-无此所-0001", "-o", str(tmp_path / "none.docx")])
    assert refused.exit_code == 1 and "没有编号为" in refused.output
    assert not (tmp_path / "none.docx").exists()
