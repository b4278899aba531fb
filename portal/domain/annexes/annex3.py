"""Annex 3 (典型案件报送信息表): one case a form, cell by cell, in the form's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.annexes.notes import introduce
from portal.domain.drawings import Form, FormCell
from portal.domain.money import format_wan
from portal.domain.periods import paper_date


@dataclass(frozen=True, slots=True)
class Annex3Facts:
    """What one case, or an important lead, puts on the form (R130–R157). Amounts in 分.

    None is not answered: neither box is ticked, the date or amount stays blank.
    """

    filled_on: date | None = None
    is_closed: bool | None = None
    case_type: str = ""
    case_name: str = ""
    party_name: str = ""
    licence: str = ""
    filed_on: date | None = None
    closed_on: date | None = None
    amount_involved: int | None = None
    is_mediated: bool | None = None
    compensation: int | None = None
    in_production: bool = False
    in_distribution: bool = False
    other_provinces: tuple[str, ...] = ()
    is_punished: bool | None = None
    decided_on: date | None = None
    penalty_content: str = ""
    fine: int | None = None
    illegal_gains: int | None = None
    is_listed_abnormal: bool = False
    is_handled_separately: bool = False
    is_admonished: bool = False
    other_handling: str = ""
    is_transferred: bool | None = None
    transferred_on: date | None = None
    is_notified: bool | None = None
    notified_bodies: str = ""
    notified_on: date | None = None
    verification: str = ""
    investigation: str = ""
    result: str = ""
    effects: str = ""
    is_public: bool | None = None
    department: str = ""
    contact_name: str = ""
    contact_phone: str = ""


# Four columns of label and value; the six cells of row 5 halve the two values.
_WIDTHS_MM = (33.0, 24.0, 25.0, 33.0, 26.0, 23.0)
_HALF, _WHOLE = 2, 5


def draw_annex3(facts: Annex3Facts, note: str | Sequence[str], *, title: str = "典型案件报送信息表") -> Form:
    """Annex 3, one case a form, set to fit one page; long texts go on behind it (附页, R154)."""
    closed = facts.is_closed
    status = f"{_box(closed is False)}正在办理中 {_box(closed)}已办结"
    return Form(
        title=title,
        heading=(f"填写时间：{paper_date(facts.filled_on)}", f"办理状态：{status}"),
        column_widths_mm=_WIDTHS_MM,
        rows=(*_draw_case(facts), *_draw_penalty(facts), *_draw_outcome(facts)),
        footnotes=introduce(note),
        mark="附件3",
        subject=facts.case_name,
    )


def _draw_case(facts: Annex3Facts) -> tuple[tuple[FormCell, ...], ...]:
    links = f"{_box(facts.in_production)}生产 {_box(facts.in_distribution)}经营"
    return (
        (_label("案件类型"), _value(facts.case_type, _WHOLE)),
        (_label("案件名称"), _value(facts.case_name, _WHOLE)),
        _pair(
            ("涉案企业名称（人员姓名）", facts.party_name),
            ("证照情况（许可信息）", facts.licence),
        ),
        _pair(
            ("立案时间", paper_date(facts.filed_on)),
            ("结案时间", paper_date(facts.closed_on)),
        ),
        (
            _label("涉案金额（万元）"),
            _value(_amount(facts.amount_involved)),
            _label("是否调解"),
            _value(_yes_no(facts.is_mediated)),
            _label("赔偿数额（万元）"),
            _value(_amount(facts.compensation)),
        ),
        _pair(
            ("涉案环节", links),
            ("本省以外涉案省（区、市）", "、".join(facts.other_provinces)),
        ),
    )


def _draw_penalty(facts: Annex3Facts) -> tuple[tuple[FormCell, ...], ...]:
    return (
        _pair(
            ("是否处罚", _yes_no(facts.is_punished)),
            ("作出处罚时间", paper_date(facts.decided_on)),
        ),
        (
            _label("处罚决定内容", row_span=2),
            FormCell(facts.penalty_content, _HALF, row_span=2, appendix="处罚决定内容"),
            _label("罚款数额（万元）"),
            _value(_amount(facts.fine), _HALF),
        ),
        (_label("没收违法所得（万元）"), _value(_amount(facts.illegal_gains), _HALF)),
    )


def _draw_outcome(facts: Annex3Facts) -> tuple[tuple[FormCell, ...], ...]:
    other = (
        f"{_box(facts.is_listed_abnormal)}列入经营异常名录 {_box(facts.is_handled_separately)}另案处理 "
        f"{_box(facts.is_admonished)}约谈 {_box(facts.other_handling)}其他：{facts.other_handling}"
    )
    notified = facts.is_notified
    bodies = facts.notified_bodies if notified and facts.notified_bodies else "__"
    notice = f"{_box(notified is False)}未通报 {_box(notified)}通报部门：{bodies}"
    contact = f"{facts.contact_name}（{facts.contact_phone}）" if facts.contact_phone else facts.contact_name
    return (
        (_label("其他处理内容"), _value(other, _WHOLE)),
        _pair(
            ("案件移送公安机关", _yes_no(facts.is_transferred)),
            ("移送时间", paper_date(facts.transferred_on)),
        ),
        _pair(("通报情况", notice), ("通报时间", paper_date(facts.notified_on))),
        (
            _label("案情摘要（线索核查情况；调查经过、违法事实、处理结果；产生的效果和社会影响等）"),
            FormCell(_summarise(facts), _WHOLE, min_height_mm=45, may_break=True, appendix="案情摘要"),
        ),
        (_label("是否已公开"), _value(_yes_no(facts.is_public), _WHOLE)),
        _pair(("承办部门", facts.department), ("联系人（电话）", contact)),
    )


def _summarise(facts: Annex3Facts) -> str:
    """案情摘要 as one printed block: the parts in the order the form names them, an empty one left out."""
    parts = (
        ("线索核查情况", facts.verification),
        ("调查经过、违法事实", facts.investigation),
        ("处理结果", facts.result),
        ("产生的效果和社会影响", facts.effects),
    )
    return "\n".join(f"{heading}：{text.strip()}" for heading, text in parts if text.strip())


def _box(is_ticked: object) -> str:
    return "☑" if is_ticked else "□"


def _yes_no(answer: bool | None) -> str:
    return f"{_box(answer)}是 {_box(answer is False)}否"


def _amount(fen: int | None) -> str:
    # Exact: the decision's own words stand beside it, and a rounded fine would contradict them.
    return format_wan(fen, exact=True)


def _label(text: str, row_span: int = 1) -> FormCell:
    return FormCell(text, row_span=row_span, is_label=True, align="center")


def _value(text: str, span: int = 1) -> FormCell:
    return FormCell(text, span)


def _pair(left: tuple[str, str], right: tuple[str, str]) -> tuple[FormCell, ...]:
    """The form's usual row: label, value, label, value."""
    return (_label(left[0]), _value(left[1], _HALF), _label(right[0]), _value(right[1], _HALF))
