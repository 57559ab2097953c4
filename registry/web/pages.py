"""The pages that list and lead: the first page, the criteria; `devices` adds its list to them."""

from flask import Blueprint, Response, render_template

from registry import browse
from registry.core.verdicts import Verdict
from registry.web import here
from registry.web.languages import language
from registry.web.negotiation import HTML

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> Response:
    """Say what this is and where to begin."""
    return Response(
        render_template("home.html", page=browse.home(here.registry()), verdicts=list(Verdict)), mimetype=HTML
    )


@pages.get("/criteria")
def criteria() -> Response:
    """List the criteria by theme."""
    page = browse.criteria(here.registry(), here.today(), language())
    return Response(render_template("criteria.html", page=page), mimetype=HTML)
