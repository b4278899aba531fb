"""The base form and the fields that WTForms does not have: money in 万元, dates with a Chinese refusal."""

import unicodedata
from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField as NativeDateField
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import Choice
from wtforms.fields.core import UnboundField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextArea

from portal.domain.content import LONGEST_TEXT
from portal.domain.money import exact_wan, parse_wan
from portal.domain.periods import YEARS, YEARS_HINT


class Form(FlaskForm):
    """Every form of the portal: CSRF token, Chinese messages."""

    class Meta:
        locales = ("zh",)

    @classmethod
    def label_of(cls, name):
        """What a field is called, before any form is made; "" where there is none of that name."""
        field = getattr(cls, name, None)
        return field.args[0] if isinstance(field, UnboundField) and field.args else ""

    def tell_apart(self, word):
        """Begin the ids of the fields with `word`, so that forms with the same fields stand on one page."""
        for field in self:
            field.id = f"{word}-{field.id}"
        return self

    def refuse(self, refusal):
        """Put the findings of an Invalid beside their fields, and what concerns no field above the form."""
        beside = [finding for finding in refusal.findings if finding.field]
        for finding in beside:
            self[finding.field].errors = [*self[finding.field].errors, finding.message]
        if not beside:
            above = [finding.message for finding in refusal.findings]
            self.form_errors.append("：".join([refusal.message, *above]))


def find_control(text, may_break):
    """Why a text cannot be kept: neither PostgreSQL nor a workbook can keep a NUL, and no officer types one."""
    allowed = "\n\t" if may_break else ""
    # Half of a pair is no character either.
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in allowed for each in text):
        return "含有看不见的控制字符，请删去后重新填写。"
    return ""


class TextField(StringField):
    """One line of at most `longest` characters, without spaces around it."""

    may_break = False

    def __init__(self, label="", validators=(), longest=200, **options):
        super().__init__(label, validators, **options)
        self.longest = longest

    def process_formdata(self, valuelist):
        self.data = valuelist[0].replace("\r\n", "\n").strip() if valuelist else ""
        if fault := find_control(self.data, self.may_break):
            raise ValueError(fault)
        if len(self.data) > self.longest:
            raise ValueError(f"最多 {self.longest} 字，现在有 {len(self.data)} 字。")


class LongTextField(TextField):
    """Text of several paragraphs."""

    widget = TextArea()
    may_break = True

    def __init__(self, label="", validators=(), longest=LONGEST_TEXT, **options):
        super().__init__(label, validators, longest, **options)


class ChoiceField(SelectField):
    """One of several choices, as {value: words} or {group: {value: words}}; the blank choice is None."""

    def __init__(self, label="", validators=(), coerce=str, **options):
        options.setdefault("choices", {"": "请选择"})
        super().__init__(
            label, validators, coerce=lambda value: None if value in ("", None) else coerce(value), **options
        )

    def process_formdata(self, valuelist):
        try:
            super().process_formdata(valuelist or [""])
        except ValueError:
            raise ValueError("请从列表中选择。") from None

    def pre_validate(self, form):
        if self.data is not None and not any(selected for _, _, selected, *_ in self.iter_choices()):
            raise ValidationError("请从列表中选择。")


class TicksField(SelectMultipleField):
    """Any number of choices, each with a box to tick. Filled from codes separated by spaces, as a column keeps them."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_data(self, value):
        super().process_data(value.split() if isinstance(value, str) else value)

    def pre_validate(self, form):
        offered = {value for value, *_ in self.iter_choices()}
        if not offered.issuperset(self.data or ()):
            raise ValidationError("请从列表中选择。")


class DateField(NativeDateField):
    """A native date input; blank is None."""

    def __init__(self, label="", validators=(), **options):
        super().__init__(label, [Optional(), *validators], **options)

    def process_formdata(self, valuelist):
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError("日期写成 2021-10-12 的样子。") from None
        if self.data and self.data.year not in YEARS:
            self.data = None
            raise ValueError(YEARS_HINT)


def parse_day(text):
    """A date written 2021-10-12, or None."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None


def parse_month(text):
    """The first day of a month written 2021-10, or None."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def read_number(text):
    """A number as the portal wrote it on a page, small enough for a column of ids; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


class MoneyField(StringField):
    """An amount typed in 万元; its data is integer 分, or None when blank (not known, which is not 0)."""

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return exact_wan(self.data)

    def process_formdata(self, valuelist):
        self.data = None
        if valuelist:
            self.data = parse_wan(valuelist[0])


class CountField(StringField):
    """A whole number of at least 0, or None when blank."""

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist):
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            if not text.isascii() or not text.isdigit():
                raise ValueError("请填写不小于 0 的整数。")
            if len(text.lstrip("0")) > 7:
                raise ValueError("最多 7 位数，请核对。")
            self.data = int(text)


class YesNoField(RadioField):
    """是 or 否; not answered is None."""

    def __init__(self, label="", validators=(), **options):
        super().__init__(
            label,
            [Optional(), *validators],
            choices={"yes": "是", "no": "否"},
            coerce=lambda value: value if isinstance(value, bool) or value is None else value == "yes",
            **options,
        )

    def iter_choices(self):
        answer = {True: "yes", False: "no"}.get(self.data)
        return [Choice(value, label, value == answer, {}) for value, label in self.choices.items()]

    def process_formdata(self, valuelist):
        self.data = {"yes": True, "no": False}.get(valuelist[0]) if valuelist else None

    def pre_validate(self, form):
        """Whatever was sent is yes, no or no answer."""
