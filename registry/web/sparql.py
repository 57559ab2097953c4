"""The SPARQL endpoint: a protocol request in, a complete answer or an honest error out."""

import json
from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from registry import ask, browse
from registry.core.protocol import GRAPH_FORMS, GRAPH_TYPES, ROWS_TYPES, Question, Refusal, Request
from registry.web import here
from registry.web.errors import refused
from registry.web.languages import language
from registry.web.negotiation import HTML, choose_by_name, prefers_html

sparql = Blueprint("sparql", __name__)

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
    "Access-Control-Expose-Headers": "Registry-Revision, Retry-After",
    "Access-Control-Max-Age": "86400",
}

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


@sparql.route("/sparql", methods=["GET", "POST", "OPTIONS"])
def endpoint() -> Response:
    """Answer a query by any of the three ways of the protocol, or show the form to a person."""
    if request.method == "OPTIONS":
        return _open_to_all(Response(status=204))
    if request.method == "GET" and not request.args and prefers_html(request.accept_mimetypes):
        return Response(
            render_template("sparql.html", query=EXAMPLE, questions=browse.questions(language())), mimetype=HTML
        )
    question = ask.read(_request(), here.registry())
    if isinstance(question, Refusal):
        return _open_to_all(refused(question))
    return _open_to_all(_answer(question))


def _request() -> Request:
    return Request(
        method=request.method,
        media_type=request.mimetype,
        parameters=_lists(request.args),
        form=_lists(request.form),
        body=request.get_data(),
    )


def _lists(values: MultiDict[str, str]) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in values.lists()}


def _answer(question: Question) -> Response:
    given = {**_lists(request.args), **_lists(request.form)}
    wanted = [name.lower() for key in ("format", "output", "results") for name in given.get(key, [])]
    chosen = choose_by_name(request.accept_mimetypes, wanted, question.offers, extra=[HTML])
    if chosen is None:
        offers = ", ".join(question.offers)
        return refused(Refusal(406, "No such media type", f"This query can be answered as {offers}."))
    if chosen == HTML:
        return _page(question)
    return _respond(ask.answer(question, chosen, here.registry()), chosen)


def _respond(result: Any, media_type: str) -> Response:  # noqa: ANN401
    if isinstance(result, Refusal):
        return refused(result)
    content_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    response = Response(result.body, content_type=content_type)
    response.headers["Registry-Revision"] = str(result.revision)
    response.vary.update(("Accept", "Origin"))
    return response


def _page(question: Question) -> Response:
    """Show the answer to a person: rows as a table, a graph as Turtle."""
    is_graph = question.form in GRAPH_FORMS
    media_type = next(iter(GRAPH_TYPES if is_graph else ROWS_TYPES))
    result = ask.answer(question, media_type, here.registry())
    if isinstance(result, Refusal):
        page = render_template("sparql.html", query=question.query, refusal=result)
        return Response(page, result.status, mimetype=HTML)
    shown = {"turtle": result.body.decode()} if is_graph else {"table": json.loads(result.body)}
    return Response(render_template("sparql.html", query=question.query, most_rows=_MOST_ROWS, **shown), mimetype=HTML)


def _open_to_all(response: Response) -> Response:
    response.headers.update(_CORS)
    return response
