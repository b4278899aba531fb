"""The statistics table (案件统计表, 附件2): drawn once for page, workbook and command from the accepted set."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.documents.excel import write_workbook
from portal.domain.annexes import ANNEX2_COLUMNS, ANNEX2_FIGURES, Annex2Row, draw_annex2, get_annex2_values
from portal.domain.catalogue import Catalogue
from portal.domain.drawings import Column, Page, Table
from portal.domain.errors import NotFound
from portal.domain.periods import (
    cumulative_period,
    local_date,
    month_before,
    month_end,
    screen_moment,
)
from portal.domain.permissions import Actor, sign
from portal.domain.plan import Category
from portal.domain.records import Basis, CategorySums, add
from portal.domain.statistics import Question, refuse
from portal.services import accepted, clock, contributions, coverage, plans, trail
from portal.services.coverage import Coverage
from portal.store import deed

# The resolved question, the category's code (None: 合计) and the figure's key → the address of what is behind.
Link = Callable[[Question, str | None, str], str]
COUNTS = tuple(
    column.key
    for column in ANNEX2_COLUMNS
    if column.kind == "count" and column.key not in accepted.RETURN_MEASURES
)
LABELS_SHOWN = 8
# The category whose cases name their kind themselves (R115).
OTHER = "other"


@dataclass(frozen=True)
class Drawing:
    """A drawn table and what was resolved to draw it: asked again with `question` it comes out the same.

    `waiting` counts the cases of the period that supervision has still to accept; None for a past moment.
    """

    table: Table
    question: Question
    coverage: Coverage
    through: date
    moment: datetime
    rows: tuple[Annex2Row, ...]
    waiting: int | None

    @property
    def file_name(self) -> str:
        return f"{self.table.title}（{self.coverage.name}，截至{self.through}）.xlsx"

    def total(self, figure: str, category: str | None = None) -> int | None:
        return get_annex2_values(self.rows).get((category, figure))


def draw(actor: Actor | None, question: Question, link: Link | None = None) -> Drawing:
    """Annex 2 as `question` asks; without an actor an operator asks, who sees all.

    The end of last month and the asker's own table are the defaults. Raises NotFound (404) for a department
    that is not the asker's, Invalid (422) for a moment that has not come.
    """
    through = question.through or default_through()
    catalogue = plans.get_catalogue(through.year)
    covered = coverage.get_coverage(actor, question, catalogue)
    moment = resolve_moment(question.as_of)
    resolved = replace(question, through=through, as_of=moment, department=covered.code)
    sums = accepted.sum_by_category(
        through, covered.department_ids, moment, question.basis, by_department=False
    )
    rows = tuple(lay_out(catalogue, covered.category_codes, sums))
    start, end = cumulative_period(through)
    annex = catalogue.annex(2)
    table = draw_annex2(
        title=annex.title + ("" if question.basis is Basis.FILED else f"（{question.basis.label}）"),
        reporting_unit=covered.reporting_unit,
        period_start=start,
        period_end=end,
        reported_on=local_date(moment),
        rows=rows,
        notes=annex.notes,
        link=(lambda category, key: link(resolved, category, key)) if link else None,
    )
    waiting = None if question.as_of else accepted.count_waiting(through, covered, question.basis)
    return Drawing(table, resolved, covered, through, moment, rows, waiting)


def draw_beside(actor: Actor, month: date | None, department: str) -> Drawing:
    """The department's own table up to the end of `month`, for the monthly return that affirms it."""
    return draw(actor, Question(month_end(month) if month else None, department))


def default_through() -> date:
    """Last month's end; after the campaign year, the last day of the last year there is a plan for."""
    last = month_end(month_before(clock.today()))
    return min(last, date(plans.current_year(), 12, 31))


def resolve_moment(as_of: datetime | None) -> datetime:
    """The moment to read the set at. Never later than the last deed: a later one may still be on its way."""
    if as_of is not None and as_of > clock.now():
        raise refuse("as_of", f"数据时点不能晚于现在（{screen_moment(clock.now())}）。")
    head = trail.head_moment()
    return min(as_of, head) if as_of else head


