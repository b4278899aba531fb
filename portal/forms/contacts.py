"""The form of Annex 1 (联络员表): two rows of five cells."""

from portal.domain.checks import REQUIRED
from portal.domain.contacts import COLUMNS, PERSONS
from portal.forms.fields import TextField
from portal.forms.submissions import SubmissionForm


class ContactsForm(SubmissionForm):
    kind = "contacts"
    required = frozenset(REQUIRED["contacts"])


for person in PERSONS:
    for column, label in COLUMNS.items():
        longest = 60 if column in ("name", "post") else 40
        setattr(ContactsForm, f"{person}_{column}", TextField(label, longest=longest))
