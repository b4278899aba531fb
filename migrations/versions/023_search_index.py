"""An index of searches, by pieces of two characters, filled from what there is."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None

ROWS = """
SELECT s.id, d.number, s.title, replace(s.title, s.party_name, '某') AS masked, s.party_name, s.credit_code,
    s.decision_number, s.summary_verification, s.summary_facts, s.summary_result, s.summary_effect, s.content
FROM submissions s JOIN dossiers d ON d.id = s.dossier_id WHERE s.id > :last ORDER BY s.id LIMIT 1000
"""


def upgrade() -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        op.execute("CREATE VIRTUAL TABLE search_index USING fts5(pieces, detail=none, columnsize=0)")
    else:
        op.execute(
            "CREATE TABLE search_index (rowid INTEGER NOT NULL, pieces TSVECTOR NOT NULL, "
            "CONSTRAINT pk_search_index PRIMARY KEY (rowid))"
        )
        op.execute("CREATE INDEX ix_search_index_pieces ON search_index USING gin (pieces)")
    kind = "TEXT" if is_sqlite else "TSVECTOR"
    insert = sa.text(f"INSERT INTO search_index (rowid, pieces) VALUES (:id, CAST(:pieces AS {kind}))")
    last = 0
    while rows := connection.execute(sa.text(ROWS), {"last": last}).all():
        connection.execute(insert, [{"id": row.id, "pieces": cut(row[1:])} for row in rows])
        last = rows[-1].id


def downgrade() -> None:
    op.execute("DROP TABLE search_index")


def cut(texts: tuple[str | None, ...]) -> str:
    return " ".join(sorted({piece for text in texts for piece in list_pieces(text or "")}))


def list_pieces(text: str) -> Iterator[str]:
    for run in text.lower().split():
        for place in range(len(run)):
            yield "".join(f"{ord(each):x}" for each in run[place : place + 2])
