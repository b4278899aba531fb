"""Naming more persons in a restricted dossier (限阅)."""

from portal.forms.fields import Form, TicksField


class NamingForm(Form):
    reader_ids = TicksField("知悉人员", description="指定后即可查看，不能取消。")

    def __init__(self, people, **options):
        super().__init__(**options)
        self.reader_ids.choices = {str(account_id): words for account_id, words in people}

    def named(self):
        return frozenset(int(each) for each in self.reader_ids.data or ())
