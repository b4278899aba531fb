"""A document says what its form says, cell by cell, framed and merged as on paper."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from portal.documents import forms
from portal.documents.text import count_lines
from portal.documents.word import write_form
from portal.domain.annexes import Annex3Facts, draw_annex3
from portal.domain.drawings import Form, FormCell

NOTE = "此表每月2日前报送，报送内容为上月办结的典型案件（不少于1个）及重要线索（不少于1条）。"
FACTS = Annex3Facts(
    filled_on=date(2021, 11, 2),
    is_closed=True,
    case_type="食品安全违法案件（农（兽）药残留超标）",
    case_name="上海某某食品有限公司销售不合格鳊鱼案",
    party_name="上海某某食品有限公司",
    licence="营业执照、食品经营许可证齐全有效",
    filed_on=date(2021, 5, 3),
    closed_on=date(2021, 10, 12),
    amount_involved=1_260_000,
    is_punished=True,
    penalty_content="没收违法所得，罚款5万元。",
    fine=5_000_000,
    verification="抽检一批次不合格。" * 6,
    investigation="当事人未履行进货查验义务，违反食品安全法。" * 12,
    effects="开展专项检查，形成有力震慑。" * 3,
    department="执法大队",
    contact_name="张三",
    contact_phone="021-5961",
)


ENDLESS = replace(FACTS, investigation="当事人未履行进货查验义务。" * 300)


def read(form: Form, **more: str) -> Any:
    return Document(BytesIO(write_form(form, **more)))


def read_cells(row: Any) -> list[str]:
    """The row's own cells: python-docx lists a merged one once for each grid column."""
    cells = [
        cell
        for number, cell in enumerate(row.cells)
        if number == 0 or cell._tc is not row.cells[number - 1]._tc
    ]
    return [cell.text for cell in cells]


@pytest.fixture(scope="module")
def form() -> Form:
    return draw_annex3(FACTS, NOTE)


@pytest.fixture(scope="module")
def document(form: Form) -> Any:
    return read(form, footer="打印人：张三")


def test_the_table_says_cell_by_cell_what_the_form_says(form: Form, document: Any) -> None:
    expected = [[cell.text for cell in row] for row in form.rows]
    expected[8] = [cell.text for cell in form.rows[7][:2]] + expected[8]
    assert [read_cells(row) for row in document.tables[0].rows] == expected


def test_title_heading_and_note_stand_around_the_table(form: Form, document: Any) -> None:
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts == ["附件3", form.title, "\t".join(form.heading), f"说明：{NOTE}"]


def test_penalty_content_spans_two_rows_and_values_reach_the_right_edge(document: Any) -> None:
    table = document.tables[0]
    assert table.cell(7, 0)._tc is table.cell(8, 0)._tc
    assert table.cell(7, 1)._tc is table.cell(8, 2)._tc
    assert table.cell(7, 3)._tc is not table.cell(8, 3)._tc
    for row in (0, 1, 9, 12, 13):
        assert table.cell(row, 1)._tc is table.cell(row, 5)._tc
    assert len(read_cells(table.rows[4])) == 6


def test_columns_are_as_wide_as_the_form_says_and_stay_so(form: Form, document: Any) -> None:
    table = document.tables[0]
    assert not table.autofit
    assert [round(column.width / Mm(1)) for column in table.columns] == list(form.column_widths_mm)
    assert round(table.cell(0, 1).width / Mm(1)) == sum(form.column_widths_mm[1:])


def test_only_the_summary_s_row_may_break_over_pages(document: Any) -> None:
    whole = [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in document.tables[0].rows]
    assert [number for number, is_whole in enumerate(whole, 1) if not is_whole] == [13]


def test_every_cell_is_framed(document: Any) -> None:
    borders = document.tables[0]._tbl.tblPr.find(qn("w:tblBorders"))
    assert [line.tag.split("}")[1] for line in borders] == [
        "top",
        "left",
        "bottom",
        "right",
        "insideH",
        "insideV",
    ]
    assert {line.get(qn("w:val")) for line in borders} == {"single"}


def test_the_sheet_is_a4_upright_with_the_fonts_of_official_papers(document: Any) -> None:
    section = document.sections[0]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    fonts = [paragraph.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) for paragraph in document.paragraphs[:3]]
    assert fonts == ["黑体", "方正小标宋简体", "仿宋_GB2312"]


def test_a_machine_without_the_fonts_is_told_what_to_take() -> None:
    content = write_form(draw_annex3(FACTS, NOTE))
    table = ZipFile(BytesIO(content)).read("word/fontTable.xml").decode()
    assert 'w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table


