"""The pages that list and lead: the first page, the devices, the criteria."""

from flask import Blueprint, Response, render_template, request

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


@pages.get("/devices")
def devices() -> Response:
    """List the devices that fit what the address asks for."""
    wanted = browse.Filter(
        text=request.args.get("q", "").strip(),
        brand=_iri(request.args.get("brand", "")),
        kind=_iri(request.args.get("kind", "")),
        meets=tuple(dict.fromkeys(each for each in request.args.getlist("meets") if each)),
    )
    page = browse.devices(wanted, request.args.get("page", 1, type=int), here.registry(), language())
    return Response(render_template("devices.html", page=page), mimetype=HTML)


@pages.get("/criteria")
def criteria() -> Response:
    """List the criteria by theme."""
    page = browse.criteria(here.registry(), here.today(), language())
    return Response(render_template("criteria.html", page=page), mimetype=HTML)


def _iri(text: str) -> str:
    """An address as given, or nothing where it cannot be one."""
    return text if text.startswith("https://") and not set(text) & set('<>"{}|\\^` \n\r\t') else ""
