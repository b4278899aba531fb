"""Lists of dossiers (卷宗列表): what an address may ask of them, and how that reads back as an address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from portal.domain.content import Kind
from portal.domain.periods import month_after
from portal.domain.workflow import Status

LONGEST_SEARCH = 60
# What a box of the filter bar asks, by its word in the address.
FLAGS: Mapping[str, str] = {
    "mine": "我填报的",
    "typical": "典型案件报送",
    "major": "重大案件、重要线索",
    "overdue": "逾期未核查的线索",
    "verified": "已核查的线索",
    "opened": "已转立案件的线索",
    "punished": "转立案件已处罚的线索",
    "returned": "被退回的",
    "joint": "联合办案",
    "internet": "互联网案件",
    "rural": "农村市场案件",
    "outside": "涉及外省的案件",
    "transferred": "移送公安机关的案件",
    "notified": "通报其他部门的案件",
}
# The days that a span may be asked of; each stands in the address as `<name>-from` and `<name>-to`.
SPANS: Mapping[str, str] = {"found": "发现", "filed": "立案", "closed": "结案", "decided": "处罚决定"}
# The spans and boxes that only dossiers of one kind can answer; lists of another kind do not offer them.
KIND_OF: Mapping[str, Kind] = {
    **dict.fromkeys(("found", "overdue", "verified", "opened", "punished"), Kind.LEAD),
    **dict.fromkeys(("filed", "closed", "decided", "typical", "joint", "internet", "rural"), Kind.CASE),
    **dict.fromkeys(("outside", "transferred", "notified"), Kind.CASE),
}
# Orders of a list, each over a column that is never null: the two engines place nulls differently.
SORTS: Mapping[str, str] = {"changed": "更新时间", "created": "填报先后", "number": "编号"}
# What stands before the word of an order, and which way the list then runs.
WAYS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "changed": (("", "新的在前"), ("-", "旧的在前")),
    "created": (("", "新的在前"), ("-", "旧的在前")),
    "number": (("", "小的在前"), ("-", "大的在前")),
}
COLUMNS: Mapping[str, str] = {
    "number": "编号",
    "title": "名称",
    "party": "当事人",
    "department": "部门",
    "category": "类别",
    "violation": "违法行为类型",
    "state": "状态",
    "day": "立案、发现、月份",
    "closed": "结案时间",
    "decided": "处罚时间",
    "changed": "更新时间",
}
FIRST_COLUMNS = ("number", "title", "department", "category", "state", "day", "changed")
STATUSES = (
    (Status.DRAFT.value, Status.DRAFT.label),
    ("returned", "已退回"),
    *((status.value, status.label) for status in Status if status is not Status.DRAFT),
)


@dataclass(frozen=True)
class Span:
    """Days from one to another, both inclusive; None is open."""

    first: date | None = None
    last: date | None = None

    @property
    def is_set(self) -> bool:
        return bool(self.first or self.last)

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or '起始'} 至 {self.last or '今'}"


@dataclass(frozen=True)
class Filters:
    """What the address asks for; "" and empty ask for all. `status` may also be "returned" (已退回).

    `sort` is a word of SORTS, with a hyphen before it for the other direction; "" is the latest change first, of a
    search the latest filing.
    """

    kind: Kind | None = None
    status: str = ""
    department: str = ""
    category: str = ""
    violation: str = ""
    industry: str = ""
    product: str = ""
    tag: str = ""
    origin: str = ""
    source: str = ""
    found: Span = field(default_factory=Span)
    filed: Span = field(default_factory=Span)
    closed: Span = field(default_factory=Span)
    decided: Span = field(default_factory=Span)
    flags: frozenset[str] = frozenset()
    search: str = ""
    sort: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything narrows the list beside its kind."""
        return self != Filters(kind=self.kind, sort=self.sort)

    @property
    def is_detailed(self) -> bool:
        """Whether anything narrows it that the filter bar folds away."""
        seen = ("kind", "status", "category", "department", "search", "sort")
        return self != Filters(**{name: getattr(self, name) for name in seen})

    def as_arguments(self) -> dict[str, Any]:
        """The address that asks for this again."""
        spans = {name: getattr(self, name) for name in SPANS}
        asked: dict[str, Any] = {
            "kind": self.kind.slug if self.kind else "",
            "q": self.search,
            "sort": self.sort,
            **{name: getattr(self, name) for name, _, _ in CHOSEN},
            **{f"{name}-from": span.first and span.first.isoformat() for name, span in spans.items()},
            **{f"{name}-to": span.last and span.last.isoformat() for name, span in spans.items()},
            "flag": [flag for flag in FLAGS if flag in self.flags],
        }
        return {name: value for name, value in asked.items() if value}


