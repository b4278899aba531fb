"""The list page, first and deep, as supervision and a liaison open it, against a bare sqlite3 + Jinja keyset page."""

from contextvars import Context

from jinja2 import Environment
from sqlalchemy import select

from portal.extensions import db
from portal.models.submissions import Submission
from portal.services.dossiers import PAGE_SIZE, write_key
from tests.bench.measure import Ratio, compare
from tests.bench.stage import Stage

# What supervision may see, and the list does not leave out.
SHOWN = "(status IN ('leader_approved', 'accepted', 'revoked') OR returned_from = 'leader_approved')"
PAGE = f"""
SELECT s.id, s.title, s.status, s.revision, s.filed_on, s.changed_at, number, short_name, table_title
FROM submissions s JOIN dossiers ON dossiers.id = s.dossier_id
    JOIN departments ON departments.id = s.department_id
    LEFT JOIN categories ON categories.year = s.year AND categories.code = s.category_code
WHERE {SHOWN} AND (s.changed_at, s.id) < (?, ?)
ORDER BY s.changed_at DESC, s.id DESC LIMIT {PAGE_SIZE + 1}
"""
TEMPLATE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>全部卷宗</title></head><body>
<table>{% for row in rows %}<tr><td>{{ row.number }}</td><td><a href="/submissions/{{ row.id }}">{{ row.title }}</a></td>
<td>{{ row.short_name }}</td><td>{{ row.table_title }}</td><td>{{ row.status }}</td><td>{{ row.filed_on }}</td>
<td>{{ row.changed_at }}</td></tr>{% endfor %}</table>
{% if next %}<a href="/submissions?page={{ next.changed_at }}-{{ next.id }}">下一页</a>{% endif %}</body></html>"""


# A page of the same layout and menu, for the same person, with two fields in place of a list.
EMPTY = "/account/password"


def measure_list(stage: Stage, share: float, goal: float, username: str = "supervision") -> Ratio:
    """The page that begins after this share of all rows."""
    visitor = stage.sign_in(username)
    row = find_row(share)
    key = write_key("a", row) if row else ""
    moment = row.changed_at.replace(tzinfo=None).isoformat(" ") if row else "9999-12-31"
    connection = stage.connect()
    template = Environment(autoescape=True).from_string(TEMPLATE)

    def portal() -> None:
        # A context of its own, as in production: nothing is left over from the request before.
        page = Context().run(visitor.get, "/submissions", query_string={"page": key})
        assert page.status_code == 200 and page.text.count("<tr>") > PAGE_SIZE

    def bare() -> None:
        rows = connection.execute(PAGE, (moment, row.id if row else 0)).fetchall()
        template.render(rows=rows[:PAGE_SIZE], next=rows[PAGE_SIZE])

    ours, raw = compare(portal, bare, rounds=40)
    connection.close()
    place = f"at {share:.0%}" if share else "first" if username == "supervision" else "a liaison's"
    return Ratio(f"list page of {PAGE_SIZE}, {place}", stage.size, stage.engine, ours, raw, goal)


def measure_own_share(stage: Stage, page: Ratio) -> Ratio:
    """What that page takes beyond an empty one of the same layout, session and menu, which the bare page lacks."""
    visitor = stage.sign_in("supervision")

    def empty() -> None:
        assert Context().run(visitor.get, EMPTY).status_code == 200

    whole, nothing = compare(lambda: Context().run(visitor.get, "/submissions"), empty, rounds=40)
    own = page.portal * (whole - nothing) / whole
    return Ratio("list page, beyond an empty page", stage.size, stage.engine, own, page.bare, page.goal)


def find_row(share: float):
    """The row of the list behind which the page begins; None for the first page."""
    if not share:
        return None
    total = db.session.query(Submission.id).count()
    statement = select(Submission.changed_at, Submission.id).order_by(
        Submission.changed_at.desc(), Submission.id.desc()
    )
    row = db.session.execute(statement.offset(int(total * share)).limit(1)).one()
    db.session.rollback()
    return row
