"""Things by their name: /id/... leads to /doc/..., which is a page for people and triples for programs."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from flask import Blueprint, Response, redirect, render_template, request
from pyoxigraph import NamedNode, Triple
from werkzeug.wrappers import Response as AnyResponse

from registry import browse, releases
from registry.browse.device import DevicePage
from registry.browse.vocabulary import VocabularyPage
from registry.core import protocol
from registry.core.context import context_text
from registry.core.moments import read_day
from registry.core.reading.formats import ending_of
from registry.core.report import from_json
from registry.core.verdicts import Verdict
from registry.settings import IDS
from registry.web import here
from registry.web.criterion import shown
from registry.web.data import quads_out, triples
from registry.web.errors import problem
from registry.web.languages import N_, address, language
from registry.web.links import node
from registry.web.memento import asked, gone, led_back, with_links
from registry.web.negotiation import CSV, GRAPH_TYPES, HTML, TURTLE, choose, choose_by_name
from registry.web.programs import DEVICES, as_csv, as_product, lead_back, lead_on
from registry.web.reports import report_response
from registry.web.things import page_of

resources = Blueprint("resources", __name__)

_ENDINGS = {".html": HTML, ".ttl": TURTLE, ".nt": "application/n-triples", ".jsonld": "application/ld+json"}
_QUAD_ENDINGS = {".trig": "application/trig", ".nq": "application/n-quads"}
"""Formats in which each statement keeps its graph, so that nobody's words are taken for another's."""
_ROWS_ENDINGS = {".csv": CSV}
_INDENTED = re.compile(r"\n\s+")
"""How the template of a long page is indented is no part of the page."""


@resources.get("/id/<path:name>")
def identifier(name: str) -> AnyResponse:
    """Lead from a thing to the document about it (Cool URIs for the Semantic Web, 4.2)."""
    return redirect(address("resources.document", name=name), 303)


@resources.get("/doc/<path:name>")
def document(name: str) -> AnyResponse:
    """Describe a thing as a page or as triples, by Accept or by the ending of the address; ?asOf= as it was then."""
    name, media_type = _split_ending(name)
    offers = (HTML, *GRAPH_TYPES, *_QUAD_ENDINGS.values(), *([CSV] if name.partition("/")[0] in DEVICES else []))
    media_type = media_type or choose(request.accept_mimetypes, offers)
    iri, wanted = node(IDS + name), asked(name)
    if iri is None:
        return problem(404, "Not known", "This address is not one that the registry gives out.")
    if media_type is None:
        return problem(406, "No such media type", "This can be had as %(types)s.", {"types": ", ".join(offers)})
    if isinstance(wanted, Response):
        return wanted
    led = led_back(name)
    if led is not None:
        return led
    response = _described(name, iri, media_type, wanted.moment)
    return with_links(response, name, wanted.moment) if response else _not_known(name, iri, wanted.moment)


def _described(name: str, iri: NamedNode, media_type: str, moment: datetime | None) -> Response | None:
    registry = here.registry()
    known: browse.Known | None = registry if moment is None else browse.as_of(moment, registry)
    if known is None:
        return None
    if media_type == CSV:
        device = _device(iri, known)
        response = as_csv(device) if device else None
    elif media_type in _QUAD_ENDINGS.values():
        stated = browse.graphs_about(iri, known)
        response = quads_out(stated, media_type) if stated else None
    elif media_type != HTML:
        quads = browse.triples_about(iri, known)
        response = triples(quads, media_type) if quads else None
    else:
        return _page(name, iri, known)
    if response is not None:
        lead_back(response, iri)
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


def _page(name: str, iri: NamedNode, known: browse.Known) -> Response | None:
    kind, day, today = name.partition("/")[0], _day(known), not isinstance(known, browse.Moment)
    device = _device(iri, known) if kind in DEVICES else None
    if device:
        page = _device_page(device, known)
    elif kind == "criterion" and (criterion := browse.criterion(iri, known, day, language())):
        page = shown(criterion) if today else render_template("criterion_then.html", page=criterion)
    elif today and kind == "criteria-set" and (found := browse.criteria_set(iri, here.registry(), language())):
        page = render_template("set.html", page=found)
    elif today and (own := page_of(iri, here.registry(), day)):
        page = own
    elif thing := browse.thing(iri, known, language()):
        page = render_template("thing.html", page=thing)
    else:
        return None
    response = Response(page, mimetype=HTML)
    response.vary.add("Accept")
    lead_on(response, iri, device)
    return response


def _device_page(device: DevicePage, known: browse.Known) -> str:
    registry = here.registry()
    # repairs are counted by the brand and change with no device: they are told of today only
    repairs = (
        browse.repairs_of(device.brand_iri, registry, language()) if device.brand_iri and known is registry else ()
    )
    page = render_template(
        "device.html",
        page=device,
        verdicts=list(Verdict),
        product=as_product(device),
        story=browse.story(device.iri, registry, known, language()),
        repairs=[each for each in repairs if each.kind == device.kind],
        contract_end=read_day(request.args.get("contractEnd", "")),
        today=here.today(),
    )
    return _INDENTED.sub("\n", page)


def _device(iri: NamedNode, known: browse.Known) -> DevicePage | None:
    return browse.device(iri, known, _day(known), language())


def _day(known: browse.Known) -> date:
    return known.day if isinstance(known, browse.Moment) else here.today()


def _split_ending(name: str) -> tuple[str, str | None]:
    for ending, media_type in (_ENDINGS | _QUAD_ENDINGS | _ROWS_ENDINGS).items():
        if name.endswith(ending):
            return name.removesuffix(ending), media_type
    return name, None


def _not_known(name: str, iri: NamedNode | None = None, moment: datetime | None = None) -> Response:
    """Say why there is nothing: it is not known, was not known then, or was taken back."""
    known = browse.as_of(moment, here.registry()) if moment else here.registry()
    turns = browse.turns_of(iri, here.registry()) if iri and known and not known.store.about(iri) else []
    past = [turn for turn in turns if not moment or turn.moment <= moment]
    if past:
        return gone(name, past[-1])
    if moment and turns:
        detail = N_("On %(day)s the registry knew nothing of %(name)s. It was first described on %(first)s.")
        days = {"day": moment.date(), "first": turns[0].moment.date()}
        return problem(404, N_("Not known then"), detail, {"name": name, **days}, first=turns[0].moment.isoformat())
    return problem(404, "Not known", "The registry knows nothing named %(name)s.", {"name": name})
