"""What the forms of all kinds of filing share: their parts in paper order, and findings beside their fields."""

from datetime import date

from flask import request

from portal.domain.content import CONTENT, SECTIONS, TICK_WORDS, TICKS
from portal.domain.errors import Finding
from portal.forms.explanations import find_fault, read_words
from portal.forms.fields import Form

# Text columns that are never null; everywhere else a blank answer is null.
NEVER_NULL = frozenset({"title", "party_name", "contact_name", "contact_phone", "secondary_categories"})


class SubmissionForm(Form):
    """Fields are named as the content of the kind.

    `findings` is what 卷面检查 says of what stands on the form, None before anything was written.
    """

    kind = ""
    # Fields over the whole width, and those shown only while another field holds an answer.
    wide = frozenset()
    shown_by = {}  # noqa: RUF012
    required = frozenset()
    # What is drawn anew when one of several choices is changed: the button's intent and words, by the name of the field.
    redraws = {}  # noqa: RUF012

    def __init__(self, choices, words=None, **options):
        super().__init__(**options)
        self.findings = None
        # What answers a reminder that asks for a word, by its code, as typed or as kept; and what is wrong with it.
        self.words = {**(words or {}), **read_words(request.form)}
        self.word_faults = {}
        self.is_readable = True
        self.is_narrowed = False
        # What the form did with what was typed, where it asks to look at it before saving.
        self.told = ""
        # Why it was not submitted although nothing is wrong with it.
        self.asks = ""
        # The keys of the quiet reminders of 卷面检查 that the page shows; what a return named is none of them.
        self.seen = ""
        self.offer(choices)

    def offer(self, choices):
        """Put the plan's choices on the fields that choose."""

    def validate(self, extra_validators=None):
        self.is_readable = super().validate(extra_validators) and not self.list_word_faults()
        if not self.is_readable:
            self.findings = tuple(
                Finding(name, f"{self[name].label.text}：{messages[0]}")
                for name, messages in self.errors.items()
                if name
            )
        return self.is_readable

    def list_word_faults(self):
        """What keeps a sentence from being saved, also put where the summary of errors reads it."""
        faults = {code: find_fault(text) for code, text in self.words.items()}
        self.word_faults = {code: fault for code, fault in faults.items() if fault}
        self.form_errors.extend(self.word_faults.values())
        return self.word_faults

    def narrow(self, names, content):
        """Ask only these fields of what `content` says; one that depends on another answer, only where it applies."""
        self.is_narrowed = True
        for field in list(self):
            if field.name not in names and field.name in CONTENT[self.kind]:
                del self[field.name]
        for name, condition in self.shown_by.items():
            leader = condition.partition("=")[0]
            if name in self and leader not in self and not content.get(leader) and not self.is_answered(name):
                del self[name]
        self.shown_by = {name: each for name, each in self.shown_by.items() if each.partition("=")[0] in self}

    def answers(self):
        """What was typed, by the names of the content."""
        return {name: self.value(name) for name in CONTENT[self.kind] if name in self}

    def sound_answers(self):
        """As `answers`, without the fields that cannot be kept as they stand."""
        return {
            name: value for name, value in self.answers().items() if name not in self or not self[name].errors
        }

    def sound_words(self):
        """The words that can be kept; of the others those kept before."""
        return {code: text for code, text in self.words.items() if code not in self.word_faults}

    def value(self, name):
        value = self[name].data
        return None if value == "" and name not in NEVER_NULL else value

    def named(self):
        """The accounts ticked as readers of a restricted dossier (限阅); None where it is to be none."""
        return None

    def list_gaps(self):
        """What else keeps it from being saved, besides what 卷面检查 finds in the content."""
        return ()

    def refuse(self, findings):
        """Put what refused saving or submitting beside its fields."""
        for finding in findings:
            if finding.field in self:
                self[finding.field].errors = [*self[finding.field].errors, finding.message]
            else:
                self.form_errors.append(finding.message)

    def reminder(self, name):
        """What does not block but should be looked at, for one field, unless an error beside it says the same and more."""
        errors = tuple(self[name].errors) if name in self else ()
        return " ".join(
            each.message
            for each in self.findings or ()
            if each.field == name
            and not each.is_error
            and not any(error.startswith(each.message) for error in errors)
        )

    def sections(self):
        """Number in Chinese, title and questions of each part; boxes under one label are one question."""
        asked = [(title, tuple(self.questions(names))) for title, names in self.parts()]
        asked = [(title, questions) for title, questions in asked if questions or not self.is_narrowed]
        for number, (title, questions) in zip("一二三四五六七八九", asked, strict=False):
            yield number, title, questions

    def parts(self):
        """Title and fields of each part in paper order."""
        return SECTIONS[self.kind]

    def state(self, questions):
        """How one part stands: error, reminder, done where something is filled in, or "" for not begun."""
        names = {name for _, group in questions for name in group}
        found = [each for each in self.findings or () if each.field in names]
        if any(self[name].errors for name in names if name in self) or any(each.is_error for each in found):
            return "error"
        if found:
            return "reminder"
        return "done" if any(self.is_answered(name) for name in names if name in self) else ""

    def is_answered(self, name):
        """Whether anything stands there: an answer of 否 does, a box left alone does not."""
        return bool(self[name].data) or (self[name].type == "YesNoField" and self[name].data is False)

    def questions(self, names):
        grouped = {name: label for label, group in TICKS.items() for name in group}
        for name in names:
            if name not in self:
                continue
            label = grouped.get(name)
            if label is None:
                yield "", (name,)
            elif TICKS[label][0] == name:
                yield label, TICKS[label]

    def redraw(self, name):
        """Intent and words of the button that draws anew what goes with this answer; None where there is no choice."""
        return self.redraws.get(name) if name in self.redraws and len(self[name].choices) > 2 else None

    def is_optional(self, name):
        """Whether it may stay blank whatever else is answered; a yes-or-no question is never marked so."""
        return name not in self.required and name not in self.shown_by and self[name].type != "YesNoField"


def violation_choices(catalogue):
    """Kinds of violation, grouped by category."""
    groups = {
        category.table_title: {each.code: f"{each.fill_in}：{each.behaviour}" for each in category.violations}
        for category in catalogue.categories
    }
    return {"": "请选择", **groups}


def category_choices(catalogue):
    return {category.code: category.table_title for category in catalogue.categories}


def choose(choices, blank="请选择"):
    """A list to choose from, the blank choice first."""
    return {"": blank, **{str(value): words for value, words in choices.items()}}


def coded(rows, blank="请选择"):
    """A list of the plan file to choose from."""
    return choose({row.code: row.label for row in rows}, blank)


def tick_label(name):
    return TICK_WORDS[name]


def as_month(value):
    """A month from 2021-09 as typed, or from the date that content holds."""
    return value if isinstance(value, date) else date.fromisoformat(f"{value}-01")


def month_choices(months):
    return {f"{month:%Y-%m}": f"{month.year} 年 {month.month} 月" for month in months}
