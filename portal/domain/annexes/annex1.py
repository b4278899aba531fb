"""Annex 1 (联络员表): the deputy head in charge and the liaison of one department."""

from collections.abc import Mapping, Sequence

from portal.domain.annexes.notes import introduce
from portal.domain.contacts import COLUMNS, PERSONS
from portal.domain.drawings import Form, FormCell

# Eleven digits of a mobile and twelve characters of an office number stand on one line each.
_WIDTHS_MM = (21.0, 30.0, 22.0, 34.0, 33.0, 34.0)


def draw_annex1(
    title: str, department: str, content: Mapping[str, str | None], notes: str | Sequence[str]
) -> Form:
    """The form of one department; what is not given stays blank."""
    head = tuple(FormCell(label, is_label=True, align="center") for label in ("", *COLUMNS.values()))
    rows = tuple(
        (
            FormCell(words, is_label=True, align="center", min_height_mm=14),
            *(FormCell(content.get(f"{person}_{column}") or "", align="center") for column in COLUMNS),
        )
        for person, words in PERSONS.items()
    )
    return Form(
        title=title,
        heading=(f"部门：{department}",),
        column_widths_mm=_WIDTHS_MM,
        rows=(head, *rows),
        footnotes=introduce(notes),
        mark="附件1",
    )
