"""The monthly return (月报): persons sent and businesses checked by category, nil months, the department's word."""

from flask import request
from wtforms import BooleanField

from portal.domain.checks import REQUIRED
from portal.domain.inspections import COLUMNS, ROWS_TOLD, add, sum_pasted
from portal.forms.fields import ChoiceField, CountField, LongTextField, TextField
from portal.forms.submissions import SubmissionForm, as_month, choose, month_choices

FIGURES = (("persons_sent", "出动", "人次"), ("businesses_checked", "检查", "家次"))


class MonthlyReturnForm(SubmissionForm):
    """Two counts a category, named food-persons_sent and so on. A blank is not a zero (R113)."""

    kind = "monthly_return"
    required = frozenset(REQUIRED["monthly_return"])
    wide = frozenset({"no_case_reason", "no_lead_reason", "affirms_statistics"})
    redraws = {"month": ("redraw", "按所选月份换统计表")}  # noqa: RUF012

    month = ChoiceField("月份", coerce=as_month, description="换了月份，统计表跟着换，重新核对、勾选。")
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
    pasted = LongTextField(
        "从 Excel 粘贴每日检查清单",
        longest=100_000,
        description=f"四列：{'、'.join(COLUMNS)}。按类别相加后，加到上表的数字里，或者替换它们。",
        render_kw={"rows": 4},
    )
    contact_name = TextField("联系人", longest=60)
    contact_phone = TextField("联系电话", longest=40)

    def offer(self, choices):
        self.catalogue = choices.catalogue
        self.month.choices = choose(month_choices(choices.months))

    def validate(self, extra_validators=None):
        """A list that was pasted is summed into the table first; what was summed is looked at before it is saved."""
        is_valid = super().validate(extra_validators)
        is_valid = self.affirms_the_table_seen() and is_valid
        intent = request.form.get("intent")
        if intent == "redraw":
            self.told = "统计表已换成所选月份的，请核对后勾选。"
            return False
        if self.pasted.errors or not self.pasted.data:
            return is_valid
        if intent not in ("add", "replace"):
            self.pasted.errors = ["清单还没有汇总：点“加到表内”或“替换表内数字”，或者清空这一栏。"]
            return False
        if intent == "add" and any(figure.errors for _, figures in self.table() for figure in figures):
            self.pasted.errors = ["表内有没填对的数字，改好后再加。"]
            return False
        pasted = sum_pasted(self.pasted.data, self.catalogue, self.month.data)
        self.pasted.errors = pasted.faults[:ROWS_TOLD]
        if len(pasted.faults) > ROWS_TOLD:
            self.pasted.errors = [*self.pasted.errors, f"……共有 {len(pasted.faults)} 行没有看懂。"]
        if not pasted.faults:
            self.take_sums(pasted, is_added=intent == "add")
        return False

    def affirms_the_table_seen(self):
        """The tick is for the table that stood beside it: with another month chosen since it is taken off."""
        drawn_for = request.form.get("beside")
        if not drawn_for or not self.month.data or drawn_for == f"{self.month.data:%Y-%m}":
            return True
        if self.affirms_statistics.data and request.form.get("intent") != "redraw":
            sentence = f"勾选时旁边是 {drawn_for} 的统计表，不是所选月份的；现在换好了，请核对后再勾选。"
            self.affirms_statistics.errors = [sentence]
        self.affirms_statistics.data = False
        return not self.affirms_statistics.errors

    def take_sums(self, pasted, *, is_added):
        """Add the sums to what stands in the table, or put them in its place, and empty the box."""
        told = []
        for code, sums in pasted.sums.items():
            figures = []
            for (name, what, unit), total in zip(FIGURES, sums, strict=True):
                field = self[f"{code}-{name}"]
                field.data, field.raw_data = add(field.data, total) if is_added else total, None
                if total is not None:
                    figures.append(f"{what} {field.data} {unit}" + (f"（加 {total}）" if is_added else ""))
            told.append(f"{self.category_titles[code]}：{'、'.join(figures)}")
        self.pasted.data = ""
        done = f"已把 {pasted.rows} 行加到表内" if is_added else f"已用 {pasted.rows} 行替换表内数字"
        self.told = f"{done}。{'；'.join(told)}。请核对后保存。"

    def answers(self):
        return {**super().answers(), "lines": [(code, *counts) for code, counts in self.counts()]}

    def sound_answers(self):
        """The table as a whole: with a wrong figure in it none of it is kept."""
        sound = super().sound_answers()
        if any(figure.errors for _, figures in self.table() for figure in figures):
            del sound["lines"]
        return sound

    def counts(self):
        for code in self.category_titles:
            yield code, tuple(self[f"{code}-{name}"].data for name, *_ in FIGURES)

    def table(self):
        """Title of the category and its two fields, row by row."""
        for code, title in self.category_titles.items():
            yield title, tuple(self[f"{code}-{name}"] for name, *_ in FIGURES)

    def sections(self):
        for number, title, questions in super().sections():
            yield number, title, questions or (("", ("lines",)),)


def make_return_form(choices, data, **options):
    """The form with the categories of the plan; `data` as content has it, its lines too."""
    titles = {category.code: category.table_title for category in choices.catalogue.categories}
    fields = {
        f"{code}-{name}": CountField(f"{title}：{what}（{unit}）")
        for code, title in titles.items()
        for name, what, unit in FIGURES
    }
    form = type("YearReturnForm", (MonthlyReturnForm,), {**fields, "category_titles": titles})
    given = {
        f"{code}-{name}": count
        for code, *counts in data.get("lines", ())
        for (name, *_), count in zip(FIGURES, counts, strict=True)
    }
    return form(choices, data={**data, **given}, **options)
