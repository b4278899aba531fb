"""What the two gates ask: an opinion, a return's code and words, the verdicts that acceptance must give."""

from flask import request
from wtforms import HiddenField, RadioField
from wtforms.validators import Optional

from portal.domain.bulk import Item
from portal.domain.content import name_parts
from portal.domain.workflow import Action, ReturnCode
from portal.forms.fields import Form, LongTextField, TicksField, YesNoField, read_number

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
    fields = TicksField("涉及项目")

    def __init__(self, kind, **options):
        super().__init__(**options)
        self.parts = name_parts(kind)
        self.fields.choices = dict(pair for _, pairs in self.parts for pair in pairs)


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


def make(action, questions, kind, **given):
    """The form of one decision, filled from the request when it was posted, else from `given`."""
    if action == "accept":
        return AcceptForm(questions, **given)
    if action == "return":
        return ReturnForm(kind, **given)
    return (RevokeForm if action == "revoke" else OpinionForm)(**given)


def make_all(decision, refused=None):
    """The form of each step that a page offers, by action; a `refused` one as it was posted, the others fresh."""
    refused = refused or {}
    forms = {
        row.action: refused.get(row.action)
        or make(
            row.action,
            decision.questions,
            decision.submission.kind,
            formdata=None,
            data={"comment": OPINIONS.get(row.action, "")},
        )
        for row in decision.rows
    }
    if "return" in forms and decision.submission.status == "leader_approved":
        tell_clock(forms["return"], decision.codes)
    for action, form in forms.items():
        form.tell_apart(action)
    return forms


def tell_clock(form, codes):
    """Say with each reason what it does to the clock; only a return from the second gate may restart it (D2)."""
    form.code.choices = {code.value: f"{code.label}（{codes[code]}）" for code in ReturnCode}


class TickedForm(Form):
    """One answer for all ticked rows; a row's own answer is posted as `<name>-<id of the submission>`."""

    comment = LongTextField("意见", longest=500)
    code = RadioField(
        "退回原因",
        [Optional()],
        choices={code.value: code.label for code in ReturnCode},
        coerce=ReturnCode,
    )

    def __init__(self, action, **options):
        super().__init__(**options)
        self.row_errors = {}
        self.comment.id = f"{action}-ticked-comment"
        if action == Action.RETURN:
            self.comment.label.text = "说明"
        else:
            del self.code

    def items(self):
        """The ticked rows as they were posted, each once."""
        numbers = (read_number(each) or 0 for each in request.form.getlist("ids"))
        return tuple(self.item(each) for each in dict.fromkeys(numbers))

    def item(self, submission_id):
        own = self.own(submission_id)
        code = own("code") or (self.code.data if "code" in self else None)
        grade = own("grade")
        verdicts = {
            name: ANSWERS.get(own(name)) for name in ("confirms_importance", "waives_case", "waives_lead")
        }
        return Item(
            submission_id=submission_id,
            version=read_number(own("version")) or 0,
            comment=own("comment").replace("\r\n", "\n").strip() or self.comment.data or "",
            code=ReturnCode(code) if code in list(ReturnCode) else None,
            verdicts={"grade": int(grade) if grade in GRADES else None, **verdicts},
        )

    def own(self, submission_id):
        """What was posted for one row, by name; "" for nothing."""
        return lambda name: request.form.get(f"{name}-{submission_id}", "")

    def settle(self, findings):
        """Put each finding beside what it asks for; whether there was none."""
        for finding in findings:
            if finding.field in self:
                self[finding.field].errors = [*self[finding.field].errors, finding.message]
            else:
                self.row_errors[finding.field] = finding.message
        return not findings


GRADES = [str(points) for points in range(6)]
ANSWERS = {"yes": True, "no": False}


def make_ticked(gates, refused=None, codes=None):
    """The form of each bulk step of an inbox whose rows wait for `gates`; a `refused` one as it was posted.

    `codes` says what each reason of a return does to the clock, where the second gate is among them.
    """
    actions = [*gates, Action.RETURN] if gates else []
    made = {
        action: (refused or {}).get(action)
        or TickedForm(action, formdata=None, data={"comment": OPINIONS.get(action, "")})
        for action in actions
    }
    if Action.ACCEPT in gates:
        tell_clock(made[Action.RETURN], codes)
    return made
