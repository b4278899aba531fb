"""The side navigation by role, and what the layout shows on every page."""

from flask import Flask, g, request, url_for

from portal.domain.periods import local_moment
from portal.domain.permissions import Permission, Role, can
from portal.services import clock

# Group, endpoint, address arguments, label, icon, permission, and the roles whose menu it is in (none: all).
LIAISON, LEADER = (Role.LIAISON,), (Role.LEADER,)
SUPERVISION = (Role.SUPERVISION, Role.SUPERVISION_HEAD)
FILERS = LIAISON + LEADER
ITEMS: tuple[tuple[str, str, dict[str, str], str, str, Permission, tuple[Role, ...]], ...] = (
    ("", "workbench.show", {}, "工作台", "house", Permission.PORTAL_USE, ()),
    ("报送", "approvals.inbox", {}, "待办", "inbox", Permission.SUBMISSION_WRITE, LIAISON),
    (
        "报送",
        "submissions.list_all",
        {"kind": "case"},
        "案件",
        "folder",
        Permission.SUBMISSION_WRITE,
        LIAISON,
    ),
    (
        "报送",
        "submissions.list_all",
        {"kind": "lead"},
        "线索",
        "signpost",
        Permission.SUBMISSION_WRITE,
        LIAISON,
    ),
    (
        "报送",
        "submissions.list_all",
        {"kind": "monthly-return"},
        "月报",
        "clipboard-check",
        Permission.SUBMISSION_WRITE,
        LIAISON,
    ),
    ("办理", "approvals.inbox", {}, "待办", "inbox", Permission.SUBMISSION_APPROVE, LEADER),
    ("办理", "submissions.list_all", {}, "本部门卷宗", "folder", Permission.SUBMISSION_APPROVE, LEADER),
    ("接收", "approvals.inbox", {}, "待办", "inbox", Permission.SUBMISSION_ACCEPT, SUPERVISION),
    ("接收", "submissions.list_all", {}, "全部卷宗", "folder", Permission.SUBMISSION_ACCEPT, SUPERVISION),
    ("接收", "obligations.show", {}, "报送日历", "calendar3", Permission.OBLIGATION_READ, SUPERVISION),
    (
        "查询",
        "submissions.list_all",
        {},
        "卷宗",
        "folder",
        Permission.SUBMISSION_READ,
        (Role.CREDIT, Role.PUBLICITY, Role.BUREAU),
    ),
    (
        "查询",
        "obligations.show",
        {},
        "报送日历",
        "calendar3",
        Permission.OBLIGATION_READ,
        (*FILERS, Role.BUREAU),
    ),
    (
        "查询",
        "statistics.show",
        {},
        "案件统计表",
        "table",
        Permission.STATISTICS_READ,
        (*FILERS, Role.BUREAU),
    ),
    (
        "查询",
        "typical_cases.list_all",
        {},
        "典型案例",
        "award",
        Permission.TYPICAL_CASE_READ,
        (*FILERS, Role.PUBLICITY, Role.BUREAU),
    ),
    (
        "查询",
        "referrals.list_all",
        {},
        "移送与移交",
        "arrow-left-right",
        Permission.REFERRAL_READ,
        (*FILERS, Role.CREDIT),
    ),
    ("查询", "evaluations.list_all", {}, "本部门考核", "bar-chart-steps", Permission.EVALUATION_READ, FILERS),
    (
        "查询",
        "evaluations.list_all",
        {},
        "考核评分",
        "bar-chart-steps",
        Permission.EVALUATION_READ,
        (Role.BUREAU,),
    ),
    ("成果", "statistics.show", {}, "案件统计表", "table", Permission.STATISTICS_READ, SUPERVISION),
    ("成果", "typical_cases.list_all", {}, "典型案例", "award", Permission.TYPICAL_CASE_READ, SUPERVISION),
    (
        "成果",
        "referrals.list_all",
        {},
        "移送与移交",
        "arrow-left-right",
        Permission.REFERRAL_READ,
        SUPERVISION,
    ),
    (
        "成果",
        "evaluations.list_all",
        {},
        "考核评分",
        "bar-chart-steps",
        Permission.EVALUATION_READ,
        SUPERVISION,
    ),
)


def register(app: Flask) -> None:
    @app.context_processor
    def share():
        actor = g.get("actor")
        if actor is None:
            return {"actor": None, "navigation": [], "inbox_count": 0}
        return {
            "actor": actor,
            "navigation": list(build(app, actor)),
            "inbox_count": 0,
            "is_sample": clock.is_sample(),
            "portal_today": clock.today(),
            "portal_now": local_moment(clock.now()),
            "plan_year": clock.today().year,
            "can": can,
        }


def build(app, actor):
    """The groups of the menu, each place once, whatever number of roles leads to it."""
    groups, seen = {}, set()
    for group, endpoint, arguments, label, icon, permission, roles in ITEMS:
        if endpoint not in app.view_functions or not can(actor, permission):
            continue
        href = url_for(endpoint, **arguments)
        if (roles and not actor.roles.intersection(roles)) or href in seen:
            continue
        seen.add(href)
        item = {
            "label": label,
            "icon": icon,
            "href": href,
            "is_current": request.endpoint == endpoint and not arguments.items() - request.args.items(),
            "count": None,
        }
        groups.setdefault(group, []).append(item)
    return ({"label": label, "items": items} for label, items in groups.items())
