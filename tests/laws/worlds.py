"""A portal with everything in every state, each person signed in, and every address that one may type into it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import product

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.routing import Rule

from portal.domain.content import Kind
from portal.domain.links import Relation
from portal.domain.periods import SHANGHAI
from portal.domain.plain import to_plain
from portal.domain.referrals import Grounds, Result
from portal.domain.workflow import Action, ReturnCode
from portal.extensions import db
from portal.models.accounts import Account
from portal.models.co_handlers import CoHandler, CoHandlerConfirmation
from portal.models.evaluations import EvaluationRound
from portal.models.explanations import Explanation
from portal.models.notices import Notice
from portal.models.parties import Party
from portal.models.referrals import Referral
from portal.models.settings import SampleClock
from portal.models.submissions import Submission
from portal.models.typical_cases import Level, TypicalCase
from portal.services import (
    approvals,
    clock,
    comments,
    deputies,
    evaluations,
    import_files,
    leads,
    link_rows,
    links,
    parties,
    party_joins,
    passwords,
    referrals,
    reminders,
    saved_views,
    scores,
    series,
    submissions,
    trail,
    typical_cases,
    uploads,
)
from portal.store import deed
from tests import factories

# Column of the policy → the account; own and other are seen from the department of every dossier here, sls1.
PEOPLE = {
    "liaison": "sls1.liaison",
    "leader": "sls1.leader",
    "other_liaison": "sls2.liaison",
    "other_leader": "sls2.leader",
    "lead_section": "spsc.liaison",
    "supervision": "supervision",
    "head": "supervision.head",
    "credit": "credit",
    "publicity": "publicity",
    "bureau": "bureau",
    "sysadmin": "sysadmin",
    "secadmin": "secadmin",
    "auditor": "auditor",
    "visitor": "",
}
TABLES = {
    "account_id": Account,
    "party_id": Party,
    "submission_id": Submission,
    "typical_case_id": TypicalCase,
    "referral_id": Referral,
    "round_id": EvaluationRound,
}


# A case that is neither decided nor marked: nobody but department, supervision and bureau reads it in force.
UNDECIDED = {"is_typical": False, **factories.UNDECIDED}
IN_MAY = datetime(2021, 5, 20, 9, tzinfo=SHANGHAI)


@dataclass
class World:
    """`things` are the values of each address argument by the name of the state they are in."""

    app: Flask
    visitors: dict[str, FlaskClient] = field(default_factory=dict)
    things: dict[str, dict[str, object]] = field(default_factory=dict)

    def targets(self, rule: Rule) -> Iterator[tuple[str, dict[str, object]]]:
        """(name, address arguments) of everything this route can be asked about; "-" where it asks for nothing."""
        names = sorted(rule.arguments)
        missing = [name for name in names if name not in self.things]
        assert not missing, f"{rule.endpoint}: say in world.populate what {missing} of {rule.rule} can be"
        for choice in product(*(self.things[name].items() for name in names)):
            label = "/".join(state for state, _ in choice) or "-"
            yield label, {name: value for name, (_, value) in zip(names, choice, strict=True)}

    def address(self, rule: Rule, arguments: dict[str, object]) -> str:
        with self.app.test_request_context():
            return self.app.url_map.bind("localhost").build(rule.endpoint, arguments, method=None)

    def version(self, arguments: dict[str, object]) -> int | None:
        """The version that the page of this thing carries now."""
        for name, model in TABLES.items():
            if name in arguments:
                with self.app.app_context():
                    return db.session.get_one(model, arguments[name]).version
        return None


def populate(app: Flask) -> World:
    """Fill an empty portal through its services, and sign everybody in."""
    world = World(app)
    set_clock(app)
    with app.app_context():
        restricted = states_of_restricted_leads()
        world.things["submission_id"] = states_of_cases() | restricted
        world.things["typical_case_id"] = states_of_typical_cases()
        selected = db.session.get_one(TypicalCase, world.things["typical_case_id"]["selected"])
        world.things["submission_id"]["selected"] = selected.submission_id
        world.things["referral_id"] = states_of_referrals()
        world.things |= states_of_rounds()
        saved_views.save(factories.actor("sls1.liaison"), "在办案件", {"kind": "case", "status": "draft"})
        world.things["view_id"] = {"own": saved_views.list_own(factories.actor("sls1.liaison"))[0].id}
        world.things["file_id"] = states_of_import_files()
        world.things["attachment_id"] = states_of_attachments(restricted["restricted_draft"])
        world.things["notice_id"] = {"own": find_notice("sls1.liaison")}
        somebody = factories.account("sls3.liaison")
        world.things["account_id"] = {"somebody": somebody.id}
        world.things["appointment_id"] = {"theirs": somebody.appointments[0].id}
        world.things["deputy_id"] = states_of_deputies()
        world.things["kind"] = {kind.value: kind.slug for kind in Kind}
        world.things["department"] = {"own": "sls1"}
        world.things["party_id"] = states_of_parties()
        world.things["series_id"] = {"two": link_some(world.things["submission_id"])}
        world.things["month"] = {"may": "2021-05"}
        leave_traces(world.things["submission_id"]["approved"])
        for username in filter(None, PEOPLE.values()):
            factories.account(username)
    wrong = {"username": "sls3.leader", "password": "wrong"}
    assert app.test_client().post("/sign-in", data=wrong).status_code == 422
    for column, username in PEOPLE.items():
        visitor = world.visitors[column] = app.test_client()
        if username:
            form = {"username": username, "password": factories.PASSWORD}
            assert visitor.post("/sign-in", data=form).status_code == 302
    return world


def leave_traces(submission_id: object) -> None:
    """What goes on beside the gates: a comment, a reminder, a changed password."""
    submission = db.session.get_one(Submission, submission_id)
    comments.write(factories.actor("sls1.liaison"), submission, "附件稍后补送。", True)
    reminders.remind(factories.actor("supervision"), ["sls2"], date(2021, 10, 1))
    with deed():
        other = factories.department("sls3")
        db.session.add(CoHandler(submission_id=submission.id, department_id=other.id))
        confirmed = {"dossier_id": submission.dossier_id, "submission_id": submission.id}
        confirmed |= {"department_id": other.id, "confirmed_by_id": factories.account("sls3.leader").id}
        db.session.add(CoHandlerConfirmation(**confirmed, confirmed_at=datetime.now(UTC)))
        db.session.add(Explanation(submission_id=submission.id, code="repeat", sentence="两案不同。"))
    lead = factories.approved_lead("sls3", verified_on=date(2021, 8, 10), verification_result="属实。")
    leads.open_case(factories.actor("sls3.liaison"), lead, lead.version)
    passwords.change_own(factories.actor("sls3.leader"), "", factories.PASSWORD, "Kx7-horse-battery")


def set_clock(app: Flask) -> None:
    """Within the plan's year, as samples do it (D15); the trail begins when the restricted leads come in."""
    start = datetime(2021, 11, 8, 9, tzinfo=SHANGHAI)
    real = datetime.now(UTC)
    with app.app_context(), deed():
        trail.restart(IN_MAY)
        offset = int((start - real).total_seconds())
        db.session.add(SampleClock(id=1, offset_seconds=offset, loaded_at=real))


