"""The ledger of 30 columns as supervision exports it, against XlsxWriter writing the same cells from memory."""

import tracemalloc
from io import BytesIO

from xlsxwriter import Workbook

from portal.documents.ledger import AS_NUMBER, NUMBER_FORMATS
from portal.domain.dossiers import Filters
from portal.domain.ledger import LEDGER
from portal.services import accounts, ledger
from tests.bench.measure import Ratio, compare
from tests.bench.stage import Stage


def measure_ledger(stage: Stage) -> Ratio:
    """CPU time of the whole export, its query, masks and guards included."""
    actor = accounts.get_actor("supervision")
    rows = [
        [
            AS_NUMBER[column.kind](value) if column.kind in AS_NUMBER and value is not None else value
            for column, value in zip(LEDGER, row, strict=True)
        ]
        for row in ledger.list_rows(actor, Filters(), LEDGER)
    ]

    def bare() -> None:
        with Workbook(BytesIO(), {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet()
            styles = {
                kind: workbook.add_format({"num_format": form}) for kind, form in NUMBER_FORMATS.items()
            }
            for number, row in enumerate(rows, 1):
                for place, (column, value) in enumerate(zip(LEDGER, row, strict=True)):
                    if value is None or value == "":
                        continue
                    if column.kind in styles:
                        sheet.write_number(number, place, value, styles[column.kind])
                    else:
                        sheet.write_string(number, place, value)

    ours, raw = compare(lambda: export(stage), bare, rounds=2)
    return Ratio("ledger of 30 columns", stage.size, stage.engine, ours, raw, 1.2)


def export(stage: Stage) -> None:
    _, paper = ledger.export(accounts.get_actor("supervision"), Filters())
    paper.close()


def measure_memory(stage: Stage) -> int:
    """What one export holds at its peak, in bytes."""
    export(stage)
    tracemalloc.start()
    try:
        export(stage)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
