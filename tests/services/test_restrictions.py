"""Restricted leads (限阅): opened with the persons named, known to nobody else, counted without a name (R066, R173)."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.domain.content import Kind
from portal.domain.errors import Forbidden, Invalid, NotFound, Stale, TransitionNotAllowed
from portal.domain.scoring_input import Mark
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.notices import Notice
from portal.models.readers import DossierReader
from portal.models.submissions import Dossier
from portal.services import (
    comments,
    dossiers,
    inbox,
    obligations,
    parties,
    party_pages,
    plans,
    reminders,
    restrictions,
    scores,
    scoring_inputs,
    submissions,
)
from portal.services.dossiers import Filters
from portal.store import deed
from tests import factories
from tests.factories import LEAD, SECRET, actor

UNNAMED = (
    "sls1.liaison",
    "sls1.leader",
    "supervision",
    "supervision.head",
    "bureau",
    "spsc.liaison",
    "credit",
)


def ids_of(*usernames):
    return [factories.account(username).id for username in usernames]


def open_lead(author="sls1.liaison2", named=(), **changes):
    return submissions.create_draft(
        actor(author), Kind.LEAD, {**LEAD, **SECRET, **changes}, named=ids_of(*named)
    )


@pytest.mark.parametrize(
    "named",
    [
        (),
        ("sls1.leader2",),
        ("supervision2",),
        ("sls1.liaison", "supervision2"),
        ("sls2.leader", "supervision2"),
        ("sls1.leader2", "bureau"),
    ],
)
def test_a_lead_is_restricted_only_with_persons_who_can_carry_it_through_both_gates(app, named):
    with pytest.raises(Invalid) as refusal:
        open_lead(named=named)
    assert [finding.field for finding in refusal.value.findings] == ["reader_ids"]
    assert db.session.execute(select(Dossier.id)).first() is None


def test_a_case_is_never_restricted(app):
    case = factories.draft_case()
    with pytest.raises(IntegrityError), deed():
        db.session.execute(update(Dossier).where(Dossier.id == case.dossier_id).values(is_restricted=True))


def test_it_passes_both_gates_and_is_read_by_those_named_and_nobody_else(app):
    lead = factories.accepted_restricted_lead()
    assert lead.status == "accepted"
    for username in ("sls1.liaison2", "sls1.leader2", "supervision2"):
        assert submissions.get(actor(username), lead.id) is lead
        assert dossiers.list_page(actor(username), Filters(search="保护伞")).total == 1
    for username in UNNAMED:
        with pytest.raises(NotFound):
            submissions.get(actor(username), lead.id)
        assert dossiers.list_page(actor(username), Filters(kind=Kind.LEAD)).total == 0


def test_it_waits_in_the_inboxes_of_those_named_only(app):
    lead = factories.restricted_draft()
    submissions.submit(actor("sls1.liaison2"), lead, lead.version)
    assert [inbox.count(actor(name)) for name in ("sls1.leader2", "sls1.leader")] == [1, 0]
    waiting = factories.restricted_lead()
    assert [row.submission_id for row in inbox.list_tab(actor("supervision2"), "waiting").rows] == [
        waiting.id
    ]
    for name in ("supervision", "supervision.head"):
        tab = inbox.list_tab(actor(name), "waiting")
        assert (tab.rows, tab.total, tab.barred) == ((), 0, 0)


def test_its_next_revision_stays_with_those_named(app):
    lead = factories.accepted_restricted_lead()
    draft = submissions.revise(actor("sls1.liaison2"), lead, lead.version)
    assert draft.is_restricted
    with pytest.raises(NotFound):
        submissions.get(actor("sls1.liaison"), draft.id)


def test_a_named_leader_lets_one_more_person_know_and_it_is_recorded(app):
    lead = factories.restricted_lead()
    (head,) = ids_of("supervision.head")
    restrictions.name_readers(actor("sls1.leader2"), lead, lead.version, [head])
    assert submissions.get(actor("supervision.head"), lead.id) is lead
    reader = restrictions.list_readers(lead.dossier)[-1]
    assert (reader.account_id, reader.named_by.username) == (head, "sls1.leader2")
    row = db.session.execute(select(TrailRow).order_by(TrailRow.number.desc()).limit(1)).scalar_one()
    assert (row.action, row.subject_id, row.fields) == ("name_readers", lead.id, "readers")


def test_who_is_not_named_names_nobody_and_neither_does_a_named_liaison(app):
    lead = factories.restricted_lead()
    wanted = ids_of("supervision")
    for username in ("sls1.leader", "supervision.head", "sls1.liaison2", "supervision2"):
        assert restrictions.list_nameable(actor(username), lead) == []
        with pytest.raises(Forbidden):
            restrictions.name_readers(actor(username), lead, lead.version, wanted)


def test_naming_is_refused_for_strangers_stale_pages_and_what_is_not_restricted(app):
    lead, leader = factories.restricted_lead(), actor("sls1.leader2")
    for chosen in ([], ids_of("sls2.leader"), ids_of("supervision2")):
        with pytest.raises(Invalid):
            restrictions.name_readers(leader, lead, lead.version, chosen)
    with pytest.raises(Stale):
        restrictions.name_readers(leader, lead, lead.version - 1, ids_of("supervision"))
    case = factories.approved_case()
    with pytest.raises(TransitionNotAllowed):
        restrictions.name_readers(actor("sls1.leader"), case, case.version, ids_of("supervision"))


def test_the_author_names_more_while_nobody_has_had_it_and_not_after(app):
    lead, author = factories.restricted_draft(), actor("sls1.liaison2")
    content = submissions.content_of(lead)
    submissions.keep(author, Kind.LEAD, content, lead, lead.version, named=ids_of("supervision.head"))
    assert len(restrictions.list_readers(lead.dossier)) == 4
    submissions.submit(author, lead, lead.version)
    submissions.withdraw(author, lead, lead.version)
    assert restrictions.offer_readership(author, lead.department_id, lead) is None
    submissions.keep(author, Kind.LEAD, content, lead, lead.version, named=ids_of("supervision"))
    assert len(restrictions.list_readers(lead.dossier)) == 4


def test_a_discarded_draft_leaves_no_readers_behind(app):
    lead = factories.restricted_draft()
    submissions.discard(actor("sls1.liaison2"), lead, lead.version)
    assert db.session.execute(select(DossierReader.dossier_id)).first() is None


def test_the_trail_never_writes_its_number(app):
    lead = factories.accepted_restricted_lead()
    submissions.revise(actor("sls1.liaison2"), lead, lead.version)
    references = set(db.session.execute(select(TrailRow.reference)).scalars())
    assert lead.dossier.number not in references and lead.dossier.trail_reference in references


def test_its_duty_is_met_and_names_it_to_nobody_else(in_2021):
    with in_2021(9, 1):
        lead = factories.accepted_restricted_lead()

        def duty_for(username):
            _, duties = obligations.list_cell(actor(username), "sls1", date(2021, 8, 1))
            return next(duty for duty in duties if duty.kind is Kind.LEAD)

        assert duty_for("sls1.liaison2").may_open and duty_for("sls1.liaison2").filing.id == lead.id
        for username in ("sls1.liaison", "supervision", "bureau"):
            assert not duty_for(username).may_open
        assert duty_for("sls1.liaison").filing.is_restricted
    with in_2021(9, 10):
        assert duty_for("sls1.liaison").mark is Mark.ON_TIME


def test_scores_count_it_as_one_and_link_nothing(in_2021):
    with in_2021(9, 1):
        factories.accepted_restricted_lead()
        factories.restricted_lead()
    with in_2021(12, 20):
        sls1 = factories.department("sls1")
        (given,) = scoring_inputs.draw_inputs(plans.get_catalogue(2021), date(2021, 12, 15), [sls1])
        assert [(each.submission_id, each.confirmed_important) for each in given.leads] == [(None, True)]
        (august,) = [each for each in given.lead_months if each.month == date(2021, 8, 1)]
        assert (august.mark, august.submission_id) == (Mark.ON_TIME, None)
        (waiting,) = scoring_inputs.list_unjudged(2021, date(2021, 12, 15), [sls1])
        assert (waiting.submission_id, waiting.number) == (None, "限阅 1 条")
        (sheet,) = scores.compute(2021, date(2021, 12, 15), department_ids=[sls1.id]).sheets
        proofs = [proof for line in sheet.score.lines for proof in line.evidence if "限阅" in proof.text]
        assert len(proofs) == 2 and not [proof for proof in proofs if proof.submission_id]


def test_its_party_has_no_other_dossier_for_who_is_not_named(app):
    factories.accepted_restricted_lead()
    case = factories.approved_case(party_name=SECRET["party_name"])
    content = submissions.content_of(case)
    for username in ("sls1.liaison", "supervision"):
        reader = actor(username)
        assert party_pages.list_other_dossiers(reader, content, case) == []
        assert parties.count_other_dossiers(reader, case.party_id, case.dossier_id) == 0
    # The named do see it.
    named = actor("supervision2")
    assert len(party_pages.list_other_dossiers(named, content, case)) == 1
    assert parties.count_other_dossiers(named, case.party_id, case.dossier_id) == 1


def test_of_anothers_lead_a_party_tells_nothing_and_of_a_draft_neither(app):
    factories.approved_lead("sls2", party_name="某食品有限公司")
    factories.draft_case("sls2")
    case = factories.approved_case()
    assert party_pages.list_other_dossiers(actor("sls1.liaison"), submissions.content_of(case), case) == []
    assert parties.count_other_dossiers(actor("sls1.liaison"), case.party_id, case.dossier_id) == 0


def test_notices_and_comments_reach_only_those_named(app):
    for username in UNNAMED:
        factories.account(username)
    lead = factories.restricted_lead()
    comments.write(actor("sls1.leader2"), lead, "请尽快接收。", is_shared=True)
    comments.write(actor("sls1.leader2"), lead, "注意保密。", is_shared=False)
    restrictions.name_readers(actor("sls1.leader2"), lead, lead.version, ids_of("supervision.head"))
    notices = list(db.session.execute(select(Notice)).scalars())
    # Notices are mailed, and mail is read by whoever reads it.
    assert not [each for each in notices if SECRET["title"] in each.text or "保密" in each.text]
    told = {each.account_id for each in notices}
    assert told == set(ids_of("sls1.leader2", "sls1.liaison2", "supervision2", "supervision.head"))


def test_a_leader_who_is_not_named_is_not_reminded_of_it(app):
    lead = factories.restricted_draft()
    submissions.submit(actor("sls1.liaison2"), lead, lead.version)
    assert reminders.count_waiting(lead.department_id) == 0
