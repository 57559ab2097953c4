"""Conditional and repeated requests: their headers on the way in, and the answers that are theirs alone."""

from flask import Response, request

from registry.core.conditions import ANY, Conditions, Version, tags_in
from registry.core.repeats import RequestKey, key_in, request_key
from registry.web.errors import problem
from registry.web.negotiation import TURTLE
from registry.web.sent import SentFile


def conditions() -> Conditions:
    """What this request wants to be true before it is done."""
    headers = request.headers
    return Conditions(
        tags_in(headers.get("If-Match")), tags_in(headers.get("If-None-Match")), request.if_unmodified_since
    )


def is_unchanged(version: Version, tag: str) -> bool:
    """Whether the reader has this answer already; a date counts only where no tag is named (RFC 9110, 13.2.2)."""
    seen = tags_in(request.headers.get("If-None-Match"))
    if seen is not None:
        return ANY in seen or tag in {each.removeprefix("W/") for each in seen}
    since = request.if_modified_since
    return since is not None and version.received_at.replace(microsecond=0) <= since


def changed(current: Version | None) -> Response:
    """Say which version is there instead of the one that was meant."""
    if current is None:
        detail = "Nothing was stored or withdrawn: the graph holds nothing now."
        return problem(412, "The graph has changed", detail, etag=None)
    tag = current.tag(TURTLE)
    detail = f"Nothing was stored or withdrawn: the graph now has the ETag {tag}, since contribution "
    detail += f"{current.sequence} of {current.received_at:%Y-%m-%d %H:%M} UTC. Read it, and send your change again."
    return problem(412, "The graph has changed", detail, etag=tag, sequence=current.sequence)


def key_of(sent: SentFile, *target: str) -> RequestKey | Response | None:
    """The key under which this request may be sent again; why it cannot be one; None where there is none."""
    header = request.headers.get("Idempotency-Key")
    if header is None:
        return None
    key = key_in(header)
    if key is None:
        detail = 'Write 1 to 200 letters, digits and signs, for example `Idempotency-Key: "8e03978e-40d5"`.'
        return problem(400, "The key cannot be read", detail)
    # the same file under another signature is another request
    signature = request.headers.get("Contribution-Signature", "")
    return request_key(key, *target, sent.media_type, signature, body=sent.body)


def key_reused(key: str) -> Response:
    """Say that a key stands for one request."""
    detail = f"Nothing was stored. Within the last 24 hours {key} came with another file or for another dataset: "
    return problem(422, "This key was used already", detail + "take a new key for a new request.")
