"""A liaison's file: what its headings mean is said once, its dry run stores nothing, and its rows come in once."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select, update

from portal.domain.content import Kind
from portal.domain.dossiers import Filters
from portal.domain.errors import Forbidden, Invalid, NotFound, TransitionNotAllowed
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.cases import Case
from portal.models.imports import ImportFile
from portal.models.submissions import Submission
from portal.services import clock, drafts, import_files, ledger
from portal.services.uploads import Upload
from tests import factories

GOOD = {
    "案件类型": "食品安全违法",
    "违法行为类型": "非法添加",
    "案件名称": "甲案",
    "涉案企业名称（人员姓名）": "某食品有限公司",
    "立案时间": "2021-03-05",
}


@pytest.fixture
def liaison(app):
    return factories.actor("sls1.liaison")


@pytest.fixture
def colleague(app):
    return factories.actor("sls2.liaison")


def as_upload(*rows, name="cases.csv"):
    buffer = StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return Upload(name, BytesIO(buffer.getvalue().encode()))


def count(model=Submission):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def tell(refused):
    return refused.value.findings[0].message


def test_a_dry_run_says_what_would_come_in_and_stores_nothing(liaison):
    before = count()
    file = import_files.add(liaison, Kind.CASE, as_upload(GOOD, GOOD | {"案件名称": "乙案"}))
    shown = import_files.view(liaison, file)
    assert (len(shown.reading.rows), shown.reading.errors, shown.may_start) == (2, (), True)
    assert count() == before and file.total is None


def test_rows_come_in_by_batches_and_each_once(liaison, monkeypatch):
    monkeypatch.setattr(import_files, "BATCH", 2)
    titles = [f"第{number}案" for number in range(5)]
    rows = [GOOD | {"案件名称": title} for title in titles]
    file = import_files.add(liaison, Kind.CASE, as_upload(*rows))
    seen = []
    while file.finished_at is None:
        import_files.store_next(liaison, file)
        seen.append((file.stored, file.total, count(Case)))
    assert seen == [(2, 5, 2), (4, 5, 4), (5, 5, 5)]
    drafted = db.session.execute(select(Case.title, Case.status).order_by(Case.id)).all()
    assert drafted == [(title, Status.DRAFT) for title in titles]
    assert file.content is None
    with pytest.raises(TransitionNotAllowed):
        import_files.store_next(liaison, file)
    again = import_files.add(liaison, Kind.CASE, as_upload(*rows))
    shown = import_files.view(liaison, again)
    assert (shown.reading.rows, shown.reading.known, shown.may_start) == ((), 5, False)


def test_one_wrong_row_keeps_all_out(liaison):
    file = import_files.add(liaison, Kind.CASE, as_upload(GOOD, GOOD | {"立案时间": "2021-02-30"}))
    (error,) = import_files.view(liaison, file).reading.errors
    assert (error.row, error.column) == (3, "立案时间")
    with pytest.raises(Invalid, match="没有导入任何一行"):
        import_files.store_next(liaison, file)
    assert count(Case) == 0 and file.total is None


def test_the_marked_copy_says_beside_each_row_what_is_wrong(liaison):
    file = import_files.add(liaison, Kind.CASE, as_upload(GOOD, GOOD | {"立案时间": "=1+1"}))
    name, copy = import_files.mark(liaison, file)
    head, _, wrong = CalamineWorkbook.from_filelike(BytesIO(copy)).get_sheet_by_index(0).to_python()
    assert name == "cases（标注）.xlsx" and head == [*GOOD, "要改的地方"]
    assert wrong[4] == "'=1+1" and "立案时间" in wrong[5] and "2021-10-12" in wrong[5]


OTHER_SYSTEM = {"案号": "7", "名称": "甲案", "大类": "食品安全违法", "日期": "2021年3月5日"}
MAPPING = {"案号": "", "名称": "title", "大类": "category_code", "日期": "filed_on"}


def test_what_the_headings_of_another_system_mean_is_said_once(liaison, colleague):
    file = import_files.add(liaison, Kind.CASE, as_upload(OTHER_SYSTEM))
    shown = import_files.view(liaison, file)
    assert shown.reading is None and [each.sample for each in shown.headings] == list(OTHER_SYSTEM.values())
    import_files.map_headings(liaison, file, MAPPING)
    assert import_files.view(liaison, file).may_start
    import_files.store_next(liaison, file)
    case = db.session.execute(select(Case)).scalar_one()
    assert (case.title, case.filed_on.isoformat()) == ("甲案", "2021-03-05")
    # The next file of the same system is read as it is, a colleague's too.
    second = import_files.add(colleague, Kind.CASE, as_upload(OTHER_SYSTEM | {"名称": "乙案"}))
    assert import_files.view(colleague, second).may_start


def test_a_heading_is_known_again_among_others(liaison, colleague):
    file = import_files.add(liaison, Kind.CASE, as_upload(OTHER_SYSTEM))
    import_files.map_headings(liaison, file, MAPPING)
    wider = {"案件名称": "乙案", "大类": "食品安全违法", "新列": "1", "名称": "乙"}
    file = import_files.add(colleague, Kind.CASE, as_upload(wider))
    # What both headings mean is said by the first; the other is asked about.
    assert file.mapping == {"案件名称": "title", "大类": "category_code"}


def test_what_the_headings_mean_outlives_the_file_and_is_known_in_its_marked_copy(liaison):
    file = import_files.add(
        liaison, Kind.CASE, as_upload(OTHER_SYSTEM | {"日期": "去年", "": "", "-备注": ""})
    )
    import_files.map_headings(liaison, file, MAPPING | {"无标题（第 5 列）": "", "-备注": ""})
    name, copy = import_files.mark(liaison, file)
    import_files.discard(liaison, file)
    assert file.content is None and import_files.list_own(liaison) == []
    again = import_files.add(liaison, Kind.CASE, Upload(name, BytesIO(copy)))
    shown = import_files.view(liaison, again)
    assert [each.label for each in shown.headings] == [*OTHER_SYSTEM, "无标题（第 5 列）", "-备注"]
    assert [each.column for each in shown.reading.errors] == ["立案时间"]


def test_an_amount_under_a_heading_in_yuan_is_read_in_yuan(liaison):
    file = import_files.add(liaison, Kind.CASE, as_upload(OTHER_SYSTEM | {"罚款（元）": "12,600.50"}))
    import_files.map_headings(liaison, file, MAPPING | {"罚款（元）": "fine"})
    (ready,) = import_files.view(liaison, file).reading.rows
    assert ready.row.content["fine"] == 1_260_050


def test_two_headings_cannot_mean_one_column(liaison):
    file = import_files.add(liaison, Kind.CASE, as_upload(OTHER_SYSTEM))
    with pytest.raises(Invalid, match="有两列都对应到“案件名称”"):
        import_files.map_headings(liaison, file, MAPPING | {"案号": "title"})


def test_repeated_and_blank_headings_are_told_apart(liaison):
    table = "案件名称,备注,备注,\n甲案,一,二,三\n"
    file = import_files.add(liaison, Kind.CASE, Upload("x.csv", BytesIO(table.encode())))
    labels = [each.label for each in import_files.view(liaison, file).headings]
    assert labels == ["案件名称", "备注", "备注（第 3 列）"] and file.mapping == {"案件名称": "title"}


def test_no_two_headings_are_told_alike_whatever_the_file_calls_them(liaison):
    table = "备注,备注（第 3 列）,备注,案件名称\n一,二,三,甲案\n"
    file = import_files.add(liaison, Kind.CASE, Upload("x.csv", BytesIO(table.encode())))
    labels = [each.label for each in import_files.view(liaison, file).headings]
    assert len(set(labels)) == len(labels) == 4


def test_an_exported_ledger_changes_nothing(liaison):
    factories.accepted_case()
    factories.draft_case(title="=甲案", summary_facts=" 第一段\n第二段 ", focus_tags="")
    _, paper = ledger.export(liaison, Filters(kind=Kind.CASE), is_whole=True)
    with paper:
        file = import_files.add(liaison, Kind.CASE, Upload("台账.xlsx", paper))
    shown = import_files.view(liaison, file)
    assert (shown.reading.errors, shown.reading.unchanged, shown.reading.rows) == ((), 2, ())


def test_a_row_that_was_changed_in_an_exported_ledger_is_named_and_not_taken(liaison):
    case = factories.draft_case()
    held = drafts.content_of(case)["title"]
    for changed in ({"案件名称": "另一个名称"}, {"案件名称": ""}):
        row = {"编号": case.dossier.number, "案件名称": held, "立案时间": case.filed_on.isoformat()}
        file = import_files.add(liaison, Kind.CASE, as_upload(row | changed))
        sentence = " ".join(problem.reason for problem in import_files.view(liaison, file).reading.errors)
        assert "案件名称" in sentence
    assert case.title == held


def test_the_number_of_a_dossier_that_one_may_not_see_is_no_number(liaison, colleague):
    case = factories.draft_case()
    row = {"编号": case.dossier.number, "案件名称": "甲案"}
    file = import_files.add(colleague, Kind.CASE, as_upload(row))
    (error,) = import_files.view(colleague, file).reading.errors
    assert "没有" in error.reason and case.title not in error.reason


def test_a_file_is_its_owners_alone(liaison, colleague):
    file = import_files.add(liaison, Kind.CASE, as_upload(GOOD))
    with pytest.raises(NotFound):
        import_files.get(colleague, file.id)
    with pytest.raises(Forbidden):
        import_files.add(factories.actor("sls1.leader"), Kind.CASE, as_upload(GOOD))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"PK\x03\x04 no workbook", ""),
        ("a.xlsx", b"", ""),
        ("a.docx", b"PK\x03\x04", ""),
        ("a.exe", b"MZ", ""),
        ("a.csv", b"", "第 1 行应当是列标题"),
        ("a.csv", "案件名称\n".encode(), "没有要导入的行"),
        ("a.csv", "案件名称\n甲".encode() + b"\n" * 1_100_000, "行数太多"),
        ("a.csv", ",".join(map(str, range(201))).encode() + b"\n1", "有 201 列，最多 200 列"),
        ("a\x01.csv", "案件名称\n甲".encode(), "控制字符"),
        ("a\n.csv", "案件名称\n甲".encode(), "控制字符"),
        ("a\0.csv", "案件名称\n甲".encode(), "控制字符"),
        ("a\u202evsc.csv", "案件名称\n甲".encode(), "控制字符"),
        ("a\n.xlsx", b"PK", "控制字符"),
        ("甲" * 120 + ".csv", "案件名称\n甲".encode(), "文件名太长"),
        ("a.csv", b"\xff\xfe\x00\x01\x80\n1", "编码"),
        ("a.csv", ("案件名称\n" + "甲\n" * 5001).encode(), "一次最多导入 5,000 行"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_file(liaison, name, content, sentence):
    with pytest.raises(Invalid) as refused:
        import_files.add(liaison, Kind.CASE, Upload(name, BytesIO(content)))
    assert refused.value.findings[0].field == "file" and tell(refused).endswith(("。", "）。"))
    assert sentence in tell(refused)


def test_a_begun_file_cannot_be_mapped_anew_or_discarded(liaison):
    file = import_files.add(liaison, Kind.CASE, as_upload(GOOD))
    import_files.store_next(liaison, file)
    for deed in (
        lambda: import_files.discard(liaison, file),
        lambda: import_files.map_headings(liaison, file, {}),
    ):
        with pytest.raises(TransitionNotAllowed):
            deed()


def test_a_file_nobody_went_on_with_for_a_month_is_forgotten_when_the_next_one_comes(liaison, colleague):
    old = import_files.add(liaison, Kind.CASE, as_upload(GOOD)).id
    now = clock.now()
    with clock.travel(now + timedelta(days=2)):
        kept = import_files.add(liaison, Kind.CASE, as_upload(GOOD | {"案件名称": "乙案"})).id
    with clock.travel(now + timedelta(days=31)):
        import_files.add(colleague, Kind.CASE, as_upload(GOOD | {"案件名称": "丙案"}))
    with pytest.raises(NotFound):
        import_files.get(liaison, old)
    assert import_files.get(liaison, kept).content
    forgotten = db.session.query(TrailRow).filter_by(action="discard", subject_id=old).one()
    assert forgotten.actor_id is None


@pytest.mark.parametrize(
    "step", [import_files.discard, lambda actor, file: import_files.map_headings(actor, file, {})]
)
def test_a_file_that_is_begun_while_a_step_waits_for_its_turn_is_left_as_it_is(liaison, monkeypatch, step):
    file = import_files.add(liaison, Kind.CASE, as_upload(GOOD))
    lock = import_files.trail.lock

    def lock_late():
        db.session.execute(update(ImportFile).values(total=1, stored=1))
        return lock()

    monkeypatch.setattr(import_files.trail, "lock", lock_late)
    with pytest.raises(TransitionNotAllowed):
        step(liaison, file)
