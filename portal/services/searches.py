"""The index of searches (查找): kept in the transaction that saves, asked for candidates and never for the answer.

It knows neither masked names nor who may see what: whoever asks it says the exact condition beside it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, cast, delete, insert, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.domain.searches import cut, cut_word
from portal.extensions import db
from portal.models.searches import SEARCH_INDEX
from portal.models.submissions import Submission

# Searched beside number, title and party: the party's code, the decision's number, and what the case or lead is about,
# each with the word that a hit in it is told by.
TEXTS = {
    "credit_code": "代码",
    "decision_number": "文号",
    "summary_verification": "摘要",
    "summary_facts": "摘要",
    "summary_result": "摘要",
    "summary_effect": "摘要",
    "content": "线索内容",
}
# What stands in a title for a name that the reader may not see.
MASKED = "某"
# In whose order the index is read without being read to its end.
IDS = SEARCH_INDEX.c.rowid
INSERT = insert(SEARCH_INDEX).values(
    rowid=bindparam("submission_id"), pieces=cast(bindparam("pieces"), SEARCH_INDEX.c.pieces.type)
)


def keep(submission: Submission) -> None:
    """Index what the submission says now. Inside the caller's deed, once it has its id."""
    title, name = submission.title, submission.party_name
    texts = [getattr(submission, text, None) for text in TEXTS]
    pieces = cut(
        [submission.dossier.number, title, title.replace(name, MASKED) if name else "", name, *texts]
    )
    forget(submission.id)
    db.session.execute(INSERT, {"submission_id": submission.id, "pieces": pieces})


def forget(submission_id: int) -> None:
    db.session.execute(delete(SEARCH_INDEX).where(SEARCH_INDEX.c.rowid == submission_id))


def find_candidates(words: Sequence[str]) -> Select[Any]:
    """The ids of all submissions that may hold every one of the words, number, masked title and each text included."""
    return select(IDS).where(may_hold(words))


def go_along(statement: Select[Any], words: Sequence[str]) -> Select[Any]:
    """The statement along the index, whose own ids are to be its order: it reads no further than its limit.

    A list of candidates is read to its end first, however common the words.
    """
    ids = Submission.__table__.c.id
    return statement.join(SEARCH_INDEX, ids == IDS).where(may_hold(words))


def may_hold(words: Sequence[str]) -> ColumnElement[bool]:
    """The condition on SEARCH_INDEX."""
    is_postgresql = db.session.get_bind().dialect.name == "postgresql"
    piece, part, joint = ("{}", "{}:*", " & ") if is_postgresql else ('"{}"', '"{}"*', " ")
    asked = joint.join(
        (part if len(word) == 1 else piece).format(each) for word in words for each in cut_word(word)
    )
    if is_postgresql:
        return SEARCH_INDEX.c.pieces.op("@@", is_comparison=True)(cast(asked, TSQUERY))
    return literal_column("search_index").op("MATCH", is_comparison=True)(asked)