def find_notice(username: str) -> int:
    """The first thing that was told to a person."""
    wanted = select(Notice.id).where(
        Notice.account_id == factories.account(username).id, Notice.done_at.is_(None)
    )
    return db.session.execute(wanted.order_by(Notice.id).limit(1)).scalar_one()


def link_some(states: dict[str, object]) -> int:
    """Upstream, a separate case, a restricted lead linked by who is named in it, and a series; returns the series."""
    supervision, named = factories.actor("supervision"), factories.actor("supervision2")
    found = {name: db.session.get_one(Submission, key) for name, key in states.items()}
    numbers = {name: each.dossier.number for name, each in found.items()}
    links.make(supervision, found["accepted"], Relation.UPSTREAM, numbers["decided"])
    links.make(supervision, found["accepted"], Relation.SEPARATE, numbers["revoked"], "另案处理。")
    links.make(named, found["accepted"], Relation.UPSTREAM, numbers["restricted_accepted"])
    series.add(supervision, found["accepted"], numbers["approved"], "示例系列案")
    return link_rows.find_series(found["accepted"].dossier_id).id


def states_of_parties() -> dict[str, object]:
    """A business with cases of sls1, a natural person in one of them, and who is named in restricted leads only."""
    person = {"party_name": "某摊主", "party_is_person": True, "title": "某摊主经营未经检疫的肉案"}
    approved = factories.approved_case(**person)
    business = parties.find(factories.CASE["party_name"])
    for name in ("某食品公司", "某食品有限责任公司"):
        other = factories.approved_case(party_name=name)
        party_joins.join(factories.actor("supervision"), business, business.version, other.party_id, "简称。")
    party_joins.split(factories.actor("supervision"), business, business.version, other.party_id)
    return {
        "business": business.id,
        "person": approved.party_id,
        "restricted": parties.find(factories.SECRET["party_name"]).id,
    }


