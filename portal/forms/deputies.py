"""Naming a deputy (代理)."""

from wtforms.validators import InputRequired

from portal.forms.fields import ChoiceField, DateField, Form


class DeputyForm(Form):
    post = ChoiceField("分管领导", [InputRequired("请选择分管领导。")])
    deputy_id = ChoiceField("代理人", [InputRequired("请选择代理人。")], coerce=int)
    starts_on = DateField("起期")
    ends_on = DateField("止期")

    @property
    def chosen_post(self):
        """The leader's and the department's id."""
        leader_id, department_id = self.post.data.split("-")
        return int(leader_id), int(department_id)


def make_form(posts, candidates, **given):
    """The form with its choices: services.deputies.Post, and {id: name} by its label; a single post is chosen."""
    form = DeputyForm(**given)
    blank = {} if len(posts) == 1 else {"": "请选择"}
    form.post.choices = blank | {post.code: post.label for post in posts}
    form.deputy_id.choices = {"": {"": "请选择"}} | candidates
    return form
