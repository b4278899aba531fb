"""Digits and Latin letters are indexed by threes as well: what was saved before is indexed anew."""

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from alembic import op

revision = "027"
down_revision = "026"
branch_labels = None
depends_on = None

ROWS = """
SELECT s.id, d.number, s.title, replace(s.title, s.party_name, '某') AS masked, s.party_name, s.credit_code,
    s.decision_number, s.summary_verification, s.summary_facts, s.summary_result, s.summary_effect, s.content
FROM submissions s JOIN dossiers d ON d.id = s.dossier_id WHERE s.id > :last ORDER BY s.id LIMIT 1000
"""
Pieces = Callable[[str], Iterator[str]]


def upgrade() -> None:
    fill(list_pieces)


def downgrade() -> None:
    fill(list_pairs)


def fill(cut: Pieces) -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # To delete its rows one by one takes longer than to fill it.
        op.execute("DROP TABLE search_index")
        op.execute("CREATE VIRTUAL TABLE search_index USING fts5(pieces, detail=none, columnsize=0)")
    else:
        op.execute("TRUNCATE search_index")
    kind = "TEXT" if is_sqlite else "TSVECTOR"
    insert = sa.text(f"INSERT INTO search_index (rowid, pieces) VALUES (:id, CAST(:pieces AS {kind}))")
    last = 0
    while rows := connection.execute(sa.text(ROWS), {"last": last}).all():
        kept = [
            {"id": row.id, "pieces": write({piece for text in row[1:] for piece in cut(text or "")})}
            for row in rows
        ]
        connection.execute(insert, kept)
        last = rows[-1].id


def list_pairs(text: str) -> Iterator[str]:
    for run in text.lower().split():
        for place in range(len(run)):
            yield run[place : place + 2]


def list_pieces(text: str) -> Iterator[str]:
    for run in text.lower().split():
        for place in range(len(run)):
            yield run[place : place + 2]
            if place + 3 <= len(run) and run[place + 1 : place + 3].isascii():
                yield run[place : place + 3]


def write(pieces: set[str]) -> str:
    return " ".join(sorted("".join(f"{ord(each):x}" for each in piece) for piece in pieces))
