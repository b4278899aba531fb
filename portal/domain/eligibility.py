"""May this case be a typical case (典型案例), may its party have to be listed (严重违法失信名单): reasons for a person.

Nothing here decides, and no amount is a reason: Order 44 (总局令第44号) knows no money threshold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.domain.cases import SUMMARY
from portal.domain.catalogue import Catalogue, ListingRegime
from portal.domain.errors import Finding

Content = Mapping[str, Any]

NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Circumstance:
    """One circumstance of the listing regulation; `place` is where it stands: 第七条第（二）项."""

    code: str
    place: str
    label: str


@dataclass(frozen=True)
class ListingHints:
    """What the rules in force on the day of decision say about a case; the day is today's while nothing is decided.

    `circumstances` are those its category may fall under, none under the old regime, which has no checklist.
    """

    regime: ListingRegime
    decided_on: date | None
    warning: str
    circumstances: tuple[Circumstance, ...] = ()
    notes: tuple[str, ...] = ()


def judge_nomination(content: Content, is_in_force: bool) -> tuple[Finding, ...]:
    """Errors say why the case cannot be a typical case now; reminders what its text still lacks (R153)."""
    found = []
    if not is_in_force:
        found.append(Finding("", "所依据的报送不是现行的。"))
    if not content.get("is_typical"):
        found.append(Finding("is_typical", "报送时没有标记为典型案件。"))
    if not content.get("closed_on"):
        found.append(Finding("closed_on", "案件还没有办结。"))
    found += [
        Finding(field, f"案情摘要缺“{part}”。", is_error=False)
        for field, part in SUMMARY.items()
        if not (content.get(field) or "").strip()
    ]
    return tuple(found)


def listing_hints(content: Content, catalogue: Catalogue, today: date) -> ListingHints | None:
    """Hints for a referral to the credit section; None for a case that ended without a penalty.

    Order 44 began on 2021-09-01: the rules are those of the day of decision, or of `today` while it is open.
    """
    decided_on = content.get("decided_on")
    if content.get("closed_on") and not content.get("is_punished"):
        return None
    regime = catalogue.listing_regime(decided_on or today)
    if not regime.has_checklist:
        return ListingHints(regime, decided_on, "".join(regime.facts[:1]))
    categories = [
        catalogue.category(code)
        for code in (content.get("category_code"), *(content.get("secondary_categories") or "").split())
        if code
    ]
    wanted = {code for category in categories for code in category.listing_articles}
    return ListingHints(
        regime,
        decided_on,
        warn(decided_on),
        tuple(
            circumstance
            for circumstance in list_circumstances(regime)
            if circumstance.code in wanted or circumstance.code.split(".")[0] in wanted
        ),
        tuple(category.listing_note for category in categories if category.listing_note),
    )


def warn(decided_on: date | None) -> str:
    """Order 44 art. 13: whether to list is decided together with the penalty."""
    if decided_on is None:
        return "还没有作出处罚决定：是否列入须与处罚一并决定（第十三条），请在行政处罚告知以前判断。"
    return (
        f"{decided_on} 已作出处罚决定：是否列入须与处罚一并决定（第十三条），"
        "事后可以单独决定的只有拒不履行行政决定（第十一条）。"
    )


def list_circumstances(regime: ListingRegime) -> Iterator[Circumstance]:
    """Every circumstance of the regime in the order of the text."""
    for article in regime.articles:
        for circumstance in article.circumstances:
            item = circumstance.code.partition(".")[2] if len(article.circumstances) > 1 else ""
            yield Circumstance(circumstance.code, name_place(article.code, item), circumstance.label)


def name_place(article: str, item: str = "") -> str:
    """An article, and an item of it, as papers cite them: 第七条第（二）项. Numbers up to 19."""
    return f"第{numeral(article)}条" + (f"第（{numeral(item)}）项" if item else "")


def numeral(number: str) -> str:
    tens, ones = divmod(int(number), 10)
    return ("十" if tens else "") + (NUMERALS[ones] if ones or not tens else "")
