"""Sending in a spreadsheet to import (导入)."""

from flask_wtf.file import FileField, FileRequired
from wtforms.validators import InputRequired

from portal.domain.content import Kind
from portal.forms.fields import ChoiceField, Form


class ImportForm(Form):
    kind = ChoiceField("导入什么", [InputRequired("请选择要导入的种类。")], coerce=Kind)
    file = FileField("文件", [FileRequired("请选择一个 .xlsx 或 .csv 文件。")])

    def __init__(self, **options):
        super().__init__(**options)
        self.kind.choices = {"": "请选择"} | {kind.value: kind.label for kind in Kind}
