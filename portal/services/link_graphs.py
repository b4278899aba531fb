"""The graph of what hangs together with a dossier (R038), as far as its reader may see: what is behind the drawing."""

from collections.abc import Collection
from dataclasses import dataclass

from portal.domain.links import FARTHEST, MOST_NODES, Join, Layout, LinkKind, Relation, chain, lay_out
from portal.domain.permissions import Actor
from portal.models.submissions import Submission
from portal.services import link_rows, links, readings


@dataclass(frozen=True)
class Graph:
    """The nodes by dossier, the lines between them, and where each is drawn."""

    nodes: dict[int, links.Other]
    joins: tuple[Join, ...]
    layout: Layout


def draw(actor: Actor, submission: Submission) -> Graph | None:
    """The graph around a dossier, some hops far; None where nothing visible hangs together with it."""
    known = {submission.dossier_id: submission}
    joins: dict[tuple[int, int, Relation], Join] = {}
    waiting = [submission.dossier_id]
    for _ in range(FARTHEST):
        found = find_joins(actor, waiting)
        ends = {end for join in found for end in (join.source, join.target)} - known.keys()
        readable = links.find_readable(actor, ends)
        waiting = sorted(readable)[: MOST_NODES - len(known)]
        known |= {key: readable[key] for key in waiting}
        for join in found:
            if join.source in known and join.target in known:
                joins[join.source, join.target, join.relation] = join
        if not waiting:
            break
    if not joins:
        return None
    nodes = {key: links.Other(each, readings.read_title(actor, each)) for key, each in known.items()}
    kept = tuple(joins.values())
    return Graph(nodes, kept, lay_out(submission.dossier_id, kept))


def find_joins(actor: Actor, dossier_ids: Collection[int]) -> list[Join]:
    """The links from and to these dossiers, and the series they stand in, its visible members in one chain."""
    found = [
        Join(
            link.source_id,
            link.target_id,
            Relation.SEPARATE if link.kind is LinkKind.SEPARATE else Relation.DOWNSTREAM,
        )
        for link in link_rows.list_of(dossier_ids)
    ]
    series = {each.id for each in map(link_rows.find_series, dossier_ids) if each}
    for series_id in sorted(series):
        members = links.find_readable(actor, link_rows.list_members(series_id))
        found += chain(sorted(members))
    return found
