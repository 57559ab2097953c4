"""Who is signed in by the cookie of this request; only /contribute, /jobs and /sign-... look at it."""

import hmac
import secrets

from flask import request, session

from registry.core.access import Actor
from registry.core.sign_in import SignedIn, actor_for, groups_of
from registry.web import here


def signed_in() -> SignedIn | None:
    """Who is signed in; None where nobody is, or where nobody can."""
    registry = here.registry()
    if registry.settings.sign_in is None or registry.ledger is None:
        return None
    secret = session.get("id")
    return registry.ledger.sign_ins.find(secret, here.now()) if isinstance(secret, str) else None


def own_groups(somebody: SignedIn) -> tuple[str, ...]:
    """The groups for which somebody acts, as the keeper has it now."""
    ledger = here.registry().ledger
    return groups_of(somebody.claims, ledger.sign_ins.allowed()) if ledger else ()


def actor_by_session(group: str) -> Actor | None:
    """As whom the one who is signed in acts on the datasets of a group; None when not at all."""
    somebody, ledger = signed_in(), here.registry().ledger
    if somebody is None or ledger is None:
        return None
    known = (ledger.group(each) for each in own_groups(somebody))
    return actor_for(group, {each.slug: each.role for each in known if each})


def begin(somebody: SignedIn) -> None:
    """Sign somebody in, under a name of the session that is new."""
    ledger = here.registry().ledger
    secret = secrets.token_urlsafe(32)
    session.clear()
    session["id"], session["form"] = secret, secrets.token_urlsafe(32)
    if ledger:
        ledger.sign_ins.begin(secret, somebody, here.now())


def end() -> None:
    """Sign out: the cookie goes, and a copy of it opens nothing."""
    ledger, secret = here.registry().ledger, session.get("id")
    if ledger and isinstance(secret, str):
        ledger.sign_ins.end(secret)
    session.clear()


def form_secret() -> str:
    """What each form of somebody who is signed in carries, and nobody else knows."""
    return str(session.get("form", ""))


def form_is_ours() -> bool:
    """Whether the form was given out to this session."""
    sent, known = request.form.get("form", ""), form_secret()
    return bool(known) and hmac.compare_digest(sent.encode(), known.encode())
