"""The form of a report (工作情况报告, R082, R086–R088): its texts come pre-filled and are edited."""

from portal.domain.checks import REQUIRED
from portal.domain.content import LONGEST_REPORT
from portal.forms.fields import ChoiceField, LongTextField, TextField
from portal.forms.submissions import SubmissionForm, choose


class ReportForm(SubmissionForm):
    kind = "report"
    required = frozenset(REQUIRED["report"])
    wide = frozenset({"task", "report_cases", "report_publicity", "report_problems", "report_suggestions"})

    task = ChoiceField("报告")
    report_cases = LongTextField(
        "案件查办工作开展情况",
        longest=LONGEST_REPORT,
        description="已按现行数据填好，请核对、补充做法和成效。",
        render_kw={"rows": 12},
    )
    report_publicity = LongTextField(
        "宣传工作开展情况",
        longest=LONGEST_REPORT,
        description="已按现行数据填好，请补充。",
        render_kw={"rows": 5},
    )
    report_problems = LongTextField("存在的问题", longest=LONGEST_REPORT, render_kw={"rows": 4})
    report_suggestions = LongTextField(
        "下一步打算和建议",
        longest=LONGEST_REPORT,
        description="年度报告写下一年重点案件查办建议，必填。",
        render_kw={"rows": 4},
    )
    contact_name = TextField("联系人", longest=60)
    contact_phone = TextField("联系电话", longest=40)

    def offer(self, choices):
        self.task.choices = choose(dict(choices.tasks))