def states_of_restricted_leads() -> dict[str, object]:
    """Of sls1 too, and known to none of PEOPLE. They meet the duty of May and are scored in both rounds."""
    may = {"found_on": date(2021, 5, 6), "serves_month": date(2021, 5, 1)}
    with clock.travel(IN_MAY):
        # Number 0001 stands on pages as an example.
        factories.draft_case()
        found = {
            "restricted_draft": factories.restricted_draft(),
            "restricted_approved": factories.restricted_lead(**may),
            "restricted_accepted": factories.accepted_restricted_lead(**may),
        }
    return {name: submission.id for name, submission in found.items()}


def states_of_cases() -> dict[str, object]:
    """A submission of sls1 in each state, and one in force of each sort that other sections may read."""
    author, leader, supervision, head = (
        factories.actor(name) for name in ("sls1.liaison", "sls1.leader", "supervision", "supervision.head")
    )
    found = {"draft": factories.draft_case(), "submitted": factories.submitted_case()}
    found["approved"] = factories.approved_case()
    for gate, returner, made in (
        ("returned_gate1", leader, factories.submitted_case()),
        ("returned_gate2", supervision, factories.approved_case()),
    ):
        approvals.send_back(returner, made, made.version, ReturnCode.MINOR_CORRECTION, "请更正。")
        found[gate] = made
    found["accepted"] = accepted_plain()
    found["superseded"] = accepted_plain()
    second = submissions.revise(author, found["superseded"], found["superseded"].version)
    factories.accept(second)
    found["revoked"] = accepted_plain()
    approvals.revoke(head, found["revoked"], found["revoked"].version, "当事人有误。")
    found["decided"] = factories.accepted_case(is_typical=False)
    # 执法监管科's own filing: only its head accepts it (D11).
    found["approved_zfjd"] = factories.approved_case("zfjd")
    found["lead_draft"] = submissions.create_draft(author, Kind.LEAD, factories.LEAD)
    content = {"month": date(2021, 8, 1), "contact_name": "联络员甲", "contact_phone": "021-00000000"}
    content["lines"] = [("food", 3, 2)]
    found["return_draft"] = submissions.create_draft(author, Kind.MONTHLY_RETURN, content)
    found["report_draft"] = factories.draft_filing(Kind.REPORT)
    found["publicity_accepted"] = factories.accepted_filing(Kind.PUBLICITY)
    found["contacts_accepted"] = factories.accepted_filing(Kind.CONTACTS)
    return {name: submission.id for name, submission in found.items()}


def accepted_plain() -> Submission:
    """A case in force, not decided and not marked: nobody but department, supervision and bureau reads it."""
    return factories.accepted_case(**UNDECIDED)


def states_of_import_files() -> dict[str, object]:
    """Files of the liaison of sls1: one to store, one with an error, one of which all is stored."""
    actor = factories.actor("sls1.liaison")
    rows = {"ready": "丁案", "wrong": "", "stored": "戊案"}
    files = {}
    for state, title in rows.items():
        table = f"案件名称,立案时间\n{title},2021-03-05\n".encode()
        files[state] = import_files.add(actor, Kind.CASE, uploads.Upload(f"{state}.csv", BytesIO(table)))
    import_files.store_next(actor, files["stored"])
    return {state: file.id for state, file in files.items()}


def states_of_attachments(restricted_id: object) -> dict[str, object]:
    """An attachment of a draft of sls1, of what its leader has, of each sort that is in force, and of a restricted lead."""
    author = factories.actor("sls1.liaison")
    drafts = {
        "on_draft": factories.draft_case(),
        "on_submitted": factories.draft_case(),
        "on_accepted": factories.draft_case(**UNDECIDED),
        "on_decided": factories.draft_case(is_typical=False),
        "on_selected": factories.draft_case(),
        "on_restricted": db.session.get_one(Submission, restricted_id),
    }
    found = {state: factories.attach(draft).id for state, draft in drafts.items()}
    submissions.submit(author, drafts["on_submitted"], drafts["on_submitted"].version)
    for state in ("on_accepted", "on_decided", "on_selected"):
        factories.accept(drafts[state])
    shortlist(drafts["on_selected"], is_selected=True)
    return found


