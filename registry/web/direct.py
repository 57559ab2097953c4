"""A short way for the queries of programs, past what Flask does for pages; all that is not plain goes Flask's way."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from flask import Flask, Response
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_options_header

from registry import ask
from registry.assembly import Registry
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
from registry.web import coding
from registry.web.clients import client_of
from registry.web.errors import refused
from registry.web.here import state_of
from registry.web.negotiation import HTML, choose_by_name, content_type
from registry.web.sparql import wanted_formats, with_headers

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_OF_ONE_ANSWER = frozenset(("content-length", "etag", "registry-revision"))

_USUAL = 1_000
"""A header that is longer is not worth remembering."""


class Direct:
    """Answers a query that is in order and asked by a program; the headers are those that Flask's way gives."""

    def __init__(self, inside: Application, app: Flask, registry: Registry) -> None:
        self._inside, self._app, self._registry = inside, app, registry
        self._headers: dict[tuple[str, bool, bool], Headers] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or leave the request to Flask."""
        found = self._plain(environ)
        if found is None:
            return self._inside(environ, start_response)
        self._registry.turn_to(datetime.now(UTC).date())
        question, media_type = found
        state = state_of(self._registry)
        result = ask.answer(question, media_type, self._registry, client_of(environ, self._registry))
        if isinstance(result, Refusal):
            return coding.coded(self._refusing(result))(environ, start_response)
        # as on Flask's way: an answer that was overtaken by a new revision gets no tag
        tag = entity_tag(question, media_type, state) if state_of(self._registry) == state else None
        head = self._head(environ, media_type, len(result.body), result.revision, tag)
        return self._sent(head, result.body, environ, start_response)

    def _refusing(self, refusal: Refusal) -> Application:
        def refuse(environ: Environ, start: StartResponse) -> Iterable[bytes]:
            with self._app.request_context(environ):
                return self._app.process_response(refused(refusal))(environ, start)

        return refuse

    def _sent(self, head: Headers, body: bytes, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def given(_: Environ, start: StartResponse) -> list[bytes]:
            start("200 OK", head)
            return [body]

        return (given if coding.wanted(environ) is None else coding.coded(given))(environ, start_response)

    def _plain(self, environ: Environ) -> tuple[Question, str] | None:
        """The question of a request and the media type of its answer, where nothing about it is special."""
        if environ["PATH_INFO"] != "/sparql" or "HTTP_IF_NONE_MATCH" in environ:
            return None
        request = self._request(environ)
        if request is None or asks_nothing(request):
            return None
        question = ask.read(request, self._registry)
        if isinstance(question, Refusal):
            return None
        accept, wanted = environ.get("HTTP_ACCEPT", ""), tuple(wanted_formats(request))
        choose = _chosen if len(accept) + sum(map(len, wanted)) < _USUAL else _chosen.__wrapped__
        chosen = choose(accept, wanted, question.form in GRAPH_FORMS)
        return None if chosen in (None, HTML) else (question, str(chosen))

    def _request(self, environ: Environ) -> Request | None:
        method, media_type, charset, body = environ["REQUEST_METHOD"], "", "", b""
        if method == "POST":
            length = environ.get("CONTENT_LENGTH") or ""
            if not length.isdigit() or int(length) > 4 * self._registry.limits.query_bytes:
                return None
            media_type, options = parse_options_header(environ.get("CONTENT_TYPE", ""))
            media_type, charset = media_type.lower(), options.get("charset", "")
            body = environ["wsgi.input"].read(int(length))
            environ["wsgi.input"] = BytesIO(body)
        elif method != "GET":
            return None
        address = environ.get("QUERY_STRING", "").encode("latin-1")
        request = read_request(method, media_type, charset, address, body)
        return None if isinstance(request, Refusal) else request

    def _head(self, environ: Environ, media_type: str, length: int, revision: int, tag: str | None) -> Headers:
        key = (media_type, tag is not None, length >= coding.SMALLEST)
        if key not in self._headers:
            response = Response(bytes(length), content_type=content_type(media_type))
            headers: Headers = []
            with self._app.request_context(environ):
                given = self._app.process_response(with_headers(response, revision, tag))
                coding.coded(given)({**environ, "HTTP_ACCEPT_ENCODING": ""}, lambda _, all_: headers.extend(all_))
            self._headers[key] = [pair for pair in headers if pair[0].lower() not in _OF_ONE_ANSWER]
        own = [("Content-Length", str(length)), ("Registry-Revision", str(revision))]
        return [*self._headers[key], *own, *([("ETag", f'"{tag}"')] if tag else [])]


@lru_cache(1_000)
def _chosen(accept: str, wanted: tuple[str, ...], is_graph: bool) -> str | None:
    offers = GRAPH_TYPES if is_graph else ROWS_TYPES
    return choose_by_name(parse_accept_header(accept, MIMEAccept), wanted, offers, extra=[HTML])
