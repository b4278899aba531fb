"""Rules of accounts (账号) and of the roles their owners are appointed to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.errors import Finding
from portal.domain.permissions import FILING_ROLES, RECEIVING_ROLES, Role
from portal.domain.workflow import Labelled

# 三员: who runs the portal is not who decides about rights, and neither is who watches both (GB/T 22239-2019 8.1.4.2).
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
# Held over departments; every other role is held over none.
DEPARTMENTAL = FILING_ROLES
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class SignInEnd(Labelled):
    """Why a sign-in ended before its time, as the person is told at the next page."""

    SIGN_OUT = "sign_out", "已退出"
    OWNER = "owner", "在另一处结束了这次登录"
    PASSWORD = "password", "密码已修改"
    ROLE = "role", "角色有变动"
    DEPARTMENT = "department", "部门有调动"
    DISABLED = "disabled", "账号已停用"


# What a browser calls itself contains the names of those it descends from: the more particular stand first.
BROWSERS = {
    "Qaxbrowser": "奇安信浏览器",
    "QIHU": "360 浏览器",
    "360SE": "360 浏览器",
    "360EE": "360 浏览器",
    "MicroMessenger": "微信",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "安卓",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Kylin": "麒麟",
    "UOS": "统信",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def name_browser(agent: str) -> str:
    """What a browser says of itself (User-Agent), in the words by which its owner knows it: Chrome，Windows."""
    found = [
        next((label for part, label in names.items() if part.lower() in agent.lower()), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return "，".join(filter(None, found)) or agent[:40] or "没有记录"


USERNAME_HINT = "账号用 2–40 个小写字母、数字、点、横线，例如 sls1.liaison。"
# No display names, quotes or lists: what stands here becomes one header of a mail.
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
EMAIL_HINT = "邮箱写成 name@example.org 的样子，只写一个。"


@dataclass(frozen=True)
class Tenure:
    """A role held from one local date to another, both inclusive; None is open."""

    role: Role
    department_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    def overlaps(self, other: "Tenure") -> bool:
        return (self.starts_on or date.min) <= (other.ends_on or date.max) and (
            other.starts_on or date.min
        ) <= (self.ends_on or date.max)


def find_conflict(wanted: Tenure, held: Iterable[Tenure]) -> Tenure | None:
    """The tenure with which `wanted` cannot be held: an administrator (三员) holds one role only, and the same
    role over the same department is held once at a time.
    """
    for other in held:
        is_same = (wanted.role, wanted.department_id) == (other.role, other.department_id)
        excludes = wanted.role != other.role and not ADMINISTRATORS.isdisjoint({wanted.role, other.role})
        if (is_same or excludes) and wanted.overlaps(other):
            return other
    return None


def find_misfit(wanted: Tenure, home_id: int | None, home_receives: bool) -> Finding | None:
    """What keeps a role from a person of this department; `home_receives` if it is the one that accepts."""
    if wanted.role in DEPARTMENTAL and wanted.department_id is None:
        return Finding("department_id", f"{wanted.role.label}要写明是哪个部门的。")
    if wanted.role is Role.LIAISON and wanted.department_id != home_id:
        return Finding("department_id", "联络员只能填报本人所在部门的。")
    if wanted.role in RECEIVING_ROLES and not home_receives:
        return Finding("role", f"{wanted.role.label}须由负责接收的科室的人担任。")
    return None


def describe_conflict(wanted: Tenure, other: Tenure) -> str:
    """The sentence that refuses `wanted` because of `other`."""
    if wanted.role == other.role:
        return f"已经任{other.role.label}，时间有重叠。"
    return f"系统管理员、安全管理员、审计员互相排斥，也不兼任业务角色；该账号现任{other.role.label}。"


def find_email_fault(text: str) -> str:
    """Why this is no e-mail address, "" where it is one or nothing."""
    return "" if not text or (len(text) <= 254 and EMAIL.fullmatch(text)) else EMAIL_HINT
