"""A list a page at a time: as a page for people, as a table in CSV, and as triples about what stands in it."""

from collections.abc import Iterator, Sequence
from typing import Protocol

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


Row = tuple[NamedNode, *tuple[object, ...]]
"""A thing, and what a table says of it."""


class Shown(Protocol):
    """One page of a list, and how long the whole list is."""

    @property
    def page(self) -> Page:
        """Which page it is."""

    @property
    def total(self) -> int:
        """How many things there are on all pages."""


def asked_page() -> Page | Response:
    """The page of a list that the address asks for, or why there is none."""
    page = read_page(request.args, PAGE_SIZE)
    return page if isinstance(page, Page) else problem(400, "There is no such page", page)


def list_response(name: str, shown: Shown, columns: Sequence[str], rows: Sequence[Row]) -> Response:
    """Answer with a list in the form that is asked for; `name` is that of its template and file."""
    media_type = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _TYPES)
    last = shown.page.last(shown.total)
    if media_type is None:
        return problem(406, "No such media type", "This can be had as %(types)s.", {"types": ", ".join(_TYPES)})
    if shown.page.number > last:
        return problem(404, "There is no such page", "The last page of this list is %(last)s.", {"last": last})
    if media_type == HTML:
        around = near(shown.page.number, last)
        response = Response(render_template(f"{name}.html", page=shown, to=_to, near=around, last=last), mimetype=HTML)
    elif media_type == CSV:
        response = table(name, columns, ((thing.value, *cells) for thing, *cells in rows))
    else:
        things = [thing for thing, *_ in rows]
        response = triples(browse.listed(request.url.partition("?")[0], things, here.registry()), media_type)
    response.vary.add("Accept")
    response.headers["Link"] = ", ".join(_links(shown))
    return response


def _links(shown: Shown) -> Iterator[str]:
    """The pages around this one, and the same in other forms (RFC 8288)."""
    for name, number in shown.page.around(shown.total).items():
        yield f'<{_to(page=number)}>; rel="{name}"'
    for name, media_type in _BESIDE.items():
        yield f'<{_to(format=name)}>; rel="alternate"; type="{media_type}"'


def _to(**changed: object) -> str:
    """The address of this list with something changed in it."""
    given: dict[str, object] = {name: values for name, values in request.args.lists() if name not in ("lang", "format")}
    return address(request.endpoint or "", **given | changed)
