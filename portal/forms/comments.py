"""A comment (留言) on a submission."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.domain.comments import LONGEST
from portal.forms.fields import Form, LongTextField


class CommentForm(Form):
    text = LongTextField("留言", longest=LONGEST)
    reach = RadioField(
        "谁能看到",
        [InputRequired("请选择谁能看到。")],
        choices={"side": "只在本方内部", "both": "填报部门和执法监管科都能看到"},
        default="side",
    )
