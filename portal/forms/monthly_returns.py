"""The monthly return (月报): persons sent and businesses checked by category, nil months, the department's word."""

from wtforms import BooleanField

from portal.domain.checks import REQUIRED
from portal.forms.fields import ChoiceField, CountField, LongTextField, TextField
from portal.forms.submissions import SubmissionForm, as_month, choose, month_choices

FIGURES = (("persons_sent", "出动（人次）"), ("businesses_checked", "检查（家次）"))


class MonthlyReturnForm(SubmissionForm):
    """Two counts a category, named food-persons_sent and so on. A blank is not a zero (R113)."""

    kind = "monthly_return"
    required = frozenset(REQUIRED["monthly_return"])
    wide = frozenset({"no_case_reason", "no_lead_reason", "affirms_statistics"})

    month = ChoiceField("月份", coerce=as_month)
    no_case_reason = LongTextField(
        "本月没有办结的典型案件，理由",
        description="填了即为申请免报，由执法监管科接收时决定。有案件的不填。",
        render_kw={"rows": 2},
    )
    no_lead_reason = LongTextField(
        "本月没有重要线索，理由",
        description="填了即为申请免报，由执法监管科接收时决定。有线索的不填。",
        render_kw={"rows": 2},
    )
    affirms_statistics = BooleanField("已核对本部门累计统计表，数字完整")
    contact_name = TextField("联系人", longest=60)
    contact_phone = TextField("联系电话", longest=40)

    def offer(self, choices):
        self.month.choices = choose(month_choices(choices.months))

    def answers(self):
        return {**super().answers(), "lines": [(code, *counts) for code, counts in self.counts()]}

    def counts(self):
        for code in self.category_titles:
            yield code, tuple(self[f"{code}-{name}"].data for name, _ in FIGURES)

    def table(self):
        """Title of the category and its two fields, row by row."""
        for code, title in self.category_titles.items():
            yield title, tuple(self[f"{code}-{name}"] for name, _ in FIGURES)

    def sections(self):
        for number, title, questions in super().sections():
            yield number, title, questions or (("", ("lines",)),)


def make_return_form(choices, data, **options):
    """The form with the categories of the plan; `data` as content has it, its lines too."""
    titles = {category.code: category.table_title for category in choices.catalogue.categories}
    fields = {
        f"{code}-{name}": CountField(f"{title}：{label}")
        for code, title in titles.items()
        for name, label in FIGURES
    }
    form = type("YearReturnForm", (MonthlyReturnForm,), {**fields, "category_titles": titles})
    given = {
        f"{code}-{name}": count
        for code, *counts in data.get("lines", ())
        for (name, _), count in zip(FIGURES, counts, strict=True)
    }
    return form(choices, data={**data, **given}, **options)
