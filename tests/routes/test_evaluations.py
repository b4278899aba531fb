"""The pages of evaluation rounds."""

import re
from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from portal.extensions import db
from portal.models.evaluations import EvaluationRound
from portal.services import clock, evaluations, scores
from tests import factories
from tests.factories import actor

CUT_OFF = date(2021, 12, 15)
NO_MONEY = "罚没款数额不参与评分"


@pytest.fixture
def opened(app):
    return evaluations.open_round(actor("supervision"), CUT_OFF)


def entry(evaluation, **changes):
    """A complete form for F1 of the first station."""
    form = {"version": evaluation.version, "department": "sls1", "indicator": "F1"}
    return {**form, "verdict": "points", "points": "8.75", "reason": "评查 4 卷", **changes}


def test_supervision_opens_a_round_from_the_list(sign_in_as):
    visitor = sign_in_as("supervision")
    assert "还没有考核轮次" in visitor.get("/evaluations").text
    answer = visitor.post("/evaluations", data={"through": "2021-12-15"})
    assert answer.status_code == 302
    page = visitor.get(answer.headers["Location"]).text
    assert "计分中" in page and "2021-12-15" in page and NO_MONEY in page
    again = visitor.post("/evaluations", data={"through": "2021-12-15"})
    assert again.status_code == 422 and "不能再开一轮" in again.text
    assert visitor.post("/evaluations", data={"through": ""}).status_code == 422
    assert visitor.post("/evaluations", data={"through": "2021-13-15"}).status_code == 422


def test_only_supervision_opens_rounds_and_only_the_head_confirms(sign_in_as, opened):
    form = {"through": "2021-11-30", "version": opened.version}
    for name in ("sls1.leader", "bureau", "credit", "sysadmin"):
        assert sign_in_as(name).post("/evaluations", data=form).status_code == 403
    for name in ("supervision2", "sls1.leader", "bureau"):
        answer = sign_in_as(name).post(f"/evaluations/{opened.id}/confirm", data=form)
        assert answer.status_code == 403
    assert sign_in_as("credit").get("/evaluations").status_code == 403


def test_a_sheet_shows_each_line_with_its_arithmetic_and_what_it_rests_on(sign_in_as, app):
    case = factories.accepted_case()
    evaluation = evaluations.open_round(actor("supervision"), clock.today())
    db.session.execute(
        db.text("UPDATE submissions SET closed_on = '2021-09-20' WHERE id = :id"), {"id": case.id}
    )
    db.session.commit()
    page = sign_in_as("supervision").get(f"/evaluations/{evaluation.id}?department=sls1&line=T2").text
    assert "取最好的 4 件，评级 4，合计 4。4 ÷（5 × 4）× 15" in page
    assert "3.00" in page and case.dossier.number in page
    assert f'href="/submissions/{case.id}"' in page
    for code in ("T1", "T3", "L1", "L2", "C1", "C2", "F1", "F2", "R1", "R2"):
        assert f'<tr id="{code}"' in page


def test_the_ranking_tells_stations_from_the_brigade_and_sections(sign_in_as, opened):
    visitor = sign_in_as("bureau")
    stations = visitor.get(f"/evaluations/{opened.id}").text
    for words in ("基层市场监管所 3", "执法大队 1", "业务科室", "示例一所", "示例三所"):
        assert words in stations
    brigade = visitor.get(f"/evaluations/{opened.id}?department=zfdd").text
    assert "示例一所" not in brigade
    assert visitor.get(f"/evaluations/{opened.id}?department=zfjd").status_code == 404
    assert visitor.get("/evaluations/99999").status_code == 404


def test_a_department_sees_its_own_sheet_and_for_others_nothing(sign_in_as, opened):
    visitor = sign_in_as("sls1.liaison")
    page = visitor.get(f"/evaluations/{opened.id}").text
    assert "示例一市场监管所" in page and NO_MONEY in page
    assert "示例二" not in page and "录入…" not in page and "还不能确认" not in page
    assert visitor.get(f"/evaluations/{opened.id}?department=sls2").status_code == 404
    listed = visitor.get("/evaluations").text
    assert "本部门考核得分" in listed and "开始一轮考核" not in listed
    assert "本部门不参加考核" in sign_in_as("xyjd.leader").get(f"/evaluations/{opened.id}").text


def test_points_by_hand_are_entered_line_by_line(sign_in_as, opened):
    visitor, address = sign_in_as("supervision"), f"/evaluations/{opened.id}"
    form_page = visitor.get(f"{address}?department=sls1&line=F1").text
    assert "保存 F1" in form_page
    answer = visitor.post(f"{address}/enter", data=entry(opened))
    assert answer.status_code == 302 and "department=sls1" in answer.headers["Location"]
    page = visitor.get(f"{address}?department=sls1").text
    assert "人工录入 8.75 分：评查 4 卷" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"points": ""}, "请填写得分"),
        ({"points": "8.755"}, "最多两位小数"),
        ({"points": "abc"}, "8.75 的样子"),
        ({"points": "NaN"}, "8.75 的样子"),
        ({"points": "11"}, "应当在 0 至 10 分之间"),
        ({"reason": ""}, "请写明得分的依据"),
        ({"verdict": "none", "reason": ""}, "不适用的原因"),
    ],
)
def test_a_wrong_entry_comes_back_with_its_error_and_its_text(sign_in_as, opened, changes, sentence):
    answer = sign_in_as("supervision").post(
        f"/evaluations/{opened.id}/enter?line=F1", data=entry(opened, **changes)
    )
    assert answer.status_code == 422
    assert sentence in answer.text and 'id="error-summary"' in answer.text
    assert changes.get("reason", "评查 4 卷") in answer.text


