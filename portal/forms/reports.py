"""The form of a report (工作情况报告, R082, R086–R088): its texts come pre-filled and are edited."""

from hashlib import sha256

from flask import request

from portal.domain.checks import REQUIRED
from portal.domain.content import LONGEST_REPORT
from portal.domain.reports import FILLED
from portal.forms.fields import ChoiceField, LongTextField, TextField
from portal.forms.submissions import SubmissionForm, choose


class ReportForm(SubmissionForm):
    """`data` holds the task asked for with the texts of its period, which a press of 重新填入 puts on the form."""

    kind = "report"
    required = frozenset(REQUIRED["report"])
    wide = frozenset({"task", "report_cases", "report_publicity", "report_problems", "report_suggestions"})
    redraws = {"task": ("refill", "按所选任务重新填入")}  # noqa: RUF012

    task = ChoiceField("报告", description="换一份报告，正文前两栏按它的时段重新填入；已经改过的，先问再换。")
    report_cases = LongTextField(
        "案件查办工作开展情况",
        longest=LONGEST_REPORT,
        description="已按现行数据填好，请核对、补充做法和成效。",
        render_kw={"rows": 16},
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
        # Texts that may be replaced without a question: as they were filled in, or as they were asked about.
        self.filled = request.form.get("filled", "") if self.is_submitted() else self.digest()

    def digest(self):
        texts = "\0".join((self[name].data or "").strip() for name in FILLED)
        return sha256(texts.encode()).hexdigest() if texts.strip("\0") else ""

    def validate(self, extra_validators=None):
        is_refilled = request.form.get("intent") == "refill"
        if is_refilled:
            self.refill()
        return super().validate(extra_validators) and not is_refilled

    def refill(self):
        """Put the texts of the chosen report in place of those on the form; of what was written there ask first."""
        if not self.task.data or self.task.data != self.task.object_data:
            self.asks = "请先选择要报送的是哪一份报告，再重新填入。"
            return
        written = self.digest()
        if written not in ("", self.filled):
            button = self.redraws["task"][1]
            self.asks = f"正文已经改过，还没有换。再点一次“{button}”，就换成所选报告的文字，改过的不再保留。"
        else:
            for name in FILLED:
                field = self[name]
                field.data, field.process_errors = field.object_data, []
            self.told = f"已按“{dict(self.task.choices)[self.task.data]}”的时段重新填入，请核对。"
        self.filled = self.digest()
