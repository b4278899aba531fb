"""Who may do what: permission → role → scope. One screen answers it; README's table is printed from it.

Never asks who is signed in: the actor comes in as an argument.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol


class Role(StrEnum):
    """A function a person has been appointed to; one person may have several, each with its dates."""

    LIAISON = "liaison"
    LEADER = "leader"
    SUPERVISION = "supervision"
    SUPERVISION_HEAD = "supervision_head"
    CREDIT = "credit"
    PUBLICITY = "publicity"
    BUREAU = "bureau"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.LIAISON: "联络员",
    Role.LEADER: "分管领导",
    Role.SUPERVISION: "执法监管科经办",
    Role.SUPERVISION_HEAD: "执法监管科负责人",
    Role.CREDIT: "信用监督管理科",
    Role.PUBLICITY: "宣传（办公室）",
    Role.BUREAU: "局领导",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDITOR: "审计员",
}


# The people of a department (报送部门), and those of the section that receives what they file (执法监督管理科).
FILING_ROLES = frozenset({Role.LIAISON, Role.LEADER})
RECEIVING_ROLES = frozenset({Role.SUPERVISION, Role.SUPERVISION_HEAD})


class Permission(StrEnum):
    """One thing a person may do, `resource:action`."""

    PORTAL_USE = "portal:use"
    SUBMISSION_READ = "submission:read"
    SUBMISSION_WRITE = "submission:write"
    SUBMISSION_APPROVE = "submission:approve"
    SUBMISSION_ACCEPT = "submission:accept"
    SUBMISSION_REVOKE = "submission:revoke"
    PARTY_READ = "party:read"
    PARTY_JOIN = "party:join"
    DOSSIER_LINK = "dossier:link"
    CO_HANDLING_CONFIRM = "co_handling:confirm"
    MONTH_READ = "month:read"
    SUBMISSION_NAME_READERS = "submission:name_readers"
    STATISTICS_READ = "statistics:read"
    COMMENT_WRITE = "comment:write"
    ATTACHMENT_READ = "attachment:read"
    OBLIGATION_READ = "obligation:read"
    CONTACTS_READ = "contacts:read"
    OBLIGATION_REMIND = "obligation:remind"
    TYPICAL_CASE_READ = "typical_case:read"
    TYPICAL_CASE_SHORTLIST = "typical_case:shortlist"
    TYPICAL_CASE_SELECT = "typical_case:select"
    REFERRAL_READ = "referral:read"
    REFERRAL_SEND = "referral:send"
    REFERRAL_WORK = "referral:work"
    EVALUATION_READ = "evaluation:read"
    EVALUATION_SCORE = "evaluation:score"
    EVALUATION_CONFIRM = "evaluation:confirm"
    ACCOUNT_READ = "account:read"
    ACCOUNT_MANAGE = "account:manage"
    ROLE_MANAGE = "role:manage"
    AUDIT_READ = "audit:read"
    DEPUTY_NAME = "deputy:name"

    @property
    def label(self) -> str:
        return PERMISSION_LABELS[self]


PERMISSION_LABELS = {
    Permission.PORTAL_USE: "使用门户",
    Permission.SUBMISSION_READ: "查看卷宗",
    Permission.SUBMISSION_WRITE: "填报、提交、撤回",
    Permission.SUBMISSION_APPROVE: "审批或退回（第一关）",
    Permission.SUBMISSION_ACCEPT: "接收或退回（第二关）",
    Permission.SUBMISSION_REVOKE: "撤销已接收的报送",
    Permission.PARTY_READ: "查看当事人及其案件、线索",
    Permission.PARTY_JOIN: "合并、拆分重复的当事人",
    Permission.DOSSIER_LINK: "关联卷宗、列入系列案",
    Permission.CO_HANDLING_CONFIRM: "确认协办",
    Permission.MONTH_READ: "本月报送",
    Permission.SUBMISSION_NAME_READERS: "增加限阅卷宗的知悉人员",
    Permission.STATISTICS_READ: "案件统计表",
    Permission.COMMENT_WRITE: "在报送旁留言",
    Permission.ATTACHMENT_READ: "查看、下载附件",
    Permission.OBLIGATION_READ: "报送日历",
    Permission.CONTACTS_READ: "联络员名录",
    Permission.OBLIGATION_REMIND: "催办",
    Permission.TYPICAL_CASE_READ: "查看典型案例",
    Permission.TYPICAL_CASE_SHORTLIST: "列入典型案例候选",
    Permission.TYPICAL_CASE_SELECT: "选定典型案例",
    Permission.REFERRAL_READ: "查看移送",
    Permission.REFERRAL_SEND: "发起移送",
    Permission.REFERRAL_WORK: "签收、受理、办理移送",
    Permission.EVALUATION_READ: "查看考核得分",
    Permission.EVALUATION_SCORE: "录入考核指标",
    Permission.EVALUATION_CONFIRM: "确认考核得分",
    Permission.ACCOUNT_READ: "查看账号",
    Permission.ACCOUNT_MANAGE: "开通、调动、停用账号，重置密码",
    Permission.ROLE_MANAGE: "授予、终止角色",
    Permission.AUDIT_READ: "审计留痕",
    Permission.DEPUTY_NAME: "指定、提前结束代理",
}


class Scope(StrEnum):
    """How far a permission reaches; the predicates stand in SCOPES, their SQL twins in services."""

    ANY = "any"
    OWN_DEPARTMENT = "own_department"
    OTHER_DEPARTMENT = "other_department"
    REACHED_SUPERVISION = "reached_supervision"
    IN_FORCE = "in_force"
    LED_CATEGORY = "led_category"
    CO_HANDLED = "co_handled"
    HANDED_OVER = "handed_over"
    PUBLICITY_ITEM = "publicity_item"
    REFERRED_OR_DECIDED = "referred_or_decided"
    SELECTED = "selected"
    WITHIN_SIGHT = "within_sight"

    @property
    def label(self) -> str:
        return SCOPE_LABELS[self]


SCOPE_LABELS = {
    Scope.ANY: "全部",
    Scope.OWN_DEPARTMENT: "本部门",
    Scope.OTHER_DEPARTMENT: "其他部门",
    Scope.REACHED_SUPERVISION: "分管领导同意以后的",
    Scope.IN_FORCE: "现行的",
    Scope.LED_CATEGORY: "牵头类别中现行的案件和线索",
    Scope.CO_HANDLED: "协办的、分管领导同意以后的",
    Scope.HANDED_OVER: "移交来的线索",
    Scope.PUBLICITY_ITEM: "现行的宣传信息",
    Scope.REFERRED_OR_DECIDED: "移送来的、已作处罚决定的",
    Scope.SELECTED: "已入选的",
    Scope.WITHIN_SIGHT: "按可查看的卷宗",
}


@dataclass(frozen=True)
class Acting:
    """For whom a deputy (代理) stands in at one department, until and including the local date `ends_on`."""

    leader_id: int
    leader_name: str
    department_name: str
    ends_on: date


@dataclass(frozen=True)
class Actor:
    """The person who acts, as every service sees them.

    `departments` says, for each role held today, which departments it covers; `led_categories` are the
    (year, code) of categories (牵头负责部门) that the person's department is responsible for. `acting` are the
    departments covered as a deputy only, which stand under Role.LEADER too.
    """

    account_id: int
    username: str
    name: str
    department_id: int | None
    department_name: str
    departments: Mapping[Role, frozenset[int]] = field(default_factory=dict)
    led_categories: frozenset[tuple[int, str]] = frozenset()
    acting: Mapping[int, Acting] = field(default_factory=dict)
    # The network address acted from, for the audit trail; empty for commands.
    address: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.departments)

    @property
    def role_label(self) -> str:
        return "、".join(
            f"代理{role.label}" if role is Role.LEADER and self.only_acts else role.label
            for role in Role
            if role in self.departments
        )

    @property
    def only_acts(self) -> bool:
        """Whether the person is a leader as a deputy only."""
        return bool(self.acting) and self.departments.get(Role.LEADER, frozenset()) <= self.acting.keys()

    @property
    def own_departments(self) -> frozenset[int]:
        """The departments the person files or answers for, as a deputy too: their natural persons stand unmasked."""
        return frozenset().union(*(self.departments.get(role, ()) for role in FILING_ROLES))

    def covers(self, role: Role, department_id: int | None) -> bool:
        return department_id is not None and department_id in self.departments.get(role, ())


class Subject(Protocol):
    """What a scope looks at. Statuses and kinds are compared by their stored words."""

    department_id: Any
    status: Any
    kind: Any
    year: Any
    category_code: Any
    returned_from: Any

    @property
    def is_restricted(self) -> bool: ...
    @property
    def reader_ids(self) -> frozenset[int]: ...
    @property
    def co_handler_ids(self) -> frozenset[int]: ...
    @property
    def addressee_id(self) -> int | None: ...
    @property
    def is_referred(self) -> bool: ...
    @property
    def is_selected(self) -> bool: ...
    @property
    def decision_date(self) -> date | None: ...


REACHED = frozenset({"leader_approved", "accepted", "superseded", "revoked"})

SCOPES: dict[Scope, Callable[[Actor, Role, Any], bool]] = {
    Scope.ANY: lambda actor, role, subject: True,
    Scope.OWN_DEPARTMENT: lambda actor, role, subject: actor.covers(role, subject.department_id),
    # 执法监管科 does not accept its own filings; its head does (D11).
    Scope.OTHER_DEPARTMENT: lambda actor, role, subject: subject.department_id != actor.department_id,
    Scope.REACHED_SUPERVISION: lambda actor, role, subject: (
        subject.status in REACHED or subject.returned_from == "leader_approved"
    ),
    Scope.IN_FORCE: lambda actor, role, subject: subject.status == "accepted",
    Scope.LED_CATEGORY: lambda actor, role, subject: (
        subject.status == "accepted"
        and subject.kind in ("case", "lead")
        and (subject.year, subject.category_code) in actor.led_categories
    ),
    Scope.CO_HANDLED: lambda actor, role, subject: (
        subject.status in REACHED and not actor.departments[role].isdisjoint(subject.co_handler_ids)
    ),
    Scope.HANDED_OVER: lambda actor, role, subject: (
        subject.status in REACHED and actor.covers(role, subject.addressee_id)
    ),
    Scope.PUBLICITY_ITEM: lambda actor, role, subject: (
        subject.status == "accepted" and subject.kind == "publicity"
    ),
    Scope.REFERRED_OR_DECIDED: lambda actor, role, subject: (
        (subject.status in REACHED and subject.is_referred)
        or (subject.status == "accepted" and subject.decision_date is not None)
    ),
    Scope.SELECTED: lambda actor, role, subject: subject.status == "accepted" and subject.is_selected,
    # The page itself shows no more of each dossier than SUBMISSION_READ allows.
    Scope.WITHIN_SIGHT: lambda actor, role, subject: True,
}

EVERYBODY: dict[Role, tuple[Scope, ...]] = {role: (Scope.ANY,) for role in Role}
READERS = (Role.LIAISON, Role.LEADER)
SUPERVISORS: dict[Role, tuple[Scope, ...]] = {
    Role.SUPERVISION: (Scope.ANY,),
    Role.SUPERVISION_HEAD: (Scope.ANY,),
}
OWN: dict[Role, tuple[Scope, ...]] = {role: (Scope.OWN_DEPARTMENT,) for role in READERS}

READING: dict[Role, tuple[Scope, ...]] = {
    **{
        role: (Scope.OWN_DEPARTMENT, Scope.LED_CATEGORY, Scope.CO_HANDLED, Scope.HANDED_OVER)
        for role in READERS
    },
    Role.SUPERVISION: (Scope.REACHED_SUPERVISION,),
    Role.SUPERVISION_HEAD: (Scope.REACHED_SUPERVISION,),
    Role.CREDIT: (Scope.REFERRED_OR_DECIDED,),
    Role.PUBLICITY: (Scope.SELECTED, Scope.PUBLICITY_ITEM),
    Role.BUREAU: (Scope.IN_FORCE,),
}

PERMISSION_MAP: dict[Permission, dict[Role, tuple[Scope, ...]]] = {
    Permission.PORTAL_USE: EVERYBODY,
    Permission.SUBMISSION_READ: READING,
    Permission.SUBMISSION_WRITE: {Role.LIAISON: (Scope.OWN_DEPARTMENT,)},
    Permission.SUBMISSION_APPROVE: {Role.LEADER: (Scope.OWN_DEPARTMENT,)},
    Permission.SUBMISSION_ACCEPT: {
        Role.SUPERVISION: (Scope.OTHER_DEPARTMENT,),
        Role.SUPERVISION_HEAD: (Scope.ANY,),
    },
    Permission.SUBMISSION_REVOKE: {Role.SUPERVISION_HEAD: (Scope.ANY,)},
    Permission.PARTY_READ: {
        role: (Scope.WITHIN_SIGHT,)
        for role in Role
        if role not in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
    },
    Permission.PARTY_JOIN: SUPERVISORS,
    # One end is enough; both must be theirs to read.
    Permission.DOSSIER_LINK: {Role.LIAISON: (Scope.OWN_DEPARTMENT,), **SUPERVISORS},
    Permission.CO_HANDLING_CONFIRM: {Role.LEADER: (Scope.CO_HANDLED,)},
    Permission.MONTH_READ: OWN,
    Permission.COMMENT_WRITE: {
        **OWN,
        Role.SUPERVISION: (Scope.REACHED_SUPERVISION,),
        Role.SUPERVISION_HEAD: (Scope.REACHED_SUPERVISION,),
    },
    # Follows the reading of the filing, but for a lead section: it reads natural persons masked, and files are not.
    Permission.ATTACHMENT_READ: {
        role: tuple(scope for scope in scopes if scope is not Scope.LED_CATEGORY)
        for role, scopes in READING.items()
    },
    Permission.SUBMISSION_NAME_READERS: {
        Role.LEADER: (Scope.OWN_DEPARTMENT,),
        Role.SUPERVISION_HEAD: (Scope.ANY,),
    },
    Permission.STATISTICS_READ: {**OWN, **SUPERVISORS, Role.BUREAU: (Scope.ANY,)},
    Permission.OBLIGATION_READ: {**OWN, **SUPERVISORS, Role.BUREAU: (Scope.ANY,)},
    # Phones of the bureau's own people, for those who call them (R105).
    Permission.CONTACTS_READ: {**OWN, **SUPERVISORS, Role.BUREAU: (Scope.ANY,)},
    Permission.OBLIGATION_REMIND: {Role.LIAISON: (Scope.OWN_DEPARTMENT,), **SUPERVISORS},
    Permission.TYPICAL_CASE_READ: {
        **OWN,
        **SUPERVISORS,
        Role.PUBLICITY: (Scope.SELECTED,),
        Role.BUREAU: (Scope.ANY,),
    },
    Permission.TYPICAL_CASE_SHORTLIST: SUPERVISORS,
    Permission.TYPICAL_CASE_SELECT: {Role.SUPERVISION_HEAD: (Scope.ANY,)},
    Permission.REFERRAL_READ: {**OWN, **SUPERVISORS, Role.CREDIT: (Scope.ANY,)},
    Permission.REFERRAL_SEND: {Role.LIAISON: (Scope.OWN_DEPARTMENT,), **SUPERVISORS},
    Permission.REFERRAL_WORK: {Role.CREDIT: (Scope.ANY,)},
    Permission.EVALUATION_READ: {**OWN, **SUPERVISORS, Role.BUREAU: (Scope.ANY,)},
    Permission.EVALUATION_SCORE: SUPERVISORS,
    Permission.EVALUATION_CONFIRM: {Role.SUPERVISION_HEAD: (Scope.ANY,)},
    # 三员: one opens accounts, one gives roles, one reads the trail; nobody two of these, and none sees content.
    Permission.ACCOUNT_READ: {Role.SYSTEM_ADMIN: (Scope.ANY,), Role.SECURITY_ADMIN: (Scope.ANY,)},
    Permission.ACCOUNT_MANAGE: {Role.SYSTEM_ADMIN: (Scope.ANY,)},
    Permission.ROLE_MANAGE: {Role.SECURITY_ADMIN: (Scope.ANY,)},
    Permission.AUDIT_READ: {Role.AUDITOR: (Scope.ANY,)},
    # The leader names their own deputy; the head of supervision one for a leader who is absent (D12).
    Permission.DEPUTY_NAME: {Role.LEADER: (Scope.OWN_DEPARTMENT,), Role.SUPERVISION_HEAD: (Scope.ANY,)},
}


def sign(actor: Actor | None) -> str:
    """Who printed a paper: department and name; whoever runs a command on the server has neither."""
    return f"{actor.department_name} {actor.name}".strip() if actor else "运维人员"


def exists_for(actor: Actor, subject: Any) -> bool:
    """Whether there is this subject for the actor at all: a restricted dossier (限阅) only for who is named in it.

    Being named opens nothing by itself: what a named person may do is still their role's.
    """
    # Departments and score sheets are judged by scope too, and are never restricted.
    return not getattr(subject, "is_restricted", False) or actor.account_id in subject.reader_ids


def can(actor: Actor, permission: Permission, subject: Any = None) -> bool:
    """May `actor` use `permission`, at all (no subject) or on this `subject`?"""
    if subject is not None and not exists_for(actor, subject):
        return False
    return any(
        subject is None or any(SCOPES[scope](actor, role, subject) for scope in scopes)
        for role, scopes in PERMISSION_MAP[permission].items()
        if role in actor.departments
    )
