"""Every failure as a page for people or as problem+json for programs (RFC 9457); no stack trace leaves the server."""

import errno
import json
import logging
import os
import time
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from registry.core.protocol import Refusal
from registry.ledger import Away, NoSpace
from registry.publish import Behind
from registry.web.doors import GRAPH_STORE
from registry.web.languages import N_, worded
from registry.web.negotiation import HTML, JSON, PLAIN, PROBLEM, choose, prefers_html

_log = logging.getLogger(__name__)
_RETRY_AFTER = 5
_BETWEEN_LINES = 60


class Unfit(Exception):
    """A request that cannot be answered, found out wherever it is read."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.title)
        self.refusal = refusal


def problem(
    status: int, title: str, detail: str, values: Mapping[str, object] | None = None, **extra: object
) -> Response:
    """Answer with a failure: what it is, what to do about it, and whatever else helps a program.

    A person reads title and detail in a language of ours, a program in English; `values` are filled into the detail.
    """
    response = _written(status, title, detail, values or {}, extra)
    response.vary.add("Accept")
    return response


def _written(
    status: int, title: str, detail: str, values: Mapping[str, object], extra: Mapping[str, object]
) -> Response:
    accept = request.accept_mimetypes
    if prefers_html(accept):
        shown = {"title": worded(title), "detail": worded(detail, **values)}
        return Response(render_template("problem.html", status=status, **shown), status, mimetype=HTML)
    told = detail % values if values else detail
    if choose(accept, (PROBLEM, JSON, PLAIN)) == PLAIN:
        return Response(f"{title}\n{told}\n", status, mimetype=PLAIN)
    content = {"type": "about:blank", "title": title, "status": status, "detail": told, **extra}
    return Response(json.dumps(content, ensure_ascii=False, indent=2) + "\n", status, mimetype=PROBLEM)


def refused(refusal: Refusal) -> Response:
    """Answer with a refusal of the protocol."""
    response = problem(refusal.status, refusal.title, refusal.detail, None, **refusal.more)
    if refusal.status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        response.headers["Retry-After"] = str(refusal.retry_after or _RETRY_AFTER)
    return response


def register(app: Flask) -> None:
    """Let every failure of the app go out through here."""
    app.register_error_handler(HTTPException, _http_failure)
    app.register_error_handler(Unfit, lambda unfit: refused(unfit.refusal))
    app.register_error_handler(Behind, _behind)
    app.register_error_handler(NoSpace, _no_space)
    app.register_error_handler(Away, partial(_away, _Outage()))
    app.register_error_handler(Exception, _surprise)


def _http_failure(error: HTTPException) -> Response:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    title, detail = _FAILURES.get(code, (HTTPStatus(code).phrase, error.description or ""))
    response = problem(code, title, _NOT_MERGED if code == 405 and _adds_to_a_graph() else detail)
    valid_methods = getattr(error, "valid_methods", None)
    if valid_methods:
        response.headers["Allow"] = ", ".join(sorted(valid_methods))
    return response


def _behind(error: Behind) -> Response:
    _log.error("the store is behind the ledger at %s: %s", request.path, error)
    detail = N_(
        "The registry cannot show yet what it accepted before. Nothing that you sent was stored: send it again later."
    )
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, "The registry takes no files now", detail)
    response.headers["Retry-After"] = "60"
    return response


class _Outage:
    """While the ledger is away every request that needs it fails: the log has that once a minute."""

    def __init__(self) -> None:
        self._next = 0.0

    def tell(self, error: Away) -> None:
        """Write it to the log, unless that was done a moment ago."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _BETWEEN_LINES
            _log.error("the ledger cannot be asked at %s: %s", request.path, " ".join(str(error).split()))


def _away(outage: _Outage, error: Away) -> Response:
    outage.tell(error)
    detail = N_(
        "The database with the contributions does not answer. Try again in a minute. If you sent a file, look first at "
        "the history of its dataset: it may have been stored."
    )
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, N_("The registry cannot look this up now"), detail)
    response.headers["Retry-After"] = "60"
    return response


def _no_space(error: Exception) -> Response:
    _log.error("no space left at %s: %s", request.path, error)
    detail = N_(
        "Nothing that you sent was stored. Send it again later; who runs the registry finds the failure in the log."
    )
    return problem(HTTPStatus.INSUFFICIENT_STORAGE, N_("The disk of the registry is full"), detail)


def _surprise(error: Exception) -> Response:
    if isinstance(error, OSError) and os.strerror(errno.ENOSPC) in str(error):
        return _no_space(error)
    _log.error("unexpected failure at %s", request.path, exc_info=error)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "The registry failed",
        "Something went wrong on our side. Nothing that you sent was stored. The failure was written to the log.",
    )


def _adds_to_a_graph() -> bool:
    return request.method in ("POST", "PATCH") and request.path.startswith(("/graphs/", GRAPH_STORE))


_NOT_MERGED = N_(
    "A graph is one file of its group: nothing is added to it in pieces. GET it, add your triples, and PUT it back "
    "whole with If-Match; or POST a new dataset to /graphs/{group}."
)
_FAILURES = {
    404: (N_("Not Found"), N_("There is nothing at this address. Search the devices, or start from the first page.")),
    405: (
        N_("Method Not Allowed"),
        N_("This address does not take what you sent. Open the page itself, and start there."),
    ),
    413: (
        N_("Request Entity Too Large"),
        N_("What you sent is larger than this registry takes in one piece. Split it into several datasets."),
    ),
}
