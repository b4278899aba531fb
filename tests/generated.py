"""Dossiers by the thousand, straight into the tables: the same for the same seed, every CHECK of the schema kept."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from portal.domain.catalogue import Catalogue
from portal.domain.searches import cut
from portal.models.departments import Department
from portal.models.monthly_returns import ReturnLine
from portal.models.submissions import Dossier, Submission
from portal.services import searches

FIRST = datetime(2020, 12, 1, tzinfo=UTC)
STATUSES = ("draft", "submitted", "leader_approved", "revoked", "accepted")
WEIGHTS = (6, 5, 6, 3, 80)
STAMPS = ("submitted", "approved", "accepted", "ended")
REACHED = {"draft": 0, "submitted": 1, "leader_approved": 2, "accepted": 3, "superseded": 4, "revoked": 4}
# What a summary is put together from: a search goes through texts, not through names alone.
GOODS = (
    "冷冻牛肉",
    "压片糖果",
    "儿童玩具",
    "电线电缆",
    "液化石油气瓶",
    "电动自行车",
    "一次性餐盒",
    "化妆品",
    "水产品",
    "保健食品",
)
FAULTS = (
    "检出孔雀石绿",
    "没有检疫证明",
    "没有认证标志",
    "导体电阻不合格",
    "超过检验期限",
    "标注虚假生产日期",
    "假冒注册商标",
    "检出西布曲明",
)
FINDS = ("抽检发现", "群众举报", "网络监测发现", "日常检查发现", "上级交办", "外省移送")
ENDS = ("没收违法所得并处罚款", "责令改正并予警告", "吊销许可证件", "移送公安机关", "责令召回并公告")
LABELS = ("消费者权益保护", "预付卡", "价格欺诈")


class Generator:
    """Fills tables through `connection`. `people` are the ids of author, approver and acceptor."""

    def __init__(self, connection: Connection, catalogue: Catalogue, people: tuple[int, int, int], seed: int):
        self.connection, self.catalogue, self.people = connection, catalogue, people
        self.random = random.Random(seed)
        rows = connection.execute(select(Department.__table__).order_by(Department.position)).all()
        self.departments = [(row.id, row.short_name) for row in rows]
        self.dossiers: list[dict[str, Any]] = []
        self.submissions: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.numbers: dict[int, int] = {}

    def fill(self, cases: int, open_cases: int | None = None) -> None:
        """Store that many case dossiers, some with two revisions, and a return of every department and month.

        Only the last `open_cases` may still be on their way: what waits does not grow with the years behind it.
        """
        for place in range(cases):
            self.add_case(may_be_open=open_cases is None or place >= cases - open_cases)
        for place in range(len(self.departments)):
            for month in range(1, 13):
                self.add_return(place, date(self.catalogue.year, month, 1))
        for table, rows in (
            (Dossier.__table__, self.dossiers),
            (Submission.__table__, self.submissions),
            (ReturnLine.__table__, self.lines),
        ):
            self.connection.execute(insert(table), rows)
        numbers = {each["id"]: each["number"] for each in self.dossiers}
        self.connection.execute(
            searches.INSERT,
            [
                {
                    "submission_id": each["id"],
                    "pieces": cut(
                        [numbers[each["dossier_id"]], each["title"], each["party_name"]]
                        + [each.get(name) for name in searches.TEXTS]
                    ),
                }
                for each in self.submissions
            ],
        )

    def add_case(self, may_be_open: bool) -> None:
        dossier = self.add_dossier("case", self.random.randrange(len(self.departments)))
        status = self.random.choices(STATUSES, WEIGHTS)[0]
        if not may_be_open and REACHED[status] < REACHED["accepted"]:
            status = "accepted"
        content = self.make_content()
        moment = self.pick_moment()
        if status == "accepted" and self.random.random() < 0.2:
            earlier = self.make_content(content["filed_on"])
            moment = self.add_submission(dossier, "superseded", earlier, moment)
        self.add_submission(dossier, status, content, moment)

    def add_return(self, place: int, month: date) -> None:
        dossier = self.add_dossier("monthly_return", place, month)
        status = self.random.choices(STATUSES, WEIGHTS)[0]
        self.add_submission(dossier, status, {"month": month}, self.pick_moment())
        for category in self.catalogue.categories:
            self.lines.append(
                {
                    "submission_id": len(self.submissions),
                    "category_code": category.code,
                    "persons_sent": self.random.choice([None, 0, self.random.randrange(90)]),
                    "businesses_checked": self.random.choice([None, 0, self.random.randrange(40)]),
                }
            )

    def add_dossier(self, kind: str, place: int, month: date | None = None) -> dict[str, Any]:
        department_id, name = self.departments[place]
        number = self.numbers[department_id] = self.numbers.get(department_id, 0) + 1
        dossier = {
            "id": len(self.dossiers) + 1,
            "number": f"铁{self.catalogue.year}-{name}-{number:04d}",
            "kind": kind,
            "year": self.catalogue.year,
            "department_id": department_id,
            "month": month,
            "is_sample": True,
        }
        self.dossiers.append(dossier)
        return dossier

    def add_submission(
        self, dossier: dict[str, Any], status: str, content: dict[str, Any], moment: datetime
    ) -> datetime:
        """One trip that has got as far as `status`; the moment it ended, or last changed."""
        is_case = dossier["kind"] == "case"
        number = len(self.submissions) + 1
        row = {
            **self.no_content(),
            "id": number,
            "dossier_id": dossier["id"],
            "revision": 1
            if not self.submissions or self.submissions[-1]["dossier_id"] != dossier["id"]
            else 2,
            "kind": dossier["kind"],
            "status": status,
            "version": 1,
            "year": dossier["year"],
            "department_id": dossier["department_id"],
            "title": f"某商行{number}号违法案" if is_case else "月报",
            "secondary_categories": "",
            "party_name": f"某商行{number % 997}" if is_case else "",
            "contact_name": "联络员",
            "contact_phone": "021-00000000",
            "created_by_id": self.people[0],
            "created_at": moment,
            "due_at": moment + timedelta(days=30),
            **content,
        }
        for reached, stamp in enumerate(STAMPS):
            moment += timedelta(seconds=self.random.randrange(60, 400_000))
            is_set = reached < REACHED[status]
            row[f"{stamp}_at"] = moment if is_set else None
            row[f"{stamp}_by_id"] = self.people[min(reached, 2)] if is_set else None
        row["reported_at"] = row["approved_at"]
        changed = max(row[f"{stamp}_at"] or row["created_at"] for stamp in STAMPS)
        row["changed_at"] = changed
        self.submissions.append(row)
        return changed

    def write_summary(self) -> str:
        said = [
            f"{self.random.choice(FINDS)}，当事人{self.random.choice(('销售', '生产', '储存'))}的"
            f"{self.random.choice(GOODS)}{self.random.randrange(1, 900)}件{self.random.choice(FAULTS)}。"
            for _ in range(3)
        ]
        return "".join(said) + f"经立案调查，{self.random.choice(ENDS)}。"

    def pick_moment(self) -> datetime:
        return FIRST + timedelta(
            seconds=self.random.randrange(300 * 86400), microseconds=self.random.randrange(10**6)
        )

    def pick_amount(self) -> int | None:
        kind = self.random.random()
        return None if kind < 0.3 else 0 if kind < 0.35 else 1 if kind < 0.4 else self.random.randrange(10**9)

    def pick_day(self, first: date | None, chance: float) -> date | None:
        """A day up to three months after `first`, as often as `chance` says."""
        if first is None or self.random.random() > chance:
            return None
        return first + timedelta(days=self.random.randrange(90))

    def no_content(self) -> dict[str, Any]:
        return dict.fromkeys((*self.make_content(), "month"))

    def make_content(self, filed_on: date | None = None) -> dict[str, Any]:
        category = self.random.choice(self.catalogue.categories)
        first = date(self.catalogue.year, 1, 1)
        filed_on = filed_on or first + timedelta(days=self.random.randrange(-40, 365))
        decided_on = self.pick_day(filed_on, 0.6)
        return {
            "category_code": category.code,
            "violation_code": self.random.choice([None, *(each.code for each in category.violations)]),
            "other_label": self.random.choice(LABELS) if category.code == "other" else None,
            "filed_on": filed_on,
            "decided_on": decided_on,
            "closed_on": self.pick_day(decided_on, 0.7),
            "transferred_on": self.pick_day(filed_on, 0.05),
            "amount_involved": self.pick_amount(),
            "fine": self.pick_amount(),
            "confiscated": self.pick_amount(),
            "loss_recovered": self.pick_amount(),
            "is_internet": self.random.choice([None, False, True]),
            "is_rural": self.random.choice([None, False, True]),
            "summary_facts": self.write_summary(),
        }
