"""The words given with a step of a typical case, and the level of a selection."""

from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired

from portal.domain.scoring_input import Level
from portal.forms.fields import Form, LongTextField

LONGEST = 400


class CommentForm(Form):
    """A step that may be taken without words."""

    comment = LongTextField("说明", longest=LONGEST)


class ReasonForm(Form):
    """A step that must be explained."""

    comment = LongTextField("理由", [DataRequired("请写明理由。")], longest=LONGEST)


class AnswerForm(Form):
    """What was found when the changed or revoked case was read again."""

    comment = LongTextField(
        "核对结果", [DataRequired("请写明核对结果，例如：案情未变，保留。")], longest=LONGEST
    )


class SelectionForm(CommentForm):
    level = RadioField(
        "级别",
        [InputRequired("请选择级别：区、市或总局。")],
        choices={level.value: level.label for level in Level},
        coerce=Level,
    )
