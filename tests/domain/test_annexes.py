"""The annex forms say what the plan prescribes, in its order and its words."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.annexes import (
    ANNEX2_FIGURES,
    Annex2Row,
    Annex3Facts,
    draw_annex2,
    draw_annex3,
    get_annex2_values,
)
from portal.domain.drawings import Form, Table

TITLE = "2021民生领域案件查办“铁拳”行动案件统计表"
NOTES = ("1．请进行累计统计。", "2．可不予填写。")

FOOD = Annex2Row("food", "食品安全违法", "非法添加", 40, 30, 5, 3, 1_260_001, 500_000, None, 0, 4, 3)
ADVERTISING = Annex2Row("advertising", "广告违法", "金融、食药品、神医神药", filed=2, amount_involved=2)


def draw(rows: tuple[Annex2Row, ...] = (FOOD, ADVERTISING), **more: object) -> Table:
    facts = {
        "title": TITLE,
        "reporting_unit": "执法大队",
        "period_start": date(2021, 1, 1),
        "period_end": date(2021, 4, 30),
        "reported_on": date(2021, 5, 2),
        "rows": rows,
        "notes": NOTES,
    }
    return draw_annex2(**(facts | more))  # type: ignore[arg-type]


def read(table: Table, row: int | None, key: str) -> object:
    drawn = table.total if row is None else table.rows[row]
    assert drawn is not None
    return drawn.cells[[column.key for column in table.columns].index(key)].value


def test_annex_2_has_the_twelve_columns_of_the_form() -> None:
    assert [column.label for column in draw().columns] == [
        "案件数据",
        "违法行为类型",
        "出动（人次）",
        "检查企业（家次）",
        "立案（件）",
        "结案（件）",
        "涉案金额（万元）",
        "罚没款金额（万元）",
        "挽回损失（万元）",
        "移送司法案件（件）",
        "互联网案件（件）",
        "农村市场案件（件）",
    ]


def test_annex_2_says_who_reports_for_which_period_and_when() -> None:
    table = draw()
    assert table.title == TITLE
    assert table.heading == (
        "报送单位：执法大队",
        "统计时间：2021年1月1日至4月30日",
        "报送时间：2021年5月2日",
    )
    assert table.footnotes == ("说明：1．请进行累计统计。", "2．可不予填写。")
    assert draw(notes="1．请进行累计统计。\n2．可不予填写。").footnotes == table.footnotes
    assert table.landscape


def test_annex_2_lists_the_categories_in_order_and_then_their_total() -> None:
    table = draw()
    assert [row.cells[0].value for row in table.rows] == ["食品安全违法", "广告违法"]
    assert table.total is not None
    assert [cell.value for cell in table.total.cells[:2]] == ["合计", None]
    assert table.total.is_total


def test_a_blank_is_not_a_count_of_none() -> None:
    table = draw()
    assert read(table, 0, "transferred") == 0
    assert read(table, 1, "transferred") is None
    assert read(table, None, "transferred") == 0
    assert read(table, None, "loss_recovered") is None


def test_a_case_of_both_kinds_counts_in_both_columns() -> None:
    table = draw()
    assert (read(table, 0, "internet"), read(table, 0, "rural"), read(table, 0, "filed")) == (4, 3, 5)


def test_an_empty_table_totals_blank() -> None:
    assert all(cell.value is None for cell in draw(rows=()).total.cells[1:])  # type: ignore[union-attr]


figures = st.none() | st.integers(0, 10**14)


@given(st.lists(st.tuples(*[figures] * len(ANNEX2_FIGURES)), max_size=8))
def test_totals_are_exact_to_the_fen(columns: list[tuple[int | None, ...]]) -> None:
    rows = [Annex2Row(str(number), "x", "", *values) for number, values in enumerate(columns)]
    values = get_annex2_values(rows)
    for place, key in enumerate(ANNEX2_FIGURES):
        known = [column[place] for column in columns if column[place] is not None]
        assert values[None, key] == (sum(known) if known else None)  # type: ignore[arg-type]


def test_each_figure_opens_its_cases_and_a_blank_opens_nothing() -> None:
    table = draw(link=lambda category, key: f"/{category or 'all'}/{key}")
    links = [[cell.href for cell in row.cells] for row in (*table.rows, table.total)]  # type: ignore[union-attr]
    assert links[0][:5] == [None, None, "/food/persons_sent", "/food/businesses_checked", "/food/filed"]
    assert links[1][5] is None
    assert links[2][4] == "/all/filed"


def test_a_changed_figure_says_what_it_was() -> None:
    before = get_annex2_values((replace(FOOD, filed=4, closed=None), ADVERTISING))
    table = draw(former=before)
    former = {
        column.key: (row.cells[place].former, table.total.cells[place].former)  # type: ignore[union-attr]
        for row in table.rows[:1]
        for place, column in enumerate(table.columns)
    }
    assert former["filed"] == (4, 6)
    assert former["closed"] == ("", "")
    assert former["penalty"] == (None, None)


ANNEX_3_LABELS = [
    ["案件类型"],
    ["案件名称"],
    ["涉案企业名称（人员姓名）", "证照情况（许可信息）"],
    ["立案时间", "结案时间"],
    ["涉案金额（万元）", "是否调解", "赔偿数额（万元）"],
    ["涉案环节", "本省以外涉案省（区、市）"],
    ["是否处罚", "作出处罚时间"],
    ["处罚决定内容", "罚款数额（万元）"],
    ["没收违法所得（万元）"],
    ["其他处理内容"],
    ["案件移送公安机关", "移送时间"],
    ["通报情况", "通报时间"],
    ["案情摘要（线索核查情况；调查经过、违法事实、处理结果；产生的效果和社会影响等）"],
    ["是否已公开"],
    ["承办部门", "联系人（电话）"],
]


def get_value(form: Form, label: str) -> str:
    for row in form.rows:
        for cell, following in pairwise(row):
            if cell.is_label and cell.text == label:
                return following.text
    raise AssertionError(label)


def test_annex_3_has_every_label_of_the_form_in_order() -> None:
    form = draw_annex3(Annex3Facts(), "此表每月2日前报送。")
    assert [[cell.text for cell in row if cell.is_label] for row in form.rows] == ANNEX_3_LABELS
    assert form.title == "典型案件报送信息表"
    assert form.footnotes == ("说明：此表每月2日前报送。",)


def test_an_empty_annex_3_leaves_room_to_write() -> None:
    form = draw_annex3(Annex3Facts(), "")
    assert form.heading == ("填写时间：　年　月　日", "办理状态：□正在办理中 □已办结")
    assert get_value(form, "立案时间") == "　年　月　日"
    assert get_value(form, "是否处罚") == "□是 □否"
    assert get_value(form, "通报情况") == "□未通报 □通报部门：__"
    assert get_value(form, "其他处理内容") == "□列入经营异常名录 □另案处理 □约谈 □其他："
    assert get_value(form, "涉案金额（万元）") == ""


def test_annex_3_ticks_what_is_so() -> None:
    facts = Annex3Facts(
        filled_on=date(2021, 5, 3),
        is_closed=True,
        is_mediated=False,
        in_distribution=True,
        other_provinces=("江苏省", "浙江省"),
        is_punished=True,
        is_admonished=True,
        other_handling="责令召回",
        is_transferred=False,
        is_notified=True,
        notified_bodies="区公安分局",
        is_public=True,
    )
    form = draw_annex3(facts, "")
    assert form.heading == ("填写时间：2021年5月3日", "办理状态：□正在办理中 ☑已办结")
    assert get_value(form, "是否调解") == "□是 ☑否"
    assert get_value(form, "涉案环节") == "□生产 ☑经营"
    assert get_value(form, "本省以外涉案省（区、市）") == "江苏省、浙江省"
    assert get_value(form, "是否处罚") == "☑是 □否"
    assert get_value(form, "其他处理内容") == "□列入经营异常名录 □另案处理 ☑约谈 ☑其他：责令召回"
    assert get_value(form, "案件移送公安机关") == "□是 ☑否"
    assert get_value(form, "通报情况") == "□未通报 ☑通报部门：区公安分局"
    assert get_value(form, "是否已公开") == "☑是 □否"
    pending = draw_annex3(replace(facts, is_closed=False, is_notified=False, notified_bodies=""), "")
    assert pending.heading[1] == "办理状态：☑正在办理中 □已办结"
    assert get_value(pending, "通报情况") == "☑未通报 □通报部门：__"


def test_annex_3_shows_amounts_to_the_fen_beside_the_decision_s_own_words() -> None:
    form = draw_annex3(Annex3Facts(fine=50_000_00, illegal_gains=32_000, amount_involved=12_345_678_900), "")
    assert get_value(form, "罚款数额（万元）") == "5.00"
    assert get_value(form, "没收违法所得（万元）") == "0.032"
    assert get_value(form, "涉案金额（万元）") == "12,345.6789"


def test_the_summary_is_one_block_in_the_order_of_the_form() -> None:
    facts = Annex3Facts(verification="抽检不合格。", effects="有力震慑。")
    assert get_value(draw_annex3(facts, ""), ANNEX_3_LABELS[12][0]) == (
        "线索核查情况：抽检不合格。\n产生的效果和社会影响：有力震慑。"
    )


def test_only_the_summary_may_run_on_to_another_page() -> None:
    form = draw_annex3(Annex3Facts(), "")
    running_on = [number for number, row in enumerate(form.rows, 1) if any(cell.may_break for cell in row)]
    assert running_on == [13]
