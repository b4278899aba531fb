"""The sign-in form."""

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from portal.forms.fields import Form


class SignInForm(Form):
    username = StringField("账号", [InputRequired("请填写账号。")])
    password = PasswordField("密码", [InputRequired("请填写密码。")])
    next = HiddenField()
