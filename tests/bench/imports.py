"""The dry run of an import with all its checks, against calamine reading the same file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from portal.domain.content import Kind
from portal.services import accounts, imports
from tests.bench.measure import Ratio, compare
from tests.bench.stage import Stage

ROW = {
    "案件类型": "食品安全违法",
    "违法行为类型": "非法添加",
    "案件名称": "某商行{number}号违法案",
    "涉案企业名称（人员姓名）": "某商行{number}",
    "立案时间": "2021-03-05",
    "涉案金额（万元）": "1.26",
    "是否处罚": "是",
    "作出处罚时间": "2021-05-06",
    "处罚决定内容": "没收违法所得，罚款5万元。",
    "罚款数额（万元）": "5",
    "没收违法所得（万元）": "0.0348",
    "结案时间": "2021-06-07",
    "案情摘要：线索核查情况": "投诉举报，编号{number}，经核查属实。",
    "案情摘要：调查经过与违法事实": "当事人未查验供货者的许可证和合格证明文件，经营不合格食品。",
    "案情摘要：处理结果": "没收违法所得，罚款5万元。",
    "联系人": "示例一所联络员",
    "联系电话": "021-00000000",
}


def measure_import(stage: Stage, rows: int) -> Ratio:
    actor = accounts.get_actor("author")
    with written(rows) as path:

        def portal() -> None:
            reading = imports.read(actor, Kind.CASE, path)
            assert len(reading.rows) == rows and not reading.errors, reading.errors[:3]

        ours, raw = compare(
            portal,
            lambda: CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(),
            rounds=3,
            # A sheet is read by another process, which this one only waits for.
            clock=perf_counter,
        )
    return Ratio("dry run of an import", f"{rows // 1000}k", stage.engine, ours, raw, 1.6)


@contextmanager
def written(rows: int) -> Iterator[Path]:
    """A workbook of so many cases, none like another."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        path = Path(folder) / "cases.xlsx"
        with Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as workbook:
            sheet = workbook.add_worksheet()
            sheet.write_row(0, 0, list(ROW))
            for number in range(1, rows + 1):
                sheet.write_row(number, 0, [text.format(number=number) for text in ROW.values()])
        yield path
