"""Makes what a test starts from, and commits it."""

import io
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from portal.domain.money import exact_wan
from portal.domain.permissions import Actor, Role
from portal.extensions import db
from portal.models.accounts import Account, Appointment
from portal.models.attachments import Attachment
from portal.models.cases import Case
from portal.models.departments import Department
from portal.models.submissions import Kind, Submission
from portal.services import accounts, approvals, attachments, submissions
from portal.services.uploads import Upload
from tests import sample_files

PASSWORD = "correct horse battery"
# One round of hashing: a test wants the right answer, not the slow one.
PASSWORD_HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")

# The accounts that are not a department's liaison or leader: role and department.
OFFICES = {
    "supervision": (Role.SUPERVISION, "zfjd"),
    "supervision2": (Role.SUPERVISION, "zfjd"),
    "supervision.head": (Role.SUPERVISION_HEAD, "zfjd"),
    "credit": (Role.CREDIT, "xyjd"),
    "publicity": (Role.PUBLICITY, "bgs"),
    "bureau": (Role.BUREAU, None),
    "sysadmin": (Role.SYSTEM_ADMIN, None),
    "secadmin": (Role.SECURITY_ADMIN, None),
    "auditor": (Role.AUDITOR, None),
}


def department(code: str) -> Department:
    """A department of the plan: spsc, sls1, …"""
    return db.session.execute(select(Department).where(Department.code == code)).scalar_one()


def account(username: str) -> Account:
    """The account of one of OFFICES, or of `<department>.liaison` or `<department>.leader`, made if it is missing."""
    known = db.session.execute(select(Account).where(Account.username == username)).scalar_one_or_none()
    return known or make_account(username)


def make_account(username: str) -> Account:
    if username in OFFICES:
        role, code = OFFICES[username]
    else:
        code, word = username.split(".")
        role = Role(word.rstrip("0123456789"))
    home = department(code) if code else None
    covers = home.id if home and role in (Role.LIAISON, Role.LEADER) else None
    made = Account(
        username=username,
        name=username,
        department_id=home.id if home else None,
        password_hash=PASSWORD_HASH,
        must_change_password=False,
        appointments=[Appointment(role=role, department_id=covers)],
    )
    db.session.add(made)
    db.session.commit()
    return made


# One case with every field of Annex 3 answered; amounts in 分. Decided under Order 44, closed in the month after.
CASE = {
    "category_code": "food",
    "violation_code": "food_uninspected_meat",
    "industry": "food_sale",
    "product": "meat",
    "title": "某食品有限公司经营未经检疫的冷冻牛肉案",
    "party_name": "某食品有限公司",
    "party_is_person": False,
    "licence_status": "食品经营许可证有效",
    "filed_on": date(2021, 8, 12),
    "closed_on": date(2021, 10, 24),
    "amount_involved": 24_600_000,
    "is_mediated": True,
    "compensation": 1_250_000,
    "in_production": False,
    "in_trade": True,
    "other_provinces": "山东、江苏",
    "is_punished": True,
    "decided_on": date(2021, 9, 1),
    "decision_number": "沪市监崇处〔2021〕001号",
    "decision_content": "没收违法所得，处罚款。",
    "fine": 36_900_000,
    "confiscated": 4_660_001,
    "listed_abnormal": True,
    "has_separate_case": False,
    "was_interviewed": True,
    "other_handling": "责令改正",
    "is_transferred": True,
    "transferred_on": date(2021, 9, 10),
    "is_notified": True,
    "notified_bodies": "区农业农村委",
    "notified_on": date(2021, 9, 11),
    "summary_verification": "群众举报冷库存放无检疫证明的冷冻牛肉，经核查属实。",
    "summary_facts": "当事人购入并销售上述牛肉。",
    "summary_result": "依法没收并处罚款。",
    "summary_effect": "排查辖区冷库十四家，消除隐患。",
    "is_public": True,
    "officers": "执法人员甲、执法人员乙",
    "contact_name": "联络员甲",
    "contact_phone": "021-00000000",
    "is_typical": True,
}

