"""Series of cases (系列案): the group opens and exports as far as one may see, and each case counts once."""

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Forbidden, Invalid, NotFound, TransitionNotAllowed
from portal.domain.links import Relation
from portal.extensions import db
from portal.models.audit import TrailRow
from portal.models.links import Series
from portal.services import accepted, link_graphs, link_rows, links, series, submissions
from tests import factories
from tests.factories import actor

NAME = "某品牌冷冻牛肉系列案"


@pytest.fixture
def three(app):
    """Three cases in one series, the last of another department."""
    cases = [factories.accepted_case(code) for code in ("sls1", "sls1", "sls2")]
    for case in cases[1:]:
        series.add(actor("supervision"), cases[0], case.dossier.number, NAME)
    return cases


def series_of(case):
    return link_rows.find_series(case.dossier_id).id


def numbers(username, case):
    return [each.dossier.number for each in series.get(actor(username), series_of(case)).members]


def test_a_series_opens_with_the_members_that_one_may_see(three):
    assert numbers("supervision", three[0]) == [case.dossier.number for case in three]
    assert numbers("sls1.liaison", three[0]) == [case.dossier.number for case in three[:2]]
    assert numbers("sls2.leader", three[0]) == [three[2].dossier.number]
    for username in ("sls3.liaison", "publicity"):
        with pytest.raises(NotFound):
            series.get(actor(username), series_of(three[0]))
    with pytest.raises(NotFound):
        series.get(actor("supervision"), 999)


def test_a_second_case_joins_the_series_of_either(three):
    fourth = factories.accepted_case("sls3")
    series.add(actor("supervision"), fourth, three[1].dossier.number, "别的名称")
    assert series_of(fourth) == series_of(three[0])
    assert db.session.execute(select(Series.name)).scalars().all() == [NAME]


def test_a_series_is_renamed_by_whoever_may_link_a_member_and_on_the_record(three):
    number = series_of(three[0])
    series.rename(actor("sls2.liaison"), number, "某品牌牛肉系列案")
    assert series.get(actor("supervision"), number).series.name == "某品牌牛肉系列案"
    row = db.session.query(TrailRow).filter_by(action="rename").one()
    assert (row.actor_name, row.reference) == ("sls2.liaison", f"系列-{number}")
    with pytest.raises(Invalid):
        series.rename(actor("supervision"), number, "")
    with pytest.raises(Forbidden):
        series.rename(actor("bureau"), number, "别的")
    with pytest.raises(NotFound):
        series.rename(actor("sls3.liaison"), number, "别的")


def test_each_case_of_a_series_counts_once(app):
    cases = [factories.accepted_case("sls1"), factories.accepted_case("sls1")]

    def sums():
        return accepted.sum_by_category(date(2021, 12, 31))

    before = sums()
    assert [each.figures["filed"] for each in before] == [2]
    series.add(actor("supervision"), cases[0], cases[1].dossier.number, NAME)
    assert sums() == before


def test_the_workbook_says_what_the_page_says_and_is_recorded(three):
    from openpyxl import load_workbook

    name, content = series.export(actor("sls1.liaison"), series_of(three[0]))
    assert name == f"系列案_{NAME}.xlsx"
    sheet = load_workbook(io.BytesIO(content)).active
    text = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert f"{factories.CASE['filed_on']} 00:00:00" in text, "a day is a day to the workbook"
    assert three[0].dossier.number in text and three[2].dossier.number not in text
    assert "合计 2 件" in text and 49.2 in [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    rows = db.session.execute(
        select(TrailRow.subject, TrailRow.subject_id).where(TrailRow.action == "export")
    )
    assert [tuple(row) for row in rows] == [("series", series_of(three[0]))]


@pytest.mark.parametrize(
    ("change", "field"), [("lead", "number"), ("nameless", "name"), ("same", "number"), ("two", "number")]
)
def test_what_makes_no_series_is_refused_beside_its_field(three, change, field):
    supervision = actor("supervision")
    lone, other = factories.accepted_case("sls1"), factories.accepted_case("sls2")
    pair = {
        "lead": (lone, factories.approved_lead(), NAME),
        "nameless": (lone, other, ""),
        "same": (three[0], three[1], NAME),
        "two": (three[0], other, NAME),
    }[change]
    if change == "two":
        series.add(supervision, lone, other.dossier.number, "另一系列案")
    with pytest.raises(Invalid) as refusal:
        series.add(supervision, pair[0], pair[1].dossier.number, pair[2])
    assert [finding.field for finding in refusal.value.findings] == [field]


def test_a_case_leaves_and_a_series_of_one_is_gone(three):
    supervision, first = actor("supervision"), series_of(three[0])
    series.leave(actor("sls2.liaison"), three[2])
    assert numbers("supervision", three[0]) == [case.dossier.number for case in three[:2]]
    with pytest.raises(TransitionNotAllowed):
        series.leave(supervision, three[2])
    series.leave(supervision, three[1])
    assert link_rows.find_series(three[0].dossier_id) is None
    with pytest.raises(NotFound):
        series.get(supervision, first)


@pytest.mark.parametrize("username", ["sls1.leader", "bureau", "spsc.liaison", "sls2.liaison"])
def test_nobody_else_takes_a_case_out(three, username):
    with pytest.raises(Forbidden):
        series.leave(actor(username), three[0])


def test_a_discarded_draft_leaves_its_series(app):
    case, draft = factories.accepted_case(), factories.draft_case()
    dossier_id = case.dossier_id
    series.add(actor("sls1.liaison"), case, draft.dossier.number, NAME)
    submissions.discard(actor("sls1.liaison"), draft, draft.version)
    assert link_rows.find_series(dossier_id) is None
    assert db.session.execute(select(func.count()).select_from(Series)).scalar_one() == 0


def test_the_graph_shows_the_visible_members_in_one_chain(three):
    graph = link_graphs.draw(actor("supervision"), three[1])
    assert [join.relation for join in graph.joins] == [Relation.SERIES] * 2
    (join,) = link_graphs.draw(actor("sls1.liaison"), three[1]).joins
    assert {join.source, join.target} == {case.dossier_id for case in three[:2]}
    assert links.list_linked(actor("supervision"), three[1]) == []