def shortlist(case: Submission, is_selected: bool) -> None:
    """A nominated case, shortlisted by supervision and, if asked, selected by its head."""
    supervision, head = factories.actor("supervision"), factories.actor("supervision.head")
    chosen = typical_cases.find_of_dossier(case.dossier_id)
    typical_cases.take_step(supervision, chosen, Action.SHORTLIST, chosen.version)
    if is_selected:
        typical_cases.take_step(head, chosen, Action.SELECT, chosen.version, level=Level.DISTRICT)


def states_of_typical_cases() -> dict[str, object]:
    found = {}
    for state in ("nominated", "shortlisted", "selected", "noted"):
        case = factories.accepted_case()
        if state in ("shortlisted", "selected"):
            shortlist(case, is_selected=state == "selected")
        chosen = typical_cases.find_of_dossier(case.dossier_id)
        if state == "noted":
            note(chosen)
        found[state] = chosen.id
    return found


def states_of_referrals() -> dict[str, object]:
    """Sent by supervision, worked by the credit section."""
    supervision, credit = factories.actor("supervision"), factories.actor("credit")
    steps = {
        "sent": (),
        "acknowledged": (Action.ACKNOWLEDGE,),
        "taken": (Action.ACKNOWLEDGE, Action.TAKE),
        "returned": (Action.ACKNOWLEDGE, Action.RETURN),
        "listed": (Action.ACKNOWLEDGE, Action.TAKE, Action.LIST),
        "not_listed": (Action.ACKNOWLEDGE, Action.TAKE, Action.DECLINE),
        "noted": (),
    }
    result = Result("沪市监崇列〔2021〕1号", date(2021, 10, 20), date(2021, 10, 1), date(2021, 10, 15))
    found = {}
    for state, actions in steps.items():
        case = factories.accepted_case(is_typical=False)
        grounds = Grounds(("5.2",), ("主观恶意", "违法频次"), "明知未经检疫仍多次购进，情节严重。")
        referral = referrals.send(supervision, case, case.version, grounds)
        for action in actions:
            if action is Action.LIST:
                referrals.enter_listing(credit, referral, referral.version, result, "符合第五条。")
            else:
                referrals.take_step(credit, referral, action, referral.version, "见说明。")
        if state == "noted":
            note(referral)
        found[state] = referral.id
    return found


def note(thing: Referral | TypicalCase) -> None:
    """What it rests on has changed, and somebody must answer for that."""
    table = type(thing).__table__
    with deed():
        db.session.execute(update(table).where(table.c.id == thing.id).values(note="请核对。"))


def states_of_deputies() -> dict[str, object]:
    """Named by the leader of sls1, for days that have not come, and ended."""
    leader, person = factories.actor("sls1.leader"), factories.account("sls1.liaison2")
    found = {}
    for state, month in (("named", date(2021, 12, 1)), ("ended", date(2022, 1, 1))):
        wanted = deputies.Wanted(leader.account_id, leader.department_id, person.id, month, month)
        found[state] = deputies.name(leader, wanted)
    deputies.end(leader, found["ended"])
    return found


def states_of_rounds() -> dict[str, dict[str, object]]:
    """A round that is being scored, with a register entry, and a confirmed one."""
    supervision, head = factories.actor("supervision"), factories.actor("supervision.head")
    scoring = evaluations.open_round(supervision, date(2021, 9, 30))
    confirmed = evaluations.open_round(supervision, date(2021, 6, 30))
    evaluations.register(
        supervision, scoring, scoring.version, "sls1", "publicity_city", 1, "市局简报第 3 期。"
    )
    evaluations.enter(supervision, scoring, scoring.version, "sls2", "C2", Decimal(3), "案卷评查结果。")
    scores_then = to_plain(scores.compute(confirmed.year, confirmed.through, confirmed))
    with deed():
        # As confirm() leaves it; here many lines still wait for an entry by hand.
        values = {"status": "confirmed", "confirmed_by_id": head.account_id, "confirmed_scores": scores_then}
        statement = update(EvaluationRound).where(EvaluationRound.id == confirmed.id)
        db.session.execute(statement.values(**values, confirmed_at=datetime.now(UTC)))
    (entry,) = scores.list_register(scoring)
    return {"round_id": {"scoring": scoring.id, "confirmed": confirmed.id}, "entry_id": {"entry": entry.id}}
