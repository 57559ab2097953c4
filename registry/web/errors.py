"""Every failure as a page for people or as problem+json for programs (RFC 9457); no stack trace leaves the server."""

import json
import logging
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from registry.core.protocol import Refusal
from registry.ledger import NoSpace
from registry.web.doors import GRAPH_STORE
from registry.web.negotiation import HTML, PROBLEM, prefers_html

_log = logging.getLogger(__name__)


def problem(status: int, title: str, detail: str, **extra: object) -> Response:
    """Answer with a failure: what it is, what to do about it, and whatever else helps a program."""
    if prefers_html(request.accept_mimetypes):
        page = render_template("problem.html", status=status, title=title, detail=detail)
        return Response(page, status, mimetype=HTML)
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, **extra}
    return Response(json.dumps(content, ensure_ascii=False, indent=2) + "\n", status, mimetype=PROBLEM)


def refused(refusal: Refusal) -> Response:
    """Answer with a refusal of the protocol."""
    response = problem(refusal.status, refusal.title, refusal.detail)
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    return response


def register(app: Flask) -> None:
    """Let every failure of the app go out through here."""
    app.register_error_handler(HTTPException, _http_failure)
    app.register_error_handler(NoSpace, _no_space)
    app.register_error_handler(Exception, _surprise)


def _http_failure(error: HTTPException) -> Response:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    detail = _NOT_MERGED if code == 405 and _adds_to_a_graph() else _DETAILS.get(code, error.description or "")
    response = problem(code, HTTPStatus(code).phrase, detail)
    valid_methods = getattr(error, "valid_methods", None)
    if valid_methods:
        response.headers["Allow"] = ", ".join(sorted(valid_methods))
    return response


def _no_space(error: NoSpace) -> Response:
    _log.error("no space left at %s: %s", request.path, error)
    detail = (
        "Nothing that you sent was stored. Send it again later; who runs the registry finds the failure in the log."
    )
    return problem(HTTPStatus.INSUFFICIENT_STORAGE, "The disk of the registry is full", detail)


def _surprise(error: Exception) -> Response:
    _log.error("unexpected failure at %s", request.path, exc_info=error)
    detail = "Something went wrong on our side. Nothing that you sent was stored. The failure was written to the log."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The registry failed", detail)


def _adds_to_a_graph() -> bool:
    return request.method in ("POST", "PATCH") and request.path.startswith(("/graphs/", GRAPH_STORE))


_NOT_MERGED = (
    "A graph is one file of its group: nothing is added to it in pieces. GET it, add your triples, and PUT it back "
    "whole with If-Match; or POST a new dataset to /graphs/{group}."
)
_DETAILS = {
    404: "There is nothing at this address. Search the devices, or start from the first page.",
    413: "What you sent is larger than this registry takes in one piece. Split it into several datasets.",
}
