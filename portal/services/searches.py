"""The index of searches (查找): kept in the transaction that saves, asked for candidates and never for the answer.

It knows neither masked names nor who may see what: whoever asks it says the exact condition beside it.
"""

from typing import Any

from sqlalchemy import Select, bindparam, cast, delete, insert, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.domain.searches import cut, cut_word
from portal.extensions import db
from portal.models.searches import SEARCH_INDEX
from portal.models.submissions import Submission

# Searched beside number, title and party: the party's code, the decision's number, and what the case or lead is about.
TEXTS = (
    "credit_code",
    "decision_number",
    "summary_verification",
    "summary_facts",
    "summary_result",
    "summary_effect",
    "content",
)
# What stands in a title for a name that the reader may not see.
MASKED = "某"
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


def find_candidates(word: str) -> Select[Any]:
    """The ids of all submissions that may hold the word, number, masked title and every text included."""
    pieces = cut_word(word)
    is_part = len(word) == 1
    found = select(SEARCH_INDEX.c.rowid)
    if db.session.get_bind().dialect.name == "postgresql":
        asked = " & ".join(f"{piece}:*" if is_part else piece for piece in pieces)
        return found.where(SEARCH_INDEX.c.pieces.op("@@")(cast(asked, TSQUERY)))
    asked = " ".join(f'"{piece}"*' if is_part else f'"{piece}"' for piece in pieces)
    return found.where(literal_column("search_index").op("MATCH")(asked))
