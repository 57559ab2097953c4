"""A list a page at a time: as a page for people, as a table in CSV, and as triples about what stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template, request
from pyoxigraph import NamedNode

from registry import browse
from registry.core import protocol
from registry.core.pages import Page, near, read_page
from registry.web import here
from registry.web.data import triples
from registry.web.errors import problem
from registry.web.languages import address
from registry.web.negotiation import CSV, HTML, choose_by_name
from registry.web.tables import table

PAGE_SIZE = 50
_TYPES = {HTML: ("html",), CSV: ("csv",), **protocol.GRAPH_TYPES}
_BESIDE = {"csv": CSV, "turtle": "text/turtle", "jsonld": "application/ld+json"}


@dataclass(frozen=True)
class Listed:
    """One page of a list: how long the whole is, the things on this page, and their rows under names of columns."""

    name: str
    shown: object
    page: Page
    total: int
    things: Sequence[NamedNode]
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]


def asked_page() -> Page | Response:
    """The page of a list that the address asks for, or why there is none."""
    page = read_page(request.args, PAGE_SIZE)
    return page if isinstance(page, Page) else problem(400, "There is no such page", f"{page}.")


def list_response(listed: Listed) -> Response:
    """Answer with a list in the form that is asked for; `name` is that of its template and file."""
    media_type = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _TYPES)
    last = listed.page.last(listed.total)
    if media_type is None:
        return problem(406, "No such media type", "This can be had as %(types)s.", {"types": ", ".join(_TYPES)})
    if listed.page.number > last:
        return problem(404, "There is no such page", "The last page of this list is %(last)s.", {"last": last})
    response = _written(listed, media_type, last)
    response.vary.add("Accept")
    links = [f'<{_to(page=number)}>; rel="{name}"' for name, number in listed.page.around(listed.total).items()]
    links += [f'<{_to(format=name)}>; rel="alternate"; type="{kind}"' for name, kind in _BESIDE.items()]
    response.headers["Link"] = ", ".join(links)
    return response


def _written(listed: Listed, media_type: str, last: int) -> Response:
    if media_type == CSV:
        return table(listed.name, listed.columns, listed.rows)
    if media_type == HTML:
        around = near(listed.page.number, last)
        shown = render_template(f"{listed.name}.html", page=listed.shown, to=_to, near=around, last=last)
        return Response(shown, mimetype=HTML)
    return triples(browse.listed(request.url.partition("?")[0], listed.things, here.registry()), media_type)


def _to(**changed: object) -> str:
    """The address of this list with something changed in it."""
    given: dict[str, object] = {name: values for name, values in request.args.lists() if name not in ("lang", "format")}
    return address(request.endpoint or "", **given | changed)
