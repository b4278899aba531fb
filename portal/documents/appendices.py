"""The extra page (附页, R154): what is too long for a form's one page (R160) goes on behind it."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.domain.drawings import Form, FormCell

MARK = "（转附页）"
_SENTENCE_ENDS = "。；！？\n"
# More than any page holds, so that no more than this of a very long text is ever measured.
_LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Appendix:
    """The rest of one cell's text, under the name the form gives it."""

    name: str
    text: str


def divide(form: Form, fits: Callable[[Form], bool]) -> tuple[Form, tuple[Appendix, ...]]:
    """The form with its long texts cut so that it `fits`, and what was cut off.

    Only cells that name an appendix are cut, at the end of a sentence where there is one. All get one length, the
    greatest that fits, and then what room is left, the lower ones first.
    """
    names = [cell.appendix for row in form.rows for cell in row if cell.appendix]
    limits = dict.fromkeys(names, 0)

    def find_limits(growing: Sequence[str]) -> dict[str, int]:
        def overflows(length: int) -> bool:
            return not fits(_cut(form, limits | dict.fromkeys(growing, length)))

        return dict.fromkeys(growing, bisect_left(range(1, _LONGEST), True, key=overflows))

    limits |= find_limits(names)
    for name in reversed(names):
        limits |= find_limits([name])
    rest = [
        Appendix(cell.appendix, cell.text[len(kept) :].strip())
        for row in form.rows
        for cell in row
        if (kept := _keep(cell, limits)) != cell.text
    ]
    return _cut(form, limits), tuple(rest)


def _cut(form: Form, limits: Mapping[str, int]) -> Form:
    def shorten(cell: FormCell) -> FormCell:
        kept = _keep(cell, limits)
        return cell if kept == cell.text else replace(cell, text=kept + MARK)

    return replace(form, rows=tuple(tuple(shorten(cell) for cell in row) for row in form.rows))


def _keep(cell: FormCell, limits: Mapping[str, int]) -> str:
    if not cell.appendix or len(cell.text) <= limits[cell.appendix]:
        return cell.text
    limit = limits[cell.appendix]
    end = max(cell.text.rfind(mark, 0, limit) for mark in _SENTENCE_ENDS) + 1
    return cell.text[: end or limit].rstrip("\n")
