"""Forms of accounts: signing in, one's own password, what the administrators ask, and the audit trail's filters."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from portal.domain.accounts import DEPARTMENTAL
from portal.domain.permissions import Role
from portal.forms.fields import ChoiceField, DateField, Form, TextField


class SignInForm(Form):
    username = StringField("账号", [InputRequired("请填写账号。")])
    password = PasswordField("密码", [InputRequired("请填写密码。")])
    next = HiddenField()

    def refuse(self, refusal):
        """Everything stands above the form: what is wrong, then what follows from it."""
        self.form_errors.extend([refusal.message, *(finding.message for finding in refusal.findings)])


class PasswordForm(Form):
    current = PasswordField("现在的密码", [InputRequired("请填写现在的密码。")])
    new = PasswordField("新密码", [InputRequired("请填写新密码。")])
    again = PasswordField(
        "再填一次新密码", [InputRequired("请再填一次新密码。"), EqualTo("new", "两次填的新密码不一样。")]
    )


class CodeForm(Form):
    code = StringField("动态口令", [InputRequired("请填写 6 位数字。")])


class AccountForm(Form):
    username = StringField(
        "账号", [InputRequired("请填写账号。"), Length(max=40, message="账号最多 40 个字符。")]
    )
    name = StringField("姓名", [InputRequired("请填写姓名。"), Length(max=60, message="姓名最多 60 个字。")])
    department_id = ChoiceField("所在部门", coerce=int, choices={"": "不属于任何部门"})
    email = TextField("邮箱", longest=254)


class EmailForm(Form):
    email = TextField("邮箱", longest=254)


class AccountFileForm(Form):
    file = FileField("文件", [FileRequired("请选择一个 .xlsx 或 .csv 文件。")])


class MoveForm(Form):
    department_id = ChoiceField("调动到", coerce=int, choices={"": "不属于任何部门"})


class RoleForm(Form):
    role = ChoiceField(
        "角色",
        [InputRequired("请选择角色。")],
        coerce=Role,
        choices={"": "请选择"} | {role.value: role.label for role in Role},
    )
    department_id = ChoiceField("负责的部门", coerce=int, choices={"": "请选择"})
    starts_on = DateField("起期")
    ends_on = DateField("止期")

    # A field whose question makes no sense for the role is hidden; what it held is not meant.
    ASKS_DEPARTMENT = "|".join(sorted(DEPARTMENTAL))

    @property
    def chosen(self):
        """The role, and the department it is held over where it is held over one."""
        role = self.role.data
        return role, self.department_id.data if role in DEPARTMENTAL else None


def offer_departments(form, departments):
    """Give the form's department field its choices, (id, name), after the blank one."""
    form.department_id.choices = {"": form.department_id.choices[""]} | dict(map(tuple, departments))
    return form
