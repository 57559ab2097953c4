"""A request that can be sent again: its key, what it asked for, and what was answered the first time."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta

from registry.core.contribution import Contribution

REMEMBERED_FOR = timedelta(hours=24)

_KEY = re.compile(r'"([\x21\x23-\x5b\x5d-\x7e]{1,200})"|([\x21\x23-\x5b\x5d-\x7e]{1,200})')


@dataclass(frozen=True)
class RequestKey:
    """The key that a client chose, and a fingerprint of what it asked for with it."""

    key: str
    fingerprint: str


@dataclass(frozen=True)
class Answered:
    """The answer to a contribution; where its request has a key, it is kept to be given again."""

    request: RequestKey | None
    triples: int
    created: bool
    changes: str = "{}"


@dataclass(frozen=True)
class Remembered:
    """An answer that was given before, with the contribution that it was about."""

    answer: Answered
    contribution: Contribution


def key_in(header: str) -> str | None:
    """The key of an Idempotency-Key header, with quotation marks or without; None when it cannot be one."""
    found = _KEY.fullmatch(header.strip())
    return (found[1] or found[2]) if found else None


def request_key(key: str, *asked: str, body: bytes) -> RequestKey:
    """Bind a key to what is asked with it: where the file is to go, what it is written in, and its bytes."""
    parts = json.dumps([*asked, hashlib.sha256(body).hexdigest()])
    return RequestKey(key, hashlib.sha256(parts.encode()).hexdigest())