# Changes that leave it without a penalty.
UNDECIDED = {
    "is_punished": False,
    **dict.fromkeys(("decided_on", "decision_number", "decision_content", "fine", "confiscated")),
}


def draft_case(code: str = "sls1", **changes) -> Case:
    """A draft of CASE with `changes`, by the liaison of the department."""
    author = accounts.as_actor(account(f"{code}.liaison"))
    return submissions.create_draft(author, Kind.CASE, {**CASE, **changes})


def accept(submission: Submission, grade: int = 4) -> Submission:
    """Carry a draft case through both gates; its department's leader approves, `supervision` accepts."""
    code = submission.department.code
    author, leader, supervision = (
        accounts.as_actor(account(username))
        for username in (f"{code}.liaison", f"{code}.leader", "supervision")
    )
    explain(author, submission)
    submissions.submit(author, submission, submission.version)
    approvals.approve(leader, submission, submission.version)
    approvals.accept(supervision, submission, submission.version, {"grade": grade})
    return submission


def explain(author: Actor, draft: Submission) -> None:
    """Answer the reminders that ask for a word: a test that changes a figure of CASE need not."""
    asked = {finding.code for finding in submissions.list_findings(draft) if finding.code}
    if asked:
        words = dict.fromkeys(asked, "已核对。")
        submissions.keep(author, draft.kind, {}, draft, draft.version, words=words)


def accepted_case(code: str = "sls1", **changes) -> Case:
    """A case in force with the typical mark, and so a nomination, unless `changes` take the mark away."""
    return accept(draft_case(code, **changes))


def actor(username: str) -> Actor:
    """The person of `account(username)` as services see them."""
    return accounts.as_actor(account(username))


def submitted_case(code: str = "sls1", **changes) -> Case:
    """A case that waits for its department's leader."""
    made = draft_case(code, **changes)
    explain(actor(f"{code}.liaison"), made)
    submissions.submit(actor(f"{code}.liaison"), made, made.version)
    return made


def approved_case(code: str = "sls1", **changes) -> Case:
    """A case that waits for the supervision section."""
    made = submitted_case(code, **changes)
    approvals.approve(actor(f"{code}.leader"), made, made.version)
    return made


LEAD = {
    "title": "网店销售冒用地理标志大米线索",
    "category_code": "ip",
    "found_on": date(2021, 8, 2),
    "origin": "found_here",
    "source_activity": "daily_inspection",
    "content": "日常检查发现。",
    "serves_month": date(2021, 8, 1),
    "claims_importance": True,
    "contact_name": "联络员甲",
    "contact_phone": "021-00000000",
}


def approved_lead(code: str = "sls1", **changes) -> Submission:
    """A lead that waits for the supervision section."""
    made = submissions.create_draft(actor(f"{code}.liaison"), Kind.LEAD, {**LEAD, **changes})
    submissions.submit(actor(f"{code}.liaison"), made, made.version)
    approvals.approve(actor(f"{code}.leader"), made, made.version)
    return made


def accepted_lead(code: str = "sls1", **changes) -> Submission:
    """A lead in force, confirmed as important."""
    made = approved_lead(code, **changes)
    approvals.accept(actor("supervision"), made, made.version, {"confirms_importance": True})
    return made


# Who knows of a restricted lead of these factories; `<department>.liaison` and the other leaders do not.
NAMED = ("{code}.leader2", "supervision2")
SECRET = {"title": "实名举报内部人员充当保护伞线索", "party_name": "被举报的某商行"}


def restricted_draft(code: str = "sls1", **changes) -> Submission:
    """A draft of a restricted lead (限阅): its author `<department>.liaison2`, the other two in NAMED."""
    named = [account(username.format(code=code)).id for username in NAMED]
    author = actor(f"{code}.liaison2")
    return submissions.create_draft(author, Kind.LEAD, {**LEAD, **SECRET, **changes}, named=named)


def restricted_lead(code: str = "sls1", **changes) -> Submission:
    """A restricted lead that waits for the supervision section."""
    made = restricted_draft(code, **changes)
    submissions.submit(actor(f"{code}.liaison2"), made, made.version)
    approvals.approve(actor(f"{code}.leader2"), made, made.version)
    return made


