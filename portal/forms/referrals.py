"""What a referral says when it is sent, and the words and dates of its steps."""

from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from portal.domain.referrals import Grounds, Result
from portal.forms.fields import DateField, Form


class StepForm(Form):
    """A step with words; whether they must be there, the service says."""

    comment = TextAreaField("说明", [Length(max=1000, message="最多 1000 字。")])

    def refuse(self, refusal):
        """Put the findings of an Invalid beside their fields."""
        for finding in refusal.findings:
            self[finding.field].errors = [*self[finding.field].errors, finding.message]


class ReasonForm(StepForm):
    comment = TextAreaField("理由", [Length(max=1000, message="最多 1000 字。")])


class AnswerForm(StepForm):
    comment = TextAreaField("核对结果", [Length(max=1000, message="最多 1000 字。")])


class ListingForm(StepForm):
    decision_number = StringField("列入决定书文号", [Length(max=60, message="最多 60 字。")])
    consent_asked_on = DateField("报请上级同意的日期")
    consent_given_on = DateField("上级同意的日期")
    decided_on = DateField("列入决定日期")
    comment = TextAreaField("列入的事由和依据", [Length(max=1000, message="最多 1000 字。")])

    def result(self):
        return Result(
            self.decision_number.data.strip(),
            self.decided_on.data,
            self.consent_asked_on.data,
            self.consent_given_on.data,
        )


class GroundsForm(StepForm):
    """The checklist of the regime (which circumstances it knows, the domain checks) and the written judgement."""

    comment = None
    articles = SelectMultipleField("法定情形", choices=[], validate_choice=False)
    factors = SelectMultipleField("综合考虑的因素（第十二条）", choices=[], validate_choice=False)
    judgement = TextAreaField("判断的理由", [Length(max=4000, message="最多 4000 字。")])

    def grounds(self):
        return Grounds(tuple(self.articles.data), tuple(self.factors.data), self.judgement.data or "")


class CorrectionForm(GroundsForm):
    correction = TextAreaField("补正了什么", [Length(max=1000, message="最多 1000 字。")])
