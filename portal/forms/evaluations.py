"""Questions of an evaluation round: its cut-off, points by hand, bonuses and deductions, the reason to reopen."""

from wtforms import DecimalField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.forms.fields import CountField, DateField, Form


class RoundForm(Form):
    through = DateField("截止日")


class EntryForm(Form):
    department = HiddenField()
    indicator = HiddenField()
    verdict = RadioField(
        "怎样计",
        choices=[("points", "录入得分"), ("none", "不适用"), ("clear", "清除录入")],
        default="points",
    )
    points = DecimalField("得分", [Optional()], description="最多两位小数。")
    reason = TextAreaField("依据或者原因", [Length(max=400, message="最多 400 字。")])

    def validate_points(self, field):
        if self.verdict.data != "points":
            field.data = None
        elif field.data is None or not field.data.is_finite():
            raise ValidationError("请填写得分，或者选“不适用”。")
        elif field.data != round(field.data, 2):
            raise ValidationError("得分最多两位小数，例如 8.75。")


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
        self.code.choices = [(each.code, f"加分 {each.title}（{each.points}）") for each in rubric.bonuses]
        self.code.choices += [
            (each.code, f"扣分 {each.title}（−{each.points}）") for each in rubric.deductions
        ]
        self.indicator.choices = [
            ("", "请选择"),
            *((each.code, f"{each.code} {each.title}") for each in lines),
        ]


class CommentForm(Form):
    comment = TextAreaField("意见", [Length(max=400, message="最多 400 字。")])


class ReasonForm(Form):
    reason = TextAreaField("原因", [Length(max=400, message="最多 400 字。")])
