"""Links between dossiers (R038, R148): who may make and remove them, and who sees what."""

import pytest
from sqlalchemy import func, select

from portal.domain.content import Kind
from portal.domain.errors import Forbidden, Invalid, TransitionNotAllowed
from portal.domain.links import LinkKind, Relation
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.links import DossierLink
from portal.models.submissions import Submission
from portal.services import link_graphs, link_rows, links, notices, submissions
from tests import factories
from tests.factories import actor


def relations(username, submission):
    return [
        (each.relation, each.other.submission.id) for each in links.list_linked(actor(username), submission)
    ]


@pytest.fixture
def two(app):
    """A case of each of two departments, in force."""
    return factories.accepted_case("sls1"), factories.accepted_case("sls2")


def test_each_end_calls_the_other_by_its_own_side(two):
    one, other = two
    links.make(actor("supervision"), one, Relation.UPSTREAM, other.dossier.number, "同一批次。")
    assert relations("supervision", one) == [(Relation.UPSTREAM, other.id)]
    assert relations("supervision", other) == [(Relation.DOWNSTREAM, one.id)]
    links.make(actor("supervision"), one, Relation.SEPARATE, other.dossier.number)
    assert (Relation.SEPARATE, one.id) in relations("supervision", other)


def test_the_department_of_one_end_links_what_it_may_see(app):
    one, other = factories.accepted_case("sls1"), factories.draft_case("sls1")
    links.make(actor("sls1.liaison"), one, Relation.DOWNSTREAM, other.dossier.number)
    assert relations("sls1.leader", one) == [(Relation.DOWNSTREAM, other.id)]


def test_the_department_at_the_other_end_is_told_until_it_has_read_it(two):
    one, other = two
    liaison = actor("sls2.liaison")
    notices.read_all(liaison)
    links.make(
        actor("sls1.liaison2"), one, Relation.DOWNSTREAM, factories.accepted_case("sls1").dossier.number
    )
    links.make(actor("supervision"), one, Relation.DOWNSTREAM, other.dossier.number)
    (told,) = notices.list_page(liaison).rows
    assert "关联" in told.text and other.title in told.text and one.dossier.number not in told.text
    assert told.why == "因为您是示例二所联络员"
    own = [row.text for row in notices.list_page(actor("sls1.liaison")).rows if "关联" in row.text]
    assert len(own) == 1 and one.title in own[0]
    notices.read(liaison, told.id)
    assert notices.count(liaison) == 0


@pytest.mark.parametrize("username", ["sls1.leader", "bureau", "spsc.liaison"])
def test_who_has_neither_end_links_and_unlinks_nothing(two, username):
    one, other = two
    links.make(actor("supervision"), one, Relation.UPSTREAM, other.dossier.number)
    reader = actor(username)
    with pytest.raises((Forbidden, Invalid)):
        links.make(reader, one, Relation.SEPARATE, other.dossier.number)
    assert not any(each.may_remove for each in links.list_linked(reader, one))
    with pytest.raises((Forbidden, TransitionNotAllowed)):
        links.remove(reader, one, db.session.execute(select(DossierLink.id)).scalar_one())
    assert len(link_rows.list_of([one.dossier_id])) == 1


def test_an_end_that_one_may_not_see_is_nothing_at_all(two):
    one, other = two
    links.make(actor("supervision"), one, Relation.UPSTREAM, other.dossier.number)
    assert links.list_linked(actor("sls1.liaison"), one) == []
    assert link_graphs.draw(actor("sls1.liaison"), one) is None
    with pytest.raises(Invalid) as unseen:
        links.make(actor("sls1.liaison"), one, Relation.UPSTREAM, other.dossier.number)
    with pytest.raises(Invalid) as absent:
        links.make(actor("sls1.liaison"), one, Relation.UPSTREAM, "铁2021-示例二所-0999")
    say = [each.value.findings[0].message.replace(other.dossier.number, "X") for each in (unseen, absent)]
    assert say[0] == say[1].replace("铁2021-示例二所-0999", "X")
    with pytest.raises(TransitionNotAllowed):
        links.remove(actor("sls1.liaison"), one, db.session.execute(select(DossierLink.id)).scalar_one())


def test_a_restricted_lead_is_linked_and_seen_by_the_named_only(app):
    lead, case = factories.accepted_restricted_lead(), factories.accepted_case()
    links.make(actor("supervision2"), case, Relation.UPSTREAM, lead.dossier.number)
    assert relations("supervision2", case) == [(Relation.UPSTREAM, lead.id)]
    for username in ("sls1.liaison", "supervision", "supervision.head", "bureau"):
        assert relations(username, case) == []
        assert link_graphs.draw(actor(username), case) is None
        assert links.suggest(actor(username), lead.dossier.number) == []
    names = db.session.execute(select(TrailRow.reference).where(TrailRow.action == "link")).scalars()
    assert lead.dossier.number not in set(names)


