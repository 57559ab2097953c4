"""Things by their name: /id/... leads to /doc/..., which is a page for people and triples for programs."""

from collections.abc import Iterable

from flask import Blueprint, Response, redirect, render_template, request
from pyoxigraph import NamedNode, Triple
from werkzeug.wrappers import Response as AnyResponse

from registry import browse, releases
from registry.browse.vocabulary import VocabularyPage
from registry.core import protocol
from registry.core.context import context_text
from registry.core.reading.formats import ending_of
from registry.core.report import from_json
from registry.core.verdicts import Verdict
from registry.settings import IDS
from registry.web import here
from registry.web.data import quads_out, triples
from registry.web.errors import problem
from registry.web.languages import address, language
from registry.web.negotiation import GRAPH_TYPES, HTML, TURTLE, choose, choose_by_name
from registry.web.reports import report_response
from registry.web.things import page_of

resources = Blueprint("resources", __name__)

_ENDINGS = {".html": HTML, ".ttl": TURTLE, ".nt": "application/n-triples", ".jsonld": "application/ld+json"}
_QUAD_ENDINGS = {".trig": "application/trig", ".nq": "application/n-quads"}
"""Formats in which each statement keeps its graph, so that nobody's words are taken for another's."""


@resources.get("/id/<path:name>")
def identifier(name: str) -> AnyResponse:
    """Lead from a thing to the document about it (Cool URIs for the Semantic Web, 4.2)."""
    return redirect(address("resources.document", name=name), 303)


@resources.get("/doc/<path:name>")
def document(name: str) -> Response:
    """Describe a thing as a page or as triples, by Accept or by the ending of the address."""
    name, media_type = _split_ending(name)
    offers = (HTML, *GRAPH_TYPES, *_QUAD_ENDINGS.values())
    media_type = media_type or choose(request.accept_mimetypes, offers)
    iri = _iri(name)
    if iri is None:
        return problem(404, "Not known", "This address is not one that the registry gives out.")
    if media_type is None:
        return problem(406, "No such media type", "This can be had as %(types)s.", {"types": ", ".join(offers)})
    if media_type in _QUAD_ENDINGS.values():
        stated = browse.graphs_about(iri, here.registry())
        return quads_out(stated, media_type) if stated else _not_known(name)
    if media_type != HTML:
        quads = browse.triples_about(iri, here.registry())
        return triples(quads, media_type) if quads else _not_known(name)
    page = _page(name, iri)
    if page is None:
        return _not_known(name)
    response = Response(page, mimetype=HTML)
    response.vary.add("Accept")
    response.headers["Link"] = f'</doc/{name}.ttl>; rel="alternate"; type="{TURTLE}"'
    return response


@resources.get("/contributions/<int(max=2147483647):sequence>/bytes")
def contributed_bytes(sequence: int) -> Response:
    """Give out a contribution exactly as it was received."""
    found = browse.contribution(sequence, here.registry())
    if found is None:
        return _not_known(f"contribution/{sequence}")
    # what a stranger wrote is handed over, never shown: no browser may take it for a page
    headers = {
        "Content-Disposition": f"attachment; filename=contribution-{sequence}{ending_of(found.draft.media_type)}"
    }
    headers |= {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return Response(found.draft.body, mimetype="text/plain", headers=headers)


@resources.get("/contributions/<int(max=2147483647):sequence>/report")
def contributed_report(sequence: int) -> Response:
    """Give out what the checks said when a contribution was accepted."""
    found = browse.contribution(sequence, here.registry())
    if found is None:
        return _not_known(f"contribution/{sequence}")
    return report_response(from_json(found.draft.report), found.draft.dataset, 200)


@resources.get("/ontology")
def ontology() -> Response:
    """Show the words as a page, or give them out as triples."""
    registry = here.registry()
    return _vocabulary(browse.ontology(registry, language()), registry.words.ontology)


@resources.get("/ontology/context.jsonld")
def context() -> Response:
    """Give out the short names of the words, for JSON-LD that was made here or elsewhere."""
    words = here.registry().words
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
    body = context_text((*words.ontology, *words.shapes))
    return Response(body, mimetype="application/ld+json", headers=headers)


@resources.get("/shapes")
def shapes() -> Response:
    """Show the rules as a page, or give them out as triples."""
    registry = here.registry()
    return _vocabulary(browse.shapes(registry, language()), registry.words.shapes)


@resources.get("/ontology/<version>")
def ontology_release(version: str) -> Response:
    """Give out the words of a release, which never change."""
    return _release(version, releases.WORDS)


@resources.get("/shapes/<version>")
def shapes_release(version: str) -> Response:
    """Give out the rules of a release, which never change."""
    return _release(version, releases.RULES)


def _release(version: str, name: str) -> Response:
    content = releases.released(version, name)
    if content is None:
        return problem(
            404, "Not known", "There is no release %(version)s of the words and rules.", {"version": version}
        )
    return Response(content, mimetype=TURTLE, headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _vocabulary(page: VocabularyPage, statements: Iterable[Triple]) -> Response:
    media_type = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _VOCABULARY_TYPES)
    if media_type == HTML:
        response = Response(render_template("vocabulary.html", page=page), mimetype=HTML)
        response.vary.add("Accept")
        return response
    return triples(statements, media_type or TURTLE)


# Turtle first: a program that asks for nothing special wants the words, not a page about them.
_VOCABULARY_TYPES = {**protocol.GRAPH_TYPES, HTML: ("html",)}


def _page(name: str, iri: NamedNode) -> str | None:
    registry, day = here.registry(), here.today()
    kind = name.partition("/")[0]
    if kind in ("device", "configuration") and (device := browse.device(iri, registry, day, language())):
        return render_template("device.html", page=device, verdicts=list(Verdict))
    if kind == "criterion" and (criterion := browse.criterion(iri, registry, day, language())):
        return render_template("criterion.html", page=criterion)
    return page_of(iri, registry, day)


def _split_ending(name: str) -> tuple[str, str | None]:
    for ending, media_type in (_ENDINGS | _QUAD_ENDINGS).items():
        if name.endswith(ending):
            return name.removesuffix(ending), media_type
    return name, None


def _iri(name: str) -> NamedNode | None:
    try:
        return NamedNode(IDS + name)
    except ValueError:
        return None


def _not_known(name: str) -> Response:
    return problem(404, "Not known", "The registry knows nothing named %(name)s.", {"name": name})
