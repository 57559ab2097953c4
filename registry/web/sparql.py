"""The SPARQL endpoint: a protocol request in, a complete answer or an honest error out."""

import json
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from registry import ask, browse
from registry.core.protocol import (
    GRAPH_FORMS,
    GRAPH_TYPES,
    ROWS_TYPES,
    Question,
    Refusal,
    Request,
    asks_nothing,
    entity_tag,
    read_request,
)
from registry.core.said import Said
from registry.web import here
from registry.web.catalogue import described
from registry.web.clients import client
from registry.web.errors import refused
from registry.web.languages import language, worded
from registry.web.negotiation import HTML, choose_by_name, content_type

sparql = Blueprint("sparql", __name__)

_MOST_ROWS = 1_000  # on a page; programs get all

EXAMPLE = """PREFIX cfit: <https://w3id.org/cfit/ontology#>
PREFIX schema: <https://schema.org/>

# Phones with at least 7 years of updates and repairability class A or B
SELECT ?device ?name ?years ?class WHERE {
  ?device a cfit:DeviceModel ;
    schema:name ?name ;
    cfit:osUpdateYearsAfterEndOfSale ?years ;
    cfit:repairabilityClass ?class .
  FILTER(?years >= 7 && ?class IN ("A", "B"))
} ORDER BY ?name
"""


@sparql.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
def endpoint() -> Response:
    """Answer a query by any of the three ways of the protocol; say what is here, or show the form to a person."""
    asked = _request()
    if isinstance(asked, Refusal):
        return refused(asked)
    if asks_nothing(asked):
        return _entrance(asked)
    question = ask.read(asked, here.registry())
    if isinstance(question, Refusal):
        return refused(question)
    return _answer(question, asked)


def _request() -> Request | Refusal:
    # percent signs make a form up to three times as long as its query; the rest is room for names of graphs
    most = request.max_content_length = 4 * here.registry().limits.query_bytes
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        detail = Said("A body may have %(most)s bytes.", most=most)
        return Refusal(413, "The query is too long", detail, more={"limit": most})
    charset = request.mimetype_params.get("charset", "")
    return read_request(request.method, request.mimetype, charset, request.query_string, body)


def _entrance(asked: Request) -> Response:
    """Nobody asks anything: a person gets the form, a program the description of the service."""
    chosen = choose_by_name(request.accept_mimetypes, wanted_formats(asked), GRAPH_TYPES, extra=[HTML])
    if chosen is None:
        return _not_offered(GRAPH_TYPES)
    if chosen == HTML:
        return _as_page(render_template("sparql.html", query=EXAMPLE, questions=browse.questions(language())))
    return described(chosen)


def wanted_formats(asked: Request) -> list[str]:
    """The short names of formats that a request gives."""
    given = (
        source.get(key, ()) for key in ("format", "output", "results") for source in (asked.parameters, asked.form)
    )
    return [name.lower() for names in given for name in names]


def _not_offered(offers: Mapping[str, Sequence[str]]) -> Response:
    detail = Said("This can be had as %(types)s.", types=", ".join(offers))
    return refused(Refusal(406, "No such media type", detail, more={"offers": list(offers)}))


def _answer(question: Question, asked: Request) -> Response:
    chosen = choose_by_name(request.accept_mimetypes, wanted_formats(asked), question.offers, extra=[HTML])
    if chosen is None:
        return _not_offered(question.offers)
    if chosen == HTML:
        return _page(question)
    state = here.state()
    tag = entity_tag(question, chosen, state)
    if tag is not None and request.method != "POST" and request.if_none_match.contains(tag):
        return with_headers(Response(status=304), here.registry().store.revision(), tag)
    result = ask.answer(question, chosen, here.registry(), client())
    if isinstance(result, Refusal):
        return refused(result)
    # an answer that was overtaken by a new revision is true for one of the two: it gets no tag
    response = Response(result.body, content_type=content_type(chosen))
    return with_headers(response, result.revision, tag if here.state() == state else None)


def with_headers(response: Response, revision: int, tag: str | None) -> Response:
    """Say for which revision an answer is true, and whether it may be kept."""
    response.headers["Registry-Revision"] = str(revision)
    response.headers["Link"] = '</catalog>; rel="describedby"'
    # whoever keeps an answer asks again whether it still holds: a new revision is seen at once
    response.headers["Cache-Control"] = "public, no-cache" if tag else "no-store"
    if tag:
        response.set_etag(tag)
    response.vary.update(("Accept", "Origin"))
    return response


def _page(question: Question) -> Response:
    """Show the answer to a person: rows as a table, a graph as Turtle."""
    is_graph = question.form in GRAPH_FORMS
    media_type = next(iter(GRAPH_TYPES if is_graph else ROWS_TYPES))
    result = ask.answer(question, media_type, here.registry(), client())
    if isinstance(result, Refusal):
        told = {"title": worded(result.title), "details": [worded(result.detail)]}
        return _as_page(render_template("sparql.html", query=question.query, **told), result.status)
    shown = {"turtle": result.body.decode()} if is_graph else {"table": json.loads(result.body)}
    return _as_page(render_template("sparql.html", query=question.query, most_rows=_MOST_ROWS, **shown))


def _as_page(page: str, status: int = 200) -> Response:
    response = Response(page, status, mimetype=HTML)
    response.vary.add("Accept")
    return response