def test_the_same_link_stands_once_whichever_end_makes_it(two):
    one, other = two
    supervision = actor("supervision")
    links.make(supervision, one, Relation.UPSTREAM, other.dossier.number)
    for again, relation, number in (
        (one, Relation.UPSTREAM, other.dossier.number),
        (one, Relation.DOWNSTREAM, other.dossier.number),
        (other, Relation.DOWNSTREAM, one.dossier.number),
    ):
        with pytest.raises(Invalid):
            links.make(supervision, again, relation, number)
    assert len(link_rows.list_of([one.dossier_id])) == 1


@pytest.mark.parametrize("number", ["", "没有这一个", "自己", "月报"])
def test_what_cannot_be_the_other_end_is_refused_beside_the_number(app, number):
    case = factories.draft_case()
    monthly = submissions.create_draft(
        actor("sls1.liaison"),
        Kind.MONTHLY_RETURN,
        {
            "month": factories.LEAD["serves_month"],
            "contact_name": "联络员甲",
            "contact_phone": "021-00000000",
        },
    )
    number = {"自己": case.dossier.number, "月报": monthly.dossier.number}.get(number, number)
    with pytest.raises(Invalid) as refusal:
        links.make(actor("sls1.liaison"), case, Relation.SEPARATE, number)
    assert [finding.field for finding in refusal.value.findings] == ["number"]


def test_making_and_removing_stand_in_the_trail_of_both_ends(two):
    one, other = two
    supervision = actor("supervision")
    links.make(supervision, one, Relation.SEPARATE, other.dossier.number)
    assert link_rows.has_link(one.dossier_id, LinkKind.SEPARATE)
    assert link_rows.has_link(other.dossier_id, LinkKind.SEPARATE)
    (linked,) = links.list_linked(supervision, one)
    links.remove(supervision, one, linked.link_id)
    assert not link_rows.has_link(one.dossier_id, LinkKind.SEPARATE)
    with pytest.raises(TransitionNotAllowed):
        links.remove(supervision, one, linked.link_id)
    rows = db.session.execute(
        select(TrailRow.action, TrailRow.code, TrailRow.reference)
        .where(TrailRow.action.in_(["link", "unlink"]))
        .order_by(TrailRow.number)
    ).all()
    ends = [one.dossier.number, other.dossier.number]
    assert [tuple(row) for row in rows] == [
        (action, "separate", end) for action in ("link", "unlink") for end in ends
    ]


def test_a_discarded_draft_takes_its_links_with_it(app):
    case, draft = factories.accepted_case(), factories.draft_case()
    links.make(actor("sls1.liaison"), case, Relation.DOWNSTREAM, draft.dossier.number)
    submissions.discard(actor("sls1.liaison"), draft, draft.version)
    assert db.session.execute(select(func.count()).select_from(DossierLink)).scalar_one() == 0


def test_a_link_leads_to_the_trip_in_force_and_not_to_a_draft_beside_it(two):
    one, other = two
    links.make(actor("supervision"), other, Relation.UPSTREAM, one.dossier.number)
    draft = submissions.revise(actor("sls1.liaison"), one, one.version)
    assert relations("supervision", other) == [(Relation.UPSTREAM, one.id)]
    assert links.find_readable(actor("sls1.liaison"), [one.dossier_id])[one.dossier_id].id != draft.id


def test_suggestions_find_cases_and_leads_by_number_name_or_party_each_dossier_once(two):
    one, _ = two
    submissions.revise(actor("sls1.liaison"), one, one.version)
    for asked in (one.dossier.number, "冷冻牛肉", "某食品"):
        assert [row.number for row in links.suggest(actor("sls1.liaison"), asked)] == [one.dossier.number]
    assert len(links.suggest(actor("supervision"), "冷冻牛肉")) == 2
    assert links.suggest(actor("supervision"), "牛") == []


def test_the_graph_goes_on_over_what_is_linked_but_not_through_what_is_hidden(app):
    supervision = actor("supervision")
    own = [factories.accepted_case("sls1", title=f"某案{place}") for place in range(3)]
    hidden = factories.accepted_case("sls2")
    beyond = factories.accepted_case("sls1")
    links.make(supervision, own[0], Relation.DOWNSTREAM, own[1].dossier.number)
    links.make(supervision, own[1], Relation.DOWNSTREAM, own[2].dossier.number)
    links.make(supervision, own[2], Relation.DOWNSTREAM, hidden.dossier.number)
    links.make(supervision, hidden, Relation.SEPARATE, beyond.dossier.number)
    seen = set(link_graphs.draw(actor("sls1.liaison"), own[0]).nodes)
    assert seen == {case.dossier_id for case in own}
    assert len(link_graphs.draw(supervision, own[0]).nodes) == 4
    assert len(link_graphs.draw(supervision, own[1]).nodes) == 5


def test_a_lead_section_reads_a_linked_person_masked(app):
    one = factories.accepted_case("sls1")
    person = factories.accepted_case(
        "sls2", party_name="某摊主", party_is_person=True, title="某摊主经营未经检疫的肉案"
    )
    links.make(actor("supervision"), one, Relation.DOWNSTREAM, person.dossier.number)
    (linked,) = links.list_linked(actor("spsc.liaison"), one)
    assert "某摊主" not in linked.other.title
    assert db.session.get_one(Submission, person.id).title == "某摊主经营未经检疫的肉案"
