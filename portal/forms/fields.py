"""The base form and the fields that WTForms does not have: money in 万元, months, dates with a Chinese refusal."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField as NativeDateField
from wtforms import RadioField, StringField
from wtforms.fields.choices import Choice
from wtforms.validators import Optional
from wtforms.widgets import MonthInput

from portal.domain.money import format_wan, parse_wan


class Form(FlaskForm):
    """Every form of the portal: CSRF token, Chinese messages."""

    class Meta:
        locales = ("zh",)

    def refuse(self, refusal):
        """Put the findings of an Invalid beside their fields, and what concerns no field above the form."""
        for finding in refusal.findings:
            self[finding.field].errors = [*self[finding.field].errors, finding.message]
        if not refusal.findings:
            self.form_errors.append(refusal.message)


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


def parse_month(text):
    """The first day of a month written 2021-10, or None."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


class MonthField(StringField):
    """A month; its data is the first day of the month, or None."""

    widget = MonthInput()

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return self.data.strftime("%Y-%m") if self.data else ""

    def process_formdata(self, valuelist):
        text = valuelist[0].strip() if valuelist else ""
        self.data = parse_month(text)
        if text and self.data is None:
            raise ValueError("月份写成 2021-10 的样子。")


class MoneyField(StringField):
    """An amount typed in 万元; its data is integer 分, or None when blank (not known, which is not 0)."""

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return format_wan(self.data).replace(",", "") if self.data is not None else ""

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
            if not text.isascii() or not text.isdigit() or len(text) > 7:
                raise ValueError("请填写不小于 0 的整数。")
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
