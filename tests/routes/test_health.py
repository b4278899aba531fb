"""/healthz: what a monitor asks."""

from portal.extensions import db


def test_it_says_that_the_engine_answers_and_the_tables_are_at_head(app, client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json["status"] == "ok"
    assert answer.json["engine"] == db.engine.dialect.name
    assert answer.json["at_head"] is True