def accepted_restricted_lead(code: str = "sls1", **changes) -> Submission:
    """A restricted lead in force, confirmed as important."""
    made = restricted_lead(code, **changes)
    approvals.accept(actor("supervision2"), made, made.version, {"confirms_importance": True})
    return made


# A test client presses again where reminders were shown first, as `tests.conftest.Browser` says.
ALL_SEEN = "all"


def as_typed(content: dict) -> dict[str, str | list[str]]:
    """Content as a browser posts it: amounts in 万元, days as text, boxes only where ticked, questions as yes or no.

    Its page had shown the reminders.
    """
    typed = {"seen": ALL_SEEN}
    for name, value in content.items():
        if value is None or (name in BOXES and not value):
            continue
        if isinstance(value, bool):
            typed[name] = "y" if name in BOXES else "yes" if value else "no"
        elif name in AMOUNTS:
            typed[name] = exact_wan(value)
        elif name in ("serves_month", "month"):
            typed[name] = f"{value:%Y-%m}"
        else:
            typed[name] = str(value)
    return typed


AMOUNTS = ("amount_involved", "compensation", "fine", "confiscated", "loss_recovered")
BOXES = frozenset(
    (
        "party_is_person",
        "in_production",
        "in_trade",
        "listed_abnormal",
        "has_separate_case",
        "was_interviewed",
        "is_internet",
        "is_rural",
        "is_typical",
        "is_major",
        "claims_importance",
        "affirms_statistics",
    )
)


PUBLICITY = {
    "title": "“铁拳”行动查处未经检疫肉类案件",
    "medium": "wechat",
    "outlet": "区局微信公众号",
    "outlet_level": "district",
    "appeared_on": date(2021, 9, 6),
    "link": "https://www.example.gov.cn/news/1",
    "contact_name": "联络员甲",
    "contact_phone": "021-00000000",
}
REPORT = {
    "task": "second_quarter",
    "report_cases": "第二季度立案 3 件，结案 2 件。",
    "report_publicity": "发布宣传信息 1 条。",
    "contact_name": "联络员甲",
    "contact_phone": "021-00000000",
}
CONTACTS = {
    "leader_name": "分管领导甲",
    "leader_post": "副所长",
    "leader_office_phone": "021-00000000",
    "leader_mobile": "00000000000",
    "liaison_name": "联络员甲",
    "liaison_post": "科员",
    "liaison_mobile": "00000000000",
}
FILED = {Kind.PUBLICITY: PUBLICITY, Kind.REPORT: REPORT, Kind.CONTACTS: CONTACTS}


def draft_filing(kind: Kind, code: str = "sls1", **changes) -> Submission:
    """A draft of publicity, report or contacts."""
    return submissions.create_draft(actor(f"{code}.liaison"), kind, {**FILED[kind], **changes})


def accepted_filing(kind: Kind, code: str = "sls1", **changes) -> Submission:
    """The same in force."""
    made = draft_filing(kind, code, **changes)
    submissions.submit(actor(f"{code}.liaison"), made, made.version)
    approvals.approve(actor(f"{code}.leader"), made, made.version)
    approvals.accept(actor("supervision"), made, made.version, {})
    return made


def accepted_return(month: date, lines: Sequence[tuple[str, int, int]], code: str = "sls1") -> Submission:
    """A monthly return in force with these (category, persons, businesses)."""
    content = {"month": month, "contact_name": "甲", "contact_phone": "021", "lines": lines}
    content["affirms_statistics"] = True
    return accept(submissions.create_draft(actor(f"{code}.liaison"), Kind.MONTHLY_RETURN, content))


def attach(submission: Submission, name: str = "现场照片.png", content: bytes | None = None) -> Attachment:
    """A file on a draft, by its department's liaison; `<department>.liaison2` on a restricted one."""
    code = submission.department.code
    author = actor(f"{code}.liaison2" if submission.is_restricted else f"{code}.liaison")
    upload = Upload(name, io.BytesIO(sample_files.image() if content is None else content))
    (outcome,) = attachments.add(author, submission, [upload])
    assert outcome.attachment is not None, outcome.sentence
    return outcome.attachment
