"""The lead form (线索): the plan names the duty but gives no layout, so this is the portal's own (R159, A10)."""

from wtforms import BooleanField
from wtforms.validators import ValidationError

from portal.domain.checks import REQUIRED
from portal.domain.errors import Finding
from portal.forms.fields import ChoiceField, DateField, LongTextField, TextField, TicksField
from portal.forms.submissions import (
    SubmissionForm,
    as_month,
    category_choices,
    choose,
    coded,
    month_choices,
    violation_choices,
)


class LeadForm(SubmissionForm):
    kind = "lead"
    required = frozenset(REQUIRED["lead"])
    wide = frozenset(
        {
            "title",
            "content",
            "claims_importance",
            "extension_reason",
            "verification_result",
            "is_restricted",
            "reader_ids",
        }
    )
    shown_by = {"reader_ids": "is_restricted=y"}  # noqa: RUF012

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
    extension_reason = TextField(
        "延长核查的理由",
        longest=300,
        description="期限内查不完、经负责人批准延长 15 个工作日的，写明理由；不延长的不填。",
    )
    verified_on = DateField("核查时间")
    verification_result = LongTextField("核查结果", render_kw={"rows": 3})
    resulting_dossier_id = ChoiceField("转立案件", coerce=int, description="核查后立案的，选本部门的案件。")
    contact_name = TextField("联系人", longest=60)
    contact_phone = TextField("联系电话", longest=40)
    is_restricted = BooleanField(
        "限阅：只有填报人和指定的人员能看到这条线索",
        description="涉及纪检监察、举报人保护的勾选。保存后不能取消，其他人查不到，报送和考核只计条数。不涉及的不勾。",
    )
    reader_ids = TicksField(
        "知悉人员", description="至少一名本部门分管领导（审批）、一名执法监管科人员（接收）。"
    )

    def parts(self):
        asked = ("is_restricted", "reader_ids")
        more = (("知悉范围", asked),) if "reader_ids" in self else ()
        return (*super().parts(), *more)

    def named(self):
        is_asked = "reader_ids" in self and ("is_restricted" not in self or self.is_restricted.data)
        return frozenset(int(each) for each in self.reader_ids.data or ()) if is_asked else None

    def list_gaps(self):
        return tuple(Finding("reader_ids", each) for each in self.errors.get("reader_ids", ()))

    def validate_reader_ids(self, field):
        if field.data and "is_restricted" in self and not self.is_restricted.data:
            raise ValidationError("勾选了知悉人员，请同时勾选“限阅”；不限阅的，取消人员的勾选。")

    def offer_readers(self, readership):
        """A lead is opened restricted or never is; later only more persons are named, until it is submitted."""
        if readership is None:
            del self.is_restricted, self.reader_ids
            return
        self.reader_ids.choices = {str(account_id): words for account_id, words in readership.people}
        if readership.named:
            del self.is_restricted
            self.reader_ids.label.text = "增加知悉人员"
            self.reader_ids.description = f"限阅，已指定：{'、'.join(readership.named)}。"

    def offer(self, choices):
        self.offer_readers(choices.readership)
        sources = choices.catalogue.lead_sources
        self.category_code.choices = choose(category_choices(choices.catalogue))
        self.violation_code.choices = violation_choices(choices.catalogue)
        self.origin.choices = coded(choices.catalogue.origins)
        self.source_activity.choices = coded(sources.activities, "没有")
        self.source_data.choices = coded(sources.data, "没有")
        self.source_external.choices = coded(sources.external, "没有")
        self.serves_month.choices = choose(month_choices(choices.months))
        self.handed_to_id.choices = choose(dict(choices.departments), "没有移交")
        self.resulting_dossier_id.choices = choose(dict(choices.cases), "没有")
