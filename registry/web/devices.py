"""/devices: the list of devices as a page, and exactly this list as CSV, as triples, and as a query."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from registry import browse
from registry.browse.devices import DevicesPage
from registry.core import protocol
from registry.core.listing import NAMES, Entry, Facet, Filter, Order
from registry.core.pages import near
from registry.settings import NAMES as OURS
from registry.web import here
from registry.web.data import triples
from registry.web.errors import problem
from registry.web.languages import N_, address, language, worded
from registry.web.links import node
from registry.web.lists import asked_page
from registry.web.negotiation import CSV, HTML, choose_by_name
from registry.web.pages import pages
from registry.web.tables import table

__all__ = ["pages"]

QUERY = "application/sparql-query"
_TYPES = {HTML: ("html",), CSV: ("csv",), **protocol.GRAPH_TYPES, QUERY: ("rq", "sparql")}
_MOST_VALUES = 20
_ADDRESSES = frozenset({"kind", "brand", "manufacturer", "set", "certificate", "country", "evidence"})
_CODE = re.compile(r"[A-Za-z0-9-]{1,64}")

TITLES = {
    "kind": N_("Kind"),
    "brand": N_("Brand"),
    "manufacturer": N_("Manufacturer"),
    "released": N_("Year of release"),
    "meets": N_("Meets all of"),
    "set": N_("Meets the whole set"),
    "certificate": N_("Certificate that is valid"),
    "country": N_("Country of the evidence"),
    "contributor": N_("Contributed by"),
    "evidence": N_("Evidence"),
}
ORDERS = {
    Order.NAME: N_("brand and name"),
    Order.NEWEST: N_("newest first"),
    Order.MET: N_("most criteria met first"),
}


@pages.get("/devices")
def devices() -> AnyResponse:
    """List the devices that fit what the address asks for."""
    wanted = _wanted()
    media_type = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _TYPES)
    if media_type == HTML:
        return _page(wanted)
    if media_type == QUERY:
        return _query(wanted)
    if media_type is None:
        return problem(406, "No such media type", "This can be had as %(types)s.", {"types": ", ".join(_TYPES)})
    found = browse.whole_list(wanted, here.registry())
    if isinstance(found, int):
        return _too_many(found)
    if media_type == CSV:
        return table("devices", _COLUMNS, (_row(entry) for entry in found))
    return triples(browse.list_triples(_name(wanted), found), media_type)


def _page(wanted: Filter) -> Response:
    asked = asked_page()
    if isinstance(asked, Response):
        return asked
    whole = [name for name in request.args.getlist("all") if name in NAMES]
    page = browse.devices(wanted, asked.number, here.registry(), language(), whole)
    shown = render_template(
        "devices.html",
        page=page,
        to=lambda other, **more: address("pages.devices", **(_arguments(other) | more)),
        titles={name: worded(title) for name, title in TITLES.items()},
        orders=[(order.value, worded(title), order == wanted.order) for order, title in ORDERS.items()],
        near=near(page.page, page.pages),
        whole=whole,
    )
    response = Response(shown, mimetype=HTML)
    response.vary.add("Accept")
    response.headers["Link"] = ", ".join(_links(page))
    return response


def _query(wanted: Filter) -> AnyResponse:
    """The query as text for programs; a person is led to where it has been asked."""
    query = browse.sparql_of(wanted, here.registry(), here.today())
    if len(query.encode()) > here.registry().limits.query_bytes:
        detail = N_(
            "The query for this list is longer than the endpoint reads. Take away a choice, or take the list as a file."
        )
        return problem(413, "The query is too long", detail)
    if request.accept_mimetypes.best_match([HTML, QUERY]) == HTML and "sparql" in request.args.getlist("format"):
        response: AnyResponse = redirect(address("sparql.endpoint", query=query), 303)
    else:
        response = Response(query, content_type=QUERY)
    response.headers["Vary"] = "Accept"
    return response


_COLUMNS = ("device", "brand", "model", "kind", "released", "eprel", "meets", "fails", "disputed", "certificates")


def _row(entry: Entry) -> tuple[str, ...]:
    several = (Facet.MEETS, Facet.FAILS, Facet.DISPUTED, Facet.CERTIFICATE)
    kind = entry.kind.value.rpartition("/")[2]
    released = " ".join(sorted(entry.of(Facet.YEAR)))
    lists = (" ".join(sorted(entry.of(facet))) for facet in several)
    return (entry.iri.value, entry.brand_name, entry.name, kind, released, entry.number, *lists)


def _too_many(count: int) -> Response:
    detail = N_(
        "This list holds %(count)s devices, and a file holds at most %(most)s. Narrow the list, or take a dump."
    )
    return problem(
        413, N_("The list is too long"), detail, {"count": count, "most": here.registry().limits.list_devices}
    )


def _wanted() -> Filter:
    """What the address asks for; what cannot be a value narrows nothing."""
    order = next((order for order in Order if order.value == request.args.get("order")), Order.NAME)
    chosen = {name: tuple(_values(name)) for name in NAMES}
    return Filter(text=request.args.get("q", "").strip()[:200], order=order, **chosen)


def _values(name: str) -> Iterable[str]:
    given = dict.fromkeys(request.args.getlist(name))
    fits = _is_address if name in _ADDRESSES else _CODE.fullmatch
    return [value for value in given if fits(value)][:_MOST_VALUES]


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and node(text) is not None


def _arguments(wanted: Filter) -> dict[str, object]:
    values: dict[str, object] = {name: list(wanted.of(name)) for name in NAMES if wanted.of(name)}
    if wanted.text:
        values["q"] = wanted.text
    if wanted.order is not Order.NAME:
        values["order"] = wanted.order.value
    return values


def _name(wanted: Filter) -> str:
    """The address of this list, whatever its order, page and language."""
    chosen = [(name, value) for name, value in wanted.chosen] + ([("q", wanted.text)] if wanted.text else [])
    path = f"devices?{urlencode(sorted(chosen))}" if chosen else "devices"
    return request.host_url + path if node(request.host_url + path) else OURS + path


def _links(page: DevicesPage) -> Iterable[str]:
    """The same list in other forms, and the other pages of this one (RFC 8288)."""
    values = _arguments(page.wanted)
    for name, media_type in (("csv", CSV), ("turtle", "text/turtle"), ("jsonld", "application/ld+json")):
        yield f'<{address("pages.devices", **values, format=name)}>; rel="alternate"; type="{media_type}"'
    others = {"first": 1, "prev": page.page - 1, "next": page.page + 1, "last": page.pages}
    for relation, number in others.items():
        if 1 <= number <= page.pages:
            yield f'<{address("pages.devices", **values, page=number)}>; rel="{relation}"'
