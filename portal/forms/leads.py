"""The lead form (线索): the plan names the duty but gives no layout, so this is the portal's own (R159, A10)."""

from wtforms import BooleanField

from portal.domain.checks import REQUIRED
from portal.forms.fields import ChoiceField, DateField, LongTextField, TextField
from portal.forms.submissions import (
    SubmissionForm,
    as_month,
    category_choices,
    choose,
    month_choices,
    violation_choices,
)


def coded(rows, blank="没有"):
    return choose({row.code: row.label for row in rows}, blank)


class LeadForm(SubmissionForm):
    kind = "lead"
    required = frozenset(REQUIRED["lead"])
    wide = frozenset({"title", "content", "claims_importance", "verification_result"})

    title = TextField("线索名称", description="写明涉嫌当事人和问题，例如某超市涉嫌销售无 CCC 标志的玩具。")
    category_code = ChoiceField("案件类型")
    violation_code = ChoiceField("违法行为类型")
    party_name = TextField("涉嫌当事人", description="还不清楚的可以不填。")
    found_on = DateField("发现时间", description="核查期限从这一天起算，15 个工作日。")
    content = LongTextField(
        "线索内容", description="何时何地、涉嫌何种违法、现有哪些证据。", render_kw={"rows": 6}
    )
    origin = ChoiceField("线索由来")
    source_activity = ChoiceField("检查来源", description="三种来源至少填一种。")
    source_data = ChoiceField("数据来源")
    source_external = ChoiceField("外部来源")
    claims_importance = BooleanField("作为重要线索报送，由执法监管科接收时确认")
    serves_month = ChoiceField("报送月份", coerce=as_month, description="这条线索算作哪个月的报送。")
    handed_to_id = ChoiceField("移交部门", coerce=int, description="移交其他部门办理的才填。")
    verified_on = DateField("核查时间")
    verification_result = LongTextField("核查结果", render_kw={"rows": 3})
    resulting_dossier_id = ChoiceField("转立案件", coerce=int, description="核查后立案的，选本部门的案件。")
    contact_name = TextField("联系人", longest=60)
    contact_phone = TextField("联系电话", longest=40)

    def offer(self, choices):
        sources = choices.catalogue.lead_sources
        self.category_code.choices = choose(category_choices(choices.catalogue))
        self.violation_code.choices = violation_choices(choices.catalogue)
        self.origin.choices = coded(choices.catalogue.origins, "请选择")
        self.source_activity.choices = coded(sources.activities)
        self.source_data.choices = coded(sources.data)
        self.source_external.choices = coded(sources.external)
        self.serves_month.choices = choose(month_choices(choices.months))
        self.handed_to_id.choices = choose(dict(choices.departments), "没有移交")
        self.resulting_dossier_id.choices = choose(dict(choices.cases), "没有")