# The filters chosen from a list: field, label, and the name of what is offered.
CHOSEN = (
    ("status", "状态", "statuses"),
    ("category", "类别", "categories"),
    ("violation", "违法行为", "violations"),
    ("industry", "行业", "industries"),
    ("product", "商品", "products"),
    ("tag", "标签", "tags"),
    ("origin", "线索由来", "origins"),
    ("source", "线索来源", "sources"),
    ("department", "部门", "departments"),
)


def read_filters(asked: Mapping[str, str], flags: Iterable[str] = ()) -> Filters:
    """The filters of an address; what no list knows, such as a kind or a day that does not exist, filters nothing."""

    def known(name: str, words: Any) -> str:
        value = asked.get(name, "")
        return value if value in words else ""

    spans: dict[str, Any] = {name: read_span(asked, name) for name in SPANS}
    chosen: dict[str, Any] = {name: asked.get(name, "")[:40] for name, _, _ in CHOSEN if name != "status"}
    return Filters(
        **spans,
        **chosen,
        kind=find_kind(asked.get("kind")),
        status=known("status", dict(STATUSES)),
        flags=frozenset(flags).intersection(FLAGS),
        search=asked.get("q", "").strip()[:LONGEST_SEARCH],
        sort=known("sort", (*SORTS, *(f"-{name}" for name in SORTS))),
    )


def find_kind(slug: str | None) -> Kind | None:
    return next((kind for kind in Kind if kind.slug == slug), None)


def read_span(asked: Mapping[str, str], name: str) -> Span:
    first, last = asked.get(f"{name}-from", ""), asked.get(f"{name}-to", "")
    return Span(read_day(first), read_day(last, is_last=True))


def read_day(text: str, *, is_last: bool = False) -> date | None:
    """A day as 2021-08-02, or a month as 2021-08 for its first or last day; None for anything else."""
    try:
        if len(text) == 7:
            first = date.fromisoformat(f"{text}-01")
            return month_after(first) - timedelta(days=1) if is_last else first
        return date.fromisoformat(text) if len(text) == 10 else None
    except (ValueError, OverflowError):
        return None


def read_columns(text: str) -> tuple[str, ...]:
    """The columns chosen, in the order of the list; number and title always stand, nothing known means the usual."""
    chosen = set(text.split(".")).intersection(COLUMNS)
    if not chosen:
        return FIRST_COLUMNS
    return tuple(name for name in COLUMNS if name in chosen | {"number", "title"})


def list_offered(words: Mapping[str, str], kind: Kind | None) -> list[tuple[str, str]]:
    """Of `words` those that a list of this kind, or of all kinds, can be asked."""
    return [(word, label) for word, label in words.items() if kind in (None, KIND_OF.get(word, kind))]


def without(filters: Filters, name: str) -> Filters:
    nothing: dict[str, Any] = {name: getattr(Filters(), name)}
    return replace(filters, **nothing)


def list_chips(
    filters: Filters, choices: Mapping[str, Sequence[tuple[str, str]]]
) -> list[tuple[str, Filters]]:
    """Each filter that is set, in words, with the filters that are left when it is taken away.

    `choices` are the words of departments, categories, violations and statuses by their value.
    """
    chips = []
    for name, label, offered in CHOSEN:
        value = getattr(filters, name)
        if value:
            words = dict(choices[offered]).get(value, value)
            chips.append((f"{label}：{words}", without(filters, name)))
    for name, label in SPANS.items():
        span = getattr(filters, name)
        if span.is_set:
            chips.append((f"{label}：{span}", without(filters, name)))
    for flag, label in FLAGS.items():
        if flag in filters.flags:
            chips.append((label, replace(filters, flags=filters.flags - {flag})))
    if filters.search:
        chips.append((f"查找：{filters.search}", without(filters, "search")))
    return chips
