"""The statistics table (案件统计表): page, workbook and the list behind each number, all from one drawing."""

from datetime import timedelta

from flask import Blueprint, render_template, request, url_for

from portal.domain.periods import local_moment
from portal.domain.permissions import Permission
from portal.domain.statistics import read_question
from portal.routes.files import send
from portal.routes.guards import require
from portal.services import statistics

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/statistics")
@require(Permission.STATISTICS_READ)
def show(actor):
    question = read_question(request.args)
    drawing = statistics.draw(actor, question, link=link)
    choices = statistics.list_choices(actor, drawing)
    return render_template(
        "statistics/show.html",
        drawing=drawing,
        question=question,
        choices=choices,
        month_ends=[(end, f"{end.month} 月 {end.day} 日") for end in choices.month_ends],
        as_of=editable(question.as_of),
        bars=statistics.list_bars(drawing),
        neighbours=neighbours(drawing, question, choices.month_ends),
    )


@blueprint.get("/statistics.xlsx")
@require(Permission.STATISTICS_READ)
def download(actor):
    drawing, content = statistics.export(actor, read_question(request.args))
    return send(drawing.file_name, content)


@blueprint.get("/statistics/records")
@require(Permission.STATISTICS_READ)
def list_records(actor):
    figure, category = request.args.get("figure", ""), request.args.get("category", "")
    behind = statistics.list_records(
        actor,
        read_question(request.args),
        figure,
        category,
        after=request.args.get("after", ""),
        before=request.args.get("before", ""),
    )
    place = {"figure": figure, "category": category, **behind.drawing.question.as_arguments()}
    return render_template("statistics/list_records.html", behind=behind, drawing=behind.drawing, place=place)


def link(question, category, figure):
    """The address of what is behind a figure, its moment exact, so that the list adds up to the cell."""
    return url_for(
        "statistics.list_records", figure=figure, category=category or None, **question.as_arguments()
    )


def neighbours(drawing, question, month_ends):
    """The addresses of the same table a month earlier and a month later, None past the ends of the year."""
    place = month_ends.index(drawing.through)
    earlier, later = month_ends[place - 1 : place], month_ends[place + 1 : place + 2]
    return [
        url_for("statistics.show", **{**question.as_arguments(), "through": ends[0].isoformat()})
        if ends
        else None
        for ends in (earlier, later)
    ]


def editable(moment):
    """A moment as a datetime field keeps it: local, and rounded up to the second, so that nothing drops out."""
    if moment is None:
        return ""
    return (local_moment(moment) + timedelta(microseconds=999_999)).strftime("%Y-%m-%dT%H:%M:%S")
