"""Leads (线索) and monthly returns (月报) of the sample portal, made up by fixed rules. No real party is named."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from portal.domain.catalogue import Catalogue, Category, DepartmentPlan
from portal.domain.content import Kind
from portal.domain.periods import month_of
from portal.domain.samples import MONTHS, Calendar, Event, Filing, Reach, trip

NOTICE = "示例数据，非崇明区局线索。"
PHONE = "021-00000000"
FIRST_OWED = date(2021, 5, 1)

# Monthly returns of May to September: on time (o), late (l), missing (m), … and September as it stands at the end:
# waiting for supervision (w), sent back by it (r), begun only (d).
RETURNS: Mapping[str, str] = {"zfdd": "ooolw", "sls1": "oolmw", "sls2": "moolr", "sls3": "lomod"}
REACH = {"w": Reach.APPROVED, "r": Reach.RETURNED_BY_SUPERVISION, "d": Reach.DRAFT}
# The four cases of February that a lead had led to.
CASES_FROM_LEADS = (4, 5, 6, 7)


def tell_returns(
    calendar: Calendar, catalogue: Catalogue, cases: Sequence[tuple[str, Mapping[str, Any]]]
) -> Iterator[Event]:
    """The returns of the brigade and the stations, from January on; months before May were all in time."""
    for position, (code, pattern) in enumerate(RETURNS.items()):
        for month, mark in zip(MONTHS, "oooo" + pattern, strict=True):
            if mark == "m":
                continue
            number = month.month + 2 * position
            day = calendar.late_for(month) if mark == "l" else calendar.last_of(month)
            content, verdicts = return_content(catalogue, cases, code, month, position)
            filing = Filing(f"return {code} {month:%m}", code, Kind.MONTHLY_RETURN, content, number, verdicts)
            yield from trip(calendar, filing, day, REACH.get(mark, Reach.ACCEPTED))


def return_content(
    catalogue: Catalogue,
    cases: Sequence[tuple[str, Mapping[str, Any]]],
    code: str,
    month: date,
    position: int,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the return says, and what supervision answers to its request for a waiver (D5), if it makes one."""
    closed = [
        content
        for department, content in cases
        if department == code and content.get("closed_on") and month_of(content["closed_on"]) == month
    ]
    content: dict[str, Any] = {
        "month": month,
        "affirms_statistics": True,
        "contact_name": f"{catalogue.department(code).short_name}联络员",
        "contact_phone": PHONE,
        "lines": list(return_lines(catalogue, month, position)),
    }
    if any(each.get("is_typical") for each in closed):
        return content, {}
    content["no_case_reason"] = "本月办结的案件不够典型。" if closed else "本月没有办结的案件。"
    return content, {"waives_case": not closed}


def return_lines(catalogue: Catalogue, month: date, position: int) -> Iterator[tuple[str, int, int]]:
    """Persons sent and businesses checked; each department leaves out the categories it did not go out for."""
    for order, category in enumerate(catalogue.categories):
        if (order + position) % 4 != 3:
            step = 3 * position + 5 * order + 7 * month.month
            yield category.code, 6 + step % 17, 8 + (2 * step) % 29


def tell_leads(
    calendar: Calendar, catalogue: Catalogue, cases: Sequence[tuple[str, Mapping[str, Any]]]
) -> Iterator[Event]:
    """A lead a month of every department that owes one, some late and some missing; before May only four."""
    number = 0
    for case in CASES_FROM_LEADS:
        number += 1
        code, content = cases[case]
        lead = lead_behind(catalogue.department(code), case, content)
        day = calendar.later(calendar.on_or_after(content["filed_on"] + timedelta(days=3)), 20 + number)
        yield from trip(calendar, Filing(f"lead {number}", code, Kind.LEAD, lead, number), day)
    owing = [department for department in catalogue.departments if department.owes_lead]
    for position, department in enumerate(owing):
        for order, month in enumerate(month for month in MONTHS if month >= FIRST_OWED):
            number += 1
            if order < 4 and (position + order) % 5 == 4:
                continue
            is_late = order < 4 and (position + 2 * order) % 7 == 5
            day = calendar.late_for(month) if is_late else calendar.last_of(month)
            filing = Filing(
                f"lead {number}",
                department.code,
                Kind.LEAD,
                lead_content(catalogue, department, month, number),
                number,
                {"confirms_importance": number % 3 != 0},
            )
            yield from trip(calendar, filing, day, lead_reach(department, order, position))


def lead_reach(department: DepartmentPlan, order: int, position: int) -> Reach:
    """September's leads wait: those of the stations for their leader, the others at one gate or the other."""
    if order < 4:
        return Reach.ACCEPTED
    if department.series == "station":
        return Reach.SUBMITTED
    if department.series == "section":
        return (Reach.APPROVED, Reach.SUBMITTED)[position % 2]
    return Reach.APPROVED


def lead_content(
    catalogue: Catalogue, department: DepartmentPlan, month: date, number: int
) -> dict[str, Any]:
    category = choose_category(catalogue, department, number)
    violation = category.violations[number % (len(category.violations) - 1)]
    sources = catalogue.lead_sources
    found_on = month.replace(day=6 + number % 9)
    content: dict[str, Any] = {
        "title": f"关于{violation.behaviour}的线索",
        "category_code": category.code,
        "violation_code": violation.code,
        "party_name": f"某经营主体（示例线索{number:02d}）",
        "found_on": found_on,
        "origin": "assigned_from_above" if number % 9 == 0 else "found_here",
        "source_activity": sources.activities[number % len(sources.activities)].code,
        "source_data": sources.data[number % len(sources.data)].code,
        "content": f"{NOTICE}发现当事人涉嫌：{violation.behaviour}。",
        "claims_importance": True,
        "serves_month": month,
        "contact_name": f"{department.short_name}联络员",
        "contact_phone": PHONE,
    }
    if number % 3 != 2:
        content["verified_on"] = found_on + timedelta(days=11)
        content["verification_result"] = "核查属实，建议立案。" if number % 2 else "核查不属实，不予立案。"
    if department.series == "section":
        content["handed_to"] = f"sls{1 + number % 3}"
    return content


def choose_category(catalogue: Catalogue, department: DepartmentPlan, number: int) -> Category:
    """A section finds what it is responsible for, or else 其他违法; brigade and stations find all sorts in turn."""
    if department.series in ("brigade", "station"):
        return catalogue.categories[number % len(catalogue.categories)]
    led = [category for category in catalogue.categories if department.code in category.responsible]
    return led[number % len(led)] if led else catalogue.category("other")


def lead_behind(department: DepartmentPlan, case: int, content: Mapping[str, Any]) -> dict[str, Any]:
    """The lead that a case had come from; `resulting` names the case."""
    found_on = content["filed_on"] - timedelta(days=12)
    return {
        "title": f"涉嫌{content['title'].removesuffix('案')}的线索",
        "category_code": content["category_code"],
        "violation_code": content["violation_code"],
        "party_name": content["party_name"],
        "found_on": found_on,
        "origin": "found_here",
        "source_activity": "daily_inspection",
        "content": f"{NOTICE}发现当事人涉嫌违法，经核查立案。",
        "claims_importance": False,
        "serves_month": month_of(found_on),
        "verified_on": content["filed_on"] - timedelta(days=1),
        "verification_result": "核查属实，已立案。",
        "resulting": f"case {case}",
        "contact_name": f"{department.short_name}联络员",
        "contact_phone": PHONE,
    }
