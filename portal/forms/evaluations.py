"""Questions of an evaluation round: its cut-off, points by hand, bonuses and deductions, the reason to reopen."""

import re
from decimal import Decimal

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.forms.fields import CountField, DateField, Form


class PointsField(StringField):
    """Points with up to two decimals; its data is a Decimal, or None when blank (which is not 0)."""

    def _value(self):
        return self.raw_data[0] if self.raw_data else "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist):
        text, self.data = (valuelist[0].strip() if valuelist else ""), None
        if not text:
            return
        if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text, re.ASCII):
            raise ValueError("得分写成 8.75 的样子，最多两位小数。")
        self.data = Decimal(text)


class RoundForm(Form):
    through = DateField("截止日")


class EntryForm(Form):
    department = HiddenField()
    indicator = HiddenField()
    verdict = RadioField(
        "怎样计",
        choices={"points": "录入得分", "none": "不适用", "clear": "清除录入"},
        default="points",
    )
    points = PointsField("得分", description="最多两位小数。")
    reason = TextAreaField("依据或者原因", [Length(max=400, message="最多 400 字。")])

    def validate_points(self, field):
        if self.verdict.data != "points":
            field.data = None
        elif field.data is None and not field.errors:
            raise ValidationError("请填写得分，或者选“不适用”。")


class RegisterForm(Form):
    department = HiddenField()
    code = SelectField("事项", validate_choice=False)
    count = CountField(
        "次数", [InputRequired("请填写次数。"), NumberRange(1, 99, "次数在 1 至 99 之间。")], default=1
    )
    indicator = SelectField("所涉指标", [Optional()], validate_choice=False)
    proof = TextAreaField(
        "依据", [Length(max=400, message="最多 400 字。")], description="文号、日期、来源。"
    )

    def offer(self, rubric, lines):
        """Fill the choices from the rubric and the sheet's lines."""
        self.code.choices = {
            **{each.code: f"加分 {each.title}（{each.points}）" for each in rubric.bonuses},
            **{each.code: f"扣分 {each.title}（−{each.points}）" for each in rubric.deductions},
        }
        self.indicator.choices = {"": "请选择", **{each.code: f"{each.code} {each.title}" for each in lines}}


class CommentForm(Form):
    comment = TextAreaField("意见", [Length(max=400, message="最多 400 字。")])


class ReasonForm(Form):
    reason = TextAreaField("原因", [Length(max=400, message="最多 400 字。")])
