"""All doors as an OpenAPI document: made from the table of doors, the functions behind them, and the questions."""

import re
from typing import Any

from flask import Blueprint, Response, current_app, json

from registry import __version__, browse
from registry.core.pages import LARGEST_PAGE, PAGE_SIZE
from registry.core.protocol import FORM_TYPE, GRAPH_TYPES, QUERY_TYPE, ROWS_TYPES
from registry.core.questions import CompetencyQuestion, Parameter
from registry.core.reading.formats import BODY_TYPES
from registry.web import here
from registry.web.doors import DOORS, Door
from registry.web.memento import LINK_FORMAT
from registry.web.negotiation import CSV, HTML, JSON, PLAIN, PROBLEM
from registry.web.negotiation import GRAPH_TYPES as TRIPLES
from registry.web.questions import FORMATS

openapi = Blueprint("openapi", __name__)

Part = dict[str, Any]


@openapi.get("/openapi.json")
def document() -> Response:
    """Describe every address of this registry for programs, in OpenAPI 3.1."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
    return Response(json.dumps(described(here.root().rstrip("/"))), mimetype=JSON, headers=headers)


def described(server: str) -> Part:
    """The whole document."""
    paths: dict[str, Part] = {}
    for door in DOORS:
        address = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", door.rule)
        for method in (each for each in door.methods if each != "OPTIONS"):
            paths.setdefault(address, {})[method.lower()] = _operation(door, method)
    for question in browse.competency_questions().values():
        paths[f"/q/{question.name}"] = {"get": _question(question)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Registry of the Circular and Fair ICT Pact",
            "version": __version__,
            "description": "Open data on ICT products, evidence and procurement criteria. Reading needs no token.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": _PROBLEM},
        },
    }


def _operation(door: Door, method: str) -> Part:
    view, summary = _view(door, method)
    names = re.findall(r"<(?:([^:<>(]+)[^<>]*:)?(\w+)>", door.rule)
    known = _KNOWN.get((door.rule, method), {})
    path = [_parameter(name, "path", {"type": "integer" if kind == "int" else "string"}) for kind, name in names]
    query = [_parameter(name, "query", {"type": "string"}, text) for name, text in known.get("query", {}).items()]
    operation: Part = {
        "operationId": f"{view}.{method.lower()}",
        "summary": summary,
        "parameters": [*path, *query],
        "responses": _responses(known.get("answers", ()), door.right is not None),
    }
    if door.right is not None:
        operation["security"] = [{"token": []}]
        operation["description"] = f"Needs a token with the right: {door.right.value}."
    if body := known.get("body"):
        operation["requestBody"] = {"required": True, "content": body}
    return operation


def _view(door: Door, method: str) -> tuple[str, str]:
    """The name of the function behind a door, and what its first words say that it does."""
    rules = (rule for rule in current_app.url_map.iter_rules() if rule.rule == door.rule)
    endpoint = next(rule.endpoint for rule in rules if method in (rule.methods or ()))
    text = current_app.view_functions[endpoint].__doc__ or "Give out a file that pages need."
    return endpoint, " ".join(text.strip().split("\n\n")[0].split())


def _question(question: CompetencyQuestion) -> Part:
    texts = dict(question.texts)
    return {
        "operationId": f"q.{question.name}",
        "summary": texts.pop("en"),
        "description": "\n\n".join(f"{tag}: {text}" for tag, text in texts.items()),
        "parameters": [*(_value(each) for each in question.parameters), *_PAGING],
        "responses": _responses((*FORMATS, HTML), guarded=False),
    }


def _value(parameter: Parameter) -> Part:
    schema = {"integer": {"type": "integer"}, "decimal": {"type": "number"}}.get(parameter.kind, {"type": "string"})
    schema |= {"format": "date"} if parameter.kind == "date" else {}
    example = _EXAMPLES.get(parameter.kind, str)(parameter.short_example)
    schema |= {"default": example} if parameter.is_needed else {}
    otherwise = "for all"
    if parameter.is_needed:
        otherwise = "the language of the request" if parameter.is_language else "the example"
    described = _parameter(parameter.name, "query", schema, f"{parameter.allowed} Without it, {otherwise}.")
    return {**described, "example": example}


def _parameter(name: str, place: str, schema: Part, text: str = "") -> Part:
    parameter: Part = {"name": name, "in": place, "required": place == "path", "schema": schema}
    return {**parameter, "description": text} if text else parameter


def _responses(media_types: tuple[str, ...], guarded: bool) -> Part:
    content: Part = {media_type: {} for media_type in media_types or (HTML,)}
    problem = {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    responses: Part = {"2XX": {"description": "What was asked for.", "content": content}}
    if guarded:
        responses |= {"401": {"description": "A token is needed.", **problem}}
        responses |= {"403": {"description": "This token does not open this door.", **problem}}
    return {**responses, "default": {"description": "Why not, and what to do instead.", **problem}}


_EXAMPLES = {"integer": int, "decimal": float}
_PAGING = [
    _parameter("page", "query", {"type": "integer", "minimum": 1, "default": 1}, "which page of the rows"),
    _parameter(
        "pageSize",
        "query",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
        "how many rows a page has",
    ),
]
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
_AS_OF = "a day, or a moment, of which the document is wanted: 2026-03-01 or 2026-03-01T12:00:00Z"
_TEXT = {"schema": {"type": "string"}}
_FILE = dict.fromkeys(BODY_TYPES, _TEXT)
_ANSWERS = (*ROWS_TYPES, *GRAPH_TYPES, HTML)
_SPARQL = {
    "default-graph-uri": "a graph to ask instead of all; may be given several times",
    "named-graph-uri": "a graph for GRAPH; may be given several times",
    "format": "a short name of the media type: csv, json, xml, tsv, turtle, nt, rdf, jsonld",
}
_LIST = {
    "page": "which page of the list",
    "pageSize": f"how many rows a page has, at most {LARGEST_PAGE}",
    "format": "csv, or a short name of a media type for triples: turtle, nt, rdf, jsonld",
}
_LISTED = (HTML, CSV, *TRIPLES)
_QUERY_FORM = {
    "type": "object",
    "required": ["query"],
    "properties": {"query": {"type": "string"}},
}
_KNOWN: dict[tuple[str, str], Part] = {
    ("/sparql", "GET"): {"query": {"query": "one SPARQL 1.1 query", **_SPARQL}, "answers": _ANSWERS},
    ("/sparql", "POST"): {
        "query": _SPARQL,
        "answers": _ANSWERS,
        "body": {QUERY_TYPE: _TEXT, FORM_TYPE: {"schema": _QUERY_FORM}},
    },
    ("/devices", "GET"): {
        "query": {
            "q": "words in the name",
            "brand": "the IRI of a brand",
            "kind": "the IRI of a kind of device",
            "meets": "the number of a criterion; may be given several times",
            "page": "which page of the list",
        }
    },
    ("/makers", "GET"): {"query": {"order": "name, or nothing for most devices first", **_LIST}, "answers": _LISTED},
    ("/makers/gaps", "GET"): {
        "query": {
            "maker": "the IRI of a maker",
            "kind": "the IRI of a kind of device; may be given several times",
            "format": "csv for a row for each device and criterion, txt for a letter",
        },
        "answers": (HTML, CSV, PLAIN),
    },
    ("/certificates", "GET"): {"query": {"scheme": "the IRI of a version of a scheme", **_LIST}, "answers": _LISTED},
    ("/sources", "GET"): {"query": _LIST, "answers": _LISTED},
    ("/contributions", "GET"): {"query": _LIST, "answers": _LISTED},
    ("/compare", "GET"): {
        "query": {
            "device": "the IRI of a device, or its name behind id/device/; two to five times",
            "set": "the IRI of a criteria set, or its name behind id/criteria-set/; without it, all criteria",
        },
        "answers": (HTML, CSV, JSON),
    },
    ("/sets/difference", "GET"): {
        "query": dict.fromkeys(("left", "right"), "the IRI of a criteria set, or its name behind id/criteria-set/")
    },
    ("/questions", "GET"): {"answers": (JSON, HTML)},
    ("/q/<name>", "GET"): {"answers": (*FORMATS, HTML)},
    ("/openapi.json", "GET"): {"answers": (JSON,)},
    ("/doc/<path:name>", "GET"): {
        "query": {"asOf": _AS_OF, "contractEnd": "the day on which a contract ends: what ends before it is told"},
        "answers": (HTML, *TRIPLES, CSV),
    },
    ("/timemap/<path:name>", "GET"): {"answers": (LINK_FORMAT,)},
    ("/proof/<path:name>", "GET"): {
        "query": {
            "asOf": _AS_OF,
            "set": "a set of criteria, as pact-smartphones-l2/1 or its IRI",
            "format": "json, html",
        },
        "answers": (HTML, JSON),
    },
    ("/ontology", "GET"): {"answers": (*TRIPLES, HTML)},
    ("/shapes", "GET"): {"answers": (*TRIPLES, HTML)},
    ("/graphs/<group>/<dataset>", "GET"): {"answers": TRIPLES},
    ("/graphs/<group>/<dataset>", "PUT"): {
        "query": {"dryRun": "true checks and shows what would change, and stores nothing"},
        "answers": (JSON, HTML),
        "body": _FILE,
    },
    ("/contributions", "POST"): {"answers": (JSON, HTML), "body": _FILE},
    ("/validate", "POST"): {"answers": (JSON, HTML), "body": _FILE},
}
