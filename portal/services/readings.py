"""One submission as its page reads it: the parts of the paper form, with what each field said in the one in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.domain import parties
from portal.domain.checks import REQUIRED
from portal.domain.content import SECTIONS, TICK_WORDS, TICKS
from portal.domain.differences import MONEY, Words, show
from portal.domain.permissions import Actor, Role
from portal.domain.privacy import mask_in
from portal.models.submissions import Submission
from portal.services import differences, plans

# Shown even when blank: what a reviewer looks for and would miss.
ALWAYS = frozenset(
    [
        "closed_on",
        "amount_involved",
        "is_mediated",
        "is_punished",
        "is_transferred",
        "is_notified",
        "is_public",
        "serves_month",
    ]
)
LONG = frozenset(
    (
        "title",
        "violation_code",
        "decision_content",
        "summary_verification",
        "summary_facts",
        "summary_result",
        "summary_effect",
        "quality_flags",
        "focus_tags",
        "content",
        "verification_result",
        "no_case_reason",
        "no_lead_reason",
        "link",
        "account_given",
        "task",
        "report_cases",
        "report_publicity",
        "report_problems",
        "report_suggestions",
    )
)
# Roles that read names in full; a lead section reads its categories with natural persons masked.
READS_NAMES = (Role.SUPERVISION, Role.SUPERVISION_HEAD, Role.CREDIT, Role.PUBLICITY, Role.BUREAU)
SHOWN_WHEN_TICKED = frozenset(
    {"party_is_person", "is_typical", "is_major", "claims_importance", "affirms_statistics"}
)
GROUP_OF = {name: label for label, names in TICKS.items() for name in names}

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One line of the page. `former` is what stands in force, None where it is the same; a wide one stands alone."""

    label: str
    text: str
    former: str | None = None
    is_wide: bool = False


@dataclass(frozen=True)
class Part:
    title: str
    entries: tuple[Entry, ...]


def read(actor: Actor, submission: Submission, former: Submission | None) -> tuple[Part, ...]:
    """The parts in paper order. Blank fields are left out unless a reviewer would miss them or they changed."""
    words, labels = differences.get_words(submission), differences.get_labels(submission)
    after = differences.get_content(submission)
    before = differences.get_content(former) if former else None
    parts = []
    for title, names in SECTIONS[submission.kind]:
        if "filed_on" in names:
            names = ("handling", *names)
        if names == ("lines",):
            entries = list(read_lines(submission, after, before))
        else:
            entries = list(read_entries(submission.kind, names, labels, words, after, before))
        if entries:
            parts.append(Part(title, tuple(fill_rows(entries))))
    if must_mask(actor, submission):
        parts = [mask(part, submission.party_name) for part in parts]
    return tuple(parts)


def fill_rows(entries: list[Entry]) -> Iterator[Entry]:
    """Two short entries share a row; one that finds no neighbour takes the whole of it."""
    waiting: Entry | None = None
    for entry in entries:
        if entry.is_wide:
            if waiting:
                yield replace(waiting, is_wide=True)
            yield entry
            waiting = None
        elif waiting:
            yield from (waiting, entry)
            waiting = None
        else:
            waiting = entry
    if waiting:
        yield replace(waiting, is_wide=True)


def read_entries(
    kind: str,
    names: tuple[str, ...],
    labels: Mapping[str, str],
    words: Words,
    after: Content,
    before: Content | None,
) -> Iterator[Entry]:
    for name in names:
        group = GROUP_OF.get(name)
        if group and TICKS[group][0] != name:
            continue
        if group:
            label, new = group, tick_words(group, after)
            old = tick_words(group, before) if before is not None else new
        else:
            label = labels[name].removesuffix("（万元）").removeprefix("案情摘要：")
            new = write(name, after, words)
            old = write(name, before, words) if before is not None else new
        if new or old != new or name in ALWAYS or name in REQUIRED[kind]:
            yield Entry(label, new, old if old != new else None, name in LONG)


def write(name: str, content: Content, words: Words) -> str:
    """The words for one field; a box that nobody ticked says nothing, a question answered 否 does."""
    if name in SHOWN_WHEN_TICKED and not content.get(name):
        return ""
    text = show(name, content.get(name), words)
    return f"{text} 万元" if text and name in MONEY else text


def tick_words(group: str, content: Content) -> str:
    return "、".join(TICK_WORDS[name] for name in TICKS[group] if content.get(name))


def read_lines(submission: Submission, after: Content, before: Content | None) -> Iterator[Entry]:
    for category in plans.get_catalogue(submission.year).categories:
        new = write_line(category.code, after)
        old = write_line(category.code, before) if before is not None else new
        yield Entry(category.table_title, new, old if old != new else None)


def write_line(code: str, content: Content) -> str:
    sent, checked = content.get(f"{code}.sent"), content.get(f"{code}.checked")
    parts = [f"出动 {sent:,} 人次"] if sent is not None else []
    parts += [f"检查 {checked:,} 家次"] if checked is not None else []
    return "，".join(parts)


def is_person(submission: Submission) -> bool:
    """Whether the party is a natural person: as marked, and for a kind without the mark as its name looks."""
    return parties.is_person(submission.party_name, getattr(submission, "party_is_person", None))


def must_mask(actor: Actor, submission: Submission) -> bool:
    """Whether this reader sees natural persons of this submission by their surname only."""
    theirs = {submission.department_id, submission.addressee_id, *submission.co_handler_ids}
    return (
        actor.own_departments.isdisjoint(theirs)
        and not actor.roles.intersection(READS_NAMES)
        and is_person(submission)
    )


def read_title(actor: Actor, submission: Submission) -> str:
    """The name of the filing as this reader may read it."""
    title = submission.title or "（未填名称）"
    return mask_in(title, submission.party_name) if must_mask(actor, submission) else title


def mask(part: Part, name: str) -> Part:
    entries = (
        replace(
            entry,
            text=mask_in(entry.text, name),
            former=entry.former and mask_in(entry.former, name),
        )
        for entry in part.entries
    )
    return Part(part.title, tuple(entries))
