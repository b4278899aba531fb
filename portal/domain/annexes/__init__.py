"""The plan's printed forms, each laid out once, as pure layout.

Which figures go in is the caller's, how it looks on a page, in a workbook or in a document is the drawing's
reader's. Labels are the form's own words and are not to be improved.
"""

from portal.domain.annexes.annex1 import draw_annex1
from portal.domain.annexes.annex2 import (
    ANNEX2_COLUMNS,
    ANNEX2_FIGURES,
    Annex2Row,
    CellKey,
    draw_annex2,
    get_annex2_values,
)
from portal.domain.annexes.annex3 import Annex3Facts, draw_annex3

__all__ = [
    "ANNEX2_COLUMNS",
    "ANNEX2_FIGURES",
    "Annex2Row",
    "Annex3Facts",
    "CellKey",
    "draw_annex1",
    "draw_annex2",
    "draw_annex3",
    "get_annex2_values",
]
