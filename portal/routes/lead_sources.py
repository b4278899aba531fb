"""What each source of leads yields (线索来源成效): page and workbook from one drawing."""

from flask import Blueprint, render_template, request, url_for

from portal.domain.permissions import Permission
from portal.routes.files import send
from portal.routes.guards import require
from portal.services import lead_sources, plans

blueprint = Blueprint("lead_sources", __name__)


def read_year():
    """The campaign year of the address; the present one where there is no plan for it."""
    year = request.args.get("year", type=int)
    return year if year in plans.list_years() else plans.current_year()


@blueprint.get("/lead-sources")
@require(Permission.STATISTICS_READ)
def show(actor):
    year = read_year()
    table = lead_sources.draw(actor, year, link)
    years = [(each, f"{each} 年度") for each in plans.list_years()]
    return render_template("lead_sources/show.html", table=table, year=year, years=years)


@blueprint.get("/lead-sources.xlsx")
@require(Permission.STATISTICS_READ)
def download(actor):
    table, content = lead_sources.export(actor, read_year())
    return send(f"{table.title}.xlsx", content)


def link(filters):
    return url_for("submissions.list_all", **filters.as_arguments())
