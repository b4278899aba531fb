"""The side navigation by role, and what the layout shows on every page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask, g, request, url_for

from portal.domain.periods import local_moment
from portal.domain.permissions import Permission, Role, can
from portal.services import clock, inbox, notices, plans


@dataclass(frozen=True)
class Place:
    """One entry of a menu: where it leads and the permission without which it is not shown."""

    endpoint: str
    label: str
    icon: str
    permission: Permission
    arguments: Mapping[str, str] = field(default_factory=dict)


WORKBENCH = Place("workbench.show", "工作台", "house", Permission.PORTAL_USE)
INBOX = Place("approvals.inbox", "待办", "inbox", Permission.SUBMISSION_READ)
MONTH = Place("approvals.month", "本月报送", "calendar-check", Permission.MONTH_READ)
CASES = Place("submissions.list_all", "案件", "folder", Permission.SUBMISSION_READ, {"kind": "case"})
LEADS = Place("submissions.list_all", "线索", "signpost", Permission.SUBMISSION_READ, {"kind": "lead"})
RETURNS = Place(
    "submissions.list_all", "月报", "clipboard-check", Permission.SUBMISSION_READ, {"kind": "monthly-return"}
)
PUBLICITY = Place(
    "submissions.list_all", "宣传信息", "megaphone", Permission.SUBMISSION_READ, {"kind": "publicity"}
)
REPORTS = Place(
    "submissions.list_all", "工作报告", "file-earmark-text", Permission.SUBMISSION_READ, {"kind": "report"}
)
CONTACTS = Place("contacts.list_all", "联络员名录", "person-lines-fill", Permission.CONTACTS_READ)
IMPORTS = Place("imports.list_all", "导入", "file-earmark-arrow-up", Permission.SUBMISSION_WRITE)
OWN_DOSSIERS = Place("submissions.list_all", "本部门卷宗", "folder", Permission.SUBMISSION_READ)
DOSSIERS = Place("submissions.list_all", "全部卷宗", "folder", Permission.SUBMISSION_READ)
PARTIES = Place("parties.list_all", "当事人", "building", Permission.PARTY_READ)
CALENDAR = Place("obligations.show", "报送日历", "calendar3", Permission.OBLIGATION_READ)
LEAD_SOURCES = Place("lead_sources.show", "线索来源成效", "signpost", Permission.STATISTICS_READ)
STATISTICS = Place("statistics.show", "案件统计表", "table", Permission.STATISTICS_READ)
TYPICAL_CASES = Place("typical_cases.list_all", "典型案例", "award", Permission.TYPICAL_CASE_READ)
REFERRALS = Place("referrals.list_all", "移送与移交", "arrow-left-right", Permission.REFERRAL_READ)
OWN_SCORE = Place("evaluations.list_all", "本部门考核", "bar-chart-steps", Permission.EVALUATION_READ)
EVALUATIONS = Place("evaluations.list_all", "考核评分", "bar-chart-steps", Permission.EVALUATION_READ)
ACCOUNTS = Place("accounts.list_all", "账号与角色", "people", Permission.ACCOUNT_READ)
TRAIL = Place("audit.list_all", "审计留痕", "shield-check", Permission.AUDIT_READ)

DEPUTIES = Place("deputies.list_all", "代理授权", "person-badge", Permission.DEPUTY_NAME)

ASKING = (PARTIES, CALENDAR, STATISTICS, TYPICAL_CASES, REFERRALS, OWN_SCORE, CONTACTS)
SUPERVISING: dict[str, tuple[Place, ...]] = {
    "接收": (INBOX, DOSSIERS, PARTIES, CALENDAR, CONTACTS),
    "成果": (STATISTICS, LEAD_SOURCES, TYPICAL_CASES, REFERRALS, EVALUATIONS),
}
MENUS: dict[Role, dict[str, tuple[Place, ...]]] = {
    Role.LIAISON: {
        "报送": (INBOX, MONTH, CASES, LEADS, RETURNS, PUBLICITY, REPORTS, IMPORTS),
        "查询": ASKING,
    },
    Role.LEADER: {"办理": (INBOX, MONTH, OWN_DOSSIERS), "查询": ASKING, "设置": (DEPUTIES,)},
    Role.SUPERVISION: SUPERVISING,
    Role.SUPERVISION_HEAD: SUPERVISING | {"设置": (DEPUTIES,)},
    Role.CREDIT: {"办理": (REFERRALS,), "查询": (DOSSIERS, PARTIES)},
    Role.PUBLICITY: {"查询": (TYPICAL_CASES, DOSSIERS, PARTIES)},
    Role.BUREAU: {
        "查询": (DOSSIERS, PARTIES, CALENDAR, STATISTICS, LEAD_SOURCES, TYPICAL_CASES, EVALUATIONS, CONTACTS)
    },
    Role.SYSTEM_ADMIN: {"管理": (ACCOUNTS,)},
    Role.SECURITY_ADMIN: {"管理": (ACCOUNTS,)},
    Role.AUDITOR: {"审计": (TRAIL,)},
}

OWN_PAGES = (("我的账号", "own_account.show"), ("修改密码", "own_account.password"))


def register(app: Flask) -> None:
    @app.context_processor
    def share():
        actor = g.get("actor")
        if actor is None:
            return {"actor": None, "navigation": [], "inbox_count": 0}
        waiting = inbox.count(actor)
        return {
            "actor": actor,
            "navigation": list_groups(actor, waiting),
            "inbox_count": waiting,
            "notice_count": notices.count(actor),
            "is_sample": clock.is_sample(),
            "portal_now": local_moment(clock.now()),
            "plan_year": plans.current_year(),
            "can": can,
            "account_links": [(label, url_for(endpoint)) for label, endpoint in OWN_PAGES],
        }


def list_groups(actor, waiting):
    """The groups of a person's menu, each place once, whatever number of roles leads to it."""
    groups = {"": [draw(WORKBENCH, waiting)]}
    seen = set()
    for role in Role:
        for label, places in MENUS.get(role, {}).items() if role in actor.departments else ():
            fresh = [each for each in places if each.endpoint + each.label not in seen]
            seen.update(each.endpoint + each.label for each in fresh)
            shown = [draw(each, waiting) for each in fresh if can(actor, each.permission)]
            if shown:
                groups.setdefault(label, []).extend(shown)
    return [{"label": label, "items": items} for label, items in groups.items()]


def draw(place, waiting):
    return {
        "label": place.label,
        "icon": place.icon,
        "href": url_for(place.endpoint, **place.arguments),
        "is_current": is_current(place),
        "count": waiting if place is INBOX else None,
    }


def is_current(place):
    """Whether the page at hand is this place, or one below it."""
    if request.endpoint == place.endpoint:
        return all(request.args.get(name) == value for name, value in place.arguments.items())
    if MONTH.endpoint in (request.endpoint, place.endpoint):
        return False
    return not place.arguments and request.blueprint == place.endpoint.partition(".")[0]
