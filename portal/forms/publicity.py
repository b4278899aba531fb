"""The form of a publicity item (宣传信息, R048)."""

from portal.domain.checks import REQUIRED
from portal.domain.publicity import Level
from portal.forms.fields import ChoiceField, DateField, LongTextField, TextField
from portal.forms.submissions import SubmissionForm, choose


class PublicityForm(SubmissionForm):
    kind = "publicity"
    required = frozenset(REQUIRED["publicity"])
    wide = frozenset({"title", "link", "account_given"})

    title = TextField("标题", description="与发布的标题一致。")
    medium = ChoiceField("媒体类型")
    outlet = TextField("媒体名称", longest=100, description="报刊、栏目、公众号的全称。")
    outlet_level = ChoiceField(
        "媒体级别", choices=choose({level: level.label for level in Level}), coerce=Level
    )
    appeared_on = DateField("发布日期")
    link = TextField("网址", longest=500, description="以 http:// 或 https:// 开头；没有网址的不填。")
    account_given = LongTextField(
        "内容简介", description="没有网址的，写明版面、时段或活动情况。", render_kw={"rows": 4}
    )
    contact_name = TextField("联系人", longest=60)
    contact_phone = TextField("联系电话", longest=40)

    def offer(self, choices):
        self.medium.choices = choose({each.code: each.label for each in choices.catalogue.media})
