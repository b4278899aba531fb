"""Annex 2 as drawn: whose table, which words, which moment; page, workbook and command say the same."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal.domain.errors import Invalid, NotFound
from portal.domain.money import wan_number
from portal.domain.records import Basis
from portal.domain.statistics import Question, read_question
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.services import accepted, approvals, clock, statistics, trail
from tests import factories

THROUGH = date(2021, 8, 31)
QUESTION = Question(THROUGH)


def supervision():
    return factories.actor("supervision")


def words(table):
    """What a table says, cell by cell."""
    return [[cell.value for cell in row.cells] for row in (*table.rows, table.total)]


def read_sheet(content):
    """The workbook's cells from the head of the table to its total."""
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    heads = [row[0] for row in rows]
    return rows, rows[heads.index("案件数据") + 1 : heads.index("合计") + 1]


def test_the_table_stands_as_the_form_prescribes(app):
    factories.accepted_case()
    table = statistics.draw(supervision(), QUESTION).table
    assert table.title == "2021民生领域案件查办“铁拳”行动案件统计表"
    assert table.heading[:2] == ("报送单位：上海市崇明区市场监督管理局", "统计时间：2021年1月1日至8月31日")
    assert [row[0] for row in words(table)] == [
        "食品安全违法", "产品质量违法", "特种设备违法", "CCC认证违法", "中介服务价格违法", "广告违法",
        "知识产权违法", "其他违法", "合计",
    ]  # fmt: skip
    assert words(table)[0][4:] == [1, 0, 24_600_000, None, None, 0, 0, 0]


def test_kinds_of_violation_stand_in_the_plans_order_and_fixed_labels_always(app):
    factories.accepted_case(violation_code="food_uninspected_meat")
    other = {"category_code": "other", "violation_code": None}
    factories.accepted_case(**other, other_label="预付卡")
    factories.accepted_case(**other, other_label="消费者权益保护")
    factories.accepted_case("sls2", **other, other_label="消费者权益保护")
    labels = {row[0]: row[1] for row in words(statistics.draw(supervision(), QUESTION).table)}
    assert labels["食品安全违法"] == "检验检疫"
    assert labels["产品质量违法"] is None
    assert labels["特种设备违法"] == "电梯、液化石油气瓶"
    assert labels["其他违法"] == "消费者权益保护、预付卡"


def test_the_bureaus_table_is_the_sum_of_the_departments(app):
    factories.accepted_case("sls1", amount_involved=1)
    factories.accepted_case("sls2", amount_involved=None)
    factories.accepted_case("sls2", amount_involved=5)
    drawn = [statistics.draw(supervision(), Question(THROUGH, code)) for code in ("sls1", "sls2", "")]
    assert [each.total("filed") for each in drawn] == [1, 2, 3]
    assert [each.total("amount_involved") for each in drawn] == [1, 5, 6]


def test_drawn_again_at_its_own_moment_nothing_differs(app):
    factories.accepted_case()
    first = statistics.draw(supervision(), QUESTION)
    case = factories.accepted_case(amount_involved=1)
    assert statistics.draw(supervision(), QUESTION).table != first.table
    assert statistics.draw(supervision(), first.question).table == first.table
    assert case.accepted_at > first.moment


