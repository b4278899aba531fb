"""Who acts for whom (代理) on a day: what makes a deputy's right, and ends it when its ground is gone."""

from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from portal.domain.permissions import Acting, Role
from portal.extensions import db
from portal.models.accounts import Account, Appointment
from portal.models.departments import Department
from portal.models.deputies import Deputy

LEADER = aliased(Account, name="leader")
PERSON = aliased(Account, name="person")


def held_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition on Appointment: in force on that local day. The twin of accounts.is_in_force."""
    held = Appointment.__table__.c
    return and_(
        held.ended_at.is_(None),
        or_(held.starts_on.is_(None), held.starts_on <= day),
        or_(held.ends_on.is_(None), held.ends_on >= day),
    )


def in_force(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition on Deputy, joined with LEADER and PERSON: they act on that day.

    It lapses by itself when the leader leads no more or the deputy belongs to another department.
    """
    leads = exists(
        select(Appointment.id)
        .where(
            Appointment.account_id == Deputy.leader_id,
            Appointment.department_id == Deputy.department_id,
            Appointment.role == Role.LEADER,
            held_on(day),
        )
        .correlate(Deputy)
    )
    return and_(
        Deputy.ended_at.is_(None),
        Deputy.starts_on <= day,
        Deputy.ends_on >= day,
        LEADER.disabled_at.is_(None),
        PERSON.disabled_at.is_(None),
        PERSON.department_id == Deputy.department_id,
        leads,
    )


# Asked by every page.
ACTS_FOR = (
    select(Deputy.department_id, Deputy.leader_id, Deputy.ends_on, LEADER.name, Department.short_name)
    .join(LEADER, LEADER.id == Deputy.leader_id)
    .join(PERSON, PERSON.id == Deputy.deputy_id)
    .join(Department, Department.id == Deputy.department_id)
    .where(Deputy.deputy_id == bindparam("account_id"), in_force(bindparam("day", type_=Date())))
    .order_by(Deputy.id)
)

# Asked by every deed that tells a department's leaders.
ACTING = (
    select(Deputy.id, Deputy.department_id, Deputy.deputy_id)
    .join(LEADER, LEADER.id == Deputy.leader_id)
    .join(PERSON, PERSON.id == Deputy.deputy_id)
    .where(in_force(bindparam("day", type_=Date())))
    .order_by(Deputy.id)
)


def map_acting(account_id: int, day: date) -> dict[int, Acting]:
    """For whom an account acts on that local day, by department."""
    rows = db.session.execute(ACTS_FOR, {"account_id": account_id, "day": day})
    return {row.department_id: Acting(row.leader_id, row.name, row.short_name, row.ends_on) for row in rows}


def list_in_force(day: date) -> list[tuple[int, int, int]]:
    """(id of the Deputy row, department, deputy's account) of everyone who acts on that day."""
    rows = db.session.execute(ACTING, {"day": day})
    return [(row.id, row.department_id, row.deputy_id) for row in rows]
