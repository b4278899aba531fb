"""What a referral says when it is sent, and the words and dates of its steps."""

from wtforms import SelectMultipleField

from portal.domain.referrals import Grounds, Result
from portal.forms.fields import DateField, Form, LongTextField, TextField


class StepForm(Form):
    """A step with words; whether they must be there, the service says."""

    comment = LongTextField("说明", longest=1000)


class ReasonForm(StepForm):
    comment = LongTextField("理由", longest=1000)


class AnswerForm(StepForm):
    comment = LongTextField("核对结果", longest=1000)


class ListingForm(StepForm):
    decision_number = TextField("列入决定书文号", longest=60)
    consent_asked_on = DateField("报请上级同意的日期")
    consent_given_on = DateField("上级同意的日期")
    decided_on = DateField("列入决定日期")
    comment = LongTextField("列入的事由和依据", longest=1000)

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
    judgement = LongTextField("判断的理由", longest=4000)

    def grounds(self):
        return Grounds(tuple(self.articles.data), tuple(self.factors.data), self.judgement.data or "")


class CorrectionForm(GroundsForm):
    correction = LongTextField("补正了什么", longest=1000)
