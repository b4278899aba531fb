"""The results workbook (考核结果工作簿): ranking, points by indicator, evidence and rubric, each a Table. No money."""

from collections.abc import Iterator, Mapping

from portal.domain.drawings import Cell, Column, Row, Table, Value
from portal.domain.evaluations import NO_MONEY, Result, Sheet
from portal.domain.periods import paper_date
from portal.domain.rubric import Rubric
from portal.domain.scoring_lines import LineState, ScoreLine, figure

RANKING = (
    Column("series", "系列", width=16),
    Column("rank", "名次", kind="count", width=7),
    Column("department", "部门", width=26),
    Column("total", "得分", kind="number", width=10),
    Column("band", "等次", width=10, align="center"),
    Column("base", "基础分", kind="number", width=10),
    Column("bonus", "加分", kind="number", width=8),
    Column("deductions", "扣分", kind="number", width=8),
    Column("applicable", "适用分值", kind="number", width=10),
    Column("remark", "说明", width=44),
)
EVIDENCE = (
    Column("department", "部门", width=22),
    Column("code", "指标", width=7),
    Column("title", "名称", width=22),
    Column("points", "得分", kind="number", width=8),
    Column("maximum", "分值", kind="number", width=8),
    Column("state", "状态", width=10),
    Column("sentence", "怎么算的", width=52),
    Column("evidence", "依据", width=28),
    Column("number", "报送编号", width=22),
)
RULES = (
    Column("code", "代码", width=8),
    Column("title", "指标", width=32),
    Column("points", "分值", kind="number", width=8),
    Column("rule", "评分办法", width=80),
)
SHEET_TITLES = {"enforcement": "办案机构", "section": "业务科室"}


def draw_workbook(result: Result, numbers: Mapping[int, str], state: str) -> tuple[tuple[str, Table], ...]:
    """The sheets by name. `numbers` gives each submission's dossier number; `state` is the round's, as a word."""
    return (
        ("排名", draw_ranking(result, state)),
        ("指标得分", draw_matrix(result, state)),
        ("依据", draw_evidence(result, numbers, state)),
        ("评分规则", draw_rules(result.rubric)),
    )


def heading(result: Result, state: str) -> tuple[str, str]:
    return f"数据截至：{paper_date(result.through)}", f"状态：{state}"


def draw_ranking(result: Result, state: str) -> Table:
    rows: list[tuple[Value, ...]] = [
        (
            series.title,
            placed.rank,
            placed.sheet.name,
            placed.sheet.score.total,
            placed.sheet.score.band or "待录入",
            placed.sheet.score.base,
            placed.sheet.score.bonus,
            placed.sheet.score.deductions,
            placed.sheet.score.applicable,
            describe(placed.sheet),
        )
        for series in result.list_series()
        for placed in result.list_placed(series)
    ]
    return make(
        "考核排名", result, state, RANKING, rows, (f"各系列分开排名，执法大队只评等次。{NO_MONEY}。",)
    )


def describe(sheet: Sheet) -> str:
    """Why a total is not the last word; empty when it is."""
    score = sheet.score
    parts = [f"暂定：待录入 {'、'.join(score.awaiting)}"] if score.awaiting else []
    parts += [f"暂定：{'、'.join(score.pending)} 有待接收的报送"] if score.pending else []
    parts += [score.sentence] if not score.is_assessed else []
    return "；".join(parts)


def draw_matrix(result: Result, state: str) -> Table:
    indicators = [
        each
        for each in result.rubric.indicators
        if any(line.code == each.code for sheet in result.sheets for line in sheet.score.lines)
    ]
    columns = (
        Column("department", "部门", width=24),
        *(
            Column(
                each.code,
                f"{each.code}（{figure(each.points)}）",
                kind="number",
                width=9,
                group=SHEET_TITLES[each.sheet],
            )
            for each in indicators
        ),
        Column("bonus", "加分", kind="number", width=8),
        Column("deductions", "扣分", kind="number", width=8),
        Column("total", "得分", kind="number", width=10),
        Column("band", "等次", width=9, align="center"),
    )
    rows = []
    for sheet in result.sheets:
        known = {line.code: line for line in sheet.score.lines}
        points = [shown_points(known.get(each.code)) for each in indicators]
        score = sheet.score
        rows.append((sheet.name, *points, score.bonus, score.deductions, score.total, score.band or "待录入"))
    notes = ("空格：不是本系列的指标。— 不适用，不计入适用分值。", f"{NO_MONEY}。")
    return make("指标得分", result, state, columns, rows, notes)


def shown_points(line: ScoreLine | None) -> Value:
    if line is None:
        return None
    if line.state is LineState.NOT_APPLICABLE:
        return "—"
    return line.state.label if line.points is None else line.points


def draw_evidence(result: Result, numbers: Mapping[int, str], state: str) -> Table:
    rows = [row for sheet in result.sheets for row in list_evidence(sheet, numbers)]
    return make("评分依据", result, state, EVIDENCE, rows, (f"{NO_MONEY}。",))


def list_evidence(sheet: Sheet, numbers: Mapping[int, str]) -> Iterator[tuple[Value, ...]]:
    """One row for each filing that a line rests on; a line that rests on none has one row too."""
    for line in sheet.score.lines:
        told = (sheet.name, line.code, line.title, line.points, line.maximum, line.state.label, line.sentence)
        for proof in line.evidence:
            yield (*told, proof.text, numbers.get(proof.submission_id or 0, ""))
        if not line.evidence:
            yield (*told, "", "")
    score = sheet.score
    for sign, adjustments in ((1, score.bonus_lines), (-1, score.deduction_lines)):
        for each in adjustments:
            word = "加分" if sign > 0 else "扣分"
            yield (sheet.name, word, each.title, sign * each.points, None, "登记", each.sentence, "", "")


def draw_rules(rubric: Rubric) -> Table:
    rows: list[tuple[Value, ...]] = [
        (each.code, each.title, each.points, each.rule) for each in rubric.indicators
    ]
    rows += [("加分", each.title, each.points, "每次") for each in rubric.bonuses]
    rows += [
        ("扣分", each.title, -each.points, "每次，所涉指标记 0" if each.zeroes_indicator else "每次")
        for each in rubric.deductions
    ]
    bands = "，".join(f"{figure(each.minimum)} 分以上{each.label}" for each in rubric.bands if each.minimum)
    bands += f"，其余{rubric.bands[-1].label}"
    notes = (
        f"得分 = 各项得分 ÷ 适用分值 × 100 + 加分（不超过 {figure(rubric.bonus_cap)}）− 扣分，最低为 0。",
        f"没有发生的事项不计入适用分值；适用分值不足 {figure(rubric.minimum_applicable)} 的不参评。等次：{bands}。",
        f"{NO_MONEY}。",
    )
    cells = tuple(Row(tuple(Cell(value) for value in row)) for row in rows)
    return Table("评分规则", (), RULES, cells, footnotes=notes)


def make(
    title: str,
    result: Result,
    state: str,
    columns: tuple[Column, ...],
    rows: list[tuple[Value, ...]],
    notes: tuple[str, ...],
) -> Table:
    drawn = tuple(Row(tuple(Cell(value) for value in row)) for row in rows)
    return Table(f"{result.year} 年度{title}", heading(result, state), columns, drawn, footnotes=notes)
