"""The case form, in the order of Annex 3 (典型案件报送信息表, R130–R157), with what Annex 2 asks besides."""

from wtforms import BooleanField

from portal.domain.checks import REQUIRED
from portal.domain.content import MANY
from portal.domain.parties import spell_code
from portal.forms.fields import (
    ChoiceField,
    CountField,
    DateField,
    LongTextField,
    MoneyField,
    TextField,
    TicksField,
    YesNoField,
)
from portal.forms.submissions import (
    NEVER_NULL,
    SubmissionForm,
    category_choices,
    choose,
    coded,
    tick_label,
    violation_choices,
)


def paragraph(label, hint="", rows=4):
    return LongTextField(label, description=hint, render_kw={"rows": rows})


class CaseForm(SubmissionForm):
    kind = "case"
    required = frozenset(REQUIRED["case"])
    wide = frozenset(
        {
            "title",
            "decision_content",
            "other_handling",
            "summary_verification",
            "summary_facts",
            "summary_result",
            "summary_effect",
            "co_handlers",
            "secondary_categories",
            "is_typical",
        }
    )
    shown_by = {  # noqa: RUF012
        "other_label": "category_code=other",
        "compensation": "is_mediated=yes",
        "decided_on": "is_punished=yes",
        "decision_number": "is_punished=yes",
        "decision_content": "is_punished=yes",
        "fine": "is_punished=yes",
        "confiscated": "is_punished=yes",
        "executed_on": "is_punished=yes",
        "published_on": "is_punished=yes",
        "excluded_reason": "excluded_days=*",
        "online_platform": "is_internet=y",
        "transferred_on": "is_transferred=yes",
        "notified_bodies": "is_notified=yes",
        "notified_on": "is_notified=yes",
    }

    category_code = ChoiceField("案件类型")
    violation_code = ChoiceField("违法行为类型", description="统计表第二栏按这一项填写。")
    other_label = TextField("其他违法的具体名称", longest=60, description="例如消费者权益保护。")
    industry = ChoiceField("行业")
    product = ChoiceField("产品")
    title = TextField("案件名称", description="写明当事人和违法行为，例如某水产摊经营检出孔雀石绿的鳊鱼案。")
    party_name = TextField("涉案企业名称（人员姓名）")
    licence_status = TextField("证照情况（许可信息）", description="例如营业执照、食品经营许可证均有效。")
    credit_code = TextField("统一社会信用代码", longest=18, description="18 位。自然人和没有代码的不填。")
    credit_code_reason = TextField("代码不符的说明", description="代码与校验规则不符而确实如此的，写明理由。")
    party_is_person = BooleanField("当事人是自然人，列表中姓名隐去")

    filed_on = DateField("立案时间", description="统计表按这一天归月。")
    closed_on = DateField("结案时间", description="填了即为“已办结”，不填是“正在办理中”。")
    excluded_days = CountField("扣除天数", description="依法不计入办案期限的自然日。")
    excluded_reason = TextField("扣除事由", description="例如检验 20 日、听证 15 日、公告 60 日。")

    amount_involved = MoneyField("涉案金额", description="货值金额，不含罚没款。没有就填 0，不清楚就留空。")
    is_mediated = YesNoField("是否调解")
    compensation = MoneyField("赔偿数额")
    in_production = BooleanField(tick_label("in_production"))
    in_trade = BooleanField(tick_label("in_trade"))
    other_provinces = TextField("本省以外涉案省（区、市）", description="多个用顿号隔开。")

    is_punished = YesNoField("是否处罚")
    decided_on = DateField("作出处罚时间", description="处罚公示从这一天起算。")
    decision_number = TextField(
        "处罚决定书文号", longest=60, description="例如沪市监崇处〔2021〕302021000001号。"
    )
    decision_content = paragraph("处罚决定内容", rows=3)
    fine = MoneyField("罚款数额")
    confiscated = MoneyField("没收违法所得")
    executed_on = DateField("执行完毕时间", description="罚没款缴清、其他处罚执行完毕。")
    published_on = DateField("处罚信息公示时间", description="在国家企业信用信息公示系统公示的日期。")
    listed_abnormal = BooleanField(tick_label("listed_abnormal"))
    has_separate_case = BooleanField(tick_label("has_separate_case"))
    was_interviewed = BooleanField(tick_label("was_interviewed"))
    other_handling = TextField("其他处理内容")

    is_transferred = YesNoField("案件移送公安机关")
    transferred_on = DateField("移送时间")
    is_notified = YesNoField("是否通报")
    notified_bodies = TextField("通报部门")
    notified_on = DateField("通报时间")

    summary_verification = paragraph("线索核查情况", "线索从哪里来，怎样核查，结果如何。", 3)
    summary_facts = paragraph("调查经过与违法事实", rows=6)
    summary_result = paragraph("处理结果", "怎样处理，依据哪一条，执行得怎样。", 3)
    summary_effect = paragraph("效果和社会影响", rows=3)
    is_public = YesNoField("是否已公开")

    officers = TextField("办案人员", description="多个用顿号隔开。")
    co_handlers = TicksField(
        "协办部门", description="与本部门一起办理的勾选。案件只计一次，协办部门的负责人同意上报后可以确认。"
    )
    contact_name = TextField("联系人", longest=60)
    contact_phone = TextField("联系电话", longest=40)

    is_internet = BooleanField(tick_label("is_internet"))
    is_rural = BooleanField(tick_label("is_rural"))
    online_platform = TextField("网络平台名称", longest=100, description="自建网站的写网站名称。")
    loss_recovered = MoneyField("挽回损失", description="没有就填 0，不清楚就留空。")
    secondary_categories = TicksField("次要类别", description="一案只计一类，这里勾选的只作标签，不计数。")
    quality_flags = TicksField("办案质量标签")
    focus_tags = TicksField("重点领域标签")
    is_major = BooleanField("有重大影响", description="办结的可以随时报送，不受每月 2 日的限制。")
    is_typical = BooleanField(
        "作为典型案件报送", description="须已办结；结案时间所在的月份就是报送月份，每月不少于 1 件。"
    )

    def offer(self, choices):
        self.category_code.choices = choose(category_choices(choices.catalogue))
        self.violation_code.choices = violation_choices(choices.catalogue)
        self.secondary_categories.choices = category_choices(choices.catalogue)
        self.industry.choices = coded(choices.catalogue.industries)
        self.product.choices = coded(choices.catalogue.products)
        self.quality_flags.choices = {each.code: each.label for each in choices.catalogue.quality_flags}
        self.focus_tags.choices = {each.code: each.label for each in choices.catalogue.focus_tags}
        self.co_handlers.choices = {str(each): words for each, words in choices.departments}

    def value(self, name):
        if name in MANY:
            joined = " ".join(self[name].data or ())
            return joined if name in NEVER_NULL else joined or None
        if name == "credit_code":
            return spell_code(self.credit_code.data or "") or None
        return super().value(name)

    def questions(self, names):
        """A code that fails its check is explained; without a code there is nothing to explain."""
        for label, group in super().questions(names):
            if group != ("credit_code_reason",) or self.credit_code.data or self.credit_code_reason.data:
                yield label, group
