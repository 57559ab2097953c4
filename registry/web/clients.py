"""Who asks: the group of a token, or else the address that the request came from."""

from datetime import UTC, datetime
from typing import Any

from flask import request

from registry.assembly import Registry
from registry.core.access import Actor, judge_token
from registry.core.charges import Client, client_at
from registry.core.secret import fault_of
from registry.web import here


def client() -> Client:
    """Who sent this request."""
    return client_of(request.environ, here.registry())


def client_of(environ: dict[str, Any], registry: Registry) -> Client:
    """Who sent a request; a token that is not valid counts for nothing."""
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "bearer" and registry.ledger is not None:
        fault, now = fault_of(token.strip()), datetime.now(UTC)
        actor = judge_token(fault, None if fault else registry.ledger.tokens.find(token.strip(), now), now)
        if isinstance(actor, Actor):
            return Client(actor.group, is_trusted=True)
    return client_at(address_of(environ, registry.settings.proxies))


def address_of(environ: dict[str, Any], proxies: int) -> str:
    """The address of whoever asks; behind so many proxies of ours, what the outermost of them saw."""
    forwarded: str = environ.get("HTTP_X_FORWARDED_FOR", "")
    seen = [each.strip() for each in forwarded.split(",") if each.strip()]
    if 0 < proxies <= len(seen):
        return seen[-proxies]
    return str(environ.get("REMOTE_ADDR", ""))
