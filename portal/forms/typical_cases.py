"""The words given with a step of a typical case, and the level of a selection."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.forms.fields import Form
from portal.models.typical_cases import Level

LONGEST = Length(max=400, message="最多 400 字。")


class CommentForm(Form):
    """A step that may be taken without words."""

    comment = TextAreaField("说明", [LONGEST])


class ReasonForm(Form):
    """A step that must be explained."""

    comment = TextAreaField("理由", [DataRequired("请写明理由。"), LONGEST])


class AnswerForm(Form):
    """What was found when the changed or revoked case was read again."""

    comment = TextAreaField("核对结果", [DataRequired("请写明核对结果，例如：案情未变，保留。"), LONGEST])


class SelectionForm(CommentForm):
    level = RadioField(
        "级别",
        [InputRequired("请选择级别：区、市或总局。")],
        choices={level.value: level.label for level in Level},
        coerce=Level,
    )
