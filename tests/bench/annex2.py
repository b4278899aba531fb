"""Annex 2 for the bureau: drawn by the service, against the bare SQL over the same covering index."""

from datetime import date
from io import BytesIO
from time import perf_counter, process_time

import psycopg
from sqlalchemy import make_url
from xlsxwriter import Workbook

from portal.documents.excel import write_workbook
from portal.domain.money import wan_number
from portal.domain.statistics import Question
from portal.services import statistics
from tests.bench.measure import Ratio, compare
from tests.bench.stage import Stage

QUESTION = Question(date(2021, 12, 31))
CASES = """
SELECT category_code, violation_code, other_label, count(*), count(*) FILTER (WHERE closed_on <= {through}),
    sum(amount_involved), sum(fine) FILTER (WHERE decided_on <= {through}),
    sum(confiscated) FILTER (WHERE decided_on <= {through}), sum(loss_recovered),
    count(*) FILTER (WHERE transferred_on <= {through}), count(*) FILTER (WHERE is_internet IS TRUE),
    count(*) FILTER (WHERE is_rural IS TRUE)
FROM submissions
WHERE filed_on BETWEEN {start} AND {through} AND accepted_at <= {moment}
    AND (ended_at IS NULL OR ended_at > {moment})
GROUP BY category_code, violation_code, other_label
"""
RETURNS = """
SELECT return_lines.category_code, sum(persons_sent), sum(businesses_checked)
FROM submissions JOIN return_lines ON submission_id = id
WHERE month BETWEEN {start} AND {through} AND accepted_at <= {moment}
    AND (ended_at IS NULL OR ended_at > {moment})
GROUP BY return_lines.category_code
"""
HEAD = "SELECT moment FROM trail_head"


def measure_table(stage: Stage, goal: float) -> Ratio:
    on_server = stage.engine == "PostgreSQL"
    connection = connect(stage)
    words = ("%(start)s", "%(through)s", "%(moment)s") if on_server else (":start", ":through", ":moment")
    named = dict(zip(("start", "through", "moment"), words, strict=True))
    statements = [CASES.format(**named), RETURNS.format(**named)]

    def bare() -> None:
        (moment,) = connection.execute(HEAD).fetchone()
        values = {"start": "2021-01-01", "through": "2021-12-31", "moment": moment}
        for statement in statements:
            connection.execute(statement, values).fetchall()

    portal, raw = compare(
        lambda: statistics.draw(None, QUESTION), bare, clock=perf_counter if on_server else process_time
    )
    connection.close()
    return Ratio("Annex 2 of the bureau", stage.size, stage.engine, portal, raw, goal)


def connect(stage: Stage):
    if stage.engine == "PostgreSQL":
        url = make_url(stage.url).set(drivername="postgresql")
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
    return stage.connect()


def measure_workbook(stage: Stage) -> Ratio:
    """The .xlsx of the drawn table, against XlsxWriter given the same cells with one format a kind."""
    table = statistics.draw(None, QUESTION).table

    def bare() -> None:
        buffer = BytesIO()
        with Workbook(buffer, {"in_memory": True}) as workbook:
            sheet = workbook.add_worksheet()
            style = workbook.add_format({"border": 1, "font_name": "仿宋_GB2312"})
            money = workbook.add_format({"border": 1, "font_name": "仿宋_GB2312", "num_format": "#,##0.00"})
            sheet.write_row(0, 0, [table.title])
            sheet.write_row(1, 0, table.heading)
            sheet.write_row(2, 0, [column.label for column in table.columns], style)
            for number, row in enumerate((*table.rows, table.total), 3):
                for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
                    if column.kind == "money" and cell.value is not None:
                        sheet.write_number(number, place, wan_number(cell.value), money)
                    else:
                        sheet.write(number, place, cell.value, style)
            for number, note in enumerate(table.footnotes, 20):
                sheet.write_string(number, 0, note)

    portal, raw = compare(
        lambda: write_workbook([("附件2", table)], exported_by="bench", moment="2021-12-31 10:00"), bare
    )
    return Ratio("Annex 2 as .xlsx", stage.size, "", portal, raw, None)
