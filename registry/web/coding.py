"""Answers become smaller on their way out: gzip or Brotli, by Accept-Encoding (RFC 9110, 8.4 and 12.5.3).

It stands between the cache and the app, so that what is kept is kept as it is sent.
"""

import re
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Any

import brotli

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

SMALLEST = 1_000
"""Below this many bytes the headers weigh more than what is saved."""
_LARGE = 500_000
_SHRINKS = re.compile(r"text/|image/svg|application/(.*\+)?(json|xml|n-triples|n-quads|trig|javascript|sparql)")
_DIGESTS = ("content-digest", "repr-digest")
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH")
_TAG = re.compile(r'"([^"]*?)-(?:gzip|br)"')


def coded(inside: Application) -> Application:
    """Put the layer around an app."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("HTTP_IF_NONE_MATCH", "")
        for name in _CONDITIONS:
            if name in environ:
                # the app knows its tags without the ending that the coding adds
                environ[name] = _TAG.sub(r'"\1"', environ[name])
        seen: list[tuple[str, Headers]] = []

        def remember(status: str, headers: Headers, fault: object = None) -> Callable[[bytes], None]:
            seen.append((status, list(headers)))
            return _no_writing

        body = inside(environ, remember)
        status, headers = seen[-1]
        if status.startswith("304"):
            start_response(status, _as_asked(_varied(headers), asked))
            return body
        if not _may_shrink(status, headers):
            start_response(status, headers)
            return body
        coding, headers = wanted(environ), _varied(headers)
        if coding is None:
            start_response(status, headers)
            return body
        content = _whole(body)
        packed = _PACK[coding](content) if environ["REQUEST_METHOD"] != "HEAD" else None
        start_response(status, _as_coded(headers, coding, packed))
        return [packed] if packed is not None else [content]

    return answer


def wanted(environ: dict[str, Any]) -> str | None:
    """The coding for the answer to a request; None where the bytes are to be sent as they are."""
    # what somebody who is signed in is sent may hold a secret of his session
    return None if "HTTP_COOKIE" in environ else chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(100)
def chosen(accept_encoding: str) -> str | None:
    """The coding that an Accept-Encoding header wants most, Brotli before gzip; None for no coding."""
    asked = {name: quality for name, quality in map(_weighed, accept_encoding.lower().split(",")) if name}
    best = max(_PACK, key=lambda coding: asked.get(coding, asked.get("*", 0.0)))
    quality = asked.get(best, asked.get("*", 0.0))
    return best if quality > 0 and quality >= asked.get("identity", 0.0) else None


def _weighed(part: str) -> tuple[str, float]:
    name, _, rest = part.partition(";")
    weight = re.fullmatch(r"\s*q\s*=\s*(0(?:\.\d*)?|1(?:\.0*)?|\.\d+)\s*", rest)
    if rest and weight is None:
        return "", 0.0
    return name.strip(), float(weight[1]) if weight else 1.0


def _may_shrink(status: str, headers: Headers) -> bool:
    """Whether an answer is text, long enough, whole, and nobody's secret: a length must not tell what stands in it."""
    named = {name.lower(): value for name, value in headers}
    kept_apart = re.search(r"no-store|private|no-transform", named.get("cache-control", "").lower())
    return (
        not status.startswith(("1", "204", "206"))
        and "content-encoding" not in named
        and not kept_apart
        and int(named.get("content-length", "0")) >= SMALLEST
        and _SHRINKS.match(named.get("content-type", "")) is not None
    )


def _varied(headers: Headers) -> Headers:
    others = [(name, value) for name, value in headers if name.lower() != "vary"]
    names = [part.strip() for name, value in headers if name.lower() == "vary" for part in value.split(",")]
    if "accept-encoding" not in [name.lower() for name in names]:
        names.append("Accept-Encoding")
    return [*others, ("Vary", ", ".join(names))]


def _as_coded(headers: Headers, coding: str, packed: bytes | None) -> Headers:
    """The headers of the coded answer: other bytes have another length, strong tag and digest (RFC 9530, 2 and 3)."""
    kept = [(name, _tagged(value, coding) if name.lower() == "etag" else value) for name, value in headers]
    others = [(name, value) for name, value in kept if name.lower() not in ("content-length", *_DIGESTS)]
    if packed is None:
        return [*others, ("Content-Encoding", coding)]
    digest = f"sha-256=:{b64encode(sha256(packed).digest()).decode()}:"
    digests = [(name, digest) for name, _ in headers if name.lower() in _DIGESTS]
    return [*others, ("Content-Encoding", coding), ("Content-Length", str(len(packed))), *digests]


def _tagged(tag: str, coding: str) -> str:
    return f'{tag[:-1]}-{coding}"' if tag.startswith('"') else tag


def _as_asked(headers: Headers, asked: str) -> Headers:
    """Give a tag back as the client has it: with the ending of the coding in which it got the answer."""
    theirs = {_TAG.sub(r'"\1"', tag): tag for tag in re.findall(r'"[^"]*"', asked)}
    kept = [(name, value) for name, value in headers if name.lower() not in _DIGESTS]
    return [(name, theirs.get(value, value) if name.lower() == "etag" else value) for name, value in kept]


def _whole(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()


def _brotli(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=5 if len(content) < _LARGE else 3)
    return packed


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(6 if len(content) < _LARGE else 3, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()


def _no_writing(part: bytes) -> None:
    raise NotImplementedError("an app here gives its answer back and does not write it")


_PACK: dict[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}
"""The codings, best first."""
