"""What each of many filings changes against its dossier's revision in force (变动), in at most five queries for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import aliased

from portal.domain.content import BOXES, CONTENT, DATES, Kind
from portal.domain.workflow import Status
from portal.extensions import db
from portal.models.attachments import Attachment
from portal.models.co_handlers import CoHandler
from portal.models.monthly_returns import ReturnLine
from portal.models.submissions import Submission

TABLE = Submission.__table__
LINES = ReturnLine.__table__
FILES = Attachment.__table__
BLANKS = (("", None), (None, ""))
# Persons sent and businesses checked of a category that a return does not name.
UNSAID = (None, None)
FIELDS = tuple(dict.fromkeys(name for labels in CONTENT.values() for name in labels if name in TABLE.c))


@dataclass(frozen=True)
class Changes:
    """How many fields changed, the files counted as one; `words` tells them where nothing but dates did."""

    count: int
    is_date_only: bool
    words: str


def list_changes(submission_ids: Sequence[int]) -> dict[int, Changes]:
    """By submission, for those whose dossier has another revision in force.

    Asks nobody's permission, also not for the files: only for what waits for the reader to decide it or write it.
    """
    if not submission_ids:
        return {}
    columns = [TABLE.c.id, TABLE.c.dossier_id, TABLE.c.kind, *(TABLE.c[name] for name in FIELDS)]
    rows = db.session.execute(select(*columns).where(TABLE.c.id.in_(submission_ids))).mappings().all()
    in_force = select(*columns).where(
        TABLE.c.dossier_id.in_([row["dossier_id"] for row in rows]),
        TABLE.c.status == Status.ACCEPTED,
        TABLE.c.id.not_in(submission_ids),
    )
    former = {row["dossier_id"]: row for row in db.session.execute(in_force).mappings()}
    pairs = [(row, former[row["dossier_id"]]) for row in rows if row["dossier_id"] in former]
    ids = {kind: [each["id"] for pair in pairs for each in pair if each["kind"] is kind] for kind in Kind}
    lines, co_handlers = list_lines(ids[Kind.MONTHLY_RETURN]), list_co_handlers(ids[Kind.CASE])
    files = list_files([each["id"] for pair in pairs for each in pair])
    return {
        row["id"]: compare(complete(before, co_handlers, files), complete(row, co_handlers, files), lines)
        for row, before in pairs
    }


def complete(
    row: RowMapping, co_handlers: Mapping[int, str], files: Mapping[int, set[str]]
) -> dict[str, Any]:
    """One submission's content with what stands in rows of its own."""
    return {**row, "co_handlers": co_handlers.get(row["id"]), "files": files.get(row["id"])}


def list_files(submission_ids: Sequence[int]) -> dict[int, set[str]]:
    """The files of submissions as they stand, each by its SHA-256; former versions do not count."""
    found: dict[int, set[str]] = {}
    if submission_ids:
        later = aliased(FILES)
        rows = select(FILES.c.submission_id, FILES.c.sha256).where(
            FILES.c.submission_id.in_(submission_ids),
            ~select(later.c.id).where(later.c.replaces_id == FILES.c.id).exists(),
        )
        for row in db.session.execute(rows):
            found.setdefault(row.submission_id, set()).add(row.sha256)
    return found


def list_co_handlers(case_ids: Sequence[int]) -> dict[int, str]:
    """The co-handling departments of cases as their content holds them."""
    found: dict[int, list[str]] = {}
    if case_ids:
        rows = (
            select(CoHandler).where(CoHandler.submission_id.in_(case_ids)).order_by(CoHandler.department_id)
        )
        for row in db.session.execute(rows).scalars():
            found.setdefault(row.submission_id, []).append(str(row.department_id))
    return {case_id: " ".join(ids) for case_id, ids in found.items()}


def list_lines(return_ids: Sequence[int]) -> dict[int, dict[str, tuple[int | None, int | None]]]:
    """The figures of monthly returns: submission → category → persons sent, businesses checked."""
    found: dict[int, dict[str, tuple[int | None, int | None]]] = {}
    if return_ids:
        for line in db.session.execute(select(LINES).where(LINES.c.submission_id.in_(return_ids))):
            figures = (line.persons_sent, line.businesses_checked)
            found.setdefault(line.submission_id, {})[line.category_code] = figures
    return found


def says_otherwise(name: str, before: Any, after: Any) -> bool:
    """Blank text and no answer read alike, and so do boxes not ticked; 否 and 0 are answers."""
    if name in BOXES and not before and not after:
        return False
    return (before, after) not in BLANKS and before != after


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any], lines: Mapping[int, Mapping[str, Any]]
) -> Changes:
    labels = CONTENT[after["kind"]]
    names = [name for name in labels if says_otherwise(name, before[name], after[name])]
    former, now = lines.get(before["id"], {}), lines.get(after["id"], {})
    changed_lines = sum(
        was != is_now
        for code in former.keys() | now.keys()
        for was, is_now in zip(former.get(code, UNSAID), now.get(code, UNSAID), strict=True)
    )
    other_files = before["files"] != after["files"]
    is_date_only = bool(names) and not changed_lines and not other_files and DATES.issuperset(names)
    words = "；".join(f"{labels[name]} {before[name] or '空'} → {after[name] or '空'}" for name in names)
    return Changes(len(names) + changed_lines + other_files, is_date_only, words if is_date_only else "")
