"""Who writes and who reads comments (留言) on a submission. Pure."""

from portal.domain.permissions import RECEIVING_ROLES, Actor
from portal.domain.workflow import Labelled

LONGEST = 1000


class Side(Labelled):
    """The two sides of the gates; each may keep comments to itself."""

    DEPARTMENT = "department", "填报部门"
    SUPERVISION = "supervision", "执法监管科"


def sides_of(actor: Actor, department_id: int) -> tuple[Side, ...]:
    """The sides on which a person stands for a department's filing; nobody else reads or writes comments."""
    sides = []
    if department_id in actor.own_departments:
        sides.append(Side.DEPARTMENT)
    if actor.roles & RECEIVING_ROLES:
        sides.append(Side.SUPERVISION)
    return tuple(sides)
