"""A revision in the words of the page, and what it changed against another (变动)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from portal.domain.attachments import describe_size
from portal.domain.content import CONTENT
from portal.domain.differences import Difference, Segment, Words, list_differences, show
from portal.domain.publicity import Level
from portal.extensions import db
from portal.models.attachments import Attachment
from portal.models.departments import Department
from portal.models.submissions import Dossier, Submission
from portal.services import plans, submissions
from portal.services.attachments import Shelf

# So many files of a difference are told by name.
NAMED = 3


def compare(former: Submission, submission: Submission) -> tuple[Difference, ...]:
    """The fields in which `submission` differs from `former`, in the order of the form: what was filled in, nothing derived."""
    words, labels = get_words(submission), get_labels(submission)
    labels.pop("handling", None)
    return list_differences(get_content(former), get_content(submission), labels, words)


def compare_files(shelf: Shelf) -> tuple[Difference, ...]:
    """The one row that says how the files differ from those in force; none where they are the same."""
    turnover = shelf.turnover
    if not turnover.words:
        return ()
    before = tell_files(shelf.in_force, {*turnover.removed, *turnover.replaced.values()})
    after = tell_files([entry.current for entry in shelf.entries], {*turnover.added, *turnover.replaced})
    return (Difference("attachments", "附件", before, after),)


def tell_files(files: Sequence[Attachment], changed: Collection[str]) -> tuple[Segment, ...]:
    """How many there are, and the first of those that changed by name and size: two may have one name."""
    told = [f"{file.name}（{describe_size(file.size)}）" for file in files if file.sha256 in changed]
    segments = [Segment(f"{len(files)} 个", False)] if files else []
    for index, name in enumerate(told[:NAMED]):
        segments += [Segment("、" if index else "：", False), Segment(name, True)]
    if len(told) > NAMED:
        segments.append(Segment(f" 等 {len(told)} 个", False))
    return tuple(segments)


def list_fields(submission: Submission) -> tuple[tuple[str, str, str], ...]:
    """(field, label, text) of what is filled in, in the order of the form."""
    words, content = get_words(submission), get_content(submission)
    shown = (
        (name, label, show(name, content.get(name), words)) for name, label in get_labels(submission).items()
    )
    return tuple(row for row in shown if row[2])


def get_content(submission: Submission) -> dict[str, Any]:
    """The content by field, each category of a monthly return as two fields of its own, a case's state derived."""
    content = submissions.content_of(submission)
    if submission.kind == "case":
        content["handling"] = "已办结" if content["closed_on"] else "正在办理中"
    for category, sent, checked in content.pop("lines", ()):
        content[f"{category}.sent"], content[f"{category}.checked"] = sent, checked
    return content


def get_labels(submission: Submission) -> dict[str, str]:
    labels = {"handling": "办理状态"} if submission.kind == "case" else {}
    labels.update(CONTENT[submission.kind])
    if submission.kind == "monthly_return":
        for category in plans.get_catalogue(submission.year).categories:
            labels[f"{category.code}.sent"] = f"{category.table_title}：出动（人次）"
            labels[f"{category.code}.checked"] = f"{category.table_title}：检查（家次）"
    return labels


def get_words(submission: Submission) -> Words:
    """What the page writes for stored codes: field → code → words."""
    catalogue = plans.get_catalogue(submission.year)
    categories = {category.code: category.table_title for category in catalogue.categories}
    sources = catalogue.lead_sources
    words: dict[str, Mapping[Any, str]] = {
        "category_code": categories,
        "secondary_categories": categories,
        "violation_code": {v.code: v.text for category in catalogue.categories for v in category.violations},
        "origin": {origin.code: origin.label for origin in catalogue.origins},
        "source_activity": {source.code: source.label for source in sources.activities},
        "source_data": {source.code: source.label for source in sources.data},
        "source_external": {source.code: source.label for source in sources.external},
        "industry": {each.code: each.label for each in catalogue.industries},
        "product": {each.code: each.label for each in catalogue.products},
        "quality_flags": {each.code: each.label for each in catalogue.quality_flags},
        "focus_tags": {each.code: each.label for each in catalogue.focus_tags},
        "medium": {medium.code: medium.label for medium in catalogue.media},
        "outlet_level": {level: level.label for level in Level},
        "task": {task.code: task.title for task in catalogue.tasks},
    }
    if submission.kind == "case":
        departments = db.session.execute(select(Department.id, Department.name))
        words["co_handlers"] = {str(row.id): row.name for row in departments}
    if submission.kind == "lead":
        departments = db.session.execute(select(Department.id, Department.name))
        words["handed_to_id"] = {row.id: row.name for row in departments}
        numbers = db.session.execute(
            select(Dossier.id, Dossier.number).where(
                Dossier.id.in_(
                    select(Submission.__table__.c.resulting_dossier_id).where(
                        Submission.__table__.c.dossier_id == submission.dossier_id
                    )
                )
            )
        )
        words["resulting_dossier_id"] = {row.id: row.number for row in numbers}
    return words
