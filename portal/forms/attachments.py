"""What is said of an attachment: when and where a picture was taken, and what it shows (R046)."""

from wtforms.validators import Optional

from portal.domain.attachments import LONGEST_NOTE
from portal.forms.fields import DateField, Form, TextField


class AttachmentForm(Form):
    taken_on = DateField("拍摄日期", [Optional()])
    place = TextField("拍摄地点", longest=LONGEST_NOTE)
    note = TextField("说明", longest=LONGEST_NOTE)

    def answers(self):
        return {"taken_on": self.taken_on.data, "place": self.place.data, "note": self.note.data}
