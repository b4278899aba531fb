"""Joining a duplicate of a party (当事人)."""

from wtforms import HiddenField

from portal.forms.fields import Form, TextField, read_number


class JoinForm(Form):
    other_id = HiddenField()
    reason = TextField(
        "理由", description="例如简称、旧名、写错的名称。合并留痕，可以再拆分；各卷宗的内容不变。"
    )

    @property
    def chosen(self):
        """The party's id; None for what is no number."""
        return read_number(self.other_id.data)
