"""The import pages: a file is sent in, explained, tried and stored; what is wrong stands where it is wrong."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.models.cases import Case
from portal.models.imports import ImportFile
from portal.services import import_files
from tests import factories, sample_files

TABLE = "案件名称,立案时间,经办\n甲案,2021-03-05,第一组\n乙案,{day},第二组\n"


@pytest.fixture
def liaison(sign_in_as):
    factories.account("sls1.liaison")
    return sign_in_as("sls1.liaison")


def send(client, day="2021-03-06", name="表.csv", kind="case"):
    data = {"kind": kind, "file": (BytesIO(TABLE.format(day=day).encode()), name)}
    return client.post("/imports", data=data, content_type="multipart/form-data")


def file_address():
    return f"/imports/{db.session.execute(select(func.max(ImportFile.id))).scalar_one()}"


def count_cases():
    return db.session.execute(select(func.count()).select_from(Case)).scalar_one()


def map_all(client, names):
    return client.post(
        f"{file_address()}/map-columns", data={f"column-{place}": name for place, name in enumerate(names)}
    )


def test_a_file_becomes_drafts_in_four_steps(liaison, monkeypatch):
    monkeypatch.setattr(import_files, "BATCH", 1)
    assert send(liaison).location == file_address()
    page = liaison.get(file_address()).text
    assert (
        "还有 1 列不知道是什么" in page and "第一组" in page and "份草稿" not in page.split("<main")[1][:3000]
    )
    assert map_all(liaison, ["title", "filed_on", "-"]).status_code == 302
    assert "导入 2 份草稿" in liaison.get(file_address()).text
    liaison.post(f"{file_address()}/store")
    page = liaison.get(file_address()).text
    assert "已存下 1 行，共 2 行" in page and "data-goes-on" in page
    liaison.post(f"{file_address()}/store")
    assert "已导入 2 行" in liaison.get(file_address()).text and count_cases() == 2


def test_a_wrong_cell_is_named_by_row_and_column_and_nothing_comes_in(liaison):
    send(liaison, day="2021-02-30")
    map_all(liaison, ["title", "filed_on", "-"])
    page = liaison.get(file_address()).text
    assert "没有 2021-02-30 这一天" in page and "下载标注的副本" in page and "份草稿</button>" not in page
    refused = liaison.post(f"{file_address()}/store")
    assert refused.status_code == 422 and "没有导入任何一行" in refused.text and count_cases() == 0


def test_what_is_imported_long_after_it_happened_says_so_on_its_pages(liaison):
    send(liaison)
    map_all(liaison, ["title", "filed_on", "-"])
    liaison.post(f"{file_address()}/store")
    draft = db.session.execute(select(func.max(Case.id))).scalar_one()
    for address in (f"/submissions/{draft}", f"/submissions/{draft}/edit", "/submissions?kind=case"):
        assert '<span class="tag tone-info">补录</span>' in liaison.get(address).text
    assert "补录" not in liaison.get(f"/submissions/{factories.draft_case().id}").text


def test_two_columns_of_one_meaning_are_refused_with_a_sentence(liaison):
    send(liaison)
    refused = map_all(liaison, ["title", "title", "-"])
    assert refused.status_code == 422 and "有两列都对应到“案件名称”" in refused.text
    assert map_all(liaison, ["no_such_column", "-", "-"]).status_code == 422


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"kind": "case"}, "请选择一个 .xlsx 或 .csv 文件。"),
        ({"file": (b"a\n1\n", "a.csv")}, "请选择要导入的种类。"),
        ({"kind": "case", "file": (b"MZ", "a.exe")}, "xlsx"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(liaison, answers, sentence):
    if "file" in answers:  # Opened here: the case runs once per engine, and a sent file is closed.
        content, name = answers["file"]
        answers = answers | {"file": (BytesIO(content), name)}
    refused = liaison.post("/imports", data=answers, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert sentence in refused.text


def test_a_name_that_no_header_can_hold_is_refused_and_an_odd_one_comes_back_in_the_marked_copy(liaison):
    body = "--b\r\nContent-Disposition: form-data; name=kind\r\n\r\ncase\r\n--b\r\nContent-Disposition: form-data; "
    body += f"name=file; filename*=UTF-8''a%0Ab.csv\r\n\r\n{TABLE.format(day='')}\r\n--b--\r\n"
    broken = liaison.post("/imports", data=body.encode(), content_type="multipart/form-data; boundary=b")
    for refused in (broken, send(liaison, name="a\x01.csv")):
        assert refused.status_code == 422 and "控制字符" in refused.text
    assert send(liaison, day="2021-02-30", name="“表”;%22=a,'%0A.csv").status_code == 302
    map_all(liaison, ["title", "filed_on", "-"])
    copy = liaison.get(f"{file_address()}/marked.xlsx")
    assert copy.status_code == 200 and "filename*=UTF-8''" in copy.headers["Content-Disposition"]


def test_a_discarded_file_is_gone(liaison):
    send(liaison)
    address = file_address()
    assert liaison.post(f"{address}/discard").status_code == 302
    assert liaison.get(address).status_code == 404


def test_nobody_else_finds_the_file(liaison, sign_in_as):
    send(liaison)
    factories.account("sls2.liaison")
    other = sign_in_as("sls2.liaison")
    assert other.get(file_address()).status_code == 404
    assert other.post(f"{file_address()}/store").status_code == 404


def test_the_template_of_each_kind_can_be_taken(liaison):
    for kind in ("case", "lead", "monthly-return", "publicity", "report", "contacts"):
        answer = liaison.get(f"/imports/template.xlsx?kind={kind}")
        assert answer.status_code == 200 and answer.data[:2] == b"PK"
    assert liaison.get("/imports/template.xlsx?kind=x").status_code == 404


@pytest.mark.parametrize("name", sample_files.HOSTILE_SHEETS)
def test_a_sheet_that_is_too_much_to_read_is_refused_with_a_sentence(liaison, sign_in_as, name):
    content = sample_files.HOSTILE_SHEETS[name]()
    factories.account("sysadmin")
    for client, address, data in (
        (liaison, "/imports", {"kind": "case"}),
        (sign_in_as("sysadmin"), "/accounts/import", {}),
    ):
        data = data | {"file": (BytesIO(content), name)}
        refused = client.post(address, data=data, content_type="multipart/form-data")
        assert refused.status_code == 422
        assert "请只留要导入的行和列" in refused.text or "请删去要导入的行和列以外的" in refused.text
