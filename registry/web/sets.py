"""/sets: the criteria sets, and two of them side by side."""

from flask import Blueprint, Response, render_template, request

from registry import browse
from registry.web import here
from registry.web.languages import language
from registry.web.links import thing
from registry.web.negotiation import HTML

sets = Blueprint("sets", __name__)


@sets.get("/sets")
def every_set() -> Response:
    """List the criteria sets."""
    rows = browse.sets(here.registry(), language())
    return Response(render_template("sets.html", rows=rows), mimetype=HTML)


@sets.get("/sets/difference")
def difference() -> Response:
    """Put two criteria sets side by side."""
    left, right = (thing("criteria-set", request.args.get(side, "")) for side in ("left", "right"))
    page = browse.difference(left, right, here.registry(), language())
    return Response(render_template("difference.html", page=page), mimetype=HTML)
