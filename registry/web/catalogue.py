"""What the registry holds, for those who harvest it: service description, VoID, DCAT catalogue, list of interfaces."""

import json
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, current_app, render_template, request
from pyoxigraph import Triple

from registry import browse
from registry.core.catalogue import SPACES, dcat_catalogue, service_description, void_description
from registry.core.protocol import GRAPH_TYPES, Refusal
from registry.core.said import Said
from registry.web import here
from registry.web.data import triples
from registry.web.errors import refused
from registry.web.negotiation import HTML, TURTLE, choose_by_name

catalogue = Blueprint("catalogue", __name__)

LINKSET = "application/linkset+json"
_PROFILE = "https://www.rfc-editor.org/info/rfc9727"
_RELATIONS: tuple[tuple[str, str, str, str], ...] = (
    ("/sparql", "service-desc", "/sparql", TURTLE),
    ("/sparql", "service-doc", "/sparql", HTML),
    ("/sparql", "status", "/readyz", "application/json"),
    ("/catalog", "service-desc", "/catalog", TURTLE),
    ("/catalog", "service-doc", "/catalog", HTML),
    ("/q", "service-desc", "/openapi.json", "application/json"),
    ("/q", "service-doc", "/questions", HTML),
    ("/contributions", "service-desc", "/openapi.json", "application/json"),
    ("/contributions", "service-doc", "/contribute", HTML),
)
"""What is known of each interface: where it is described, for programs and for people, and whether it is well."""


_NO_HOST = Refusal(400, "Whom do you ask?", "The header Host is missing or is not the name of a host.")


def described(media_type: str) -> Response:
    """Describe the SPARQL endpoint."""
    return _given_out(lambda root: service_description(browse.holdings(here.registry()), root), media_type)


@catalogue.get("/.well-known/void")
def void() -> Response:
    """Say what there is and how much (VoID)."""
    return _chosen(lambda root: void_description(browse.holdings(here.registry()), root), GRAPH_TYPES)


@catalogue.get("/catalog")
def datasets() -> Response:
    """List the datasets: a page for people, DCAT-AP for data portals."""
    offers = {**GRAPH_TYPES, HTML: ("html",)}
    return _chosen(lambda root: dcat_catalogue(browse.datasets(here.registry()), root), offers)


@catalogue.get("/.well-known/api-catalog")
def interfaces() -> Response:
    """List the interfaces of the registry and where each is described (RFC 9727, RFC 9264)."""
    doors = {rule.rule for rule in current_app.url_map.iter_rules()}
    root = here.root().rstrip("/")
    if not root:
        return refused(_NO_HOST)
    found: dict[str, dict[str, list[dict[str, str]]]] = {}
    for anchor, relation, path, media_type in _RELATIONS:
        if path in doors:
            links = found.setdefault(anchor, {}).setdefault(relation, [])
            links.append({"href": root + path, "type": media_type})
    linkset = [{"anchor": root + anchor, **relations} for anchor, relations in found.items()]
    linkset.append({"anchor": f"{root}/.well-known/api-catalog", "item": [{"href": root + each} for each in found]})
    response = Response(json.dumps({"linkset": linkset}, indent=2) + "\n")
    response.headers["Content-Type"] = f'{LINKSET}; profile="{_PROFILE}"'
    response.headers["Link"] = '</.well-known/api-catalog>; rel="api-catalog"'
    return _kept(response)


@catalogue.after_app_request
def lead_from_the_first_page(response: Response) -> Response:
    """Tell a program that looks at the first page where the interfaces are listed (RFC 9727, 3.1)."""
    if request.path == "/":
        response.headers.add("Link", '</.well-known/api-catalog>; rel="api-catalog"')
    return response


def _chosen(describe: Callable[[str], list[Triple]], offers: Mapping[str, tuple[str, ...]]) -> Response:
    media_type = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), offers)
    if media_type is None:
        detail = Said("This can be had as %(types)s.", types=", ".join(offers))
        return refused(Refusal(406, "No such media type", detail, more={"offers": list(offers)}))
    if media_type == HTML:
        counted = browse.home(here.registry())
        page = render_template("catalogue.html", datasets=browse.datasets(here.registry()), counted=counted)
        response = Response(page, mimetype=HTML)
        response.vary.add("Accept")
        return response
    return _given_out(describe, media_type)


def _given_out(describe: Callable[[str], list[Triple]], media_type: str) -> Response:
    root = here.root()
    if not root:
        return refused(_NO_HOST)
    response = triples(describe(root), media_type, SPACES)
    response.headers["Link"] = '</catalog>; rel="describedby", </.well-known/api-catalog>; rel="api-catalog"'
    response.headers["Registry-Revision"] = str(here.registry().store.revision())
    return _kept(response)


def _kept(response: Response) -> Response:
    """Let an answer be kept and asked about again."""
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
