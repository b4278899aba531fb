"""Living through the sample year: each event of the story by the service that everybody uses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from portal.domain import samples as story
from portal.domain.content import Kind
from portal.domain.errors import NotFound, PortalError
from portal.domain.links import Relation
from portal.domain.permissions import Actor
from portal.domain.samples import Deed, Event
from portal.domain.scoring_input import Level
from portal.domain.workflow import Action
from portal.extensions import db
from portal.models.parties import Party
from portal.models.submissions import Submission
from portal.models.typical_cases import TypicalCase
from portal.services import (
    accounts,
    approvals,
    clock,
    imports,
    links,
    party_joins,
    plans,
    referrals,
    series,
    submissions,
    typical_cases,
)
from portal.services.imports import Ready

CASES = Path(__file__).resolve().parent.parent / "catalogue" / "samples" / "cases.csv"


def read_cases() -> list[Ready]:
    """The sample cases as the importer reads them, each department's by its own liaison, in the order of the file."""
    rows: list[Ready] = []
    with clock.travel(story.ENDS.astimezone(UTC)):
        for plan in plans.get_catalogue(2021).departments:
            if plan.owes_case:
                actor = accounts.get_actor(f"{plan.code}.liaison")
                reading = imports.read(actor, Kind.CASE, CASES, [plan.code])
                if reading.errors:
                    raise PortalError("；".join(str(problem) for problem in reading.errors))
                rows += reading.rows
    return sorted(rows, key=lambda ready: ready.row.number)


class Player:
    """Lives through events by the services that everybody uses, and remembers which filing is which."""

    def __init__(self, cases: Sequence[Ready]) -> None:
        self.submission_ids: dict[str, int] = {}
        self.actors: dict[str, Actor] = {}
        self.imported = {f"case {number}": ready for number, ready in enumerate(cases)}
        self.department_ids = imports.list_department_ids()
        self.deeds: Mapping[Deed, Callable[[Actor, Event], None]] = {
            Deed.DRAFT: self.draft,
            Deed.REVISE: self.revise,
            Deed.SUBMIT: self.submit,
            Deed.APPROVE: self.approve,
            Deed.RETURN: self.send_back,
            Deed.ACCEPT: self.accept,
            Deed.REVOKE: self.revoke,
            Deed.SHORTLIST: self.shortlist,
            Deed.SELECT: self.select,
            Deed.REFER: self.refer,
            Deed.ACKNOWLEDGE: self.acknowledge,
            Deed.LINK: self.link,
            Deed.JOIN: self.join,
        }

    def play(self, event: Event) -> None:
        if event.by not in self.actors:
            self.actors[event.by] = accounts.get_actor(event.by)
        self.deeds[event.deed](self.actors[event.by], event)

    def find(self, event: Event) -> Submission:
        return db.session.get_one(Submission, self.submission_ids[event.key])

    def draft(self, actor: Actor, event: Event) -> None:
        content = dict(event.details["content"])
        if event.key in self.imported:
            ready = self.imported[event.key]
            ready = replace(ready, row=replace(ready.row, content=content))
            (created,) = imports.store(actor, Kind.CASE, [ready], is_sample=True)
        else:
            if "handed_to" in content:
                content["handed_to_id"] = self.department_ids[content.pop("handed_to")]
            if "resulting" in content:
                resulting = db.session.get_one(Submission, self.submission_ids[content.pop("resulting")])
                content["resulting_dossier_id"] = resulting.dossier_id
            created = submissions.create_draft(actor, event.details["kind"], content, is_sample=True)
        self.submission_ids[event.key] = created.id
        self.explain(actor, created)

    def explain(self, actor: Actor, draft: Submission) -> None:
        """Answer the reminders that ask for a word, as a liaison would."""
        asked = {finding.code for finding in submissions.list_findings(draft) if finding.code}
        words = dict.fromkeys(asked, "公开案例所载如此，已核对（示例）。")
        if words:
            submissions.keep(actor, draft.kind, {}, draft, draft.version, words=words)

    def revise(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        revision = submissions.revise(actor, submission, submission.version)
        submissions.save_draft(actor, revision, event.details["content"], revision.version)
        self.submission_ids[event.key] = revision.id
        self.explain(actor, revision)

    def submit(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        submissions.submit(actor, submission, submission.version)

    def approve(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        approvals.approve(actor, submission, submission.version)

    def send_back(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        approvals.send_back(
            actor, submission, submission.version, event.details["code"], event.details["comment"]
        )

    def accept(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        approvals.accept(actor, submission, submission.version, event.details["verdicts"])

    def revoke(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        approvals.revoke(actor, submission, submission.version, event.details["comment"])

    def shortlist(self, actor: Actor, event: Event) -> None:
        chosen = self.find_typical_case(event)
        typical_cases.take_step(actor, chosen, Action.SHORTLIST, chosen.version)

    def select(self, actor: Actor, event: Event) -> None:
        chosen = self.find_typical_case(event)
        typical_cases.take_step(actor, chosen, Action.SELECT, chosen.version, level=Level.DISTRICT)

    def refer(self, actor: Actor, event: Event) -> None:
        submission = self.find(event)
        referrals.send(actor, submission, submission.version, event.details["grounds"])

    def acknowledge(self, actor: Actor, event: Event) -> None:
        (referral,) = referrals.list_of_dossier(self.find(event).dossier_id)
        referrals.take_step(actor, referral, Action.ACKNOWLEDGE, referral.version)

    def link(self, actor: Actor, event: Event) -> None:
        submission, details = self.find(event), event.details
        number = self.find_other(event).dossier.number
        if details["relation"] is Relation.SERIES:
            series.add(actor, submission, number, details["name"])
        else:
            links.make(actor, submission, details["relation"], number, details["note"])

    def join(self, actor: Actor, event: Event) -> None:
        into = db.session.get_one(Party, self.find(event).party_id)
        other = self.find_other(event).party_id
        party_joins.join(actor, into, into.version, other, event.details["reason"])

    def find_other(self, event: Event) -> Submission:
        return db.session.get_one(Submission, self.submission_ids[event.details["to"]])

    def find_typical_case(self, event: Event) -> TypicalCase:
        chosen = typical_cases.find_of_dossier(self.find(event).dossier_id)
        if chosen is None:
            raise NotFound
        return chosen