def test_without_a_month_the_table_ends_with_last_month(app):
    with clock.travel(datetime(2021, 10, 8, 4, tzinfo=UTC)):
        assert statistics.draw(supervision(), Question()).through == date(2021, 9, 30)
    # In Shanghai it is already 1 May.
    with clock.travel(datetime(2021, 4, 30, 17, tzinfo=UTC)):
        assert statistics.draw(supervision(), Question()).through == date(2021, 4, 30)
    with clock.travel(datetime(2022, 3, 8, 4, tzinfo=UTC)):
        assert statistics.draw(supervision(), Question()).through == date(2021, 12, 31)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"through": "2021-04-29"}, "2021-04-30"),
        ({"through": "2021年4月"}, "写成 2021-04-30"),
        ({"as_of": "昨天"}, "数据时点写成"),
        ({"as_of": "2021-13-01"}, "数据时点写成"),
        ({"as_of": "0001-01-01T00:00+14:00"}, "数据时点写成"),
        ({"basis": "money"}, "口径"),
        ({"scope": "all"}, "范围"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused_with_a_sentence(arguments, sentence):
    with pytest.raises(Invalid, match=sentence) as refusal:
        read_question(arguments)
    assert refusal.value.status == 422


def test_a_moment_without_a_zone_is_shanghais(app):
    written = ("2021-05-02T10:30", "2021-05-02T10:30+08:00", "2021-05-02T10:30 08:00", "2021-05-02T02:30Z")
    assert {read_question({"as_of": text}).as_of for text in written} == {
        datetime(2021, 5, 2, 2, 30, tzinfo=UTC)
    }


def test_a_moment_that_has_not_come_is_refused(app):
    with pytest.raises(Invalid, match="不能晚于现在"):
        statistics.draw(supervision(), Question(THROUGH, as_of=clock.now() + timedelta(minutes=1)))


def test_a_moment_after_the_last_deed_is_drawn_at_the_last_deed(app):
    factories.accepted_case()
    assert statistics.draw(supervision(), Question(THROUGH, as_of=clock.now())).moment == trail.head_moment()


def test_liaison_and_leader_open_their_own_departments_table_only(app):
    factories.accepted_case("sls2")
    for person in ("sls1.liaison", "sls1.leader"):
        drawing = statistics.draw(factories.actor(person), QUESTION)
        assert (drawing.coverage.code, drawing.total("filed")) == ("sls1", 0)
        for code in ("sls2", "nowhere"):
            with pytest.raises(NotFound):
                statistics.draw(factories.actor(person), Question(THROUGH, code))
        with pytest.raises(NotFound):
            statistics.draw(factories.actor(person), Question(THROUGH, scope="categories"))


def test_a_leading_section_sees_the_rows_of_its_categories_from_everybody(app):
    factories.accepted_case("sls1", category_code="ip", violation_code=None)
    factories.accepted_case("sls2")
    drawing = statistics.draw(factories.actor("zscq.liaison"), Question(THROUGH, scope="categories"))
    assert [row.category_code for row in drawing.rows] == ["ip"]
    assert drawing.total("filed") == 1
    with pytest.raises(NotFound):
        statistics.list_records(factories.actor("zscq.liaison"), drawing.question, "filed", "food")
    listed = statistics.list_records(factories.actor("zscq.liaison"), drawing.question, "filed", "").page.rows
    assert [row.category_code for row in listed] == ["ip"]


def test_the_bureau_opens_every_table(app):
    bureau = factories.actor("bureau")
    assert statistics.draw(bureau, QUESTION).coverage.name == "全局"
    assert statistics.draw(bureau, Question(THROUGH, "sls3")).coverage.code == "sls3"


def test_what_waits_for_supervision_is_told_and_not_counted(app):
    factories.approved_case()
    factories.approved_case("sls2")
    factories.submitted_case()
    drawing = statistics.draw(supervision(), QUESTION)
    assert (drawing.waiting, drawing.total("filed")) == (2, 0)
    assert statistics.draw(supervision(), Question(THROUGH, "sls1")).waiting == 1
    assert statistics.draw(supervision(), Question(date(2021, 7, 31))).waiting == 0
    assert statistics.draw(supervision(), drawing.question).waiting is None


def test_by_closing_date_the_title_says_so(app):
    table = statistics.draw(supervision(), Question(THROUGH, basis=Basis.CLOSED)).table
    assert table.title.endswith("案件统计表（按结案时间）")


def test_the_list_behind_a_cell_adds_up_to_it(app):
    factories.accepted_case(filed_on=date(2021, 6, 1), decided_on=date(2021, 8, 1), fine=7, confiscated=None)
    factories.accepted_case(filed_on=date(2021, 7, 1), decided_on=date(2021, 8, 2), fine=None, confiscated=4)
    factories.accepted_case(filed_on=date(2021, 7, 2), decided_on=date(2021, 9, 2), fine=100)
    behind = statistics.list_records(supervision(), QUESTION, "penalty", "food")
    assert ([row.value for row in behind.page.rows], behind.total) == ([7, 4], 11)
    for figure, category in (("", "food"), ("violation", "food"), ("filed", "nothing")):
        with pytest.raises(NotFound):
            statistics.list_records(supervision(), QUESTION, figure, category)


def test_a_natural_persons_name_is_masked_in_the_list_of_other_departments(app):
    factories.accepted_case(party_name="张三丰", party_is_person=True, title="张三丰无照经营案")
    titles = [
        statistics.list_records(factories.actor(name), QUESTION, "filed", "").page.rows[0].title
        for name in ("supervision", "sls1.liaison")
    ]
    assert titles == ["张某某无照经营案", "张三丰无照经营案"]


def test_a_revision_that_the_reader_may_not_open_any_more_is_listed_without_a_link(app):
    case = factories.accepted_case()
    seen = trail.head_moment()
    approvals.revoke(factories.actor("supervision.head"), case, case.version, "重复")
    question = Question(THROUGH, as_of=seen)
    opened = [
        statistics.list_records(factories.actor(name), question, "filed", "").page.rows[0].may_open
        for name in ("supervision", "bureau")
    ]
    assert opened == [True, False]


def test_the_workbook_says_what_the_page_says(app):
    factories.accepted_case(amount_involved=12_345_678_901, decided_on=date(2021, 8, 20))
    factories.accepted_case(amount_involved=1, category_code="ip", violation_code=None)
    drawing, content = statistics.export(supervision(), QUESTION)
    rows, sheet = read_sheet(content)
    kinds = [column.kind for column in drawing.table.columns]
    for drawn, printed in zip(words(drawing.table), sheet, strict=True):
        for kind, value, cell in zip(kinds, drawn, printed, strict=True):
            wanted = float(wan_number(value)) if kind == "money" and value is not None else value
            assert cell == wanted
    assert rows[0][0] == drawing.table.title


def test_who_took_the_workbook_is_recorded_with_filter_and_row_count(app):
    statistics.export(supervision(), Question(THROUGH, "sls1"))
    row = db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(1)).scalar_one()
    assert (row.actor_name, row.action, row.code) == ("supervision", "export", "annex2")
    assert "through=2021-08-31 department=sls1 as_of=" in row.fields and row.fields.endswith(" rows=9")


def test_the_command_writes_the_same_workbook(app, tmp_path):
    factories.accepted_case()
    moment = statistics.draw(None, QUESTION).moment.isoformat()
    target = tmp_path / "annex2.xlsx"
    run = app.test_cli_runner().invoke
    done = run(args=["annex2", "--through", "2021-08-31", "--as-of", moment, "-o", str(target)])
    assert done.exit_code == 0, done.output
    again = read_question({"through": "2021-08-31", "as_of": moment})
    assert read_sheet(target.read_bytes()) == read_sheet(statistics.export(supervision(), again)[1])
    for wrong in (["--through", "2021-08-30"], ["--through", "2021-08-31", "--department", "nowhere"]):
        refused = run(args=["annex2", *wrong, "-o", str(target)])
        assert refused.exit_code == 1 and "Traceback" not in refused.output


def test_each_case_counts_in_one_category_only(app):
    factories.accepted_case(secondary_categories="product")
    found = accepted.sum_by_category(date(2021, 12, 31), None)
    assert sum(each.figures["filed"] for each in found) == 1
