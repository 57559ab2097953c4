"""The first door: whoever leaves no room for others is told so, and bodies that arrive slowly give way to others."""

import sys
from collections.abc import Callable, Iterable
from io import RawIOBase
from time import monotonic
from typing import Any

from flask import Flask

from registry.core.charges import client_at
from registry.core.protocol import Refusal
from registry.web.clients import address_of
from registry.web.crowd import Crowd
from registry.web.errors import Unfit, refused

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Told = tuple[str, list[tuple[str, str]], bytes]

LARGE = 500_000
"""Bytes that a connection may not take at once."""
_TOLD_BY = (
    *("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ORIGIN", "HTTP_COOKIE"),
)
"""What a refusal depends on, beside itself: language, format, which other sites may read it, and who is signed in."""
_REMEMBERED = 100
_WITHOUT_BODY = ("GET", "HEAD")
_BROKEN = Refusal(
    400, "Your request did not arrive whole", "The connection ended early. Nothing was stored: send it again."
)


class Admission:
    """Lets requests in, unless the crowd has no room for whoever asks."""

    def __init__(self, inside: Application, app: Flask, crowd: Crowd, proxies: int) -> None:
        self._inside, self._app, self._crowd, self._proxies = inside, app, crowd, proxies
        self._remembered: dict[tuple[str, ...], Told] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or refuse with 429."""
        try:
            if environ["REQUEST_METHOD"] not in _WITHOUT_BODY:
                environ["wsgi.input"] = _Arriving(environ, self._crowd, self._client(environ))
            answer = self._inside(environ, start_response)
            if isinstance(answer, list) and sum(map(len, answer)) >= LARGE:
                self._crowd.hand_over(self._client(environ))
            return answer
        except Unfit as unfit:
            status, headers, body = self._told(unfit.refusal, environ)
            start_response(status, headers, sys.exc_info())
            return [body]

    def _told(self, refusal: Refusal, environ: Environ) -> Told:
        """A refusal as it is sent, remembered: a crowd is refused much, and that must cost little."""
        key = (refusal.title, *(environ.get(name, "") for name in _TOLD_BY))
        told = self._remembered.get(key)
        if told is None:
            with self._app.request_context(environ):
                response = self._app.process_response(refused(refusal))
                told = (response.status, response.get_wsgi_headers(environ).to_wsgi_list(), response.get_data())
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = told
        return told

    def _client(self, environ: Environ) -> str:
        return client_at(address_of(environ, self._proxies)).name


class _Arriving(RawIOBase):
    """The body of a request, which waits for its turn in the crowd, and is not taken for whole when it is not."""

    def __init__(self, environ: Environ, crowd: Crowd, client: str) -> None:
        self._body, self._crowd, self._client = environ["wsgi.input"], crowd, client
        length = environ.get("CONTENT_LENGTH") or ""
        self._missing = int(length) if length.isdigit() else 0
        self._start: float | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  all that is like a bytearray
        part = self._arrived(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def readall(self) -> bytes:
        return self._arrived(-1)

    def _arrived(self, size: int) -> bytes:
        if self._start is None:
            self._start = monotonic()
        with self._crowd.arriving(self._client, self._start):
            part: bytes = self._body.read(size)
        self._missing -= len(part)
        if self._missing > 0 and (size < 0 or len(part) < size):
            # the server says nothing of a connection that broke: its body just ends
            raise Unfit(_BROKEN)
        return part