def test_an_entry_without_the_version_of_its_page_is_refused(sign_in_as, opened):
    visitor, address = sign_in_as("supervision"), f"/evaluations/{opened.id}/enter"
    assert visitor.post(address, data=entry(opened, version="")).status_code == 409
    assert visitor.post(address, data=entry(opened)).status_code == 302
    assert visitor.post(address, data=entry(opened, version=1)).status_code == 409
    assert visitor.post(address, data=entry(opened, version=2, department="bgs")).status_code == 404


def test_a_bonus_is_registered_shown_and_deleted(sign_in_as, opened):
    visitor, address = sign_in_as("supervision"), f"/evaluations/{opened.id}"
    form = {"version": 1, "department": "sls1", "code": "commendation", "count": "2", "proof": ""}
    refused = visitor.post(f"{address}/register", data=form)
    assert refused.status_code == 422 and "请写明依据" in refused.text and "data-open" in refused.text
    assert visitor.post(f"{address}/register", data={**form, "count": "0"}).status_code == 422
    done = visitor.post(f"{address}/register", data={**form, "proof": "沪市监〔2021〕1号"})
    assert done.status_code == 302
    page = visitor.get(f"{address}?department=sls1").text
    assert "区局表彰 2 × 1（沪市监〔2021〕1号）" in page
    (entry_id,) = re.findall(rf"/evaluations/{opened.id}/strike/(\d+)", page)
    strike = f"{address}/strike/{entry_id}"
    assert visitor.post(strike, data={"department": "sls1"}).status_code == 409
    assert visitor.post(strike, data={"department": "sls1", "version": 2}).status_code == 302
    assert "沪市监〔2021〕1号" not in visitor.get(f"{address}?department=sls1").text


def test_a_round_that_cannot_be_confirmed_says_what_is_missing(sign_in_as, app):
    waiting = factories.approved_case()
    evaluation = evaluations.open_round(actor("supervision"), clock.today())
    answer = sign_in_as("supervision.head").post(
        f"/evaluations/{evaluation.id}/confirm", data={"version": evaluation.version}
    )
    assert answer.status_code == 422
    assert f'href="/submissions/{waiting.id}">{waiting.dossier.number}</a>' in answer.text
    assert "待录入 C2、F1、F2" in answer.text


def enter_all(evaluation: EvaluationRound) -> None:
    for sheet in scores.compute(evaluation.year, evaluation.through, evaluation).sheets:
        for code in sheet.score.awaiting:
            person = actor("supervision")
            evaluations.enter(person, evaluation, evaluation.version, sheet.code, code, None, "没有发生")


def test_the_head_confirms_and_reopens_and_in_between_nothing_can_be_changed(sign_in_as, opened):
    enter_all(opened)
    head, supervision = sign_in_as("supervision.head"), sign_in_as("supervision")
    address, version = f"/evaluations/{opened.id}", opened.version
    assert head.post(f"{address}/confirm", data={"version": version - 1}).status_code == 409
    assert head.post(f"{address}/confirm", data={"version": version}).status_code == 302
    page = head.get(address).text
    assert "已确认" in page and "重新计分…" in page and "录入…" not in page
    assert head.post(f"{address}/confirm", data={"version": version + 1}).status_code == 409
    locked = supervision.post(f"{address}/enter", data=entry(opened, version=version + 1))
    assert locked.status_code == 409 and "已经确认" in locked.text
    assert head.post(f"{address}/reopen", data={"version": version + 1}).status_code == 422
    form = {"version": version + 1, "reason": "一件已撤销"}
    assert head.post(f"{address}/reopen", data=form).status_code == 302
    assert "计分中" in head.get(address).text


def test_whoever_opened_a_round_cannot_confirm_it(sign_in_as, app):
    own = evaluations.open_round(actor("supervision.head"), CUT_OFF)
    enter_all(own)
    head = sign_in_as("supervision.head")
    assert "确认得分" not in head.get(f"/evaluations/{own.id}").text
    assert head.post(f"/evaluations/{own.id}/confirm", data={"version": own.version}).status_code == 409


def test_the_workbook_equals_the_page(sign_in_as, opened):
    evaluations.enter(actor("supervision"), opened, 1, "sls1", "F1", 8, "评查")
    visitor = sign_in_as("supervision")
    answer = visitor.get(f"/evaluations/{opened.id}.xlsx")
    assert "考核结果_截至2021-12-15.xlsx" in unquote(answer.headers["Content-Disposition"])
    book = load_workbook(BytesIO(answer.data))
    matrix = [row for row in book["指标得分"].iter_rows(values_only=True)]
    codes = next(row for row in matrix if row[1] and str(row[1]).startswith("T1"))
    for code in ("sls1", "zfdd", "spsc"):
        name = factories.department(code).name
        row = next(row for row in matrix if row[0] == name)
        page = visitor.get(f"/evaluations/{opened.id}?department={code}").text
        for label, value in zip(codes, row, strict=True):
            shown = re.search(rf'<tr id="{str(label)[:2]}".*?<td class="num fit">(.*?)</td>', page, re.S)
            if shown and isinstance(value, int | float):
                assert f"<b>{value:.2f}</b>" in shown[1], (code, label)
            elif shown and value == "—":
                assert "不适用" in shown[1]
            elif shown:
                assert value in ("待录入", "待接收") and value in shown[1]


def test_the_command_writes_the_workbook_and_lists_what_is_to_be_entered(app, tmp_path):
    target = tmp_path / "考核.xlsx"
    done = app.test_cli_runner().invoke(args=["evaluate", "--through", "2021-12-15", "-o", str(target)])
    assert done.exit_code == 0, done.output
    assert "待录入 C2、F1、F2、R2" in done.output
    assert load_workbook(target).sheetnames == ["排名", "指标得分", "依据", "评分规则"]
