"""Saving the filters of a list under a name (常用条件)."""

from wtforms.validators import InputRequired

from portal.forms.fields import Form, TextField


class SavedViewForm(Form):
    name = TextField("存为常用", [InputRequired("请写一个名称。")], longest=30)