def lay_out(
    catalogue: Catalogue, codes: Iterable[str] | None, sums: Sequence[CategorySums]
) -> Iterable[Annex2Row]:
    """The rows in the plan's order. A count of none is 0 unless the plan says that the pair does not correspond."""
    blanks = {(pair.category, pair.column) for pair in catalogue.annex(2).not_corresponding}
    by_category: dict[str, list[CategorySums]] = {}
    for each in sums:
        by_category.setdefault(each.category_code, []).append(each)
    for category in catalogue.categories:
        if codes is not None and category.code not in codes:
            continue
        found = by_category.get(category.code, [])
        figures = {key: add(*(each.figures.get(key) for each in found)) for key in ANNEX2_FIGURES}
        figures |= {key: figures[key] or 0 for key in COUNTS}
        figures |= {key: None for key in ANNEX2_FIGURES if (category.code, key) in blanks}
        yield Annex2Row(category.code, category.table_title, name_violations(category, found), **figures)


def name_violations(category: Category, sums: Sequence[CategorySums]) -> str:
    """违法行为类型: the label the form prints, else the kinds met, in the plan's order (R114).

    Under 其他 the labels written on the cases come first, the most frequent one leading.
    """
    if category.fixed_label:
        return category.fixed_label
    met: Counter[tuple[str | None, str | None]] = Counter()
    for each in sums:
        met.update(each.violations)
    written: Counter[str] = Counter()
    for (_, label), count in met.items():
        if label and category.code == OTHER:
            written[label] += count
    known = {code for code, label in met if not (label and category.code == OTHER)}
    names = [label for label, _ in sorted(written.items(), key=lambda item: (-item[1], item[0]))]
    names += [violation.fill_in for violation in category.violations if violation.code in known]
    names = list(dict.fromkeys(names))
    more = "等" if len(names) > LABELS_SHOWN else ""
    return "、".join(names[:LABELS_SHOWN]) + more


@dataclass(frozen=True)
class Behind:
    """The list behind one figure of a drawing: `total` is what the cell says."""

    drawing: Drawing
    column: Column
    category: Category | None
    total: int | None
    page: Page


def list_records(
    actor: Actor, question: Question, figure: str, category_code: str, after: str = "", before: str = ""
) -> Behind:
    """The submissions behind a figure of one category, or of all with "". NotFound for a cell that is none."""
    drawing = draw(actor, question)
    codes = [row.category_code for row in drawing.rows]
    column = next((each for each in ANNEX2_COLUMNS if each.key == figure and each.kind != "text"), None)
    if column is None or (category_code and category_code not in codes):
        raise NotFound
    behind = contributions.Behind(
        figure,
        drawing.through,
        drawing.coverage.department_ids,
        [category_code] if category_code else codes,
        drawing.moment,
        question.basis,
    )
    catalogue = plans.get_catalogue(drawing.through.year)
    return Behind(
        drawing,
        column,
        catalogue.category(category_code) if category_code else None,
        drawing.total(figure, category_code or None),
        contributions.list_behind(actor, behind, after=after, before=before),
    )


def export(actor: Actor | None, question: Question) -> tuple[Drawing, bytes]:
    """The table with its workbook. Who took what out is recorded, with filter and row count; None is an operator."""
    drawing = draw(actor, question)
    footer = f"{screen_moment(clock.now())}　数据时点：{screen_moment(drawing.moment)}"
    content = write_workbook([("附件2", drawing.table)], exported_by=sign(actor), moment=footer)
    told = [f"{name}={text}" for name, text in drawing.question.as_arguments().items()]
    with deed():
        trail.lock()
        trail.record(
            actor, "export", "statistics", code="annex2", fields=(*told, f"rows={len(drawing.rows) + 1}")
        )
    return drawing, content


@dataclass(frozen=True)
class Choices:
    """What the filter bar offers: month ends, (code, name) of departments, whether categories are led."""

    month_ends: tuple[date, ...]
    departments: tuple[tuple[str, str], ...]
    leads_categories: bool


def list_choices(actor: Actor, drawing: Drawing) -> Choices:
    """What the actor may ask instead: months of the drawing's year up to the present one, tables theirs to read."""
    year, latest = drawing.through.year, max(month_end(clock.today()), drawing.through)
    ends = (month_end(date(year, month, 1)) for month in range(1, 13))
    departments = [(each.code, each.name) for each in coverage.list_departments(actor)]
    if coverage.may_read(actor, None):
        departments.insert(0, ("", "全局"))
    led = coverage.list_led(actor, plans.get_catalogue(year))
    return Choices(tuple(end for end in ends if end <= latest), tuple(departments), bool(led))


def list_bars(drawing: Drawing) -> list[tuple[str, int, int]]:
    """(category, closed, filed) of each row, for the chart beside the table."""
    return [(row.table_title.removesuffix("违法"), row.closed or 0, row.filed or 0) for row in drawing.rows]
