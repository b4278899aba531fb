"""What the two gates ask: an opinion, a return's code and words, the verdicts that acceptance must give."""

from wtforms import HiddenField, RadioField
from wtforms.validators import Optional

from portal.domain.workflow import ReturnCode
from portal.forms.fields import Form, LongTextField, YesNoField

OPINIONS = {"approve": "同意", "accept": "同意"}


class OpinionForm(Form):
    """A decision that needs no more than an opinion (意见). `next` "inbox" goes on to the next waiting one."""

    comment = LongTextField("意见", longest=500)
    next = HiddenField()

    def verdicts(self):
        """The judgements given, by column name."""
        return {}


class ReturnForm(OpinionForm):
    code = RadioField(
        "退回原因",
        [Optional()],
        choices={code.value: code.label for code in ReturnCode},
        coerce=ReturnCode,
    )
    comment = LongTextField("说明", longest=500)


class RevokeForm(OpinionForm):
    comment = LongTextField("撤销理由", longest=500)


class AcceptForm(OpinionForm):
    """Asks only for the verdicts in `questions`: column name → the question (services.approvals.list_verdicts)."""

    grade = RadioField(
        "质量评分", [Optional()], choices={str(points): f"{points} 分" for points in range(6)}, coerce=int
    )
    confirms_importance = YesNoField()
    waives_case = YesNoField()
    waives_lead = YesNoField()

    def __init__(self, questions, **options):
        super().__init__(**options)
        self.questions = questions
        for name in ("grade", "confirms_importance", "waives_case", "waives_lead"):
            if name in questions:
                self[name].label.text = questions[name]
            else:
                del self[name]

    def verdicts(self):
        return {name: self[name].data for name in self.questions}


def make(action, questions, **given):
    """The form of one decision, filled from the request when it was posted, else from `given`."""
    if action == "accept":
        return AcceptForm(questions, **given)
    return {"return": ReturnForm, "revoke": RevokeForm}.get(action, OpinionForm)(**given)


def make_all(decision, refused=None):
    """The form of each step that a page offers, by action; a `refused` one as it was posted, the others fresh."""
    refused = refused or {}
    forms = {
        row.action: refused.get(row.action)
        or make(row.action, decision.questions, formdata=None, data={"comment": OPINIONS.get(row.action, "")})
        for row in decision.rows
    }
    if "return" in forms and decision.submission.status == "leader_approved":
        # Only a return from the second gate may take back the moment of reporting (D2).
        forms["return"].code.choices = {
            code.value: f"{code.label}（{decision.codes[code]}）" for code in ReturnCode
        }
    for action, form in forms.items():
        form.tell_apart(action)
    return forms
