"""The first sheet as lines of text: what the reader writes itself and what it leaves to pandas reads alike."""

from datetime import datetime, time

import pandas
import pytest
from xlsxwriter import Workbook

from portal.documents.import_sheets import read_sheet

CELLS = ("001", " 是 ", "NA", 12, 1.5, 1e16, 1e-7, 0.1 + 0.2, -3, True, False)
DAYS = (datetime(2021, 3, 5), datetime(2021, 3, 5, 14, 30), datetime(2021, 3, 5, 14, 30, 0, 123000))


@pytest.mark.parametrize("others", [(), (time(14, 30),)])
def test_a_cell_is_written_as_pandas_writes_it(tmp_path, others):
    path = tmp_path / "cells.xlsx"
    with Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet, as_time = workbook.add_worksheet(), workbook.add_format({"num_format": "hh:mm"})
        sheet.write_column(1, 1, (*CELLS, *DAYS))
        for cell in others:
            sheet.write_datetime(0, 0, cell, as_time)
    table = pandas.read_excel(path, engine="calamine", header=None, dtype=str, na_filter=False)
    assert read_sheet(path) == table.to_numpy().tolist()


def test_the_mark_of_a_csv_file_before_the_first_heading_is_left_out(tmp_path):
    path = tmp_path / "cells.xlsx"
    with Workbook(path) as workbook:
        workbook.add_worksheet().write_row(0, 0, ["\ufeff案件名称", "\ufeff"])
    assert read_sheet(path) == [["案件名称", "\ufeff"]]
