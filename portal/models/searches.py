"""The index of searches: a full-text table, of each engine's own kind, with one row a submission."""

from sqlalchemy import DDL, Integer, Text, column, event, table
from sqlalchemy.dialects.postgresql import TSVECTOR

from portal.extensions import db

# Its row number is the id of the submission. No model: to the metadata it is two statements and no table.
SEARCH_INDEX = table(
    "search_index", column("rowid", Integer), column("pieces", Text().with_variant(TSVECTOR, "postgresql"))
)
# Neither places nor lengths are asked for.
SQLITE = "CREATE VIRTUAL TABLE search_index USING fts5(pieces, detail=none, columnsize=0)"
POSTGRESQL = (
    "CREATE TABLE search_index (rowid INTEGER NOT NULL, pieces TSVECTOR NOT NULL, "
    "CONSTRAINT pk_search_index PRIMARY KEY (rowid))",
    "CREATE INDEX ix_search_index_pieces ON search_index USING gin (pieces)",
)

event.listen(db.metadata, "after_create", DDL(SQLITE).execute_if(dialect="sqlite"))
for statement in POSTGRESQL:
    event.listen(db.metadata, "after_create", DDL(statement).execute_if(dialect="postgresql"))
