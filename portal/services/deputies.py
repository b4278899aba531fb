"""Deputies (代理): a leader names one in advance for dates, or the head of supervision for an absent leader (D12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from portal.domain.accounts import ADMINISTRATORS, Tenure, find_conflict
from portal.domain.errors import Finding, Forbidden, Invalid, NotFound, TransitionNotAllowed
from portal.domain.periods import local_date
from portal.domain.permissions import Actor, Role
from portal.domain.workflow import Labelled, Status
from portal.extensions import db
from portal.models.accounts import Account, Appointment
from portal.models.departments import Department
from portal.models.deputies import Deputy
from portal.models.submissions import Submission
from portal.services import acting, clock, notices, plans, trail, working_days
from portal.services.administration import list_tenures
from portal.store import deed

LONGEST = timedelta(days=366)
SHOWN = 200


class Standing(Labelled):
    """Where a deputy's time stands today."""

    ACTS = "acts", "代理中", "good", "full"
    COMING = "coming", "未开始", "info", "quarter"
    LAPSED = "lapsed", "已失效", "warn", "barred"
    OVER = "over", "已结束", "mute", "barred"


@dataclass(frozen=True)
class Wanted:
    """Who is to stand in for whom, where and when; both dates inclusive."""

    leader_id: int
    department_id: int
    deputy_id: int
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Post:
    """A leader of a department for whom somebody may be named."""

    leader_id: int
    department_id: int
    label: str

    @property
    def code(self) -> str:
        return f"{self.leader_id}-{self.department_id}"


@dataclass(frozen=True)
class Line:
    deputy: Deputy
    standing: Standing
    may_end: bool


@dataclass(frozen=True)
class Unattended:
    """A department whose leader lets things wait beyond the limit, with nobody standing in."""

    department: str
    number: int
    waited: int


def may_name_for(actor: Actor, leader_id: int) -> bool:
    """The leader for themself; the head of supervision for any. A deputy names nobody."""
    return actor.account_id == leader_id or Role.SUPERVISION_HEAD in actor.roles


def list_posts(actor: Actor) -> list[Post]:
    """The leaders, by department, for whom the actor may name somebody, in the order of the plan."""
    rows = db.session.execute(
        select(Account.id, Account.name, Department.id.label("department_id"), Department.short_name)
        .join(Appointment, Appointment.account_id == Account.id)
        .join(Department, Department.id == Appointment.department_id)
        .where(Appointment.role == Role.LEADER, acting.held_on(clock.today()), Account.disabled_at.is_(None))
        .order_by(Department.position, Account.id)
        .distinct()
        .add_columns(Department.position)
    )
    return [
        Post(row.id, row.department_id, f"{row.short_name}　{row.name}")
        for row in rows
        if may_name_for(actor, row.id)
    ]


def list_candidates(posts: Sequence[Post]) -> dict[str, dict[str, str]]:
    """Who may be named for each post, by its label, and there by id: the people of its department with an account, its
    leaders and administrators excepted.
    """
    homes = {post.department_id for post in posts}
    leading = {(post.leader_id, post.department_id) for post in posts}
    rows = db.session.execute(
        select(Account)
        .options(selectinload(Account.appointments))
        .where(Account.department_id.in_(sorted(homes)), Account.disabled_at.is_(None))
        .order_by(Account.id)
    )
    people: dict[int, dict[str, str]] = {}
    for account in rows.scalars():
        roles = {each.role for each in account.appointments if each.ended_at is None}
        if (account.id, account.department_id) not in leading and not roles & ADMINISTRATORS:
            people.setdefault(account.department_id or 0, {})[str(account.id)] = account.name
    return {post.label: people.get(post.department_id, {}) for post in posts}


def list_all(actor: Actor) -> list[Line]:
    """What the actor may know of: their own, or all for the head of supervision; the latest first."""
    mine = or_(Deputy.leader_id == actor.account_id, Deputy.deputy_id == actor.account_id)
    statement = select(Deputy).order_by(Deputy.starts_on.desc(), Deputy.id.desc()).limit(SHOWN)
    if Role.SUPERVISION_HEAD not in actor.roles:
        statement = statement.where(mine)
    today = clock.today()
    acts = {row[0] for row in acting.list_in_force(today)}
    lines = []
    for each in db.session.execute(statement).scalars().unique():
        standing = stand(each, today, each.id in acts)
        is_open = standing not in (Standing.OVER, Standing.LAPSED)
        lines.append(Line(each, standing, is_open and may_name_for(actor, each.leader_id)))
    return lines


def stand(each: Deputy, today: date, acts: bool) -> Standing:
    if each.ended_at is not None or each.ends_on < today:
        return Standing.OVER
    if each.starts_on > today:
        return Standing.COMING
    return Standing.ACTS if acts else Standing.LAPSED


