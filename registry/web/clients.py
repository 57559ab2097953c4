"""Who asks: the group of a token, or else the address that the request came from."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from flask import request

from registry.assembly import Registry
from registry.core.access import Actor, Refusal, judge_token
from registry.core.charges import Client, client_at
from registry.core.secret import fault_of
from registry.ledger import Away, Ledger
from registry.web import here


def client() -> Client:
    """Who sent this request."""
    return client_of(request.environ, here.registry())


def client_of(environ: dict[str, Any], registry: Registry) -> Client:
    """Who sent a request; a token that is not valid, or that nobody can look up now, counts for nothing."""
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "bearer" and registry.ledger is not None:
        with suppress(Away):
            actor = _acting(token.strip(), registry.ledger)
            if isinstance(actor, Actor):
                return Client(actor.group, is_trusted=True)
    return client_at(address_of(environ, registry.settings.proxies))


def _acting(token: str, ledger: Ledger) -> Actor | Refusal:
    fault, now = fault_of(token), datetime.now(UTC)
    return judge_token(fault, None if fault else ledger.tokens.find(token, now), now)


def address_of(environ: dict[str, Any], proxies: int) -> str:
    """The address of whoever asks; behind so many proxies of ours, what the outermost of them saw."""
    forwarded: str = environ.get("HTTP_X_FORWARDED_FOR", "")
    seen = [each.strip() for each in forwarded.split(",") if each.strip()]
    if 0 < proxies <= len(seen):
        return seen[-proxies]
    return str(environ.get("REMOTE_ADDR", ""))
