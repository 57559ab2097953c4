"""Answers that were given before, kept until the registry changes, before anything else looks at a request."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from io import BytesIO
from typing import Any, NamedTuple

from registry.assembly import Registry

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PUBLIC = frozenset(
    (
        *(
            "",
            "devices",
            "compare",
            "criteria",
            "sets",
            "makers",
            "certificates",
            "sources",
            "contributions",
            "links",
            "ontology",
            "shapes",
            "id",
            "doc",
            "proof",
            "timemap",
            "static",
            "templates",
        ),
        *("sparql", "questions", "q", "catalog", ".well-known", "openapi.json", "about", "help"),
    )
)
"""How the addresses begin whose answers depend on nothing but the address, the registry, the day and the headers."""

_AS_RECEIVED = "/bytes"
"""How the addresses of files end that groups sent: they may be large and are seldom asked, and are never kept here."""

_SECONDS = 60.0
"""How long a page is kept: a name of a group may change without a contribution."""
_LARGEST_SHARE = 8
_FOR_THE_REST = 3_000
_LARGEST_POST = 65_536
_FORM_TYPES = ("application/x-www-form-urlencoded", "application/sparql-query")
_SAFE = ("GET", "HEAD")
_NOT_WITH_304 = frozenset(("content-length", "content-type", "content-encoding", "content-language"))


class Given(NamedTuple):
    """An answer of the app; `named` are its headers by their names in small letters, `content` bytes if it is whole."""

    status: str
    headers: Headers
    named: Mapping[str, str]
    content: bytes | Iterable[bytes]


@dataclass(frozen=True)
class Kept:
    """An answer as it was given; `until` is the moment from which it is not given again."""

    headers: Headers
    body: bytes
    tag: str
    until: float
    size: int


class Cache:
    """A door before the door: what was asked before, of the same registry on the same day, is answered here."""

    def __init__(self, inside: Application, registry: Registry, most_bytes: int) -> None:
        self._inside, self._registry, self._most_bytes = inside, registry, most_bytes
        self._kept: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()
        self._varies: dict[str, tuple[str, ...]] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, or let the request through and keep the answer."""
        room = environ["PATH_INFO"][1:].partition("/")[0]
        named = "HTTP_AUTHORIZATION" in environ or "HTTP_COOKIE" in environ
        if room not in PUBLIC or named or environ["PATH_INFO"].endswith(_AS_RECEIVED):
            return _sent(_caught(self._inside, environ), start_response)
        body = _posted(environ, room)
        if body is None:
            return _sent(_caught(self._inside, environ), start_response)
        key = self._key(environ, body)
        kept = self._find((*key, *self._variant(room, environ)))
        if kept is None:
            given = _caught(self._inside, environ)
            if not isinstance(given.content, bytes) or not self._may_be_kept(given, len(given.content), environ):
                return _sent(given, start_response)
            kept = self._keep(key, room, environ, given, given.content)
        return _from_kept(kept, environ, start_response)

    def _key(self, environ: Environ, body: bytes) -> tuple[Any, ...]:
        store = self._registry.store.state()
        return (
            store,
            datetime.now(UTC).date(),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_HOST", ""),
            environ.get("HTTP_ACCEPT", ""),
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
            environ["CONTENT_TYPE"] if body else "",
            body,
        )

    def _variant(self, room: str, environ: Environ) -> tuple[str, ...]:
        """The values of the further headers on which answers of this room were seen to depend."""
        return tuple(environ.get(name, "") for name in self._varies.get(room, ()))

    def _find(self, key: tuple[Any, ...]) -> Kept | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            if kept.until < time.monotonic():
                self._drop(key)
                return None
            self._kept.move_to_end(key)
            return kept

    def _may_be_kept(self, given: Given, size: int, environ: Environ) -> bool:
        control = given.named.get("cache-control", "").lower()
        return (
            given.status.startswith("200")
            and environ["REQUEST_METHOD"] != "HEAD"
            and size <= self._most_bytes // _LARGEST_SHARE
            and "set-cookie" not in given.named
            and "no-store" not in control
            and "private" not in control
            and "*" not in given.named.get("vary", "")
        )

    def _keep(self, key: tuple[Any, ...], room: str, environ: Environ, given: Given, content: bytes) -> Kept:
        headers, tag = given.headers, given.named.get("etag")
        if not tag:
            tag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
            headers = [*headers, ("ETag", tag)]
        until = time.monotonic() + _SECONDS if room != "sparql" else float("inf")
        asked = sum(len(part) for part in key[2:])
        kept = Kept(headers, content, tag, until, len(content) + 4 * asked + _FOR_THE_REST)
        with self._lock:
            seen, varying = self._varies.get(room, ()), _varying(given.named.get("vary", ""))
            if not varying <= set(seen):
                self._varies[room] = tuple(sorted({*seen, *varying}))
            full = (*key, *self._variant(room, environ))
            if full in self._kept:
                self._drop(full)
            self._drop_older_states(key[0])
            self._kept[full] = kept
            self._bytes += kept.size
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._kept)))
        return kept

    def _drop_older_states(self, state: Any) -> None:  # noqa: ANN401  whatever the store calls its state
        newest = next(reversed(self._kept), None)
        if newest is not None and newest[0] != state:
            self._kept.clear()
            self._bytes = 0

    def _drop(self, key: tuple[Any, ...]) -> None:
        self._bytes -= self._kept.pop(key).size


def _posted(environ: Environ, room: str) -> bytes | None:
    """What a request asks beside its address: nothing, or a query that was posted; None when it may change something.

    What is read here is put back for whoever comes next.
    """
    if environ["REQUEST_METHOD"] in _SAFE:
        return b""
    media_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    length = environ.get("CONTENT_LENGTH") or ""
    if environ["REQUEST_METHOD"] != "POST" or room != "sparql" or media_type not in _FORM_TYPES:
        return None
    if not length.isdigit() or not 0 < int(length) <= _LARGEST_POST:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return body


@lru_cache(100)
def _varying(vary: str) -> frozenset[str]:
    """The names in a Vary header, as they stand in a request, but for those that are looked at anyway."""
    names = {"HTTP_" + name.strip().upper().replace("-", "_") for name in vary.split(",") if name.strip()}
    return frozenset(names - {"HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE"})


def _from_kept(kept: Kept, environ: Environ, start_response: StartResponse) -> list[bytes]:
    if _has_it(environ.get("HTTP_IF_NONE_MATCH", ""), kept.tag):
        headers = [(name, value) for name, value in kept.headers if name.lower() not in _NOT_WITH_304]
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", kept.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [kept.body]


def _has_it(known: str, tag: str) -> bool:
    """Whether somebody has the answer already, by the tags that he says he has."""
    return known == "*" or tag in (each.strip().removeprefix("W/") for each in known.split(","))


def _sent(given: Given, start_response: StartResponse) -> Iterable[bytes]:
    start_response(given.status, given.headers)
    return [given.content] if isinstance(given.content, bytes) else given.content


def _caught(inside: Application, environ: Environ) -> Given:
    """An answer in one piece, which no slow reader can keep a thread waiting with; one that streams stays as it is."""
    begun: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, _failure: object = None) -> None:
        begun.append((status, headers))

    parts = inside(environ, start)
    status, headers = begun[-1]
    named = {name.lower(): value for name, value in headers}
    if "content-length" not in named:
        return Given(status, headers, named, parts)
    try:
        return Given(status, headers, named, b"".join(parts))
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