def name(actor: Actor, wanted: Wanted) -> int:
    """Name a deputy and return its id. Raises Forbidden (403) or Invalid (422) with the finding on its field."""
    with deed():
        moment = trail.lock()
        post = find_post(actor, wanted)
        person = db.session.get(Account, wanted.deputy_id)
        if person is None:
            raise refuse("deputy_id", "没有这个账号。")
        refuse_dates(wanted)
        refuse_person(wanted, person)
        refuse_overlap(wanted)
        named = Deputy(**vars(wanted), named_by_id=actor.account_id, named_at=moment)
        db.session.add(named)
        db.session.flush()
        trail.record(
            actor,
            "name_deputy",
            "deputy",
            named.id,
            reference=person.username,
            target=named.department.code,
            fields=(f"for={named.leader.username}", f"from={wanted.starts_on}", f"to={wanted.ends_on}"),
            content=[post.label, wanted.starts_on, wanted.ends_on],
        )
        dates = f"{wanted.starts_on} 至 {wanted.ends_on}"
        tell(actor, named, f"{person.name}自 {dates} 代理{named.leader.name}审批报送", moment)
        return named.id


def find_post(actor: Actor, wanted: Wanted) -> Post:
    for post in list_posts(actor):
        if (post.leader_id, post.department_id) == (wanted.leader_id, wanted.department_id):
            return post
    raise Forbidden("只能为本人指定代理；分管领导不在岗的，由执法监管科负责人指定。")


def refuse(field: str, sentence: str) -> Invalid:
    return Invalid(findings=(Finding(field, sentence),))


def refuse_dates(wanted: Wanted) -> None:
    if wanted.starts_on is None:
        raise refuse("starts_on", "请填写起期。")
    if wanted.ends_on is None:
        raise refuse("ends_on", "请填写止期。")
    if wanted.starts_on < clock.today():
        raise refuse("starts_on", "代理须事先指定，起期不能早于今天。")
    if wanted.ends_on < wanted.starts_on:
        raise refuse("ends_on", "止期不能早于起期。")
    if wanted.ends_on - wanted.starts_on > LONGEST:
        raise refuse("ends_on", "一次代理不超过一年。")


def refuse_person(wanted: Wanted, person: Account) -> None:
    """A deputy is a person of the same department, and no leader of it already (D12)."""
    if person.disabled_at or person.department_id != wanted.department_id:
        raise refuse("deputy_id", "代理人须是同一部门在岗的人。")
    if person.id == wanted.leader_id:
        raise refuse("deputy_id", "不能指定分管领导本人。")
    tenure = Tenure(Role.LEADER, wanted.department_id, wanted.starts_on, wanted.ends_on)
    conflict = find_conflict(tenure, list_tenures(person))
    if conflict is not None:
        is_leader = conflict.role is Role.LEADER
        why = "这段时间已是本部门分管领导。" if is_leader else "系统管理员、安全管理员、审计员不能代理业务。"
        raise refuse("deputy_id", why)


def refuse_overlap(wanted: Wanted) -> None:
    """One leader has one deputy at a time, and one person stands in for one leader of a department at a time."""
    either = or_(Deputy.leader_id == wanted.leader_id, Deputy.deputy_id == wanted.deputy_id)
    overlaps = and_(Deputy.starts_on <= wanted.ends_on, Deputy.ends_on >= wanted.starts_on)
    same: ColumnElement[bool] = and_(Deputy.department_id == wanted.department_id, either, overlaps)
    other = db.session.execute(select(Deputy).where(same, Deputy.ended_at.is_(None))).scalars().first()
    if other is not None:
        raise refuse(
            "starts_on", f"{other.starts_on} 至 {other.ends_on} 已由{other.deputy.name}代理，日期有重叠。"
        )


def end(actor: Actor, deputy_id: int) -> None:
    """End it now, before its time. NotFound (404) for who may not, TransitionNotAllowed (409) when it is over."""
    with deed():
        moment = trail.lock()
        named = db.session.get(Deputy, deputy_id, populate_existing=True)
        if named is None or not may_name_for(actor, named.leader_id):
            raise NotFound
        if named.ended_at is not None or named.ends_on < clock.today():
            raise TransitionNotAllowed("这次代理已经结束。")
        named.ended_at, named.ended_by_id = moment, actor.account_id
        trail.record(
            actor,
            "end_deputy",
            "deputy",
            named.id,
            reference=named.deputy.username,
            target=named.department.code,
            fields=(f"for={named.leader.username}",),
        )
        notices.settle("deputy", named.id, moment)
        tell(actor, named, f"{named.deputy.name}代理{named.leader.name}已提前结束", moment)


def tell(actor: Actor, named: Deputy, text: str, moment: datetime) -> None:
    """To both, whoever named or ended it excepted."""
    whys = {named.leader_id: "因为您是所代理的分管领导", named.deputy_id: "因为您是代理人"}
    notices.send(actor, moment, "deputy", named.id, text, whys)


def list_unattended() -> tuple[Unattended, ...]:
    """Departments with filings that wait longer than the plan allows, no deputy standing in; the longest first."""
    today = clock.today()
    limit = plans.get_current().settings.approve_working_days
    attended = {department_id for _, department_id, _ in acting.list_in_force(today)}
    rows = db.session.execute(
        select(Submission.department_id, Department.short_name, Submission.submitted_at)
        .join(Department, Department.id == Submission.department_id)
        .where(Submission.status == Status.SUBMITTED)
        .order_by(Submission.submitted_at)
    )
    found: dict[str, list[int]] = {}
    for row in rows:
        waited = working_days.count_between(local_date(row.submitted_at), today)
        if waited > limit and row.department_id not in attended:
            found.setdefault(row.short_name, []).append(waited)
    return tuple(Unattended(department, len(days), days[0]) for department, days in found.items())
