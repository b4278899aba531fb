"""Contacts (联络员表), reports and publicity (宣传信息) of the sample portal, made up by fixed rules; roles for persons."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from portal.domain.catalogue import Catalogue, DepartmentPlan
from portal.domain.content import Kind
from portal.domain.plan import Deadline
from portal.domain.sample_filings import PHONE
from portal.domain.samples import Calendar, Event, Filing, Reach, trip

# Nobody's number.
MOBILE = "00000000000"
PUBLISHED = (
    ("zfdd", date(2021, 6, 11), "执法大队查处未经检疫肉类案件", "newspaper", "city"),
    ("sls1", date(2021, 7, 20), "基层所开展儿童玩具专项检查", "wechat", "district"),
    ("sls1", date(2021, 9, 9), "“铁拳”行动典型案例进社区", "on_site", "district"),
    ("sls2", date(2021, 8, 16), "查处加油站计量违法行为", "website", "district"),
)


def tell_papers(calendar: Calendar, catalogue: Catalogue) -> Iterator[Event]:
    """What every department files once: mostly in time, some late, some missing, the latest still on its way."""
    departments = [each for each in catalogue.departments if each.owes_lead]
    number = 0
    for task in catalogue.tasks:
        for position, department in enumerate(departments):
            number += 1
            if task.due_on is None or task.code == "annual_report" or (position + number) % 7 == 6:
                continue
            is_late = (2 * position + number) % 9 == 8
            due = calendar.on_or_before(task.due_on)
            day = (
                calendar.later(due, 3)
                if is_late
                else calendar.on_or_before(due - timedelta(days=position % 4))
            )
            kind = Kind(task.kind)
            content = contacts_of(department) if kind is Kind.CONTACTS else report_of(department, task)
            filing = Filing(f"{task.code} {department.code}", department.code, kind, content, number)
            yield from trip(calendar, filing, day, reach(task, position))
    for code, day, title, medium, level in PUBLISHED:
        number += 1
        content = publicity_of(catalogue.department(code), title, medium, level, day)
        filing = Filing(f"publicity {number}", code, Kind.PUBLICITY, content, number)
        yield from trip(calendar, filing, calendar.later(day, 2))


def reach(task: Deadline, position: int) -> Reach:
    """The last reports wait at one gate or the other, and one is begun only."""
    if task.code != "third_quarter":
        return Reach.ACCEPTED
    return (Reach.ACCEPTED, Reach.APPROVED, Reach.SUBMITTED, Reach.ACCEPTED, Reach.DRAFT)[position % 5]


def contacts_of(department: DepartmentPlan) -> dict[str, Any]:
    name = department.short_name
    return {
        "leader_name": f"{name}分管领导",
        "leader_post": "负责人",
        "leader_office_phone": PHONE,
        "leader_mobile": MOBILE,
        "liaison_name": f"{name}联络员",
        "liaison_post": "科员",
        "liaison_office_phone": PHONE,
        "liaison_mobile": MOBILE,
    }


def report_of(department: DepartmentPlan, task: Deadline) -> dict[str, Any]:
    return {
        "task": task.code,
        "report_cases": "示例：本期围绕民生领域开展检查，查办案件情况见所附统计。",
        "report_publicity": "示例：通过网站、公众号发布宣传信息，开展现场宣传。",
        "report_problems": "示例：个别案件调查取证时间较长。",
        "contact_name": f"{department.short_name}联络员",
        "contact_phone": PHONE,
    }


def publicity_of(
    department: DepartmentPlan, title: str, medium: str, level: str, day: date
) -> dict[str, Any]:
    return {
        "title": title,
        "medium": medium,
        "outlet": "示例媒体",
        "outlet_level": level,
        "appeared_on": day,
        "account_given": "示例数据，非崇明区局宣传信息。",
        "contact_name": f"{department.short_name}联络员",
        "contact_phone": PHONE,
    }
