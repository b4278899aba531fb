"""Which submissions a person may see, as SQL: the twin of the predicates in `domain.permissions`.

The permission map is the one source; law 11 holds the two against each other over a mixed set.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true, tuple_

from portal.domain.content import Kind
from portal.domain.permissions import PERMISSION_MAP, REACHED, Actor, Permission, Role, Scope
from portal.domain.workflow import Status
from portal.models.co_handlers import CoHandler
from portal.models.readers import DossierReader
from portal.models.submissions import Dossier, Submission

Condition = ColumnElement[bool]
# A kind's own columns are named by the table: named by their class they would narrow the question to that kind.
TABLE = Submission.__table__

# Said of the other statuses: an index of statuses would lead through nearly all there is.
HAS_REACHED = Submission.status.not_in(sorted(set(Status) - REACHED))

SCOPES: dict[Scope, Callable[[Actor, Role], Any]] = {
    Scope.ANY: lambda actor, role: true(),
    Scope.OWN_DEPARTMENT: lambda actor, role: Submission.department_id.in_(sorted(actor.departments[role])),
    Scope.OTHER_DEPARTMENT: lambda actor, role: Submission.department_id != actor.department_id,
    Scope.REACHED_SUPERVISION: lambda actor, role: or_(
        Submission.status.in_(sorted(REACHED)), Submission.returned_from == "leader_approved"
    ),
    Scope.IN_FORCE: lambda actor, role: Submission.status == "accepted",
    Scope.LED_CATEGORY: lambda actor, role: (
        and_(
            Submission.status == "accepted",
            Submission.kind.in_(["case", "lead"]),
            tuple_(Submission.year, Submission.category_code).in_(sorted(actor.led_categories)),
        )
        if actor.led_categories
        else false()
    ),
    Scope.CO_HANDLED: lambda actor, role: and_(
        HAS_REACHED,
        Submission.id.in_(
            select(CoHandler.submission_id).where(
                CoHandler.department_id.in_(sorted(actor.departments[role]))
            )
        ),
    ),
    Scope.HANDED_OVER: lambda actor, role: and_(
        HAS_REACHED,
        TABLE.c.handed_to_id.in_(sorted(actor.departments[role])),
    ),
    Scope.PUBLICITY_ITEM: lambda actor, role: and_(
        Submission.status == "accepted", Submission.kind == "publicity"
    ),
    Scope.REFERRED_OR_DECIDED: lambda actor, role: or_(
        and_(Submission.status.in_(sorted(REACHED)), Submission.is_referred),
        and_(Submission.status == "accepted", TABLE.c.decided_on.is_not(None)),
    ),
    Scope.SELECTED: lambda actor, role: and_(Submission.status == "accepted", Submission.is_selected),
    Scope.WITHIN_SIGHT: lambda actor, role: true(),
}


def is_restricted() -> Condition:
    """The condition on Submission that its dossier is restricted (限阅)."""
    return Submission.dossier_id.in_(select(Dossier.id).where(Dossier.is_restricted.is_(True)))


def is_of_kind(kind: Kind) -> Condition:
    """The condition of the kind, said of the others: an index of kinds would lead through all of it to the few wanted."""
    return TABLE.c.kind.not_in([each for each in Kind if each is not kind])


def exists_for(actor: Actor) -> Condition:
    """The condition on Submission that there is one for this person: not restricted, or they are named in it."""
    named = select(DossierReader.dossier_id).where(DossierReader.account_id == actor.account_id)
    return or_(~is_restricted(), Submission.dossier_id.in_(named))


def visible_to(actor: Actor, permission: Permission = Permission.SUBMISSION_READ) -> Condition:
    """The condition on Submission that holds for exactly what `can(actor, permission, submission)` allows."""
    return and_(exists_for(actor), within_scope(actor, permission))


def within_scope(actor: Actor, permission: Permission) -> Condition:
    """As `visible_to`, of a submission that exists for the person."""
    return or_(false(), *(condition for _, condition in list_scopes(actor, permission)))


def list_scopes(actor: Actor, permission: Permission) -> list[tuple[Scope, Condition]]:
    """Each of the ways in which a submission may be within the person's reach, on its own."""
    return [
        (scope, SCOPES[scope](actor, role))
        for role, scopes in PERMISSION_MAP[permission].items()
        if role in actor.departments
        for scope in scopes
    ]
