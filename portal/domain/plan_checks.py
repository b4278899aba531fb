"""What must hold between the entries of a plan file, beyond each having the right keys and types."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from portal.domain.plan import Catalogue, Deadline
from portal.domain.plan_file import CatalogueError, Lines, Path
from portal.domain.rubric import PARAMETERS

FULL_POINTS = Decimal(100)


def check(catalogue: Catalogue, lines: Lines) -> None:
    """Raises CatalogueError for the first inconsistency, with the line of the key to correct."""
    for each in (
        _check_departments,
        _check_department_codes,
        _check_violations,
        _check_miscodings,
        _check_codings,
        _check_listing_articles,
        _check_listing_dates,
        _check_dates,
        _check_calendar,
        _check_annexes,
        _check_series,
        _check_points,
        _check_methods,
        _check_bands,
    ):
        each(catalogue, lines)


def _refuse_unknown(codes: Iterable[str], known: Iterable[str], what: str, lines: Lines, path: Path) -> None:
    allowed = set(known)
    for code in codes:
        if code not in allowed:
            raise CatalogueError(lines.at_text(path, code), f"没有代码为“{code}”的{what}。")


def _check_departments(catalogue: Catalogue, lines: Lines) -> None:
    owner: dict[str, str] = {}
    for position, department in enumerate(catalogue.departments):
        for spelling in department.spellings:
            if owner.setdefault(spelling, department.code) != department.code:
                line = lines.at_text(("departments", position), spelling)
                raise CatalogueError(line, f"“{spelling}”已经是部门“{owner[spelling]}”的名称或者别名。")
        if department.open_from and department.open_to and department.open_to < department.open_from:
            raise CatalogueError(lines.at(("departments", position, "open_to")), "“open_to”早于“open_from”。")
    receivers = [position for position, each in enumerate(catalogue.departments) if each.receives]
    if len(receivers) != 1:
        line = lines.at(("departments", receivers[1], "receives") if receivers else ("departments",))
        raise CatalogueError(line, "应当有且只有一个部门接收报送（receives = true）。")


def _check_department_codes(catalogue: Catalogue, lines: Lines) -> None:
    known = [department.code for department in catalogue.departments]
    for position, category in enumerate(catalogue.categories):
        for key in ("responsible", "cooperating"):
            _refuse_unknown(getattr(category, key), known, "部门", lines, ("categories", position, key))
    _refuse_unknown(catalogue.rubric.excluded, known, "部门", lines, ("rubric", "excluded"))


def _check_violations(catalogue: Catalogue, lines: Lines) -> None:
    seen: set[str] = set()
    for position, category in enumerate(catalogue.categories):
        path = ("categories", position)
        if not category.violations:
            raise CatalogueError(lines.at(path), f"类别“{category.code}”下没有违法行为。")
        for each, violation in enumerate(category.violations):
            if violation.code in seen:
                line = lines.at((*path, "violations", each, "code"))
                raise CatalogueError(line, f"代码“{violation.code}”重复。")
            seen.add(violation.code)


def _check_miscodings(catalogue: Catalogue, lines: Lines) -> None:
    known = [category.code for category in catalogue.categories]
    for position, each in enumerate(catalogue.miscodings):
        _refuse_unknown(each.categories, known, "类别", lines, ("miscodings", position, "categories"))
        cued = [cue.category for cue in each.cues]
        _refuse_unknown(cued, each.categories, "类别", lines, ("miscodings", position, "cues"))


def _check_codings(catalogue: Catalogue, lines: Lines) -> None:
    """Several codes stand in one value separated by spaces, and an import tells them by their labels."""
    for key in ("industries", "products", "quality_flags", "focus_tags"):
        seen: set[str] = set()
        for position, each in enumerate(getattr(catalogue, key)):
            if "".join(each.code.split()) != each.code or len(each.code) > 30:
                raise CatalogueError(lines.at((key, position)), f"代码“{each.code}”不能有空格，最多 30 字。")
            if each.label in seen:
                raise CatalogueError(lines.at((key, position)), f"名称“{each.label}”重复。")
            seen.add(each.label)


def _check_listing_articles(catalogue: Catalogue, lines: Lines) -> None:
    articles = [article for regime in catalogue.listing_regimes for article in regime.articles]
    known = [article.code for article in articles]
    known += [circumstance.code for article in articles for circumstance in article.circumstances]
    for position, category in enumerate(catalogue.categories):
        path = ("categories", position, "listing_articles")
        _refuse_unknown(category.listing_articles, known, "列入情形", lines, path)


def _check_listing_dates(catalogue: Catalogue, lines: Lines) -> None:
    """Regimes follow each other without gap or overlap: every decision date finds exactly one."""
    expected: date | None = None
    for position, regime in enumerate(catalogue.listing_regimes):
        path = ("listing_regimes", position)
        if regime.effective_from != expected:
            said = "应当不写（最早的规定）" if expected is None else f"应当是 {expected}，与上一规定衔接"
            raise CatalogueError(lines.at((*path, "effective_from")), f"“effective_from”{said}。")
        is_last = position == len(catalogue.listing_regimes) - 1
        if (regime.effective_to is None) != is_last:
            raise CatalogueError(lines.at((*path, "effective_to")), "只有最后一个规定不写“effective_to”。")
        expected = regime.effective_to + timedelta(days=1) if regime.effective_to else None


def _check_dates(catalogue: Catalogue, lines: Lines) -> None:
    settings, year = catalogue.settings, catalogue.year
    # The table of December falls due in January, so the last duty alone reaches into the next year (D6).
    last = date(year + 1, 1, 31)
    dated: tuple[tuple[Path, date, date], ...] = (
        (("issued_on",), catalogue.issued_on, date(year, 12, 31)),
        (("settings", "first_owed"), settings.first_owed, date(year, 12, 31)),
        (("settings", "last_owed"), settings.last_owed, last),
        (("settings", "annual_table_through"), settings.annual_table_through, date(year, 12, 31)),
    )
    for path, day, until in dated:
        if not date(year, 1, 1) <= day <= until:
            raise CatalogueError(lines.at(path), f"日期 {day} 不在 {year} 年度内。")
    if settings.last_owed < settings.first_owed:
        raise CatalogueError(lines.at(("settings", "last_owed")), "最后一个应报日早于第一个应报日。")
    if not 1 <= settings.due_day <= 28:
        raise CatalogueError(lines.at(("settings", "due_day")), "每月截止日应当在 1 至 28 之间。")
    for key in ("first_owed", "last_owed"):
        if getattr(settings, key).day != settings.due_day:
            reason = f"应报日应当是每月 {settings.due_day} 日，与 due_day 一致。"
            raise CatalogueError(lines.at(("settings", key)), reason)


_CALENDAR_KEYS = {"once": ("due_on",), "milestone": ("due_on",), "window": ("window_start", "window_end")}
_CALENDAR_DATES = ("due_on", "window_start", "window_end", "period_start", "period_end")


def _check_calendar(catalogue: Catalogue, lines: Lines) -> None:
    for position, deadline in enumerate(catalogue.calendar):
        path = ("calendar", position)
        for key in _needed_dates(deadline):
            if getattr(deadline, key) is None:
                raise CatalogueError(lines.at(path), f"“{deadline.title}”缺少“{key}”。")
        for key in _CALENDAR_DATES:
            day = getattr(deadline, key)
            if day is not None and day.year != catalogue.year:
                reason = f"日期 {day} 不在 {catalogue.year} 年度内。"
                raise CatalogueError(lines.at((*path, key)), reason)
        _check_order(deadline, lines, path)


def _needed_dates(deadline: Deadline) -> tuple[str, ...]:
    period = ("period_start", "period_end") if deadline.period == "fixed" else ()
    return (*_CALENDAR_KEYS.get(deadline.rule, ()), *period)


def _check_order(deadline: Deadline, lines: Lines, path: Path) -> None:
    for start, end in (("window_start", "window_end"), ("period_start", "period_end")):
        first, last = getattr(deadline, start), getattr(deadline, end)
        if first and last and last < first:
            raise CatalogueError(lines.at((*path, end)), f"“{end}”早于“{start}”。")


def _check_annexes(catalogue: Catalogue, lines: Lines) -> None:
    known = [category.code for category in catalogue.categories]
    for position, annex in enumerate(catalogue.annexes):
        path = ("annexes", position)
        if annex.code != f"annex{annex.number}":
            raise CatalogueError(lines.at((*path, "code")), f"附件代码应当是“annex{annex.number}”。")
        pairs = [pair.category for pair in annex.not_corresponding]
        _refuse_unknown(pairs, known, "类别", lines, (*path, "not_corresponding"))


def _check_series(catalogue: Catalogue, lines: Lines) -> None:
    scored = {series.code for series in catalogue.rubric.series}
    for position, department in enumerate(catalogue.departments):
        if department.series != "none" and department.series not in scored:
            line = lines.at(("departments", position, "series"))
            raise CatalogueError(line, f"评分规则里没有系列“{department.series}”。")
    for position, series in enumerate(catalogue.rubric.series):
        indicators = catalogue.rubric.list_indicators(series.sheet)
        path = ("rubric", "series", position)
        if not indicators:
            raise CatalogueError(lines.at((*path, "sheet")), f"评分表“{series.sheet}”没有指标。")
        if not series.best_cases and any(each.method == "graded_best" for each in indicators):
            raise CatalogueError(lines.at(path), f"系列“{series.code}”缺少“best_cases”。")


def _check_points(catalogue: Catalogue, lines: Lines) -> None:
    totals: dict[str, Decimal] = {}
    last: dict[str, int] = {}
    for position, indicator in enumerate(catalogue.rubric.indicators):
        totals[indicator.sheet] = totals.get(indicator.sheet, Decimal(0)) + indicator.points
        last[indicator.sheet] = position
    for sheet, total in totals.items():
        if total != FULL_POINTS:
            line = lines.at(("rubric", "indicators", last[sheet], "points"))
            raise CatalogueError(line, f"评分表“{sheet}”各指标分值合计 {total}，应为 {FULL_POINTS}。")


def _check_methods(catalogue: Catalogue, lines: Lines) -> None:
    for position, indicator in enumerate(catalogue.rubric.indicators):
        path = ("rubric", "indicators", position)
        if (indicator.method == "monthly_share") != bool(indicator.kind):
            raise CatalogueError(lines.at(path), f"指标“{indicator.code}”的“kind”应当只随 monthly_share 写。")
        needed = PARAMETERS.get(indicator.method, ())
        for name in needed:
            if name not in indicator.parameters:
                raise CatalogueError(
                    lines.at((*path, "parameters")), f"指标“{indicator.code}”缺少参数“{name}”。"
                )
        _refuse_unknown(indicator.parameters, needed, "参数", lines, (*path, "parameters"))


def _check_bands(catalogue: Catalogue, lines: Lines) -> None:
    bands = catalogue.rubric.bands
    for position in range(1, len(bands)):
        if bands[position].minimum >= bands[position - 1].minimum:
            line = lines.at(("rubric", "bands", position, "minimum"))
            raise CatalogueError(line, "等次应当从高到低排列。")
    if not bands or bands[-1].minimum != 0:
        line = lines.at(("rubric", "bands", len(bands) - 1, "minimum"))
        raise CatalogueError(line, "最低的等次应当从 0 分起。")
