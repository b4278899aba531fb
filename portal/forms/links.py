"""Linking a dossier to another (关联)."""

from wtforms.validators import InputRequired

from portal.domain.links import Relation
from portal.forms.fields import ChoiceField, Form, TextField


class LinkForm(Form):
    relation = ChoiceField("关系", [InputRequired("请选择关系。")], coerce=Relation)
    number = TextField("另一个卷宗", longest=60, description="写编号，或者写名称、当事人中的两个字再选。")
    name = TextField("系列名称", longest=100, description="新的系列才填；写明商品、行为，不写自然人姓名。")
    note = TextField("说明", longest=200, description="选填，例如同一批次、同一供货商。")

    def __init__(self, is_case, **options):
        super().__init__(**options)
        offered = [each for each in Relation if is_case or each is not Relation.SERIES]
        self.relation.choices = {"": "请选择"} | {each.value: each.hint for each in offered}
        if not is_case:
            del self.name
        # The page of a dossier has other forms beside this one.
        self.tell_apart("link")


class SeriesNameForm(Form):
    name = TextField("系列名称", longest=100, description="写明商品、行为，不写自然人姓名。")
