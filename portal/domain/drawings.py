"""Drawings: what the page, the workbook and the document are all drawn from, so that they cannot differ."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["text", "count", "money", "number"]
# A day is a day in the workbook, 2021-08-10 elsewhere.
Value = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `kind` "money" means its cells hold 分 and are shown in 万元.

    `unit` is already written into the label where the form does so; `width` counts half-width characters;
    without `align`, text stands left and figures right. `breaks` is the label without its unit, a | wherever a
    narrow head may break it.
    """

    key: str
    label: str
    unit: str = ""
    kind: Kind = "text"
    width: int = 12
    group: str = ""
    align: Literal["left", "center", "right", ""] = ""
    breaks: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value: None is a blank (not applicable or not known), 0 is a count of none.

    `former` is what the cell said in an earlier drawing, None where it has not changed.
    """

    value: Value = None
    href: str | None = None
    former: Value = None


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A list with a head. The heading line's parts stand left, in the middle and right under the title.

    `mark` is what official papers carry above the title, such as 附件2.
    """

    title: str
    heading: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    footnotes: tuple[str, ...] = ()
    landscape: bool = True
    mark: str = ""


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form, `span` grid columns wide and `row_span` rows high.

    The following rows leave out what a row span covers. A line feed in the text starts a new paragraph.
    A cell that `may_break` lets its row run on to the next page; every other row stays whole.
    `appendix` names what an extra page (附页) goes on with when the text is too long for the form's page.
    """

    text: str
    span: int = 1
    row_span: int = 1
    is_label: bool = False
    align: Literal["left", "center", "right"] = "left"
    min_height_mm: float = 0
    may_break: bool = False
    appendix: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form on a grid: the spans of each row, with what row spans cover, add up to the grid's columns.

    `subject` is what the form is about, for a page of it that lies alone.
    """

    title: str
    heading: tuple[str, ...]
    column_widths_mm: tuple[float, ...]
    rows: tuple[tuple[FormCell, ...], ...]
    footnotes: tuple[str, ...] = ()
    portrait: bool = True
    mark: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a longer list. The keys open the neighbours; `total` is None where nobody counted."""

    rows: tuple[Any, ...] = field(default=())
    previous_key: str | None = None
    next_key: str | None = None
    total: int | None = None
    total_is_capped: bool = False