def test_the_footer_names_the_printer_and_numbers_the_pages(document: Any) -> None:
    footer = document.sections[0].footer.paragraphs[0]
    assert footer.text.startswith("打印人：张三\t第 ")
    codes = [field.get(qn("w:instr")) for field in footer._p.findall(qn("w:fldSimple"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_an_ordinary_case_is_set_in_a_size_that_fits_its_page(form: Form) -> None:
    def get_size(drawn: Form) -> float:
        return read(drawn).tables[0].cell(12, 1).paragraphs[0].runs[0].font.size.pt  # type: ignore[no-any-return]

    assert get_size(draw_annex3(Annex3Facts(), NOTE)) == 12
    assert get_size(form) in forms.SIZES[1:]
    assert get_size(draw_annex3(ENDLESS, NOTE)) == forms.DIVIDED_SIZE


def read_page_behind(document: Any) -> list[str]:
    texts = [paragraph.text for paragraph in document.paragraphs]
    return texts[texts.index("附页") :] if "附页" in texts else []


@pytest.mark.parametrize("facts", [Annex3Facts(), FACTS])
def test_an_empty_or_ordinary_form_has_no_page_behind_it(facts: Annex3Facts) -> None:
    assert read_page_behind(read(draw_annex3(facts, NOTE))) == []


def test_a_long_summary_goes_on_behind_the_form_and_no_word_is_lost() -> None:
    form = draw_annex3(ENDLESS, NOTE)
    document = read(form)
    behind = read_page_behind(document)
    assert behind[:4] == ["附页", form.title, FACTS.case_name, "案情摘要（接前页）"]
    kept = document.tables[0].cell(12, 1).text
    assert kept.endswith("。（转附页）")
    whole = form.rows[-3][1].text
    assert kept.removesuffix("（转附页）") + "".join(behind[4:]) == whole.replace("\n产生", "产生")
    assert document.tables[0].cell(14, 4).text == "张三（021-5961）"


def test_a_long_penalty_goes_on_behind_the_form_beside_the_summary() -> None:
    document = read(draw_annex3(replace(ENDLESS, penalty_content="没收不合格鳊鱼，罚款5万元。" * 200), NOTE))
    behind = read_page_behind(document)
    assert "处罚决定内容（接前页）" in behind and "案情摘要（接前页）" in behind
    assert document.tables[0].cell(7, 1).text.endswith("（转附页）")


def test_a_text_without_any_full_stop_is_cut_where_the_page_ends() -> None:
    words = "未履行进货查验义务" * 2000
    behind = read_page_behind(read(draw_annex3(Annex3Facts(investigation=words), NOTE)))
    assert words.endswith(behind[-1]) and 0 < len(behind[-1]) < len(words)


def test_long_sentences_are_cut_at_their_ends_and_never_at_the_dot_of_a_figure() -> None:
    sentence = "现场查见标称规格为BV 1×2.5mm²的电线电缆120卷，" * 12 + "货值金额123,456.78元。"
    document = read(draw_annex3(replace(FACTS, investigation=sentence * 9), NOTE))
    kept = document.tables[0].cell(12, 1).text
    assert kept.endswith("123,456.78元。（转附页）")
    assert read_page_behind(document)[4].startswith("现场查见")


def test_the_room_that_a_long_penalty_leaves_over_is_the_summary_s() -> None:
    document = read(
        draw_annex3(replace(ENDLESS, penalty_content="罚款5万元。" + "没收不合格鳊鱼" * 80), NOTE)
    )
    penalty, summary = document.tables[0].cell(7, 1).text, document.tables[0].cell(12, 1).text
    assert penalty == "罚款5万元。（转附页）" and len(summary) > 450


def test_a_figure_too_long_for_its_cell_is_set_smaller_and_not_broken() -> None:
    document = read(draw_annex3(Annex3Facts(amount_involved=12_345_678_000_000), NOTE))
    run = document.tables[0].cell(4, 1).paragraphs[0].runs[0]
    assert run.text == "12,345,678.00" and run.font.size.pt < 8


def test_a_line_is_not_broken_inside_a_figure_or_before_a_comma() -> None:
    assert count_lines("金额123,456.78元123,456.78", 12) == 3
    assert count_lines("甲乙，丙", 4) == 3
    assert count_lines("1" * 25, 10) == 3


def test_a_form_that_names_no_appendix_runs_on() -> None:
    form = Form("报告", (), (150.0,), ((FormCell("正文。" * 2000, may_break=True),),))
    document = read(form)
    assert read_page_behind(document) == [] and document.tables[0].cell(0, 0).text == "正文。" * 2000


def test_control_characters_are_dropped() -> None:
    form = Form("表", (), (50.0,), ((FormCell("甲\x00\x08乙\ufffe"),),))
    assert read(form).tables[0].cell(0, 0).text == "甲乙"


def test_a_form_that_does_not_fill_its_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1"):
        write_form(Form("表", (), (50.0, 50.0), ((FormCell("甲"),),)))
